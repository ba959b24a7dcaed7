"""Pages of exports, kept once made, and the links in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from productops.sandbox import Call, PageCache, Reply
from productops.sandbox.wire import JSON, encode

_HERE = "http://sandbox.invalid"
"""Stands for the host of the call in what is kept."""
_OK = 200


class Kept:
    """Answers that were given before, as long as the account has not changed."""

    def __init__(self) -> None:
        self._pages = PageCache()
        self._version: tuple[int, int] = (0, 0)

    def page(
        self,
        call: Call,
        version: tuple[int, int],
        make: Callable[[str], Reply],
        *,
        keep: bool,
    ) -> Reply:
        """The answer to *call*, made with the origin its links get if it is not kept."""
        if not keep:
            return make(call.origin)
        if version != self._version:
            self._pages.clear()
            self._version = version
        key = (version, call.path, tuple(sorted(call.query)))
        body = self._pages.get(key)
        if body is None:
            reply = make(_HERE)
            if reply.status != _OK:
                return reply
            body = reply.body
            self._pages.put(key, body)
        return Reply(_OK, body.replace(_HERE.encode(), call.origin.encode()), JSON)


class _Envelope(msgspec.Struct):
    end_of_stream: bool = True
    after_cursor: str | None = None
    end_time: int | None = None


def walk(first: Call, ask: Callable[[Call], Reply]) -> Iterator[Reply]:
    """Every page of an export from *first* on."""
    call: Call | None = first
    while call is not None:
        reply = ask(call)
        yield reply
        call = _next(call, reply)


def _next(call: Call, reply: Reply) -> Call | None:
    end = msgspec.json.decode(reply.body, type=_Envelope)
    if reply.status != _OK or end.end_of_stream:
        return None
    kept = [pair for pair in call.query if pair[0] not in {"cursor", "start_time"}]
    onward = ("start_time", str(end.end_time))
    if end.after_cursor:
        onward = ("cursor", end.after_cursor)
    return Call(call.method, call.path, (*kept, onward), call.headers, call.body, call.origin)


def back_to(call: Call, reply: Reply) -> Reply:
    """*reply* with every way onwards leading back to *call*: a vendor's bad day."""
    try:
        body = msgspec.json.decode(reply.body, type=dict[str, Any])
    except msgspec.DecodeError:
        return reply
    here = call.link()
    if body.get("after_cursor") and "cursor" in call.first:
        body |= {"after_cursor": call.first["cursor"], "after_url": here, "end_of_stream": False}
    if body.get("next_page"):
        body["next_page"] = here
    if (body.get("links") or {}).get("next"):
        body["links"]["next"] = here
    return Reply(reply.status, encode(body), reply.headers)
