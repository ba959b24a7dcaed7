"""Zendesk's ticket export and what a reader of tickets asks for besides, every page rendered beforehand.

https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from multiprocessing import Pool
from typing import Any
from urllib.parse import parse_qs, urlsplit

from answers import as_json, render
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


class Zendesk:
    """The site."""

    def __init__(self, total: int) -> None:
        self.pages, self.answers = export(total), context(total)

    def answer(self, target: str, body: bytes) -> bytes | None:  # noqa: ARG002 - every site takes both
        """What is asked for at *target*; None for what is not known."""
        parts = urlsplit(target)
        path = parts.path.removesuffix(".json")
        if path != EXPORT:
            return self.answers.get(path)
        return self.pages.get(parse_qs(parts.query).get("cursor", [cursor_of(0)])[0])
