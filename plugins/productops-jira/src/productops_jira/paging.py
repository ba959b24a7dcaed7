"""How Jira pages: by token (search, changelogs), by offset (lists), and service management's own offset."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.errors import UnexpectedAnswer
from productops.kit import Answer, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_offset

BAD = 400


class TokenPage(Struct, rename="camel"):
    """The end of a page that is followed by its token. `isLast` is not trusted: JRACLOUD-95477."""

    next_page_token: str | None = None


class _Offset(Struct, rename="camel"):
    is_last: bool | None = None
    is_last_page: bool | None = None
    total: int | None = None


def sized(run: Run, most: int) -> int:
    """Records a page: what the user wants, as far as Jira takes it."""
    return min(run.page_size or most, most)


def post(path: str, body: dict[str, Any], **more: Any) -> Request:
    """A request whose question is its body."""
    return Request(path=path, method="POST", body=body, **more)


def by_token(request: Request, page: TokenPage) -> Request | None:
    """The following page; a token that Jira forgets to send is the end, whatever else it says.

    A token lives for seven days. One that was kept longer is refused, and the walk then starts anew.
    """
    token = page.next_page_token
    if not token:
        return None
    return request.with_(body={**request.body, "nextPageToken": token}, expect=(BAD,))


def anew(request: Request, answer: Answer) -> Request | None:
    """The walk from its start, where *answer* refuses the token of a walk that was left for too long."""
    if answer.status != BAD or "nextPageToken" not in request.body:
        return None
    body = {key: value for key, value in request.body.items() if key != "nextPageToken"}
    return request.with_(body=body, expect=())


def listing(run: Run, path: str, most: int, *, service: bool = False, **query: Any) -> Request:
    """The first page of a list; *most* 0 for one that does not page, *service* for service management."""
    if not most:
        return Request(path=path, query=query)
    start, size = ("start", "limit") if service else ("startAt", "maxResults")
    return Request(path=path, query={**query, start: 0, size: sized(run, most)}, page_size=size)


def further(request: Request, answer: Answer, count: int) -> Request | None:
    """The following page of a list of *count* records; one that says nothing ends with an empty page."""
    if not request.page_size:
        return None
    end = _Offset() if answer.body.lstrip()[:1] == b"[" else answer.decode(_Offset)
    last = end.is_last if end.is_last_page is None else end.is_last_page
    param = "start" if request.page_size == "limit" else "startAt"
    return by_offset(
        request, count, more=None if last is None else not last, total=end.total, param=param
    )


def records_of(answer: Answer, key: str = "values") -> list[Raw]:
    """The untouched records of a list: under *key*, or the answer itself.

    Raises:
        UnexpectedAnswer: there is no such list.
    """
    try:
        if answer.body.lstrip()[:1] == b"[":
            return decode(answer.body, list[Raw])
        return decode(answer.decode(dict[str, Raw])[key], list[Raw])
    except (KeyError, msgspec.DecodeError):
        raise UnexpectedAnswer(
            f'the answer has no list "{key}"', where=answer.url, status=answer.status
        ) from None
