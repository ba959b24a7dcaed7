"""What changed, by search. A search shows ten thousand results at most, so every page is a search of its own.

Each page starts at the moment that the last one ended with; paging by offset would lose what changes meanwhile
and so leaves the window. Where more records share a millisecond than a page holds (an import, a workflow), that
millisecond is walked by id. https://developers.hubspot.com/docs/api-reference/2026-03/crm/search
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from productops.errors import RecordRejected, UnexpectedAnswer
from productops.kit import Pace, Request, Run

from . import paths
from .kinds import Kind, wanted
from .values import as_moment, millis
from .wire import Head, ListPage

MOST = 200
BUCKET = "search"
# Five a second for an account, four by the older pages; and no header tells what is left
PACE = Pace(4, 1.0)
# A filter by the moment 0 is answered with 500
_FIRST = 1000


def start(
    kind: Kind, run: Run, since: datetime, partition: str, marks: Mapping[str, Any]
) -> Request:
    """A walk through everything that changed from *since* until now; *marks* is kept in its state."""
    state = {
        **marks,
        "step": "search",
        "from": max(millis(since), _FIRST),
        "until": millis(run.now),
        "id": None,
        "seen": [],
    }
    size = min(run.page_size or MOST, MOST)
    request = query(kind, {"properties": wanted(kind, run), "limit": size}, partition=partition)
    return _asking(kind, request, state)


def query(kind: Kind, body: dict[str, Any], *, partition: str = "") -> Request:
    """A search, under the limit that all searches share."""
    return Request(
        path=paths.objects(kind.name, "search"),
        method="POST",
        body=body,
        partition=partition,
        page_size="limit",
        bucket=BUCKET,
    )


def turn(
    kind: Kind, request: Request, page: ListPage, heads: Sequence[Head], where: str
) -> tuple[set[str], Request | None]:
    """Ids on this page that earlier or later pages give too, and the next search.

    Raises:
        UnexpectedAnswer: there is more, but the page does not tell where it ends.
    """
    state, again = request.state, set(request.state["seen"])
    if state["id"] is not None:
        return again, _by_id(kind, request, page, heads, where)
    if not page.after:
        return again, None
    moments = [(at and millis(at), str(head.id)) for head in heads for at in [changed(kind, head)]]
    last = max((at for at, _ in moments if at is not None), default=None)
    if last is None:
        raise UnexpectedAnswer("a page of a search tells no moment of change", where=where)
    if last <= state["from"]:
        return {one for _, one in moments}, _asking(kind, request, {**state, "id": "0"})
    seen = [one for at, one in moments if at == last]
    return again, _asking(kind, request, {**state, "from": last, "seen": seen})


def _by_id(
    kind: Kind, request: Request, page: ListPage, heads: Sequence[Head], where: str
) -> Request | None:
    """The next part of a millisecond, or what comes after it."""
    state = request.state
    if not page.after:
        after = {**state, "from": state["from"] + 1, "id": None, "seen": []}
        return _asking(kind, request, after) if after["from"] <= state["until"] else None
    known = [str(head.id) for head in heads if str(head.id).isdecimal()]
    if not known:
        raise UnexpectedAnswer("a page of a search tells no ids", where=where)
    return _asking(kind, request, {**state, "id": max(known, key=int)})


def _asking(kind: Kind, request: Request, state: dict[str, Any]) -> Request:
    inside = state["id"] is not None
    filters = [
        _filter(kind.modified, "GTE", state["from"]),
        _filter(kind.modified, "LTE", state["from"] if inside else state["until"]),
    ]
    if inside:
        filters.append(_filter("hs_object_id", "GT", state["id"]))
    order = {
        "propertyName": "hs_object_id" if inside else kind.modified,
        "direction": "ASCENDING",
    }
    body = {**request.body, "filterGroups": [{"filters": filters}], "sorts": [order]}
    return request.with_(body=body, state=state)


def _filter(name: str, operator: str, value: int | str) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def changed(kind: Kind, head: Head) -> datetime | None:
    """When a record changed."""
    held = getattr(head.properties, kind.modified, None) if head.properties else None
    for value in (held, head.updated_at):
        try:
            found = as_moment(value, kind.modified) if isinstance(value, str) else None
        except RecordRejected:
            continue
        if found is not None:
            return found
    return None
