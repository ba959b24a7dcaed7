"""Who may use HubSpot: users with their seats, permission sets, and when they signed in.

Only the beta tells of seats; what seats are called in answers is not documented, so these names are made up.
https://developers.hubspot.com/docs/api-reference/2026-09-beta/account/settings/user-provisioning/guide
https://developers.hubspot.com/docs/api-reference/2026-03/account/audit-logs/guide
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from productops.sandbox.dice import Dice
from productops.sandbox.life import DAY
from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .account import Account
from .desk import Desk, onwards, whole

LEFT = 901
"""One who left: an owner no more, and nobody took the seat away."""
PARTNER, AUDITOR = 950, 951
"""Users who own nothing: one of the agency that set HubSpot up, and one who only looks at figures."""
NEVER_CAME = 8
"""One who was given a seat and never signed in."""
CORE, SALES, SERVICE, VIEW_ONLY, PARTNERS = (
    "Core", "Sales Hub Professional", "Service Hub Professional", "View-Only", "Partner",
)  # fmt: skip
SEATS: tuple[tuple[str, str, int | None], ...] = (
    (CORE, "Edit access to the features of the subscription", 2),
    (SALES, "Advanced features for sales", 1),
    (SERVICE, "Advanced features for service", 0),
    (VIEW_ONLY, "Sees everything and changes nothing", None),
    (PARTNERS, "Employees of a solutions partner", None),
)
"""Kinds of seats, with how many are free; None where there is no limit."""
_HELD = {
    0: (CORE,), 3: (SALES, SERVICE), 4: (SALES,), 5: (VIEW_ONLY,), 6: (VIEW_ONLY,), LEFT: (SALES,),
    PARTNER: (PARTNERS,), AUDITOR: (VIEW_ONLY,),
}  # fmt: skip
_ROLE = 61_000
_MOST_USERS, _MOST_LOGINS, _SHOWN = 100, 200, 90


def users(call: Call, desk: Desk) -> Reply:
    """`GET /settings/users/…`."""
    return _page(call, [_user(desk, key) for key in _keys(desk.account)], 100, _MOST_USERS)


def seats(_: Call, desk: Desk) -> Reply:
    """`GET /settings/users/2026-09-beta/seats`."""
    if desk.legacy:
        return answers.missing()
    rows = [
        {"name": name, "description": told, **({} if left is None else {"remainingSeats": left})}
        for name, told, left in SEATS
    ]
    return as_json({"results": rows})


def roles(_: Call, __: Desk) -> Reply:
    """`GET /settings/users/…/roles`."""
    rows = [
        {"id": str(_ROLE + n), "name": f"{name} team", "requiresBillingWrite": False}
        for n, name in enumerate(TEAMS)
    ]
    return as_json({"results": rows})


def logins(call: Call, desk: Desk) -> Reply:
    """`GET /account-info/…/activity/login`: ninety days, the newest first."""
    account = desk.account
    held: list[dict[str, Any]] = account.once(("logins",), lambda: _logins(account))
    wanted = call.first.get("userId", "")
    rows = [row for row in held if wanted in {"", str(row["userId"])}]
    return _page(call, rows, 100, _MOST_LOGINS)


def _keys(account: Account) -> list[int]:
    gone = {key for key, at in account.left.items() if at <= account.now}
    return [*(key for key in range(account.company.colleagues) if key not in gone), LEFT, PARTNER, AUDITOR]  # fmt: skip


def _email(account: Account, key: int) -> str:
    email = account.company.colleague(key).email
    return email.replace("@fernhill.", "@brightpath.") if key == PARTNER else email


def _user(desk: Desk, key: int) -> dict[str, Any]:
    made = desk.account.company.colleague(key)
    first, _, last = made.name.partition(" ")
    row: dict[str, Any] = {
        "id": ids.owner(key),
        "email": _email(desk.account, key),
        "firstName": first,
        "lastName": last,
        "roleIds": [] if key == 0 else [str(_ROLE + made.team)],
        "superAdmin": key == 0,
        "primaryTeamId": str(ids.TEAM + made.team),
        "secondaryTeamIds": [],
        "sendWelcomeEmail": False,
    }
    return row if desk.legacy else {**row, "seatNames": list(_HELD.get(key, (SERVICE,)))}


def _logins(account: Account) -> list[dict[str, Any]]:
    """Four of five working days of everybody but those who do not come; now and then a wrong password before."""
    today = account.now // ids.DAY
    found = []
    for key in _keys(account):
        if key in {LEFT, NEVER_CAME}:
            continue
        for day in range(today - _SHOWN, today + 1):
            dice = Dice(account.company.seed, "login", key, day)
            at = account.company.quiet(day * DAY + dice.between(7 * 3_600, 18 * 3_600))
            if day % 7 in {2, 3} or dice.chance(0.2):
                continue
            if dice.chance(0.05):
                found.append(_login(account, key, at - 60, succeeded=False))
            found.append(_login(account, key, at, succeeded=True))
    first = account.now - _SHOWN * ids.DAY
    shown = [(at, row) for at, row in found if first < at <= account.now]
    shown.sort(key=lambda each: (-each[0], each[1]["id"]))
    return [row for _, row in shown]


def _login(account: Account, key: int, at: int, *, succeeded: bool) -> tuple[int, dict[str, Any]]:
    made = ids.ms(at, key)
    return made, {
        "id": f"{made}{key:03d}",
        "loginAt": ids.iso(made),
        "userId": int(ids.owner(key)),
        "email": _email(account, key),
        "loginSucceeded": succeeded,
        "ipAddress": f"203.0.113.{key % 250 + 1}",
        "location": "dublin, ireland",
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64)",
        "countryCode": "ie",
        "regionCode": "l",
    }


def _page(call: Call, rows: Sequence[dict[str, Any]], usual: int, most: int) -> Reply:
    """A page of *rows*; its cursor counts them, so that what comes in moves the rest."""
    limit, start = whole(call.first.get("limit"), usual), whole(call.first.get("after"), 0)
    if limit is None or start is None or not 1 <= limit <= most:
        return answers.invalid(f"Invalid limit: must be between 1 and {most}")
    body: dict[str, Any] = {"results": rows[start : start + limit]}
    if start + limit < len(rows):
        body["paging"] = onwards(call, str(start + limit))
    return as_json(body)


ENDPOINTS: tuple[tuple[str, Callable[[Call, Desk], Reply]], ...] = (
    (r"/users", users),
    (r"/users/seats", seats),
    (r"/users/roles", roles),
    (r"/account/activity/login", logins),
)
"""Paths without their versions, and what answers them."""
