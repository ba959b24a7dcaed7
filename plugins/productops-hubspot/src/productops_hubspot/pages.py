"""From an answer to a page: the whole list, the archived ones, what changed, what a webhook named.

Each page asks besides for what its records are associated with; and where the list of properties is too long for a
URL, it asks for ids only, and for the records themselves in a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Raw

from productops.errors import UnexpectedAnswer
from productops.kit import Answer, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import moment_or_none

from . import near, paths, search
from .kinds import LONGEST_QUERY, Kind, wanted
from .marks import Dated, known, marked
from .values import millis
from .wire import BatchPage, Crm, Head, ListPage

# "The maximum number of results to display per page"; a batch takes as many
MOST = 100


def listing(kind: Kind, run: Run, partition: str, step: str, **state: Any) -> Request:
    """A walk through all records, or all archived ones, which only the list shows."""
    names = ",".join(wanted(kind, run))
    thin = len(names) > LONGEST_QUERY
    size = min(run.page_size or MOST, MOST)
    return Request(
        path=paths.objects(kind.name),
        partition=partition,
        query={
            "limit": size,
            "archived": step == "archived",
            "properties": "hs_object_id" if thin else names,
        },
        page_size="limit",
        state={"step": step, "thin": thin, **state},
    )


def batch(kind: Kind, ids: Sequence[str], properties: Sequence[str], **more: Any) -> Request:
    """Records by id, a hundred at most; *more* are query keys."""
    body = {"inputs": [{"id": one} for one in ids], "properties": list(properties)}
    path = paths.objects(kind.name, "batch", "read")
    return Request(path=path, method="POST", query={**more}, body=body)


def listed(kind: Kind, request: Request, answer: Answer, run: Run) -> Page:
    """A page of a list."""
    page = answer.decode(ListPage)
    follow = by_cursor(request, page.after, param="after")
    raws = page.results
    heads = [head for raw in raws if (head := glance(raw))]
    archived = request.state["step"] == "archived"
    dated = [(str(h.id), _archived(h) if archived else search.changed(kind, h)) for h in heads]
    follow, cursor = marked(request, follow, dated)
    if archived:
        old = known(request, dated) | _old(dated, request.state["since"])
        raws = [raw for raw in raws if _key(raw) not in old]
    return _built(kind, request, answer, run, raws, follow=follow, cursor=cursor)


def searched(kind: Kind, request: Request, answer: Answer, run: Run) -> Page:
    """A page of what changed."""
    page = answer.decode(ListPage)
    heads = [head for raw in page.results if (head := glance(raw))]
    again, follow = search.turn(kind, request, page, heads, answer.url)
    dated = [(str(head.id), search.changed(kind, head)) for head in heads]
    again |= known(request, dated)
    raws = [raw for raw in page.results if _key(raw) not in again]
    follow, cursor = marked(request, follow, dated)
    return _built(kind, request, answer, run, raws, follow=follow, cursor=cursor)


def named(kind: Kind, request: Request, answer: Answer, run: Run) -> Page:
    """The records that a webhook named."""
    return _built(kind, request, answer, run, answer.decode(ListPage).results)


def glance(raw: Raw) -> Head | None:
    """What paging needs of a record; one that does not fit is set aside when it is decoded whole."""
    try:
        return decode(raw, Head)
    except msgspec.DecodeError:
        return None


def _archived(head: Head) -> datetime | None:
    """When a record was archived; what does not tell is taken as new."""
    return moment_or_none(head.archived_at)


def _old(dated: Dated, since: int | None) -> set[str]:
    """What was archived before the last look: the list has all of ninety days, each time."""
    return {key for key, at in dated if at and since is not None and millis(at) < since}


def _built(
    kind: Kind,
    request: Request,
    answer: Answer,
    run: Run,
    raws: Sequence[Raw],
    *,
    follow: Request | None = None,
    cursor: str | None = None,
) -> Page:
    """The page, once everything it needs is there."""
    ids = [str(head.id) for raw in raws if (head := glance(raw))]
    hides = near.hides(kind, run)
    if hides and request.state["step"] == "archived":
        # In the bin nothing shows which are internal comments; what is held of them is a tombstone now
        return Page(next=follow, cursor=cursor, archived=ids)
    thin = bool(request.state.get("thin"))
    if ids and not answer.also and (also := _also(kind, request, ids, run, thin=thin)):
        return Page(also=also)
    if thin and ids:
        raws = _whole(answer.also[0])
    known = near.known(kind, kind.near if ids else (), answer.also[thin:])
    if known.more:
        return Page(also=known.more)
    hidden = near.hidden(kind, ids, known.told) if hides else set()
    loose = near.loose(kind, ids, known.told) if hides else []
    heads = [head for raw in raws if (head := glance(raw))]
    wanted = {"wanted": True} if kind.hidden_near and not hides else {}
    entries = [
        {"record": raw, "near": known.told.get(key, {}), **wanted}
        for raw in raws
        if (key := _key(raw)) not in hidden
    ]
    entries += [near.withheld(head) for head in heads if str(head.id) in hidden]
    return Page(
        records=entries,
        next=follow,
        cursor=cursor,
        erased=sorted(hidden),
        notes=[*known.notes, *loose, *_unknown(kind, raws, run)],
        archived=[_key(raw) for raw in raws] if request.state["step"] == "archived" else (),
        merged=[one for head in heads for one in head.merged if one != str(head.id)],
    )


def _unknown(kind: Kind, raws: Sequence[Raw], run: Run) -> list[str]:
    """Properties that the settings name and no record has: HubSpot passes over a name it does not know."""
    places = (place.partition(".") for place in run.settings.feedback_properties)
    named = [name for of, _, name in places if of == kind.name]
    told = {name for raw in (raws if named else ()) for name in _properties(raw)}
    return [
        f'{kind.name} have no property "{name}"; check `feedback_properties`'
        for name in named
        if told and name not in told
    ]


def _properties(raw: Raw) -> Iterable[str]:
    try:
        return decode(raw, Crm).properties or ()
    except msgspec.DecodeError:
        return ()


def _whole(answer: Answer) -> Sequence[Raw]:
    """The records of a batch.

    Raises:
        UnexpectedAnswer: some failed (HTTP 207), which does not mean that they are gone.
    """
    page = answer.decode(BatchPage)
    if page.failed:
        raise UnexpectedAnswer(
            f"HubSpot gave only some of the records that were asked for ({page.failed})",
            where=answer.url,
            hint="Run again later; everything fetched so far is kept.",
            status=answer.status,
        )
    return page.results


def _also(
    kind: Kind, request: Request, ids: Sequence[str], run: Run, *, thin: bool
) -> list[Request]:
    archived = request.state["step"] == "archived"
    whole = [batch(kind, ids, wanted(kind, run), archived=archived)] if thin else []
    return [*whole, *near.asked(kind, ids, kind.near)]


def _key(raw: Raw) -> str:
    head = glance(raw)
    return str(head.id) if head else ""
