"""Search: the documented subset that programs use, with its limits.

https://developer.zendesk.com/api-reference/ticketing/ticket-management/search/
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call, Reply, array_page, as_json, encode

from . import answers, people, setup, tickets
from .account import Account
from .paging import Listing, number, page

MOST_RESULTS = 1_000
_TERM = re.compile(r"(?P<not>-?)(?P<key>[a-z_]+)(?P<op>>=|<=|:|>|<)(?P<value>.+)")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {":": eq, ">": gt, "<": lt, ">=": ge, "<=": le}
_DATES = {
    "created": "created_at",
    "created_at": "created_at",
    "updated": "updated_at",
    "updated_at": "updated_at",
}
_RANKS = {
    "status": ("new", "open", "pending", "hold", "solved", "closed"),
    "priority": ("low", "normal", "high", "urgent"),
}
_NAMED = {
    "assignee": "assignee_id",
    "requester": "requester_id",
    "organization": "organization_id",
    "group": "group_id",
}
Rows = list[dict[str, Any]]


def _kinds(
    account: Account,
) -> dict[str, tuple[Callable[[], list[int]], Callable[[int], dict[str, Any]]]]:
    return {
        "ticket": (account.alive, lambda key: tickets.ticket(account, key, stamp=False)),
        "user": (lambda: people.active_users(account), lambda key: people.user(account, key)),
        "organization": (
            lambda: people.organisations(account),
            lambda key: people.organisation(account, key),
        ),
        "group": (lambda: list(range(len(TEAMS))), lambda key: setup.group(account, key)),
    }


def _words(query: str) -> list[str]:
    try:
        return shlex.split(query)
    except ValueError:
        return query.split()


def results(account: Account, query: str, only: str = "") -> Rows:
    """Everything a query finds, newest first, each with its `result_type`."""
    return account.once(f"{only}/{query}", lambda: _find(account, query, only))


def _find(account: Account, query: str, only: str) -> Rows:
    terms = [_TERM.fullmatch(word) or word for word in _words(query)]
    wanted = only or next(
        (
            t["value"]
            for t in terms
            if isinstance(t, re.Match) and t["key"] == "type" and not t["not"]
        ),
        "",
    )
    found: Rows = []
    for kind, (keys, render) in _kinds(account).items():
        if wanted and kind != wanted:
            continue
        rows = (render(key) for key in keys())
        found += [
            row | {"result_type": kind} for row in rows if all(_fits(row, term) for term in terms)
        ]
    return sorted(found, key=lambda row: (row["created_at"], row["id"]), reverse=True)


def _fits(row: dict[str, Any], term: re.Match[str] | str) -> bool:
    if isinstance(term, str):
        text = " ".join(
            str(row.get(key) or "") for key in ("subject", "description", "name", "email")
        )
        return term.lower() in text.lower()
    fits = _matches(row, term["key"], term["op"], term["value"])
    return fits != bool(term["not"])


def _matches(row: dict[str, Any], key: str, op: str, value: str) -> bool:
    compare = _COMPARE[op]
    if key in {"type", "order_by", "sort"}:
        return True
    if key in _DATES:
        held = str(row[_DATES[key]])
        return held.startswith(value) if op == ":" else compare(held, value.replace("+00:00", "Z"))
    if key in _RANKS:
        ranks = _RANKS[key]
        held_rank, rank = row.get(key), value.lower()
        return (
            held_rank in ranks
            and rank in ranks
            and compare(ranks.index(held_rank), ranks.index(rank))
        )
    if key == "tags":
        return value in row.get("tags", ())
    if key in _NAMED:
        return str(row.get(_NAMED[key]) or "none") == value
    return str(row.get(key)).lower() == value.lower()


def search(call: Call, account: Account, origin: str) -> Reply:
    """`/search`: pages by offset, never past 1,000 results."""
    size = min(number(call, "per_page", 100) or 100, 100)
    at = number(call, "page", 1) or 1
    if at * size > MOST_RESULTS:
        message = "Invalid search: Requested response size was greater than Search Response Limits"
        return as_json({"error": "invalid", "description": message}, 422)
    found = results(account, call.first.get("query", ""))
    if call.first.get("sort_order") == "asc":
        found = found[::-1]
    rows = found[(at - 1) * size : at * size]
    rest = {
        "facets": None,
        "next_page": call.link({"page": at + 1}, origin=origin) if at * size < len(found) else None,
        "previous_page": call.link({"page": at - 1}, origin=origin) if at > 1 else None,
        "count": len(found),
    }
    return array_page("results", [encode(row) for row in rows], rest)


def count(call: Call, account: Account) -> Reply:
    """`/search/count`."""
    return as_json({"count": len(results(account, call.first.get("query", "")))})


def export(call: Call, account: Account, origin: str) -> Reply:
    """`/search/export`: one type, by cursor, without the limit of 1,000."""
    only = call.first.get("filter[type]", "")
    if only not in _kinds(account):
        return answers.invalid(
            "filter[type] must be one of ticket, organization, user or group", 400
        )
    found = results(account, call.first.get("query", ""), only)[::-1]
    listing = Listing(
        "results",
        range(len(found)),
        lambda key: found[key],
        most=1_000,
        aside=lambda _: {"facets": None},
        newest_first=True,
    )
    sized = call if "page[size]" in call.first else _sized(call)
    return page(sized, listing, origin)


def _sized(call: Call) -> Call:
    return Call(
        call.method,
        call.path,
        (*call.query, ("page[size]", "100")),
        call.headers,
        call.body,
        call.origin,
    )


def user_ids(call: Call, key: str) -> list[int]:
    """A comma-separated list of ids in the query."""
    return [int(text) for text in call.first.get(key, "").split(",") if text.strip().isdigit()]
