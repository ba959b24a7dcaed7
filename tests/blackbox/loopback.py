"""A vendor's address on loopback: HTTP/1.1 with keep-alive, misbehaviour on request, a log of what was asked.

A stand-in says what it answers (`respond`), what it says beside it (`rate_headers`), how it refuses too many
requests (`too_many`) and what becomes of its tokens (`expire`); the rest is here, once for all vendors.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from faults import Entry, Fault

MAINTENANCE = b"<html><body>Scheduled maintenance</body></html>"


@dataclass
class Reply:
    """One answer; `body` is bytes as sent."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Ask:
    """One request as it came; of a repeated query parameter `query` has the values with commas between."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, Any]:
        """The body as JSON object or as a form, by its content type."""
        if "json" in self.headers.get("content-type", ""):
            read = json.loads(self.body or "{}")
            return read if isinstance(read, dict) else {}
        return dict(parse_qsl(self.body))


def as_json(payload: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON answer; header names are written with underscores."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


class StandIn:
    """An address of a vendor; every attribute may be changed while it runs."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.log: list[Entry] = []
        self.latency = 0.0
        self.lock = threading.Lock()
        self.waiting = threading.Event()

    def __enter__(self) -> Self:
        server = self

        class Handler(_Handler):
            stand_in = server

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def respond(self, ask: Ask) -> Reply:
        """What the vendor answers."""
        raise NotImplementedError

    def rate_headers(self, ask: Ask) -> dict[str, str]:
        """The vendor's limits as it tells them with every answer."""
        return {}

    def too_many(self) -> Reply:
        """The vendor's refusal of one request too many."""
        return Reply(429, b"too many requests", kind="text/plain")

    def expire(self) -> None:
        """End every token handed out."""

    def requests(self, part: str = "/") -> list[Entry]:
        """The logged requests whose path contains a text."""
        with self.lock:
            return [entry for entry in self.log if part in entry.path]

    def paths(self) -> Counter[str]:
        """How often each path was asked."""
        with self.lock:
            return Counter(entry.path.removesuffix(".json") for entry in self.log)

    def forget(self) -> None:
        """Empty the log."""
        with self.lock:
            self.log.clear()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    stand_in: StandIn

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
        """Nothing on stderr."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        ask = self._ask()
        if self.stand_in.latency:
            time.sleep(self.stand_in.latency)
        with self.stand_in.lock:
            fault = next((one for one in self.stand_in.faults if one.takes(self.path)), None)
        if fault and fault.kind in {"reset", "truncate", "stall"}:
            return self._break(fault, ask)
        reply = (self._spoilt(fault) if fault else None) or self.stand_in.respond(ask)
        self._record(reply.status, ask)
        with suppress(OSError):
            self._head(reply, ask)
            self.wfile.write(reply.body)
        return None

    def _ask(self) -> Ask:
        parts = urlsplit(self.path)
        query: dict[str, str] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query[name] = f"{query[name]},{value}" if name in query else value
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length") or 0)).decode()
        return Ask(self.command, parts.path, query, headers, body)

    def _spoilt(self, fault: Fault) -> Reply | None:
        """The wrong answer, or None where the fault leaves the answer alone."""
        if fault.kind == "expire":
            self.stand_in.expire()
            return None
        if fault.kind == "malformed":
            return Reply(200, b'{"values": [{"id": 1, "subject": "cut off')
        if fault.kind == "html":
            return Reply(200, MAINTENANCE, kind="text/html")
        if fault.status == 429:
            self.stand_in.waiting.set()
        usual = self.stand_in.too_many() if fault.status == 429 and fault.body is None else None
        kind = fault.content or (usual.kind if usual else "text/plain")
        body = usual.body if usual else b"oops" if fault.body is None else fault.body
        return Reply(fault.status or 500, body, fault.headers, kind)

    def _break(self, fault: Fault, ask: Ask) -> None:
        """A connection that does not end as it should."""
        self.close_connection = True
        self._record(200 if fault.kind == "truncate" else 0, ask)
        if fault.kind == "stall":
            self.stand_in.waiting.set()
            time.sleep(fault.stall)
        elif fault.kind == "truncate":
            reply = self.stand_in.respond(ask)
            self._head(reply, ask)
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
        else:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def _head(self, reply: Reply, ask: Ask) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in (self.stand_in.rate_headers(ask) | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _record(self, status: int, ask: Ask) -> None:
        header = ask.headers.get("authorization", "")
        entry = Entry(time.time(), ask.method, ask.path, ask.query, status, header, ask.body)
        with self.stand_in.lock:
            self.stand_in.log.append(entry)
