"""The feeds of worklogs: changed, deleted, and by id. The newest minute is withheld."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, parts
from .desk import Desk, whole
from .lives import Beat
from .search import read_body

PAGE = 1_000
_MINUTE = 60_000
Found = tuple[int, int]


class Feeds(NamedTuple):
    """(when, id) of worklogs that are there and of those that were deleted; the former by id."""

    there: list[Found]
    gone: list[Found]
    by_id: dict[int, tuple[int, Beat]]


def _all(desk: Desk) -> Feeds:
    """All worklogs of issues the caller may see."""

    def make() -> Feeds:
        there: list[Found] = []
        gone: list[Found] = []
        held: dict[int, tuple[int, Beat]] = {}
        for index in desk.account.indices():
            if not any(beat.what == "work" for beat in desk.account.life(index)):
                continue
            state = desk.account.view(index)[1]
            for beat in state.work:
                there.append((beat.at, parts.work_id(index, beat)))
                held[there[-1][1]] = (index, beat)
            gone += [(at, parts.work_id(index, beat)) for at, beat in state.unworked]
        return Feeds(sorted(there), sorted(gone), held)

    found: Feeds = desk.account.once("worklogs", make)
    return found


def feed(call: Call, desk: Desk, *, deleted: bool) -> Reply:
    """`/worklog/updated` and `/worklog/deleted`: ids from *since* on, oldest first."""
    feeds = _all(desk)
    rows = feeds.gone if deleted else feeds.there
    since = whole(call, "since", 0)
    newest = desk.account.now - _MINUTE
    start = bisect_left(rows, (since, 0))
    end = bisect_left(rows, (newest + 1, 0))
    found = rows[start : min(start + PAGE, end)]
    last = start + PAGE >= end
    until = found[-1][0] if found else max(since, newest)
    body: dict[str, Any] = {
        "values": [{"worklogId": id_, "updatedTime": at, "properties": []} for at, id_ in found],
        "since": since,
        "until": until,
        "self": call.link({"since": since}, origin=desk.origin),
        "lastPage": last,
    }
    if not last:
        body["nextPage"] = call.link({"since": until}, origin=desk.origin)
    return as_json(body)


def by_ids(call: Call, desk: Desk) -> Reply:
    """`/worklog/list`: what is there of up to 1,000 ids."""
    given = (read_body(call) or {}).get("ids")
    if not isinstance(given, list) or not 0 < len(given) <= PAGE:
        return answers.bad_request("The number of worklog ids must be between 1 and 1000.")
    held = _all(desk).by_id
    found = [held[id_] for id_ in given if id_ in held]
    return as_json([parts.work_row(desk, index, beat) for index, beat in found])
