"""Users and organisations in the vendor's shape."""

from __future__ import annotations

from typing import Any

from productops.sandbox.life import DAY
from productops.sandbox.people import PLANS, SEGMENTS

from . import ids
from .account import STAMP, Account

STAFF_KEYS = 1_000
"""Keys below are members of staff, above are customers' people."""
LEFT = (901,)
"""Members of staff who left: they may not sign in any more, and nobody took their seat away."""
NEVER_CAME = 8
"""One who was given a seat and never signed in."""
ROLES = (("Staff", 0), ("Light agent", 1), ("Contributor", 3))
"""Roles of agents, with their `role_type`; administrators have none."""
_LIGHT = {5: 1, 6: 2}
"""Members of staff who only look in, with the index of their role."""
_LOCALES = {"en-US": 1, "en-GB": 1176, "de": 8, "fr": 16, "es": 2, "ja": 67}
_ZONES = {
    "America/Chicago": "Central Time (US & Canada)",
    "America/New_York": "Eastern Time (US & Canada)",
    "Europe/London": "London",
    "Europe/Berlin": "Berlin",
    "Europe/Paris": "Paris",
    "Europe/Madrid": "Madrid",
    "Australia/Sydney": "Sydney",
    "Asia/Tokyo": "Tokyo",
}


def user_keys(account: Account) -> list[int]:
    """Keys of all users, deleted ones included, in the order of their ids."""

    def make() -> list[int]:
        company = account.company
        return [
            *range(company.colleagues),
            *LEFT,
            *(STAFF_KEYS + n for n in range(company.people(account.now))),
        ]

    return account.listed("users", make)


def users_by_stamp(account: Account) -> list[int]:
    """Positions (last change, user) in order."""
    return account.listed(
        "user stamps",
        lambda: sorted(_changed(account, key) << STAMP | key for key in user_keys(account)),
    )


def active_users(account: Account) -> list[int]:
    """Users that are not deleted."""
    return account.listed(
        "active users",
        lambda: [k for k in user_keys(account) if "deleted" not in _past(account, k)],
    )


def deleted_users(account: Account) -> list[int]:
    """Users that are deleted, the permanently deleted ones too."""
    return account.listed(
        "deleted users", lambda: [k for k in user_keys(account) if "deleted" in _past(account, k)]
    )


def _past(account: Account, key: int) -> dict[str, int]:
    if key < STAFF_KEYS:
        return {}
    changes = account.company.person(key - STAFF_KEYS).changes
    return {change.what: change.at for change in changes if change.at <= account.now}


def _changed(account: Account, key: int) -> int:
    if key < STAFF_KEYS:
        return account.company.founded
    past = _past(account, key)
    return max(past.values(), default=account.company.person(key - STAFF_KEYS).joined)


def key_of(given: int) -> int | None:
    """Which user an id means."""
    staff = ids.index_of(ids.STAFF, given)
    if staff is not None and staff < STAFF_KEYS:
        return staff
    person = ids.index_of(ids.PERSON, given)
    return None if person is None else STAFF_KEYS + person


def user(account: Account, key: int) -> dict[str, Any]:
    """A user."""
    return _colleague(account, key) if key < STAFF_KEYS else _customer(account, key - STAFF_KEYS)


def _base(account: Account, id_: int, locale: str, zone: str) -> dict[str, Any]:
    return {
        "id": id_,
        "url": f"{account.host}/api/v2/users/{id_}.json",
        "time_zone": _ZONES[zone],
        "iana_time_zone": zone,
        "phone": None,
        "shared_phone_number": None,
        "photo": None,
        "locale_id": _LOCALES[locale],
        "locale": locale,
        "external_id": None,
        "alias": None,
        "active": True,
        "shared": False,
        "shared_agent": False,
        "two_factor_auth_enabled": None,
        "signature": None,
        "details": None,
        "notes": None,
        "is_billing_admin": None,
        "only_private_comments": False,
        "suspended": False,
        "report_csv": False,
        "user_fields": {"job_title": None},
        "suspension_details": None,
        "tags": [],
    }


def _colleague(account: Account, index: int) -> dict[str, Any]:
    person = account.company.colleague(index)
    founded = ids.iso(account.company.founded)
    role = _LIGHT.get(index, 0)
    away = 140 * DAY if index in LEFT else 3_600 * (1 + index)
    seen = ids.iso(int(account.company.clock.start.timestamp()) - away)
    return _base(
        account, ids.made(ids.STAFF, index), person.country.locale, person.country.zone
    ) | {
        "name": person.name,
        "email": person.email,
        "created_at": founded,
        "updated_at": founded,
        "organization_id": None,
        "role": "admin" if person.admin else "agent",
        "role_type": 4 if person.admin else ROLES[role][1],
        "custom_role_id": None if person.admin else ids.made(ids.ROLE, role),
        "suspended": index in LEFT,
        "verified": True,
        "last_login_at": None if index == NEVER_CAME else seen,
        "moderator": True,
        "ticket_restriction": None,
        "restricted_agent": False,
        "default_group_id": ids.made(ids.TEAM, person.team),
    }


def _customer(account: Account, index: int) -> dict[str, Any]:
    person = account.company.person(index)
    past = _past(account, STAFF_KEYS + index)
    erased = "erased" in past
    moved = "moved" in past or person.organisation is None
    changed = max(past.values(), default=person.joined)
    return _base(
        account, ids.made(ids.PERSON, index), person.country.locale, person.country.zone
    ) | {
        "name": "Permanently Deleted User" if erased else person.name,
        "email": None if "deleted" in past else person.email,
        "created_at": ids.iso(person.joined),
        "updated_at": ids.iso(changed),
        "organization_id": None if moved else ids.made(ids.ORGANISATION, person.organisation or 0),
        "role": "end-user",
        "role_type": None,
        "custom_role_id": None,
        "active": "deleted" not in past,
        "permanently_deleted": erased,
        "suspended": "suspended" in past,
        "verified": "signed_in" in past,
        "last_login_at": ids.iso(past["signed_in"]) if "signed_in" in past else None,
        "moderator": False,
        "ticket_restriction": "requested",
        "restricted_agent": True,
        "default_group_id": None,
        "tags": [] if erased else [f"country_{person.country.code.lower()}"],
    }


def organisations_by_stamp(account: Account) -> list[int]:
    """Positions (last change, organisation) in order."""

    def make() -> list[int]:
        count = account.company.organisations(account.now)
        return sorted(_organisation_changed(account, n) << STAMP | n for n in range(count))

    return account.listed("organisation stamps", make)


def organisations(account: Account) -> list[int]:
    """Organisations that are not deleted."""

    def make() -> list[int]:
        count = account.company.organisations(account.now)
        return [n for n in range(count) if "deleted" not in _organisation_past(account, n)]

    return account.listed("organisations", make)


def _organisation_past(account: Account, index: int) -> dict[str, int]:
    changes = account.company.organisation(index).changes
    return {change.what: change.at for change in changes if change.at <= account.now}


def _organisation_changed(account: Account, index: int) -> int:
    since = account.company.organisation(index).since
    return max(_organisation_past(account, index).values(), default=since)


def organisation(account: Account, index: int) -> dict[str, Any]:
    """An organisation."""
    customer = account.company.organisation(index)
    past = _organisation_past(account, index)
    plan = customer.plan + ("upgraded" in past)
    id_ = ids.made(ids.ORGANISATION, index)
    return {
        "url": f"{account.host}/api/v2/organizations/{id_}.json",
        "id": id_,
        "name": customer.name,
        "shared_tickets": False,
        "shared_comments": False,
        "external_id": f"CRM-{10_000 + index}",
        "created_at": ids.iso(customer.since),
        "updated_at": ids.iso(_organisation_changed(account, index)),
        "domain_names": [customer.domain],
        "details": None,
        "notes": None,
        "group_id": None,
        "tags": [f"plan_{PLANS[plan][0].lower()}"],
        "organization_fields": {
            "plan": PLANS[plan][0],
            "segment": SEGMENTS[plan],
            "mrr": PLANS[plan][1] + customer.seats * 3,
            "currency": customer.country.currency,
            "seats": customer.seats,
        },
        "deleted_at": ids.iso(past["deleted"]) if "deleted" in past else None,
    }
