"""`/search/jql` and its neighbours: token paging, an index that is behind, and reconciliation.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids, jql
from .desk import Desk, listed
from .issues import dictionary, issue_row, wanted
from .matching import Matcher, place
from .reading import Seen

MOST, MOST_RECONCILED = 5_000, 50
# The vendor says that there are maxima, and not which
MOST_MATCHED, MOST_QUERIES = 1_000, 100
_WIDE, _NARROW, _FEW = 100, 1_000, 12
_WEEK = 7 * 86_400_000
TOO_MANY = "The max results parameter has to be between 1 and 5,000."
BAD_TOKEN = "The provided next page token is invalid or expired."  # noqa: S105 - no secret


class Asked(NamedTuple):
    """A search, whichever way it was sent."""

    jql: str
    token: str
    size: int
    fields: list[str]
    expand: list[str]
    reconcile: tuple[int, ...]


def read_body(call: Call) -> Mapping[str, Any] | None:
    """The body as a JSON object; None if it is none."""
    try:
        decoded = msgspec.json.decode(call.body or b"{}")
    except msgspec.DecodeError:
        return None
    return decoded if isinstance(decoded, dict) else None


def _asked(call: Call) -> Asked | None:
    held: Mapping[str, Any] | None = call.first if call.method == "GET" else read_body(call)
    if held is None:
        return None
    size, every = held.get("maxResults", 50), held.get("reconcileIssues") or []
    if call.method == "GET":
        every = listed(",".join(call.every("reconcileIssues")))
    texts = (
        listed(",".join(call.every("fields")))
        if call.method == "GET"
        else listed(held.get("fields"))
    )
    try:
        reconcile = tuple(int(value) for value in every)
        return Asked(
            str(held.get("jql") or ""), str(held.get("nextPageToken") or ""), int(size), texts,
            listed(held.get("expand")), reconcile,
        )  # fmt: skip
    except (TypeError, ValueError):
        return None


def search(call: Call, desk: Desk) -> Reply:
    """`/search/jql`, GET and POST."""
    asked = _asked(call)
    if asked is None:
        return answers.bad_request(
            "Invalid request payload. Refer to the REST API documentation and try again."
        )
    if not 1 <= asked.size <= MOST:
        return answers.bad_request(TOO_MANY)
    if len(asked.reconcile) > MOST_RECONCILED:
        return answers.bad_request("The reconcileIssues parameter accepts at most 50 issue ids.")
    try:
        places = _places(desk, asked.jql, asked.reconcile)
    except jql.Refused as refused:
        return answers.bad_request(str(refused))
    start = 0
    if asked.token:
        after = _after(desk, asked)
        if after is None:
            return answers.bad_request(BAD_TOKEN)
        start = bisect_right(places, after)
    return _page(desk, asked, places, start)


def _page(desk: Desk, asked: Asked, places: list[tuple[int, ...]], start: int) -> Reply:
    shown = wanted(asked.fields, ())
    size = min(asked.size, _most(len(shown)) if shown else MOST)
    found = places[start : start + size]
    if asked.fields:
        rows = [issue_row(desk, at[-1], shown, asked.expand) for at in found]
    else:
        rows = [{"id": str(at[-1] + 10_000)} for at in found]
    last = start + size >= len(places)
    body: dict[str, Any] = {"issues": rows, "isLast": last, **dictionary(shown, asked.expand)}
    if not last:
        body["nextPageToken"] = _token(desk, asked, found[-1])
    return as_json(body)


def _most(count: int) -> int:
    """Rows a page has at most: the more fields, the fewer."""
    return _NARROW if count <= _FEW else _WIDE


def _token(desk: Desk, asked: Asked, at: tuple[int, ...]) -> str:
    held = {"p": at, "q": crc32(asked.jql.encode()), "t": desk.account.now}
    return urlsafe_b64encode(msgspec.json.encode(held)).decode()


def _after(desk: Desk, asked: Asked) -> tuple[int, ...] | None:
    """The place a token stands for; None if it is of another query, or older than a week."""
    try:
        held = msgspec.json.decode(urlsafe_b64decode(asked.token.encode()))
        if held["q"] == crc32(asked.jql.encode()) and desk.account.now - held["t"] <= _WEEK:
            return tuple(held["p"])
    except (NotBase64, ValueError, KeyError, TypeError):
        pass
    return None


def _places(desk: Desk, text: str, reconcile: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """The places of all issues that are meant, in order.

    Raises:
        jql.Refused: the query is not understood, or not bounded.
    """
    account = desk.account
    made: list[tuple[int, ...]] = account.once(
        f"search {desk.epoch_bounds} {text}", lambda: _found(desk, text)
    )
    if not reconcile:
        return made
    query = jql.parse(text)
    fresh = [index for id_ in reconcile if (index := account.resolve(str(id_))) is not None]
    kept = [at for at in made if at[-1] not in set(fresh)]
    return sorted(kept + _matched(desk, query, [Seen(*account.view(index)) for index in fresh]))


def _found(desk: Desk, text: str) -> list[tuple[int, ...]]:
    query = jql.parse(text)
    Matcher(desk.account, desk.epoch_bounds).check(query)
    return sorted(_matched(desk, query, [Seen(*held) for held in desk.account.indexed()]))


def _matched(desk: Desk, query: jql.Query, seen: list[Seen]) -> list[tuple[int, ...]]:
    if query.where is None:
        return []
    test = Matcher(desk.account, desk.epoch_bounds).test(query.where)
    return [place(query, one) for one in seen if test(one)]


def count(call: Call, desk: Desk) -> Reply:
    """`/search/approximate-count`."""
    body = read_body(call)
    if body is None:
        return answers.bad_request(
            "Invalid request payload. Refer to the REST API documentation and try again."
        )
    try:
        return as_json({"count": len(_places(desk, str(body.get("jql") or "")))})
    except jql.Refused as refused:
        return answers.bad_request(str(refused))


class _ToMatch(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    issue_ids: list[int]
    jqls: list[str]


def match(call: Call, desk: Desk) -> Reply:
    """`/jql/match`: which of some issues each query selects, as the index has them; a bad one has its errors."""
    if not desk.matching:
        return answers.no_endpoint(call.path)
    try:
        body = msgspec.json.decode(call.body, type=_ToMatch)
    except msgspec.DecodeError:
        return answers.bad_request(
            "Invalid request payload. Refer to the REST API documentation and try again."
        )
    if len(body.issue_ids) > MOST_MATCHED or len(body.jqls) > MOST_QUERIES:
        return answers.bad_request("The number of issue ids or JQL queries exceeds the maximum.")
    wanted_ids = {id_ - ids.FIRST_ISSUE for id_ in body.issue_ids}
    seen = [Seen(*held) for held in desk.account.indexed() if held[0].index in wanted_ids]
    return as_json({"matches": [_matches(desk, text, seen) for text in body.jqls]})


def _matches(desk: Desk, text: str, seen: list[Seen]) -> dict[str, Any]:
    try:
        where = jql.parse(text).where
        test = Matcher(desk.account, desk.epoch_bounds).test(where) if where else lambda _: True
    except jql.Refused as refused:
        return {"matchedIssues": [], "errors": [str(refused)]}
    found = [ids.FIRST_ISSUE + one.issue.index for one in seen if test(one)]
    return {"matchedIssues": found, "errors": []}


def parse(call: Call, desk: Desk) -> Reply:
    """`/jql/parse`: what is wrong with queries, without running them."""
    queries = listed_queries(read_body(call))
    if not queries:
        return answers.bad_request("The queries parameter must not be empty.")
    return as_json({"queries": [_parsed(desk, call, text) for text in queries]})


def listed_queries(body: Mapping[str, Any] | None) -> list[str]:
    """The queries of a body, as they are; a comma in one does not part it."""
    held = (body or {}).get("queries")
    return [str(text) for text in held] if isinstance(held, list) else []


def _parsed(desk: Desk, call: Call, text: str) -> dict[str, Any]:
    try:
        query = jql.parse(text)
        if query.where is not None and call.first.get("validation", "strict") == "strict":
            Matcher(desk.account, desk.epoch_bounds).test(query.where)
    except jql.Refused as refused:
        return {"query": text, "errors": [str(refused)]}
    order = [
        {"field": {"name": name}, "direction": "desc" if down else "asc"}
        for name, down in query.order
    ]
    structure: dict[str, Any] = {"orderBy": {"fields": order}} if order else {}
    return {"query": text, "structure": structure, "errors": [], "warnings": []}
