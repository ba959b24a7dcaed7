"""A sandbox on loopback: HTTP/1.1 with keep-alive, bounded, and stopped without a trace."""

from __future__ import annotations

import gzip
import socket
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .desk import Delivery, Sandbox, exchange
from .wire import Call

LARGEST_BODY = 1 << 20
MOST_CONNECTIONS = 64
_IDLE = 60.0
_WORTH_PACKING = 1_024


@contextmanager
def serve(sandbox: Sandbox, *, port: int = 0, compress: bool = True) -> Iterator[str]:
    """Serve *sandbox* on 127.0.0.1 and give its base URL.

    Args:
        sandbox: what answers.
        port: 0 for any free one.
        compress: gzip answers over 1 KB for clients that ask; packing costs more than loopback saves,
            so a benchmark turns it off.
    """
    server = _Server(sandbox, port, compress=compress)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        server.hang_up()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, sandbox: Sandbox, port: int, *, compress: bool) -> None:
        self.sandbox = sandbox
        self.compress = compress
        self.stopping = threading.Event()
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Handle one connection, waiting for a place when there are too many."""
        with self._places:
            with self._lock:
                self._open.add(request)
            try:
                super().process_request_thread(request, client_address)
            finally:
                with self._lock:
                    self._open.discard(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error of ours; anything else is shown by the base class."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End connections that are kept alive."""
        self.stopping.set()
        with self._lock:
            held = list(self._open)
        for connection in held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE
    server: _Server
    server_version = "sandbox"
    sys_version = ""

    def do_GET(self) -> None:
        """Any method: read the call, ask the sandbox, write what it says."""
        length = int(self.headers.get("content-length") or 0)
        if length > LARGEST_BODY:
            self.send_error(413)
            return
        parts = urlsplit(self.path)
        call = Call(
            method=self.command,
            path=unquote(parts.path),
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            origin=f"http://{self.headers.get('host') or '127.0.0.1'}",
        )
        self._deliver(exchange(self.server.sandbox, call))

    do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_GET  # noqa: N815 - names are the base's

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.delay:
            self.server.stopping.wait(delivery.delay)
        if delivery.reset:
            self._break()
            return
        reply = delivery.reply
        body, packed = self._packed(reply.body)
        headers = {**reply.headers, "content-length": str(len(body))}
        if packed:
            headers["content-encoding"] = "gzip"
        reason = self.responses.get(reply.status, ("",))[0]
        lines = (f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"HTTP/1.1 {reply.status} {reason}\r\n{''.join(lines)}\r\n".encode("latin-1")
        if delivery.cut:
            self.wfile.write(head + body[: len(body) // 2])
            self._break()
        elif self.command == "HEAD":
            self.wfile.write(head)
        else:
            self.wfile.writelines((head, body))

    def _packed(self, body: bytes) -> tuple[bytes, bool]:
        asked = self.server.compress and "gzip" in (self.headers.get("accept-encoding") or "")
        if asked and len(body) > _WORTH_PACKING:
            return gzip.compress(body, compresslevel=1, mtime=0), True
        return body, False

    def _break(self) -> None:
        """End the connection the hard way, so that the client sees a reset."""
        self.close_connection = True
        with suppress(OSError):
            self.wfile.flush()
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Stay silent; `sandbox.calls` is the log."""
