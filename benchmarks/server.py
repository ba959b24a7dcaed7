"""A loopback stand-in for Zendesk's ticket export, in a process of its own and never the slow side.

    python benchmarks/server.py --tickets 20000 --latency-ms 50

Every page is rendered before the first request, header included, and sent with one call; there is no compression and no
rate limit. It prints its address on a line of its own once it is ready, and ends when its standard input does.
https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pool
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tickets import FIELDS, FOUNDED, HOST, STATUSES, TEAMS, iso, made_id, rendered

PER_PAGE = 1000
EXPORT = "/api/v2/incremental/tickets/cursor"
DATED = {"created_at": iso(FOUNDED), "updated_at": iso(FOUNDED)}
ONE_PAGE = {
    "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
    "links": {"prev": None, "next": None},
    "next_page": None,
}
FIELD_TYPES = ("tagger", "text", "checkbox", "date", "integer")


def cursor_of(page: int) -> str:
    """The opaque text that leads to a page."""
    return urlsafe_b64encode(f"{FOUNDED + page}||{page * PER_PAGE}".encode()).decode()


def render(body: bytes, status: str = "200 OK") -> bytes:
    """A whole answer as it goes over the wire."""
    kind = "application/json; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def as_json(value: Any) -> bytes:
    """A small answer."""
    return render(json.dumps(value, separators=(",", ":")).encode())


def page(first: int, last: int, number: int, *, end: bool) -> bytes:
    """A page of the export. Like the vendor's, the last one still has a cursor."""
    records = b",".join(rendered(each) for each in range(first, last + 1))
    after = cursor_of(number + 1)
    tail = {
        "after_url": f"{HOST}{EXPORT}.json?cursor={after}",
        "before_url": None,
        "after_cursor": after,
        "before_cursor": None,
        "end_of_stream": end,
    }
    return render(b'{"tickets":[' + records + b"]," + json.dumps(tail).encode()[1:])


def _page(asked: tuple[int, int]) -> bytes:
    number, total = asked
    last = min((number + 1) * PER_PAGE, total)
    return page(number * PER_PAGE + 1, last, number, end=last == total)


def export(total: int) -> dict[str, bytes]:
    """Cursor → page; what follows the last page is empty and has no cursor, as when asked again too early."""
    pages = -(-total // PER_PAGE)
    with Pool() as pool:
        made = pool.map(_page, [(number, total) for number in range(pages)], chunksize=1)
    nothing: dict[str, Any] = {
        "tickets": [],
        "after_url": None,
        "after_cursor": None,
        "end_of_stream": True,
    }
    answers = {cursor_of(number): body for number, body in enumerate(made)}
    return answers | {cursor_of(pages): as_json(nothing)}


def context(total: int) -> dict[str, bytes]:
    """Path → answer of everything else that a reader of tickets asks for."""
    user = {"id": made_id(2, 0), "name": "Bench Admin", "email": "admin@bench.example", "role": "admin",
            "active": True, "time_zone": "UTC", "iana_time_zone": "Etc/UTC", "locale": "en-US"}  # fmt: skip
    brand = {"id": made_id(7, 0), "name": "Bench", "subdomain": "bench", "active": True}
    answers: dict[str, dict[str, Any]] = {
        "users/me": {"user": user},
        "account/settings": {"settings": {"active_features": {"customer_satisfaction": False}}},
        "tickets/count": {"count": {"value": total, "refreshed_at": iso(FOUNDED)}},
        "ticket_fields": {"ticket_fields": [_field(at) for at in range(FIELDS)], **ONE_PAGE},
        "custom_statuses": {"custom_statuses": [_status(at) for at in range(5)]},
        "groups": {"groups": [_group(at) for at in range(len(TEAMS))], **ONE_PAGE},
        "brands": {"brands": [{**brand, "brand_url": HOST, **DATED}], **ONE_PAGE},
    }
    return {f"/api/v2/{path}": as_json(answer) for path, answer in answers.items()}


def _field(at: int) -> dict[str, Any]:
    kind = FIELD_TYPES[at % len(FIELD_TYPES)]
    choices = [_choice(n) for n in range(12)]
    options = {"custom_field_options": choices} if kind == "tagger" else {}
    return {"id": made_id(8, at), "type": kind, "title": f"Field {at}", "raw_title": f"Field {at}",
            "position": at, "active": True, "removable": True, **options, **DATED}  # fmt: skip


def _choice(n: int) -> dict[str, Any]:
    return {"id": made_id(8, 100 + n), "name": f"Option {n}", "value": f"option_{n}"}


def _status(at: int) -> dict[str, Any]:
    category = STATUSES[at]
    return {"id": made_id(5, at), "status_category": category, "agent_label": category.capitalize(),
            "end_user_label": category.capitalize(), "active": True, "default": True, **DATED}  # fmt: skip


def _group(at: int) -> dict[str, Any]:
    return {"id": made_id(4, at), "name": TEAMS[at].capitalize(), "default": at == 0, **DATED}


class Handler(BaseHTTPRequestHandler):
    """Looks an answer up and sends it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    pages: dict[str, bytes]
    answers: dict[str, bytes]
    latency = 0.0
    missing = render(b'{"error":"InvalidEndpoint","description":"Not found"}', "404 Not Found")

    def do_GET(self) -> None:
        """One answer; whatever is not known is a 404."""
        parts = urlsplit(self.path)
        path = parts.path.removesuffix(".json")
        if self.latency:
            time.sleep(self.latency)
        if path == EXPORT:
            cursor = parse_qs(parts.query).get("cursor", [cursor_of(0)])[0]
            answer = self.pages.get(cursor, self.missing)
        else:
            answer = self.answers.get(path, self.missing)
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


def main() -> None:
    """Render, serve, and end with standard input."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tickets", type=int, default=20_000)
    options.add_argument("--latency-ms", type=float, default=0.0)
    chosen = options.parse_args()
    Handler.pages, Handler.answers = export(chosen.tickets), context(chosen.tickets)
    Handler.latency = chosen.latency_ms / 1000
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
