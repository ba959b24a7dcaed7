"""A sandbox without a socket: an httpx transport that asks it directly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from .desk import Sandbox, exchange
from .wire import Call

if TYPE_CHECKING:
    import httpx


def transport(
    sandbox: Sandbox, *, sleep: Callable[[float], object] = time.sleep
) -> httpx.BaseTransport:
    """An httpx transport whose every request is answered by *sandbox*.

    A `reset` raises `httpx.ReadError`, a `truncated` body `httpx.RemoteProtocolError` while it is read, and
    a wait longer than the request's read time-out `httpx.ReadTimeout`, as over a socket.
    """
    import httpx

    class Cut(httpx.SyncByteStream):
        def __init__(self, body: bytes) -> None:
            self.body = body

        def __iter__(self) -> Iterator[bytes]:
            yield self.body
            raise httpx.RemoteProtocolError(
                "peer closed connection without sending complete message body"
            )

    class InProcess(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            delivery = exchange(sandbox, _call(request))
            limit = (request.extensions.get("timeout") or {}).get("read")
            if limit is not None and delivery.delay > limit:
                sleep(limit)
                raise httpx.ReadTimeout("the read operation timed out", request=request)
            if delivery.delay:
                sleep(delivery.delay)
            if delivery.reset:
                raise httpx.ReadError("connection reset by peer", request=request)
            reply = delivery.reply
            headers = {**reply.headers, "content-length": str(len(reply.body))}
            if not delivery.cut:
                return httpx.Response(reply.status, headers=headers, content=reply.body)
            cut = Cut(reply.body[: len(reply.body) // 2])
            return httpx.Response(reply.status, headers=headers, stream=cut)

    return InProcess()


def _call(request: httpx.Request) -> Call:
    url = request.url
    return Call(
        method=request.method,
        path=unquote(url.path),
        query=tuple(parse_qsl(url.query.decode(), keep_blank_values=True)),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.read(),
        origin=f"{url.scheme}://{url.netloc.decode()}",
    )
