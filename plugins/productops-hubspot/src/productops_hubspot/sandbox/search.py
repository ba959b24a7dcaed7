"""Search: filters, one order, at most ten thousand results, never what is in the bin.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any

import msgspec

from productops.sandbox.wire import Call, Reply, as_json

from . import answers
from .account import Account
from .desk import Desk, body_of, whole
from .matching import Epoch, Filter, Held, NotUnderstood, bounds, comparable, groups_of, passes
from .model import Kind, View
from .records import asked, record, value

DEFAULT, MOST, CAP = 10, 200, 10_000
_SHUFFLE = 2_654_435_761
Order = tuple[str, bool]


def search(call: Call, desk: Desk, kind: Kind) -> Reply:
    """`POST /objects/{kind}/search`."""
    sent = body_of(call)
    if sent is None:
        return answers.invalid("Invalid input JSON")
    limit, after = whole(sent.get("limit"), DEFAULT), whole(sent.get("after"), 0)
    if limit is None or not 0 <= limit <= MOST:
        return answers.invalid(f"limit must be between 0 and {MOST}")
    if after is None or after + limit > CAP:
        return answers.invalid(f"The search endpoints can only page up to {CAP} results", after=[str(sent.get("after"))])  # fmt: skip
    try:
        groups, order = groups_of(kind, sent), _order(kind, sent.get("sorts") or ())
    except NotUnderstood as problem:
        return answers.invalid(f"There was a problem with the request. {problem}")
    except Epoch:
        return answers.broken()
    at = desk.account.now - desk.account.lag
    found = _found(desk.account, kind, at, groups, order, str(sent.get("query") or ""))
    return _page(desk.account, kind, at, found, sent, after, limit)


def _page(
    account: Account, kind: Kind, at: int, found: list[int], sent: dict[str, Any], after: int, limit: int
) -> Reply:  # fmt: skip
    names = asked(kind, [str(name) for name in sent.get("properties") or ()])
    views = account.views(kind, found[after : after + limit], at)
    body: dict[str, Any] = {
        "total": len(found),
        "results": [record(view, names) for view in views],
    }
    if limit and after + limit < len(found):
        body["paging"] = {"next": {"after": str(after + limit)}}
    return as_json(body)


def _order(kind: Kind, sorts: Iterable[Any]) -> Order:
    """The property to sort by, and whether downwards; the oldest come first by default."""
    wanted = list(sorts)
    if len(wanted) > 1:
        raise NotUnderstood("only one sort is allowed")
    if not wanted:
        return kind.created, False
    one = wanted[0]
    if isinstance(one, str):
        name, down = one.lstrip("-"), one.startswith("-")
    else:
        name, down = str(one.get("propertyName")), str(one.get("direction", "")).startswith("DESC")
    if name not in kind.properties:
        raise NotUnderstood(f"Property '{name}' does not exist for {kind.name}")
    return name, down


def _found(
    account: Account, kind: Kind, at: int, groups: list[list[Filter]], order: Order, query: str
) -> list[int]:
    key = ("found", kind.name, at, msgspec.json.encode([groups, order, query]))

    def make() -> list[int]:
        found = {one for group in groups for one in _matching(account, kind, at, group)}
        if query:
            found = {one for one in found if _says(account, kind, at, one, query)}
        return _sorted(account, kind, at, found, order)

    made: list[int] = account.once(key, make)
    return made


def _sorted(account: Account, kind: Kind, at: int, found: set[int], order: Order) -> list[int]:
    """In order; records of one value come in no order that a client could rely on, but always the same."""
    name, down = order
    held = column(account, kind, at, name, found)
    shuffled = sorted(found, key=lambda one: one * _SHUFFLE & 0xFFFFFFFF)
    there = [(seen, one) for one in shuffled if (seen := held[one]) is not None]
    there.sort(key=_first, reverse=down)
    return [one for _, one in there] + [one for one in shuffled if held[one] is None]


def _first(pair: tuple[Any, int]) -> Any:
    return pair[0]


def _matching(account: Account, kind: Kind, at: int, group: list[Filter]) -> list[int]:
    """The ids of live records that meet every condition of a group."""
    low, high = bounds(group, kind.modified)
    stamps = _stamps(account, kind, at)
    start = 0 if low is None else bisect_left(stamps, (low, 0))
    stop = len(stamps) if high is None else bisect_right(stamps, (high, 1 << 62))
    found = [one for _, one in stamps[start:stop]]
    for condition in group:
        held = column(account, kind, at, condition.name, found)
        found = [one for one in found if passes(condition, held[one])]
    return found


def _stamps(account: Account, kind: Kind, at: int) -> list[tuple[int, int]]:
    """(modified, id) of every live record; contacts' other modified date is never filled."""

    def make() -> list[tuple[int, int]]:
        views = account.views(kind, account.shelf(kind, at).live, at)
        return sorted((view.life.modified(at), int(view.id)) for view in views)

    made: list[tuple[int, int]] = account.once(("stamps", kind.name, at), make)
    return made


def column(
    account: Account, kind: Kind, at: int, name: str, wanted: Iterable[int]
) -> dict[int, Held | None]:
    """What records hold in a property, as filters compare it; what was read before is kept."""
    held: dict[int, Held | None] = account.once(("column", kind.name, at, name), dict)
    known = kind.properties[name]
    for view in account.views(kind, (one for one in wanted if one not in held), at):
        held[int(view.id)] = _read(view, name, known.type)
    return held


def _read(view: View, name: str, type_: str) -> Held | None:
    if name == "hs_object_id":
        return int(view.id)
    if name == view.kind.modified:
        return view.life.modified(view.at)
    text = value(view, name)
    if not text:
        return None
    known = view.kind.properties[name]
    try:
        return comparable(known, text)
    except NotUnderstood:
        return text if type_ == "string" else None


def _says(account: Account, kind: Kind, at: int, one: int, query: str) -> bool:
    found = (column(account, kind, at, name, (one,)).get(one) for name in kind.searched)
    return any(query.lower() in str(held) for held in found if held is not None)
