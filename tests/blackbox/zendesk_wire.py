"""What the parts of the stand-in share: answers, options of the account, what a caller sees, paging.

Paging: https://developer.zendesk.com/api-reference/introduction/pagination/
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from loopback import Reply, as_json
from zendesk_model import ORIGIN, Desk, Json

Query = dict[str, str]
HTML_404 = (
    "<!DOCTYPE html><html><head><title>Help Center Closed | Zendesk</title></head>"
    "<body><h1>No help desk at this address</h1></body></html>"
)
FORBIDDEN = {
    "error": "Forbidden",
    "description": "You do not have access to this page. Please contact the account owner of this help desk"
    " for further help.",
}
NOT_FOUND = {"error": "RecordNotFound", "description": "Not found"}


@dataclass
class Options:
    """How this account is set up, and which documented limits it has."""

    page_max: int = 1000
    """Most rows of an export page; the vendor's is 1000, a smaller one makes many pages of a small desk."""
    second_max: int = 1000
    """Time-based pages are extended to whole seconds until this many rows; then they are cut inside it."""
    off: set[str] = field(default_factory=lambda: {"survey_responses"})
    """Features the account does not have: survey_responses, satisfaction_ratings, community, help_center,
    schedules, slas."""
    empty: set[str] = field(default_factory=set)
    """Resources whose export and lists answer no row, whatever their count says."""
    counts: dict[str, int] = field(default_factory=dict)
    """What `/RESOURCE/count` says, where it is not the number of visible records."""
    count_archived: bool = True
    gateway_limit: int | None = None
    """Answer 504 to every export page of Support asked larger than this."""
    forbidden: set[str] = field(default_factory=set)
    """Path prefixes the credential has no scope for."""
    repeat_cursor: bool = False
    """Every cursor page after the first one answers with the cursor it was asked with, and more to come."""
    raw: dict[int, bytes] = field(default_factory=dict)
    """JSON sent in place of the record of that id."""


@dataclass
class View:
    """What the caller may see of a desk, and how pages of it look."""

    desk: Desk
    options: Options
    now: Callable[[], float]

    def rows(self, kind: str) -> list[Json]:
        """Records of a kind that the caller may see, oldest id first."""
        if kind in self.options.empty:
            return []
        tables: dict[str, dict[int, Json]] = {
            "ticket_events": self.desk.events, "satisfaction_ratings": self.desk.ratings,
        }  # fmt: skip
        if kind == "deleted_tickets":
            return [
                {"id": t["id"], "subject": t["subject"], "previous_state": "open", "actor": {"id": 1, "name": "R"},
                 "deleted_at": t["updated_at"]}
                for t in self.desk.tickets.values()
                if t["status"] == "deleted" and t["subject"] != "SCRUBBED"
            ]  # fmt: skip
        if kind == "deleted_users":
            return [u for u in self.desk.users.values() if not u["active"]]
        table = tables.get(kind, getattr(self.desk, kind, {}))
        hidden = self.desk.hidden
        return [
            row
            for one, row in sorted(table.items())
            if one not in hidden and row.get("ticket_id") not in hidden
        ]

    def listed(self, kind: str) -> list[Json]:
        """The rows of a list endpoint: no archived or deleted tickets, no deleted users."""
        rows = self.rows(kind)
        if kind == "tickets":
            return [
                r for r in rows if r["id"] not in self.desk.archived and r["status"] != "deleted"
            ]
        return [r for r in rows if r["active"]] if kind == "users" else rows

    def page(
        self,
        query: Query,
        path: str,
        name: str,
        rows: list[Json],
        *,
        core: bool = True,
        limit: int = 100,
    ) -> Reply:
        """A list page: by cursor if `page[size]` is given, else by offset."""
        if "page[size]" not in query:
            size, page = min(int(query.get("per_page") or 100), 100), int(query.get("page") or 1)
            keep = {k: v for k, v in query.items() if k != "page"}
            url = f"{ORIGIN}{path}?{urlencode(keep | {'page': str(page + 1)})}"
            following = url if page * size < len(rows) else None
            found = rows[(page - 1) * size : page * size]
            return self.send(
                {name: found, "next_page": following, "previous_page": None, "count": len(rows)},
                name,
            )
        asked = int(query["page[size]"])
        if not 1 <= asked <= limit:
            return as_json(
                {
                    "errors": [
                        {"code": "InvalidPaginationParameter", "title": f"page[size] > {limit}"}
                    ]
                },
                400,
            )
        size = min(asked, self.options.page_max)
        begin = (
            int(base64.b64decode(query["page[after]"]).decode().split(":")[1])
            if query.get("page[after]")
            else 0
        )
        found, more = rows[begin : begin + size], begin + size < len(rows)
        after = base64.b64encode(f"o:{begin + len(found)}".encode()).decode() if found else None
        url = f"{ORIGIN}{path}?{urlencode(query | {'page[after]': after or ''})}"
        links = {"prev": None, "next": url if after and (more or core) else None}
        meta = {"has_more": more, "after_cursor": after, "before_cursor": None}
        return self.send({name: found, "meta": meta, "links": links}, name)

    def send(self, payload: Json, kind: str) -> Reply:
        """The answer as JSON, with the planted bytes in place of planted records."""
        raw = self.options.raw
        rows = payload[kind]
        if not raw or not any(row.get("id") in raw for row in rows):
            return as_json(payload)
        body = b",".join(raw.get(row.get("id")) or _dump(row) for row in rows)
        rest = _dump({name: value for name, value in payload.items() if name != kind})
        return Reply(200, b"{" + _dump(kind) + b":[" + body + b"]," + rest[1:])


def second_of(row: Json) -> int:
    """The second by which an export orders a record."""
    if "generated_timestamp" in row:
        return int(row["generated_timestamp"])
    if "timestamp" in row:
        return int(row["timestamp"])
    return int(datetime.fromisoformat(row["updated_at"]).timestamp())


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
