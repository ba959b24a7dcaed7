"""Which records are still there: ids for a census, and what became of those that it misses.

What was archived stays in a bin for ninety days; what was merged answers with the record it lives on in; a contact
that was deleted for privacy leaves nothing. https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from productops.kit import Answer, Page, Request, Run
from productops.kit.paging import by_cursor

from . import near, paths, search
from .kinds import Kind
from .pages import MOST, batch, glance
from .wire import BatchPage, ListPage

ASKED = ("hs_object_id", "hs_merged_object_ids")


class _Total(Struct):
    total: int


def census(kind: Kind) -> Request:
    """The ids of all live records."""
    request = Request(path=paths.objects(kind.name), page_size="limit", state={"step": "census"})
    return request.ask(limit=MOST, archived=False, properties="hs_object_id")


def present(kind: Kind, request: Request, answer: Answer, run: Run) -> Page:
    """A page of ids, but for those of internal comments that are not wanted."""
    page = answer.decode(ListPage)
    ids = [str(head.id) for raw in page.results if (head := glance(raw))]
    hides = near.hides(kind, run)
    if ids and hides and not answer.also:
        return Page(also=near.asked(kind, ids, kind.near))
    known = near.known(kind, kind.near if hides else (), answer.also)
    hidden = near.hidden(kind, ids, known.told) if hides else set()
    shown = [one for one in ids if one not in hidden]
    return Page(present=shown, next=by_cursor(request, page.after, param="after"))


def look_up(kind: Kind, ids: Sequence[str]) -> Request:
    """What became of *ids*, a hundred at a time."""
    now, later = ids[:MOST], ids[MOST:]
    state = {"step": "lookup", "ids": list(now), "later": list(later)}
    return batch(kind, now, ASKED).with_(state=state)


def looked_up(kind: Kind, request: Request, answer: Answer) -> Page:
    """Live, merged or archived; what HubSpot names as unknown in both places is gone."""
    ids, later = request.state["ids"], request.state["later"]
    if not answer.also:
        return Page(also=[batch(kind, ids, ASKED, archived=True)])
    live, put_away = answer.decode(BatchPage), answer.also[0].decode(BatchPage)
    heads = [head for raw in live.results if (head := glance(raw))]
    there = {str(head.id) for head in heads}
    merged = {one for head in heads for one in head.merged}.difference(there)
    archived = {str(head.id) for raw in put_away.results if (head := glance(raw))} - there - merged
    unknown = live.unknown & put_away.unknown
    lost = [one for one in ids if one in unknown.difference(there, merged, archived)]
    return Page(
        present=_of(ids, there),
        merged=_of(ids, merged),
        archived=_of(ids, archived),
        gone=() if kind.erases else lost,
        erased=lost if kind.erases else (),
        next=look_up(kind, later) if later else None,
    )


def _of(ids: Sequence[str], found: Iterable[str]) -> list[str]:
    held = set(found)
    return [one for one in ids if one in held]


def count(kind: Kind, run: Run) -> Request | None:
    """HubSpot's own number, as its search knows it; it says nothing of a part of the records."""
    if run.since or near.hides(kind, run):
        return None
    return search.query(kind, {"properties": ["hs_object_id"], "limit": 1})


def counted(answer: Answer) -> int:
    """The number in the answer."""
    return answer.decode(_Total).total
