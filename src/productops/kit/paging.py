"""The next request of a partition, whatever way a source pages. Pure; None where there is none.

The source's own word on whether there is more wins over everything else: Zendesk still gives a `links.next`
on the last page, and many sources give short pages in the middle.
"""

from __future__ import annotations

from typing import Any

from ..errors import UnexpectedAnswer
from .wire import Request

READ = "read"
"""Key of a request's state: records before the page, where a source counts pages."""


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


def by_page(
    request: Request,
    *,
    more: bool,
    given: int | None = None,
    param: str = "page",
    size: str = "per_page",
) -> Request | None:
    """The same request for the next page, where a source counts pages from 1.

    How much was read is kept in the request's state, for in another size a page has another number; see `misplaced`.

    Args:
        more: what the source says of further pages.
        given: the size of page the source says it gives, where it is less than was asked for.
        size: the query key of the page's size.
    """
    if not more:
        return None
    page, asked = _number(request, param), _number(request, size)
    length = min(given or asked, asked)
    state = {**_held(request), READ: page * length}
    return request.ask(**{param: page + 1, size: length}).with_(state=state)


def misplaced(request: Request, *, param: str = "page", size: str = "per_page") -> Request | None:
    """The request that should have been sent, where the engine asked for a smaller page under the same number.

    Page 3 of 100 begins with record 200, page 3 of 50 with record 100: its answer is not what was meant. Ask
    this before reading; a page that holds no record and this as `next` mends it.
    """
    right = int(_held(request).get(READ, 0)) // _number(request, size) + 1
    return None if _number(request, param) == right else request.ask(**{param: right})


def _held(request: Request) -> dict[str, Any]:
    return request.state if isinstance(request.state, dict) else {}


def _number(request: Request, key: str) -> int:
    return int(str(request.query[key]))


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
