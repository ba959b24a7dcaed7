"""The next request of a partition, whatever way a source pages. Pure; None where there is none.

The source's own word on whether there is more wins over everything else: Zendesk still gives a `links.next`
on the last page, and many sources give short pages in the middle.
"""

from __future__ import annotations

from ..errors import UnexpectedAnswer
from .wire import Request


def by_cursor(
    request: Request, cursor: str | None, *, more: bool | None = None, param: str = "cursor"
) -> Request | None:
    """The same request from *cursor* on, in the query key *param* (`page[after]`).

    Args:
        more: what the source says of further pages; None where it says nothing and the cursor decides.

    Raises:
        UnexpectedAnswer: there is more, but no cursor to it; going on silently would lose it.
    """
    return (
        request.ask(**{param: _way(request, cursor, "cursor")}) if _goes_on(cursor, more) else None
    )


def by_link(request: Request, link: str | None, *, more: bool | None = None) -> Request | None:
    """The request that *link* leads to, on the same host.

    Args:
        more: what the source says of further pages; None where it says nothing and the link decides.

    Raises:
        UnexpectedAnswer: there is more, but no link to it.
    """
    return request.follow(_way(request, link, "link")) if _goes_on(link, more) else None


def by_offset(
    request: Request,
    count: int,
    *,
    more: bool | None = None,
    total: int | None = None,
    size: int | None = None,
    param: str = "offset",
) -> Request | None:
    """The same request, *count* records further on.

    An empty page always ends. Otherwise *more* decides, else *total*, else whether the page was full
    (*size*); where nothing is known, only an empty page is the end.

    Args:
        count: records on this page.
        param: the query key of the offset (`startAt`).
    """
    offset = int(str(request.query.get(param, 0))) + count
    if more is None:
        more = offset < total if total is not None else size is None or count >= size
    return request.ask(**{param: offset}) if count and more else None


def _goes_on(way: str | None, more: bool | None) -> bool:
    return bool(way) if more is None else more


def _way(request: Request, way: str | None, what: str) -> str:
    if not way:
        raise UnexpectedAnswer(
            f"{request.path} says there is more, but gives no {what} to it",
            where=request.stream,
            hint="Run again; if it stays, the source's paging has changed.",
        )
    return way
