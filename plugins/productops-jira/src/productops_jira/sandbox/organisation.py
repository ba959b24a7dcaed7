"""The organisation above the site, at the gateway's `/admin`: managed accounts, and when they last used what.

https://developer.atlassian.com/cloud/admin/organization/rest/
"""

from __future__ import annotations

import re
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import ids
from .desk import Desk
from .products import DEACTIVATED, PRODUCTS, holders

_DAY = 86_400_000
_PAGE = 10
_USERS = re.compile(r"/admin/v1/orgs/([^/]+)/users")
_DATES = re.compile(r"/admin/v1/orgs/([^/]+)/directory/users/([^/]+)/last-active-dates")
_CONFLUENCE = ("confluence", "Confluence", 2)
_NEVER = 4


def answer(call: Call, desk: Desk, org: str) -> Reply:
    """The vendor's answer to a call that bears the organisation's key."""
    for pattern, make in ((_USERS, _users), (_DATES, _dates)):
        match = pattern.fullmatch(call.path)
        if match and match[1] == org:
            return make(call, desk, *match.groups()[1:])
    return _error(404, "ADMIN-404-1", "Not found")


def refused() -> Reply:
    """A key that the organisation did not make."""
    return _error(401, "ADMIN-401-1", "Unauthorized")


def _error(status: int, code: str, title: str) -> Reply:
    said = {"id": "0", "status": str(status), "code": code, "title": title, "detail": title}
    return as_json({"errors": [said]}, status)


def _keys(desk: Desk) -> list[int]:
    return [*range(desk.account.company.colleagues), DEACTIVATED]


def _held(desk: Desk, key: int) -> list[tuple[str, str]]:
    """The products of an account: key and name."""
    if key == DEACTIVATED:
        return [("jira-software", "Jira")]
    own = [(made.key, made.name) for made in PRODUCTS if key in holders(desk, made)]
    product, name, every = _CONFLUENCE
    return own + ([(product, name)] if key % every == 0 else [])


def _day(desk: Desk, key: int, product: str) -> str | None:
    """When somebody last used a product: yesterday, which is the newest it tells, or longer ago, or never."""
    place = key + len(product)
    if place % _NEVER == _NEVER - 1:
        return None
    ago = 100 if key == DEACTIVATED else 1 + (place * 11) % 120 * (place % 2)
    return ids.day(desk.account.now - ago * _DAY)


def _user(desk: Desk, key: int) -> dict[str, Any]:
    made = desk.account.company.colleague(key)
    account, seen = ids.account_id(key), []
    access = []
    for product, name in _held(desk, key):
        day = _day(desk, key, product)
        access.append({"key": product, "name": name, "url": desk.account.host})
        if day:
            access[-1]["last_active"] = day
            seen.append(day)
    row = {
        "account_id": account,
        "account_type": "atlassian",
        "account_status": "inactive" if key == DEACTIVATED else "active",
        "name": made.name,
        "picture": f"https://avatars.example/{key}.png",
        "email": made.email,
        "access_billable": key != DEACTIVATED,
        "product_access": access,
        "links": {"self": f"https://api.atlassian.com/users/{account}/manage/profile"},
    }
    return row | ({"last_active": max(seen)} if seen else {})


def _users(call: Call, desk: Desk) -> Reply:
    given = call.first.get("cursor", "0")
    start = int(given) if given.isascii() and given.isdigit() else 0
    every = _keys(desk)
    links = {"self": call.link()}
    if start + _PAGE < len(every):
        links["next"] = call.link({"cursor": str(start + _PAGE)})
    data = [_user(desk, key) for key in every[start : start + _PAGE]]
    return as_json({"data": data, "meta": {"total": len(every)}, "links": links})


def _dates(_: Call, desk: Desk, account: str) -> Reply:
    key = next((key for key in _keys(desk) if ids.account_id(key) == account), None)
    if key is None:
        return _error(404, "ADMIN-404-2", "The user is not in the directory")
    used = [
        {
            "id": f"ari:cloud:{product}::site/{desk.account.cloud_id}",
            "key": product,
            "last_active": day,
            "last_active_timestamp": f"{day}T08:15:30.123456789Z",
        }
        for product, _ in _held(desk, key)
        if (day := _day(desk, key, product))
    ]
    founded = ids.day(desk.account.company.founded * 1_000)
    return as_json(
        {"data": {"product_access": used, "added_to_org": founded}, "links": {"next": None}}
    )
