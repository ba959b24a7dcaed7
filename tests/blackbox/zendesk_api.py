"""What the vendor answers: a request of the documented API in, status, headers and body out.

Written from the vendor's documentation and recorded traffic only; it knows nothing of the library.
Incremental exports: https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api
Paging: https://developer.zendesk.com/api-reference/introduction/pagination/
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from zendesk_data import ORIGIN, Desk, Json, iso

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
class Reply:
    """One answer; `body` is bytes as sent."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=utf-8"


def as_json(payload: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON answer; header names are written with underscores."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


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
    """Answer 504 to every page asked larger than this."""
    forbidden: set[str] = field(default_factory=set)
    """Path prefixes the credential has no scope for."""
    repeat_cursor: bool = False
    """Every cursor page after the first one answers with the cursor it was asked with, and more to come."""
    raw: dict[int, bytes] = field(default_factory=dict)
    """JSON sent in place of the record of that id."""


class Api:
    """The documented read endpoints over one desk."""

    def __init__(self, desk: Desk, options: Options, now: Callable[[], float] = time.time) -> None:
        self.desk, self.options, self.now = desk, options, now
        self.routes: list[tuple[re.Pattern[str], Callable[..., Reply]]] = [
            (re.compile(pattern + r"(?:\.json)?/?$"), handler) for pattern, handler in self._table()
        ]

    def answer(self, path: str, query: Query) -> Reply:
        """The answer to a GET with valid credentials."""
        if any(path.startswith(prefix) for prefix in self.options.forbidden):
            text = "Missing following required scopes: read"
            return as_json({"error": "Forbidden", "description": text}, 403)
        asked = int(query.get("per_page") or query.get("page[size]") or 1000)
        if self.options.gateway_limit and "incremental" in path and asked > self.options.gateway_limit:
            return Reply(504, b"upstream request timeout", kind="text/plain")
        for pattern, handler in self.routes:
            if found := pattern.fullmatch(path):
                return handler(query, *found.groups())
        return as_json({"error": "InvalidEndpoint", "description": "Not found"}, 404)

    def _table(self) -> Iterable[tuple[str, Callable[..., Reply]]]:
        v2, number = "/api/v2", r"(\d+)"
        hc = "/api/v2/(?:help_center/)?(?:[a-z]{2}-[a-z]{2}/)?"
        yield f"{v2}/users/me", self.me
        yield f"{v2}/account/settings", self.settings
        yield f"{v2}/incremental/(tickets|users)/cursor", self.export_cursor
        yield f"{v2}/incremental/(tickets|users|organizations|ticket_events)", self.export_time
        yield f"{v2}/incremental/(tickets|users|organizations|ticket_events)/sample", self.export_sample
        yield f"{v2}/incremental/ticket_metric_events", lambda query: self._timed(query, "ticket_metric_events", [])
        yield f"{v2}/help_center/incremental/articles", self.export_articles
        kinds = "tickets|users|organizations|groups|brands|ticket_fields|ticket_forms|satisfaction_ratings"
        yield f"{v2}/({kinds}|deleted_users|deleted_tickets)/count", self.count
        yield f"{v2}/({kinds}|deleted_tickets|deleted_users)", self.listing
        yield f"{v2}/(tickets|users|organizations)/show_many", self.show_many
        yield f"{v2}/({kinds})/{number}", self.show
        yield f"{v2}/tickets/{number}/comments", self.ticket_comments
        yield f"{v2}/tickets/{number}/metrics", self.ticket_metric
        yield f"{v2}/search/count", self.search_count
        yield f"{v2}/search/export", self.search_export
        yield f"{v2}/search", self.search
        yield f"{v2}/business_hours/schedules", self.schedules
        yield f"{v2}/business_hours/schedules/{number}/holidays", self.holidays
        yield f"{v2}/slas/policies", self.slas
        yield f"{v2}/guide/survey_responses", self.survey_responses
        yield f"{hc}articles", self.articles
        yield f"{hc}articles/{number}/(?:votes|comments)", self.nothing
        yield f"{hc}community/topics", lambda query: self._community(query, "topics", self.desk.topics.values())
        yield f"{hc}community/posts", self.posts
        yield f"{hc}community/posts/{number}/comments", self.post_comments
        yield f"{hc}community/posts/{number}/votes", self.post_votes
        yield f"{hc}community/posts/{number}/comments/{number}/votes", self.nothing

    # --- who am I ---

    def me(self, _query: Query) -> Reply:
        """https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self"""
        return as_json({"user": next(iter(self.desk.users.values())) | {"authenticity_token": "made-up"}})

    def settings(self, _query: Query) -> Reply:
        """Account settings; the parts that say which features are on."""
        return as_json({"settings": {
            "branding": {"header_color": "111111"}, "localization": {"locale_ids": [1]},
            "user": {"time_zone_selection": True, "language_selection": True},
            "active_features": {
                "customer_satisfaction": "satisfaction_ratings" not in self.options.off,
                "satisfaction_prediction": False, "business_hours": "schedules" not in self.options.off,
            },
            "statistics": {"forum": "community" not in self.options.off},
            "side_conversations": {"show_in_context_panel": False},
        }})  # fmt: skip

    # --- records ---

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
            row for one, row in sorted(table.items()) if one not in hidden and row.get("ticket_id") not in hidden
        ]

    def _listed(self, kind: str) -> list[Json]:
        """The rows of a list endpoint: no archived or deleted tickets, no deleted users."""
        rows = self.rows(kind)
        if kind == "tickets":
            return [r for r in rows if r["id"] not in self.desk.archived and r["status"] != "deleted"]
        return [r for r in rows if r["active"]] if kind == "users" else rows

    def count(self, _query: Query, kind: str) -> Reply:
        """https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#count-tickets"""
        saved, self.options.empty = self.options.empty, set()
        listed = self._listed(kind)
        self.options.empty = saved
        more = len(self.desk.archived - self.desk.hidden) if kind == "tickets" and self.options.count_archived else 0
        value = self.options.counts.get(kind, len(listed) + more)
        return as_json({"count": {"value": value, "refreshed_at": iso(int(self.now()))}})

    def listing(self, query: Query, kind: str) -> Reply:
        """List endpoints; satisfaction ratings filter by time and score."""
        if kind in self.options.off:
            return as_json(FORBIDDEN, 403)
        rows = self._listed(kind)
        if kind == "satisfaction_ratings":
            rows = [r for r in rows if _rated(r, query)]
        if kind == "ticket_fields" and "page[size]" not in query:
            return self._send({kind: rows, "next_page": None, "previous_page": None, "count": len(rows)}, kind)
        return self._list(query, f"/api/v2/{kind}.json", kind, rows)

    def show(self, _query: Query, kind: str, number: str) -> Reply:
        """One record: 404 if there is none, 403 if the caller may not see it."""
        one = int(number)
        if one in self.desk.hidden:
            return as_json(FORBIDDEN, 403)
        found = next((row for row in self.rows(kind) if row["id"] == one), None)
        if found is None or found.get("status") == "deleted":
            return as_json(NOT_FOUND, 404)
        return as_json({_singular(kind): found})

    def show_many(self, query: Query, kind: str) -> Reply:
        """Up to 100 ids; those that cannot be seen are left out."""
        wanted = {int(one) for one in query.get("ids", "").split(",") if one.strip().isdigit()}
        if len(wanted) > 100:
            return as_json({"error": "TooManyValues", "description": "Too many ids"}, 400)
        rows = [r for r in self.rows(kind) if r["id"] in wanted and r.get("status") != "deleted"]
        return self._send({kind: rows, "next_page": None, "previous_page": None, "count": len(rows)}, kind)

    def ticket_comments(self, query: Query, number: str) -> Reply:
        """Comments of a ticket, 404 for a deleted one."""
        shown = self.show({}, "tickets", number)
        if shown.status != 200:
            return shown
        rows = [
            child
            for event in self.rows("ticket_events") if event["ticket_id"] == int(number)
            for child in event["child_events"] if child["event_type"] == "Comment"
        ]  # fmt: skip
        return self._list(query, f"/api/v2/tickets/{number}/comments.json", "comments", rows)

    def ticket_metric(self, _query: Query, number: str) -> Reply:
        """The metric set of one ticket."""
        one = self.desk.metrics.get(int(number))
        return as_json({"ticket_metric": one}) if one else as_json(NOT_FOUND, 404)

    def nothing(self, query: Query, *_numbers: str) -> Reply:
        """Votes and comments nobody left."""
        return self._list(query, "/api/v2/help_center/votes", "votes", [], core=False)

    # --- exports ---

    def _start(self, query: Query) -> int | Reply:
        """`start_time`, or the refusal of one younger than a minute."""
        try:
            start = int(query["start_time"])
        except (KeyError, ValueError):
            return as_json({"error": "StartTimeMissing", "description": "start_time is required"}, 400)
        if start > self.now() - 60:
            text = f"Too recent start_time. Use a start_time older than 60 seconds ago: {int(self.now()) - 60}"
            return as_json({"error": "InvalidValue", "description": text}, 422)
        return start

    def _export_rows(self, kind: str, query: Query) -> list[tuple[int, int, Json]]:
        """(second, id, record) of everything older than a minute, in export order."""
        rows = [(_second(row), row["id"], row) for row in self.rows(kind)]
        kept = [entry for entry in rows if entry[0] <= self.now() - 60]
        if kind == "tickets" and query.get("exclude_deleted") == "true":
            kept = [entry for entry in kept if entry[2]["status"] != "deleted"]
        return sorted(kept, key=lambda entry: entry[:2])

    def export_cursor(self, query: Query, kind: str) -> Reply:
        """https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/"""
        size = max(1, min(int(query.get("per_page") or 1000), self.options.page_max))
        if cursor := query.get("cursor"):
            try:
                second, one = base64.b64decode(cursor).decode().split("||")
                place = (int(float(second)), int(one.rstrip("|")))
            except ValueError:
                return as_json({"error": "InvalidCursor", "description": "The cursor is invalid"}, 400)
        else:
            start = self._start(query)
            if isinstance(start, Reply):
                return start
            place = (start - 1, 1 << 62)
        rows = [entry for entry in self._export_rows(kind, query) if entry[:2] > place]
        page, more = rows[:size], len(rows) > size
        after = base64.b64encode(f"{page[-1][0]}.0||{page[-1][1]}|".encode()).decode() if page else None
        if self.options.repeat_cursor and cursor:
            after, more = cursor, True
        keep = {k: v for k, v in query.items() if k not in {"cursor", "start_time"}}
        url = f"{ORIGIN}/api/v2/incremental/{kind}/cursor.json?{urlencode({'cursor': after or ''} | keep)}"
        payload: Json = {kind: self._sideload(kind, [r for _, _, r in page], query)}
        payload |= {"after_url": url if after else None, "before_url": None, "after_cursor": after,
                    "before_cursor": None, "end_of_stream": not more}  # fmt: skip
        return self._send(payload, kind)

    def export_time(self, query: Query, kind: str) -> Reply:
        """A time-based export: pages hold whole seconds, unless a second holds more than a page."""
        rows = self._export_rows(kind, query)
        if kind == "ticket_events" and "comment_events" not in query.get("include", ""):
            rows = [(second, one, _without_comments(row)) for second, one, row in rows]
        return self._timed(query, kind, rows)

    def export_sample(self, query: Query, kind: str) -> Reply:
        """The same, 50 rows at most."""
        return self.export_time(query | {"per_page": "50"}, kind)

    def _timed(self, query: Query, kind: str, rows: list[tuple[int, int, Json]]) -> Reply:
        start = self._start(query)
        if isinstance(start, Reply):
            return start
        size = max(1, min(int(query.get("per_page") or 1000), self.options.page_max))
        rows = [entry for entry in rows if entry[0] >= start]
        cut = _whole_seconds(rows, size, max(size, self.options.second_max))
        page, more = rows[:cut], cut < len(rows)
        inside = more and page[-1][0] == rows[cut][0]
        end = (page[-1][0] + (1 if more and not inside else 0)) if page else start
        keep = {k: v for k, v in query.items() if k != "start_time"}
        url = f"{ORIGIN}/api/v2/incremental/{kind}.json?{urlencode(keep | {'start_time': end})}"
        payload: Json = {kind: self._sideload(kind, [r for _, _, r in page], query), "count": len(page)}
        payload |= {"next_page": url, "end_time": end, "end_of_stream": not more}
        return self._send(payload, kind)

    def export_articles(self, query: Query) -> Reply:
        """Help-centre articles since a time; the end is `next_page: null`, there is no `end_of_stream`."""
        if "help_center" in self.options.off:
            return as_json(NOT_FOUND, 404)
        start = int(query.get("start_time") or 0)
        rows = sorted(((_second(r), r["id"], r) for r in self.rows("articles")), key=lambda entry: entry[:2])
        rows = [entry for entry in rows if entry[0] >= start]
        cut = _whole_seconds(rows, min(self.options.page_max, 1000), 1000)
        page, more = rows[:cut], cut < len(rows)
        end = page[-1][0] + (1 if more else 0) if page else start
        url = f"{ORIGIN}/api/v2/help_center/incremental/articles.json?start_time={end}"
        payload: Json = {"articles": [r for _, _, r in page], "count": len(page)}
        payload |= {"next_page": url if more else None, "end_time": end}
        return self._send(payload, "articles")

    def _sideload(self, kind: str, rows: list[Json], query: Query) -> list[Json]:
        """Metric sets are embedded in their tickets; a deleted ticket has none."""
        if kind == "tickets" and "metric_sets" in query.get("include", ""):
            return [row | {"metric_set": self.desk.metrics.get(row["id"])} for row in rows]
        return rows

    # --- search ---

    def _found(self, query: Query, kind: str) -> list[Json]:
        return [row for row in self._searchable(kind) if _matches(row, query.get("query", ""))]

    def _searchable(self, kind: str) -> list[Json]:
        return [r for r in self.rows(kind) if r.get("status") != "deleted"]

    def search(self, query: Query) -> Reply:
        """Offset search: 100 a page, 1,000 in all."""
        kind = re.search(r"type:(ticket|user|organization|group)", query.get("query", ""))
        rows = [r | {"result_type": kind[1]} for r in self._found(query, f"{kind[1]}s")] if kind else []
        size, page = min(int(query.get("per_page") or 100), 100), int(query.get("page") or 1)
        if size * page > 1000:
            text = "Invalid search: Requested response size was greater than Search Response Limits"
            return as_json({"error": "invalid", "description": text}, 422)
        url = f"{ORIGIN}/api/v2/search.json?{urlencode(query | {'page': str(page + 1)})}"
        following = url if page * size < min(len(rows), 1000) else None
        found = rows[(page - 1) * size : page * size]
        return as_json({"results": found, "facets": None, "next_page": following, "previous_page": None,
                        "count": len(rows)})  # fmt: skip

    def search_count(self, query: Query) -> Reply:
        """The number of results of a search."""
        kind = re.search(r"type:(ticket|user|organization|group)", query.get("query", ""))
        return as_json({"count": len(self._found(query, f"{kind[1]}s")) if kind else 0})

    def search_export(self, query: Query) -> Reply:
        """Cursor search of one type; the type must not be in the query."""
        kind = query.get("filter[type]", "")
        if kind not in {"ticket", "user", "organization", "group"} or "type:" in query.get("query", ""):
            return as_json({"error": "invalid", "description": "filter[type] must be one of the types"}, 422)
        rows = [r | {"result_type": kind} for r in self._found(query, f"{kind}s")]
        return self._list(query, "/api/v2/search/export.json", "results", rows, limit=1000)

    # --- the rest ---

    def schedules(self, _query: Query) -> Reply:
        """https://developer.zendesk.com/api-reference/ticketing/ticket-management/schedules/"""
        if "schedules" in self.options.off:
            return as_json(FORBIDDEN, 403)
        return as_json({"schedules": self.rows("schedules"), "url": f"{ORIGIN}/api/v2/business_hours/schedules.json"})

    def holidays(self, _query: Query, number: str) -> Reply:
        """The holidays of a schedule."""
        if "schedules" in self.options.off:
            return as_json(FORBIDDEN, 403)
        return as_json({"holidays": self.desk.holidays.get(int(number), [])})

    def slas(self, _query: Query) -> Reply:
        """SLA policies; not on every plan."""
        if "slas" in self.options.off:
            return as_json(FORBIDDEN, 403)
        rows = self.rows("slas")
        return as_json({"sla_policies": rows, "count": len(rows), "next_page": None, "previous_page": None})

    def survey_responses(self, query: Query) -> Reply:
        """https://developer.zendesk.com/api-reference/ticketing/ticket-management/csat_survey_responses"""
        if "survey_responses" in self.options.off:
            return as_json(NOT_FOUND, 404)
        if int(query.get("page[size]") or 50) > 50:
            return as_json({"errors": [{"code": "InvalidPaginationParameter", "title": "page[size] is too big"}]}, 400)
        since, until = int(query.get("filter[created_at_start]") or 0), int(query.get("filter[created_at_end]") or 1 << 40)
        rows = [
            {k: v for k, v in row.items() if k != "_at"}
            for row in self.desk.survey_responses.values() if since <= row["_at"] <= until
        ]  # fmt: skip
        return self._list(query | {"page[size]": query.get("page[size]") or "50"}, "/api/v2/guide/survey_responses",
                          "survey_responses", rows, core=False)  # fmt: skip

    def articles(self, query: Query) -> Reply:
        """All articles, by cursor or offset."""
        if "help_center" in self.options.off:
            return as_json(NOT_FOUND, 404)
        return self._list(query, "/api/v2/help_center/articles.json", "articles", self.rows("articles"), core=False)

    def posts(self, query: Query) -> Reply:
        """Community posts; `start_time` filters by update, `sort_by` orders, newest first."""
        since = int(query.get("start_time") or 0)
        rows = [p for p in self.rows("posts") if _second(p) >= since]
        if (order := query.get("sort_by")) in {"created_at", "updated_at", "edited_at"}:
            rows.sort(key=lambda p: p.get(order) or p["updated_at"], reverse=True)
        return self._community(query, "posts", rows)

    def _community(self, query: Query, kind: str, rows: Iterable[Json]) -> Reply:
        if "community" in self.options.off:
            return as_json(NOT_FOUND, 404)
        path = f"/api/v2/help_center/community/{kind}"
        return self._list(query, path, kind, list(rows), core=False)

    def post_comments(self, query: Query, number: str) -> Reply:
        """Comments of a post."""
        rows = [c for c in self.rows("post_comments") if c["post_id"] == int(number)]
        return self._list(query, f"/api/v2/help_center/community/posts/{number}/comments", "comments", rows, core=False)

    def post_votes(self, query: Query, number: str) -> Reply:
        """Votes on a post."""
        rows = [v for v in self.rows("votes") if v["item_id"] == int(number)]
        return self._list(query, f"/api/v2/help_center/community/posts/{number}/votes", "votes", rows, core=False)

    # --- paging ---

    def _list(
        self, query: Query, path: str, name: str, rows: list[Json], *, core: bool = True, limit: int = 100
    ) -> Reply:
        """A list page: by cursor if `page[size]` is given, else by offset."""
        if "page[size]" not in query:
            size, page = min(int(query.get("per_page") or 100), 100), int(query.get("page") or 1)
            keep = {k: v for k, v in query.items() if k != "page"}
            url = f"{ORIGIN}{path}?{urlencode(keep | {'page': str(page + 1)})}"
            following = url if page * size < len(rows) else None
            found = rows[(page - 1) * size : page * size]
            return self._send({name: found, "next_page": following, "previous_page": None, "count": len(rows)}, name)
        asked = int(query["page[size]"])
        if not 1 <= asked <= limit:
            return as_json({"errors": [{"code": "InvalidPaginationParameter", "title": f"page[size] > {limit}"}]}, 400)
        size = min(asked, self.options.page_max)
        begin = int(base64.b64decode(query["page[after]"]).decode().split(":")[1]) if query.get("page[after]") else 0
        found, more = rows[begin : begin + size], begin + size < len(rows)
        after = base64.b64encode(f"o:{begin + len(found)}".encode()).decode() if found else None
        url = f"{ORIGIN}{path}?{urlencode(query | {'page[after]': after or ''})}"
        links = {"prev": None, "next": url if after and (more or core) else None}
        meta = {"has_more": more, "after_cursor": after, "before_cursor": None}
        return self._send({name: found, "meta": meta, "links": links}, name)

    def _send(self, payload: Json, kind: str) -> Reply:
        """The answer as JSON, with the planted bytes in place of planted records."""
        raw = self.options.raw
        rows = payload[kind]
        if not raw or not any(row.get("id") in raw for row in rows):
            return as_json(payload)
        dump = lambda value: json.dumps(value, ensure_ascii=False).encode()  # noqa: E731
        body = b",".join(raw.get(row.get("id")) or dump(row) for row in rows)
        rest = dump({name: value for name, value in payload.items() if name != kind})
        return Reply(200, b"{" + dump(kind) + b":[" + body + b"]," + rest[1:])


def _second(row: Json) -> int:
    if "generated_timestamp" in row:
        return int(row["generated_timestamp"])
    if "timestamp" in row:
        return int(row["timestamp"])
    return int(datetime.fromisoformat(row["updated_at"]).timestamp())


def _whole_seconds(rows: list[tuple[int, int, Json]], size: int, most: int) -> int:
    cut = min(size, len(rows))
    while 0 < cut < len(rows) and cut < most and rows[cut][0] == rows[cut - 1][0]:
        cut += 1
    return cut


def _without_comments(event: Json) -> Json:
    """Without the side-load a comment is only announced."""
    children = [
        {"id": c["id"], "via": "Web form", "via_reference_id": None, "comment_present": True,
         "comment_public": c["public"], "event_type": "Comment"}
        if c["event_type"] == "Comment" else c
        for c in event["child_events"]
    ]  # fmt: skip
    return event | {"child_events": children}


def _rated(row: Json, query: Query) -> bool:
    at = _second(row)
    if not int(query.get("start_time") or 0) <= at <= int(query.get("end_time") or 1 << 40):
        return False
    wanted, comment = query.get("score"), "_with_comment" if row["comment"] else "_without_comment"
    names = {row["score"], row["score"] + comment}
    if row["score"] in {"good", "bad"}:
        names |= {"received", "received" + comment}
    return wanted is None or wanted in names


def _matches(row: Json, query: str) -> bool:
    for name, sign, value in re.findall(r"(created|updated|status)([:<>]=?)([^\s]+)", query):
        mine = row["status"] if name == "status" else row[f"{name}_at"][: len(value)]
        fits: dict[str, bool] = {":": mine == value, "<": mine < value, ">": mine > value,
                                 "<=": mine <= value, ">=": mine >= value}  # fmt: skip
        if not fits.get(sign, True):
            return False
    return True


def _singular(kind: str) -> str:
    return kind.removesuffix("s")
