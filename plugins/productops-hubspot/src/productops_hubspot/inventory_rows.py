"""The account, its users and seats as rows: `vendor`, `tool`, `person`, `seat`, `contract`, `usage`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import moment, row
from productops.model import (
    Contract,
    CustomValue,
    Person,
    Record,
    SeatAssignment,
    Tool,
    UsageRecord,
    Vendor,
)

from .inventory_wire import Details, SeatKind, SignedIn, User
from .lists_wire import Owner
from .people_rows import full_name

HUBSPOT = "hubspot"
"""Source id of the vendor."""
# https://knowledge.hubspot.com/account-management/manage-seats
_FREE = ("viewonly", "partner", "free")
_PAID = ("core", "sales", "service", "commerce", "revenue", "content", "marketing")
_DETAILS = {
    "account_type": "Account type", "data_hosting_location": "Data hosting location",
    "time_zone": "Time zone", "company_currency": "Currency",
}  # fmt: skip
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MONTHS = 12
_NO_END = 1_000_000
"""So many free seats and more are not counted: everybody may have one."""
_holders: WeakKeyDictionary[Run, dict[str, str]] = WeakKeyDictionary()


def details_rows(found: Details, run: Run) -> Iterator[Record]:
    """HubSpot as this account has it, and who makes it."""
    yield row(Vendor, run, HUBSPOT, name="HubSpot", website="https://www.hubspot.com")
    told = {key: getattr(found, key) for key in _DETAILS}
    yield row(
        Tool,
        run,
        str(found.portal_id),
        custom_fields=_named({key: (_DETAILS[key], value) for key, value in told.items()}),
        name="HubSpot",
        vendor_id=run.ref(Vendor, HUBSPOT),
        identifiers=["domain:hubspot.com"],
        discovered_in="vendor_api",
        hosting="saas",
        url=f"https://{found.ui_domain}" if found.ui_domain else None,
    )


def user_rows(user: User, run: Run) -> Iterator[Record]:
    """A seat for each that somebody holds, or one of which HubSpot tells nothing; who is an owner is a person already."""
    key = str(user.id)
    if _holder(key, run) == _own(key):
        yield row(
            Person,
            run,
            _own(key),
            display_name=full_name(user.first_name, user.last_name),
            email=user.email or None,
            person_type="internal",
            external_id=key,
        )
    signed = run.seen("logins", key)
    domain = run.instance.detail.get("domain") or "app.hubspot.com"
    seats: list[str | None] = [*user.seats] or [None]
    for name in seats:
        yield row(
            SeatAssignment,
            run,
            f"{key}:{name}" if name else key,
            source_url=f"https://{domain}/settings/{run.instance.name}/users",
            custom_fields=_named({"seat": ("Seat", name)}),
            contract_id=run.ref(Contract, name),
            tool_id=run.ref(Tool, run.instance.name),
            person_id=run.ref(Person, _holder(key, run)),
            role=_role(user, run),
            paid=_paid(name),
            last_active_at=moment(signed.last, "last") if isinstance(signed, SignedIn) else None,
        )


def seat_rows(found: SeatKind, run: Run) -> Iterator[Record]:
    """What was bought of a kind of seat: those that are held and those that are free."""
    name, left = found.seat.name, found.seat.remaining_seats
    if not name:
        raise RecordRejected("a seat without name", field="name")
    if left is not None and not 0 <= left < _NO_END:
        left = None
    yield row(
        Contract,
        run,
        name,
        custom_fields=_named({"description": ("Description", found.seat.description)}),
        tool_id=run.ref(Tool, run.instance.name),
        vendor_id=run.ref(Vendor, HUBSPOT),
        sku=name,
        pricing_model={True: "per_seat", False: "free", None: None}[_paid(name)],
        seats_purchased=None if found.assigned is None or left is None else found.assigned + left,
        seats_assigned=found.assigned,
    )


def login_rows(found: SignedIn, run: Run) -> Iterator[Record]:
    """How often somebody signed in in a month; the last time of all is read with the seat."""
    if found.month is None:
        return
    if not _MONTH.fullmatch(found.month) or not "0001-01" <= found.month < "9999-12":
        raise RecordRejected("month is none", field="month")
    year, number = (int(part) for part in found.month.split("-"))
    following = (year + number // _MONTHS, number % _MONTHS + 1)
    yield row(
        UsageRecord,
        run,
        found.key,
        tool_id=run.ref(Tool, run.instance.name),
        person_id=run.ref(Person, _holder(str(found.user), run)),
        period_start=datetime(year, number, 1, tzinfo=UTC),
        period_end=datetime(*following, 1, tzinfo=UTC),
        active_days=found.days,
        events=found.logins,
        last_active_at=moment(found.last, "last"),
        measured_by="vendor_api",
    )


def _own(user: str) -> str:
    """The source id of a user's person. Owners, contacts and users count their ids apart."""
    return f"user:{user}"


def _holder(user: str, run: Run) -> str:
    """The source id of the person a user is: an owner's, where one is told to be that user."""
    found = _holders.get(run)
    if found is None:
        found = _holders[run] = _by_user(run)
    return found.get(user) or _own(user)


def _by_user(run: Run) -> dict[str, str]:
    """User → owner. Of several, one who is there still."""
    held = [(key, run.seen("owners", key)) for key in sorted(run.ids("owners"))]
    owners = [(key, one) for key, one in held if isinstance(one, Owner) and one.user]
    owners.sort(key=lambda each: each[1].archived is not True)
    return {one.user: f"owner:{key}" for key, one in owners if one.user}


def _role(user: User, run: Run) -> str | None:
    """Permission sets by name; a super admin needs none."""
    if user.super_admin:
        return "super admin"
    known = (run.seen("user_roles", one) for one in user.roles)
    return ", ".join(each.name for each in known if each and each.name) or None


def _paid(seat: str | None) -> bool | None:
    """Whether a kind of seat is paid for, by its name; HubSpot shows no price."""
    letters = re.sub("[^a-z]", "", (seat or "").lower())
    if any(word in letters for word in _FREE):
        return False
    return True if any(word in letters for word in _PAID) else None


def _named(values: dict[str, tuple[str, Any]]) -> dict[str, CustomValue]:
    return {
        key: CustomValue(name=name, type="string", value=value)
        for key, (name, value) in values.items()
        if value
    }
