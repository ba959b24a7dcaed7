"""What the account is set up with: its details, owners and pipelines.

https://developers.hubspot.com/docs/api-reference/2026-03/account/account-information/guide
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from productops.sandbox.life import DAY
from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call, Reply, as_json

from . import answers, deals, ids, tickets
from .account import Account
from .desk import Desk, flag, onwards, whole
from .model import Kind

FORMER = (900, 901, 902)
"""Owners who left long ago, and still own what they owned."""
_OWNERS, _MOST_OWNERS = 100, 500
_NEVER = "1970-01-01T00:00:00Z"


def details(desk: Desk) -> Reply:
    """`GET /account-info/…/details`."""
    account = desk.account
    offset = account.company.clock.now.astimezone(account.zone).utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // 60
    body = {
        "portalId": ids.PORTAL,
        "accountType": "STANDARD",
        "timeZone": account.zone_name,
        "companyCurrency": "USD",
        "additionalCurrencies": ["EUR", "GBP", "AUD", "JPY"],
        "utcOffset": f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}",
        "utcOffsetMilliseconds": minutes * 60_000,
        "uiDomain": "app-eu1.hubspot.com",
        "dataHostingLocation": "eu1",
    }
    return as_json(body)


def usage(desk: Desk) -> Reply:
    """`GET /account-info/…/api-usage/daily/private-apps`."""
    account = desk.account
    local = account.company.clock.now.astimezone(account.zone)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    row = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": desk.daily,
        "currentUsage": desk.used,
        "collectedAt": ids.iso(account.now),
        "fetchStatus": "SUCCESS",
        "resetsAt": f"{midnight.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
    }
    return as_json({"results": [row]})


def owner_keys(account: Account, *, archived: bool) -> list[int]:
    """Owners of either sort, in the order of their ids."""
    left = {*FORMER, *(key for key, at in account.left.items() if at <= account.now)}
    keys = {*range(account.company.colleagues), *FORMER}
    return sorted(key for key in keys if (key in left) == archived)


def owner(account: Account, key: int, *, archived: bool) -> dict[str, Any]:
    """An owner; one who left has no user any more."""
    made = account.company.colleague(key)
    first, _, last = made.name.partition(" ")
    born = ids.ms(account.company.founded + key % 50 * DAY, key)
    user = int(ids.owner(key))
    row: dict[str, Any] = {
        "id": ids.owner(key),
        "email": made.email,
        "type": "PERSON",
        "firstName": first,
        "lastName": last,
        "userIdIncludingInactive": user,
        "createdAt": ids.iso(born),
        "updatedAt": ids.iso(max(born, account.left.get(key, 0))),
        "archived": archived,
    }
    if not archived:
        team = {"id": str(ids.TEAM + made.team), "name": TEAMS[made.team], "primary": True}
        row |= {"userId": user, "teams": [team]}
    return row


def owners(call: Call, desk: Desk) -> Reply:
    """`GET /owners`."""
    limit, after = whole(call.first.get("limit"), _OWNERS), whole(call.first.get("after"), 0)
    if limit is None or after is None or not 1 <= limit <= _MOST_OWNERS:
        return answers.invalid(f"Invalid limit: must be between 1 and {_MOST_OWNERS}")
    archived, email = flag(call, "archived"), call.first.get("email", "")
    keys = owner_keys(desk.account, archived=archived)
    rows = [owner(desk.account, key, archived=archived) for key in keys]
    rows = [row for row in rows if int(row["id"]) > after and email in {"", row["email"]}]
    body: dict[str, Any] = {"results": rows[:limit]}
    if len(rows) > limit:
        body["paging"] = onwards(call, rows[limit - 1]["id"])
    return as_json(body)


def one_owner(call: Call, desk: Desk, given: str) -> Reply:
    """`GET /owners/{id}`, also by user id."""
    archived = flag(call, "archived")
    for key in owner_keys(desk.account, archived=archived):
        if ids.owner(key) == given:
            return as_json(owner(desk.account, key, archived=archived))
    return answers.not_found(given)


_SALES = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"), ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"), ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"), ("closedlost", "Closed Lost", "0.0"),
)  # fmt: skip
_RENEWALS = (
    ("990101", "Up for renewal", "0.5"),
    ("990102", "Renewed", "1.0"),
    ("990103", "Churned", "0.0"),
)
_SUPPORT = (("1", "New", "OPEN"), ("2", "Waiting on contact", "OPEN"), ("3", "Waiting on us", "OPEN"), ("4", "Closed", "CLOSED"))  # fmt: skip
_REQUESTS = (("208001", "Received", "OPEN"), ("208002", "Under review", "OPEN"), ("208003", "Planned", "OPEN"), ("208004", "Answered", "CLOSED"))  # fmt: skip
PIPELINES: dict[str, tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]] = {
    "deals": ((deals.SALES, "Sales Pipeline", _SALES), (deals.RENEWALS, "Renewals", _RENEWALS)),
    "tickets": ((tickets.SUPPORT, "Support Pipeline", _SUPPORT), (tickets.REQUESTS, "Product requests", _REQUESTS)),
}  # fmt: skip


def pipelines(kind: Kind) -> list[dict[str, Any]]:
    """The pipelines of an object with their stages; none for most objects."""
    held = PIPELINES.get(kind.name, ())
    return [
        {
            "label": label,
            "displayOrder": order,
            "id": id_,
            "stages": [_stage(kind, number, stage) for number, stage in enumerate(stages)],
            "createdAt": _NEVER,
            "updatedAt": _NEVER,
            "archived": False,
        }
        for order, (id_, label, stages) in enumerate(held)
    ]


def _stage(kind: Kind, order: int, stage: tuple[str, str, str]) -> dict[str, Any]:
    id_, label, last = stage
    if kind.name == "deals":
        metadata = {"isClosed": str(last in {"1.0", "0.0"}).lower(), "probability": last}
    else:
        metadata = {"ticketState": last, "isClosed": str(last == "CLOSED").lower()}
    return {
        "label": label,
        "displayOrder": order,
        "metadata": metadata,
        "id": id_,
        "createdAt": _NEVER,
        "updatedAt": _NEVER,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
        "archived": False,
    }
