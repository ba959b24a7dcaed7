"""The incremental exports.

https://developer.zendesk.com/documentation/ticketing/managing-tickets/using-the-incremental-export-api
"""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from zendesk_model import ORIGIN, Json
from zendesk_wire import NOT_FOUND, Query, Reply, View, as_json, second_of

Row = tuple[int, int, Json]


class Exports:
    """Cursor-based and time-based exports of tickets, users, organizations, events and articles."""

    def __init__(self, view: View) -> None:
        self.view = view

    def export_cursor(self, query: Query, kind: str) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/ ."""
        size = max(1, min(int(query.get("per_page") or 1000), self.view.options.page_max))
        if cursor := query.get("cursor"):
            try:
                second, one = base64.b64decode(cursor).decode().split("||")
                place = (int(float(second)), int(one.rstrip("|")))
            except ValueError:
                return as_json(
                    {"error": "InvalidCursor", "description": "The cursor is invalid"}, 400
                )
        else:
            start = self._start(query)
            if isinstance(start, Reply):
                return start
            place = (start - 1, 1 << 62)
        rows = [entry for entry in self._export_rows(kind, query) if entry[:2] > place]
        page, more = rows[:size], len(rows) > size
        after = (
            base64.b64encode(f"{page[-1][0]}.0||{page[-1][1]}|".encode()).decode() if page else None
        )
        if self.view.options.repeat_cursor and cursor:
            after, more = cursor, True
        keep = {k: v for k, v in query.items() if k not in {"cursor", "start_time"}}
        url = f"{ORIGIN}/api/v2/incremental/{kind}/cursor.json?{urlencode({'cursor': after or ''} | keep)}"
        payload: Json = {kind: self._sideload(kind, [r for _, _, r in page], query)}
        payload |= {"after_url": url if after else None, "before_url": None, "after_cursor": after,
                    "before_cursor": None, "end_of_stream": not more}  # fmt: skip
        return self.view.send(payload, kind)

    def export_time(self, query: Query, kind: str) -> Reply:
        """A time-based export: pages hold whole seconds, unless a second holds more than a page."""
        rows = self._export_rows(kind, query)
        if kind == "ticket_events" and "comment_events" not in query.get("include", ""):
            rows = [(second, one, _without_comments(row)) for second, one, row in rows]
        return self.timed(query, kind, rows)

    def export_sample(self, query: Query, kind: str) -> Reply:
        """The same, 50 rows at most."""
        return self.export_time(query | {"per_page": "50"}, kind)

    def timed(self, query: Query, kind: str, rows: list[Row]) -> Reply:
        """A page of a time-based export over rows in order."""
        start = self._start(query)
        if isinstance(start, Reply):
            return start
        size = max(1, min(int(query.get("per_page") or 1000), self.view.options.page_max))
        rows = [entry for entry in rows if entry[0] >= start]
        cut = whole_seconds(rows, size, max(size, self.view.options.second_max))
        page, more = rows[:cut], cut < len(rows)
        inside = more and page[-1][0] == rows[cut][0]
        end = (page[-1][0] + (1 if more and not inside else 0)) if page else start
        keep = {k: v for k, v in query.items() if k != "start_time"}
        url = f"{ORIGIN}/api/v2/incremental/{kind}.json?{urlencode(keep | {'start_time': end})}"
        payload: Json = {
            kind: self._sideload(kind, [r for _, _, r in page], query),
            "count": len(page),
        }
        payload |= {"next_page": url, "end_time": end, "end_of_stream": not more}
        return self.view.send(payload, kind)

    def export_articles(self, query: Query) -> Reply:
        """Help-centre articles since a time; the end is `next_page: null`, there is no `end_of_stream`."""
        if "help_center" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        start = int(query.get("start_time") or 0)
        rows = sorted(
            ((second_of(r), r["id"], r) for r in self.view.rows("articles")),
            key=lambda entry: entry[:2],
        )
        rows = [entry for entry in rows if entry[0] >= start]
        cut = whole_seconds(rows, min(self.view.options.page_max, 1000), 1000)
        page, more = rows[:cut], cut < len(rows)
        end = page[-1][0] + (1 if more else 0) if page else start
        url = f"{ORIGIN}/api/v2/help_center/incremental/articles.json?start_time={end}"
        payload: Json = {"articles": [r for _, _, r in page], "count": len(page)}
        payload |= {"next_page": url if more else None, "end_time": end}
        return self.view.send(payload, "articles")

    def _start(self, query: Query) -> int | Reply:
        """`start_time`, or the refusal of one younger than a minute."""
        try:
            start = int(query["start_time"])
        except (KeyError, ValueError):
            return as_json(
                {"error": "StartTimeMissing", "description": "start_time is required"}, 400
            )
        if start > self.view.now() - 60:
            text = f"Too recent start_time. Use a start_time older than 60 seconds ago: {int(self.view.now()) - 60}"
            return as_json({"error": "InvalidValue", "description": text}, 422)
        return start

    def _export_rows(self, kind: str, query: Query) -> list[tuple[int, int, Json]]:
        """(second, id, record) of everything older than a minute, in export order."""
        rows = [(second_of(row), row["id"], row) for row in self.view.rows(kind)]
        kept = [entry for entry in rows if entry[0] <= self.view.now() - 60]
        if kind == "tickets" and query.get("exclude_deleted") == "true":
            kept = [entry for entry in kept if entry[2]["status"] != "deleted"]
        return sorted(kept, key=lambda entry: entry[:2])

    def _sideload(self, kind: str, rows: list[Json], query: Query) -> list[Json]:
        """Metric sets are embedded in their tickets; a deleted ticket has none."""
        if kind == "tickets" and "metric_sets" in query.get("include", ""):
            return [row | {"metric_set": self.view.desk.metrics.get(row["id"])} for row in rows]
        return rows


def whole_seconds(rows: list[tuple[int, int, Json]], size: int, most: int) -> int:
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
