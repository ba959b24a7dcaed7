"""The stand-in on loopback: credentials, limits, misbehaviour on request, and a log of what was asked.

    with ZendeskServer(build(60)) as server:
        server.faults.append(Fault("incremental/tickets", status=503, times=2))
        ...
        server.paths()

It serves HTTP/1.1 with keep-alive on an ephemeral port of 127.0.0.1 and is stopped on leaving the block.
"""

from __future__ import annotations

import base64
import json
import math
import secrets
import socket
import struct
import threading
import time
from collections import Counter
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from zendesk_api import Api
from zendesk_faults import Entry, Fault
from zendesk_model import Desk
from zendesk_wire import HTML_404, Options, Reply, as_json

CLIENT_ID, CLIENT_SECRET = "productops-client", "MARKED-client-secret-5c1e77"
EMAIL, API_TOKEN = "ops@northwind.example", "MARKED-api-token-90ab3f"
STATIC_TOKEN = "MARKED-access-token-d42b08"
TOO_MANY = "Number of allowed incremental export API requests per minute exceeded"
EXPIRED = {
    "error": "invalid_token",
    "error_description": "The access token provided is expired, revoked, malformed or invalid for other reasons.",
}


class ZendeskServer:
    """The account behind an address; every attribute may be changed while it runs."""

    def __init__(self, desk: Desk, options: Options | None = None) -> None:
        self.desk, self.options = desk, options or Options()
        self.api = Api(desk, self.options)
        self.faults: list[Fault] = []
        self.log: list[Entry] = []
        self.tokens: dict[str, float] = {}
        self.expires_in = 1800
        self.latency = 0.0
        self.closed_account = False
        self.echo_credentials = False
        self.budget: int | None = None
        self.window = 60.0
        self._spent: list[float] = []
        self.old_headers = False
        self.lock = threading.Lock()
        self.waiting = threading.Event()

    def __enter__(self) -> Self:
        server = self

        class Handler(_Handler):
            desk = server

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

    def requests(self, part: str = "/api/") -> list[Entry]:
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

    # --- credentials ---

    def token(self, form: dict[str, Any]) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ ."""
        if form.get("grant_type") != "client_credentials":
            return as_json(
                {"error": "unsupported_grant_type", "error_description": "Not supported"}, 400
            )
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            text = "Client authentication failed due to unknown client, no client authentication included, or"
            text += " unsupported authentication method."
            return as_json({"error": "invalid_client", "error_description": text}, 401)
        token = secrets.token_hex(16)
        self.tokens[token] = time.time() + self.expires_in
        scope = form.get("scope") or "read"
        return as_json(
            {
                "access_token": token,
                "token_type": "bearer",
                "scope": scope,
                "expires_in": self.expires_in,
            }
        )

    def refusal(self, header: str) -> Reply | None:
        """Why a request is not let in, or None."""
        scheme, _, value = header.partition(" ")
        if scheme == "Basic":
            with suppress(ValueError):
                if base64.b64decode(value).decode() == f"{EMAIL}/token:{API_TOKEN}":
                    return None
        if scheme == "Bearer" and (
            value == STATIC_TOKEN or self.tokens.get(value, 0) > time.time()
        ):
            return None
        if scheme == "Bearer":
            return as_json(
                EXPIRED, 401, WWW_Authenticate='Bearer realm="Zendesk API", error="invalid_token"'
            )
        return as_json(
            {"error": "Couldn't authenticate you"},
            401,
            WWW_Authenticate='Basic realm="Web Password"',
        )

    # --- limits ---

    def limited(self) -> Reply | None:
        """429 when the account's budget of the last window is spent."""
        if self.budget is None:
            return None
        now = time.time()
        with self.lock:
            self._spent = [at for at in self._spent if at > now - self.window]
            if len(self._spent) >= self.budget:
                wait = max(1, int(self._spent[0] + self.window - now) + 1)
                return as_json(
                    {"error": "APIRateLimitExceeded", "description": TOO_MANY},
                    429,
                    Retry_After=str(wait),
                )
            self._spent.append(now)
        return None

    def rate_headers(self) -> dict[str, str]:
        """The account's limit in the spelling of 2026, or of 2023."""
        with self.lock:
            left = max(0, (self.budget or 2500) - len(self._spent))
            since = time.time() - self._spent[0] if self._spent else 0.0
        names = ("rate-limit", "rate-limit-remaining", "rate-limit-reset")
        reset = max(1, math.ceil(self.window - since))
        found = {"x-rate-limit": self.budget or 2500, "x-rate-limit-remaining": left}
        for name, value in zip(names, (self.budget or 2500, left, reset), strict=True):
            found[name if self.old_headers else "rate" + name.removeprefix("rate-")] = value
        return {name: str(value) for name, value in found.items()}


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    desk: Any

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in http.server
        """Nothing on stderr."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        if not path.endswith("/oauth/tokens"):
            return self._finish(as_json({"error": "InvalidEndpoint"}, 404), path, {})
        kind = self.headers.get("Content-Type", "")
        form = json.loads(body) if "json" in kind else dict(parse_qsl(body))
        fault = self._fault(self.path)
        if self.desk.closed_account:
            return self._finish(Reply(404, HTML_404.encode(), kind="text/html"), path, {})
        reply = self._spoilt(fault) if fault else None
        return self._finish(reply or self.desk.token(form), path, {})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if self.desk.latency:
            time.sleep(self.desk.latency)
        fault = self._fault(self.path)
        if fault and fault.kind in {"reset", "truncate", "stall"}:
            return self._break(fault, parts.path, query)
        reply = self._spoilt(fault) if fault else None
        return self._finish(reply or self._normal(parts.path, query), parts.path, query)

    def _normal(self, path: str, query: dict[str, str]) -> Reply:
        if self.desk.closed_account:
            return Reply(404, HTML_404.encode(), kind="text/html; charset=utf-8")
        header = self.headers.get("Authorization", "")
        refused: Reply | None = self.desk.refusal(header)
        if refused:
            if self.desk.echo_credentials:
                return as_json(
                    {"error": "invalid_token", "description": f"cannot accept {header}"}, 401
                )
            return refused
        answer: Reply = self.desk.limited() or self.desk.api.answer(path, query)
        return answer

    def _fault(self, target: str) -> Fault | None:
        with self.desk.lock:
            return next((fault for fault in self.desk.faults if fault.takes(target)), None)

    def _spoilt(self, fault: Fault) -> Reply | None:
        """The wrong answer, or None where the fault leaves the answer alone."""
        if fault.kind == "expire":
            self.desk.tokens.clear()
            return None
        if fault.kind == "malformed":
            return Reply(200, b'{"tickets": [{"id": 1, "subject": "cut off')
        if fault.kind == "html":
            return Reply(200, b"<html><body>Scheduled maintenance</body></html>", kind="text/html")
        status = fault.status or 500
        default = (
            as_json({"error": "APIRateLimitExceeded", "description": TOO_MANY}).body
            if status == 429
            else b"oops"
        )
        kind = "application/json" if status == 429 and fault.body is None else "text/plain"
        kind = fault.content or kind
        if status == 429:
            self.desk.waiting.set()
        return Reply(status, default if fault.body is None else fault.body, fault.headers, kind)

    def _break(self, fault: Fault, path: str, query: dict[str, str]) -> None:
        """A connection that does not end as it should."""
        self.close_connection = True
        if fault.kind == "stall":
            self._record(0, path, query)
            self.desk.waiting.set()
            time.sleep(fault.stall)
        elif fault.kind == "truncate":
            reply = self._normal(path, query)
            self._record(200, path, query)
            self._head(reply, len(reply.body))
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self.wfile.flush()
        else:
            self._record(0, path, query)
        if fault.kind == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()

    def _finish(self, reply: Reply, path: str, query: dict[str, str]) -> None:
        self._record(reply.status, path, query)
        with suppress(OSError):
            self._head(reply, len(reply.body))
            self.wfile.write(reply.body)

    def _head(self, reply: Reply, length: int) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(length))
        for name, value in (self.desk.rate_headers() | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _record(self, status: int, path: str, query: dict[str, str]) -> None:
        header = self.headers.get("Authorization", "")
        with self.desk.lock:
            self.desk.log.append(Entry(time.time(), self.command, path, query, status, header))
