"""Zendesk's three ways to page: cursor exports, time-based exports, and lists.

https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw, Struct

from productops.errors import SourceError, UnexpectedAnswer
from productops.kit import Answer, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor, by_link

from .common import Seconds

EXPORT_SIZE = 1000
LIST_SIZE = 100
# "start_time must be at least one minute in the past"
WITHHELD = 61
CENSUS = {"census": True}
"""The state of a census' requests."""


class CursorEnvelope(Struct, kw_only=True):
    """A page of a cursor export, records aside."""

    after_cursor: str | None = None
    after_url: str | None = None
    end_of_stream: bool | None = None


class TimeEnvelope(Struct, kw_only=True):
    """A page of a time-based export, records aside; articles have no `end_of_stream`."""

    count: int | None = None
    end_time: Seconds | None = None
    next_page: str | None = None
    end_of_stream: bool | None = None


class _Meta(Struct):
    has_more: bool | None = None
    after_cursor: str | None = None


class _Links(Struct):
    next: str | None = None


class ListEnvelope(Struct):
    """How a list goes on: `meta` and `links` (cursor), or `next_page` (offset)."""

    meta: _Meta | None = None
    links: _Links | None = None
    next_page: str | None = None


def first_second(run: Run) -> int:
    """Where an export without cursor starts."""
    since = int(run.since.timestamp()) if run.since else 0
    return max(0, min(since, int(run.now.timestamp()) - WITHHELD))


def is_census(request: Request) -> bool:
    """Does *request* ask for ids only?"""
    return isinstance(request.state, dict) and "census" in request.state


def cursor_start(run: Run, path: str, *, census: bool = False, **query: str) -> Request:
    """The first request of a cursor export: from the stored cursor, else from `since`."""
    held = None if census else run.cursor()
    request = _sized(run, path, EXPORT_SIZE, "per_page", census).ask(**query)
    if isinstance(held, str):
        return request.ask(cursor=held)
    return request.ask(start_time=first_second(run))


def _sized(run: Run, path: str, most: int, key: str, census: bool) -> Request:
    size = min(run.page_size or most, most)
    return Request(path=path, query={key: size}, page_size=key, state=CENSUS if census else None)


def cursor_next(request: Request, page: CursorEnvelope) -> Request | None:
    """The following page; `end_of_stream` alone says when there is none.

    After the first request only the cursor is sent: a new `start_time` would lose rows, and the
    last page still has an `after_url`. https://github.com/airbytehq/airbyte/pull/28173
    """
    more = None if page.end_of_stream is None else not page.end_of_stream
    query = {key: value for key, value in request.query.items() if key != "start_time"}
    follow = by_cursor(request.with_(query=query), page.after_cursor, more=more)
    return follow and follow.with_(link_host=_host(page.after_url))


def time_start(run: Run, path: str, *, census: bool = False, **query: str) -> Request:
    """The first request of a time-based export."""
    held = None if census else run.cursor()
    start = _not_too_young(held, run) if isinstance(held, datetime) else first_second(run)
    request = _sized(run, path, EXPORT_SIZE, "per_page", census)
    return request.ask(**query, start_time=start)


def _not_too_young(held: datetime, run: Run) -> int:
    """The cursor of a run that ended seconds ago is younger than Zendesk accepts."""
    wanted, oldest = int(held.timestamp()), int(run.now.timestamp()) - WITHHELD
    return oldest if oldest < wanted <= oldest + 2 * WITHHELD else wanted


def time_cursor(page: TimeEnvelope) -> datetime | None:
    """Where a later run starts; None keeps the one that is stored."""
    return datetime.fromtimestamp(page.end_time, UTC) if page.end_time else None


def time_next(request: Request, page: TimeEnvelope, rows: int, where: str) -> Request | None:
    """The following page of a time-based export.

    A page that was cut inside a second has that second as `end_time`, so its rows come again (they
    are the same records). A second with more rows than a page would then come for ever. Pages that ask for
    few rows are extended to whole seconds, so that second is asked for with the smallest page.

    Raises:
        SourceError: even so the export does not get past the second.
    """
    if page.end_of_stream or page.end_time is None:
        return None
    if page.end_of_stream is None and not page.next_page:
        return None
    follow = request.with_(link_host=_host(page.next_page))
    started = request.query.get("start_time")
    if not isinstance(started, int) or page.end_time > started:
        return _usual(follow).ask(start_time=page.end_time)
    # Without `end_of_stream` (articles) a page that is not full and does not move on is the last one
    if not rows or (page.end_of_stream is None and rows < EXPORT_SIZE):
        return None
    return _smallest(follow, where)


def _smallest(request: Request, where: str) -> Request:
    """The same second with the smallest page; `page_size` is hidden, so that later pages do not stay so."""
    if not request.page_size:
        raise SourceError(
            f"more rows changed in the second {request.query.get('start_time')} than one page "
            "holds, and a time-based export cannot get past it",
            where=where,
            hint="Set `since` to a later moment, and ask Zendesk support for what lies before.",
        )
    usual = {**(request.state or {}), "per_page": request.query.get(request.page_size)}
    return request.ask(per_page=1).with_(page_size="", state=usual)


def _usual(request: Request) -> Request:
    """Back to the page size that `_smallest` put aside."""
    state = dict(request.state or {})
    usual = state.pop("per_page", None)
    if usual is None:
        return request
    return request.ask(per_page=usual).with_(page_size="per_page", state=state or None)


def list_start(run: Run, path: str, size: int = LIST_SIZE, **query: str) -> Request:
    """The first request of a list; *size* 0 for one that does not page."""
    if not size:
        return Request(path=path, query={**query})
    return _sized(run, path, size, "page[size]", census=False).ask(**query)


def list_next(request: Request, answer: Answer) -> Request | None:
    """The following page of a list.

    `meta.has_more` decides: `links.next` may be set on the last page, and leads to an empty one.
    """
    page = answer.decode(ListEnvelope)
    link, meta = page.links.next if page.links else None, page.meta or _Meta()
    if link or meta.has_more is None:
        return by_link(request, link or page.next_page, more=meta.has_more)
    return by_cursor(request, meta.after_cursor, more=meta.has_more, param="page[after]")


def list_records(answer: Answer, key: str) -> list[Raw]:
    """The untouched records under *key* of a list's answer.

    Raises:
        UnexpectedAnswer: there is no such key, or no list under it.
    """
    envelope = answer.decode(dict[str, Raw])
    try:
        return decode(envelope[key], list[Raw])
    except (KeyError, msgspec.DecodeError):
        raise UnexpectedAnswer(
            f'the answer has no list "{key}"', where=answer.url, status=answer.status
        ) from None


def peek(raw: Raw | bytes, kind: type[Any]) -> Any | None:
    """*raw* as *kind*; None where it does not fit, which the record itself will be told for."""
    try:
        return decode(raw, kind)
    except msgspec.DecodeError:
        return None


def _host(link: str | None) -> str:
    return urlsplit(link).netloc if link else ""
