"""Lists by offset, as the platform pages them: `startAt`, `maxResults`, `total`, `isLast`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from productops.sandbox.wire import Call, Reply, as_json

from .desk import Desk, whole

T = TypeVar("T")


def page(
    call: Call,
    desk: Desk,
    rows: Sequence[T],
    render: Callable[[T], Any],
    *,
    size: int = 50,
    most: int = 100,
) -> Reply:
    """One page of *rows*; a larger page than *most* silently becomes that."""
    start = whole(call, "startAt", 0)
    size = max(1, min(whole(call, "maxResults", size), most))
    shown = [render(row) for row in rows[start : start + size]]
    last = start + size >= len(rows)
    body = {
        "self": call.link({"startAt": start, "maxResults": size}, origin=desk.origin),
        "maxResults": size,
        "startAt": start,
        "total": len(rows),
        "isLast": last,
        "values": shown,
    }
    if not last:
        body["nextPage"] = call.link(
            {"startAt": start + size, "maxResults": size}, origin=desk.origin
        )
    return as_json(body)


def named(
    call: Call,
    name: str,
    rows: Sequence[T],
    render: Callable[[T], Any],
    *,
    size: int = 100,
    most: int = 5_000,
) -> Reply:
    """One page of a list that has a name of its own (`comments`, `worklogs`)."""
    start = whole(call, "startAt", 0)
    size = max(1, min(whole(call, "maxResults", size), most))
    shown = [render(row) for row in rows[start : start + size]]
    return as_json({"startAt": start, "maxResults": size, "total": len(rows), name: shown})


def desk_page(
    call: Call, rows: Sequence[T], render: Callable[[T], Any], *, most: int = 50
) -> Reply:
    """One page as the service desk API gives it: `start`, `limit`, `isLastPage`."""
    start = whole(call, "start", 0)
    size = max(1, min(whole(call, "limit", most), most))
    shown = [render(row) for row in rows[start : start + size]]
    last = start + size >= len(rows)
    links = {"base": call.origin, "context": "", "self": call.link()}
    if not last:
        links["next"] = call.link({"start": start + size, "limit": size})
    return as_json(
        {
            "size": len(shown),
            "start": start,
            "limit": size,
            "isLastPage": last,
            "_links": links,
            "values": shown,
        }
    )
