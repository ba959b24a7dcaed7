"""Lists, counts, single records and search."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from zendesk_model import ORIGIN, Json, iso
from zendesk_wire import FORBIDDEN, NOT_FOUND, Query, Reply, View, as_json, second_of


class Lists:
    """The list, count, show and search endpoints of Support."""

    def __init__(self, view: View) -> None:
        self.view = view

    def count(self, _query: Query, kind: str) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#count-tickets ."""
        saved, self.view.options.empty = self.view.options.empty, set()
        listed = self.view.listed(kind)
        self.view.options.empty = saved
        more = (
            len(self.view.desk.archived - self.view.desk.hidden)
            if kind == "tickets" and self.view.options.count_archived
            else 0
        )
        value = self.view.options.counts.get(kind, len(listed) + more)
        return as_json({"count": {"value": value, "refreshed_at": iso(int(self.view.now()))}})

    def listing(self, query: Query, kind: str) -> Reply:
        """List endpoints; satisfaction ratings filter by time and score."""
        if kind in self.view.options.off:
            return as_json(FORBIDDEN, 403)
        rows = self.view.listed(kind)
        if kind == "satisfaction_ratings":
            rows = [r for r in rows if _rated(r, query)]
        if kind == "ticket_fields" and "page[size]" not in query:
            return self.view.send(
                {kind: rows, "next_page": None, "previous_page": None, "count": len(rows)}, kind
            )
        return self.view.page(query, f"/api/v2/{kind}.json", kind, rows)

    def show(self, _query: Query, kind: str, number: str) -> Reply:
        """One record: 404 if there is none, 403 if the caller may not see it."""
        one = int(number)
        if one in self.view.desk.hidden:
            return as_json(FORBIDDEN, 403)
        found = next((row for row in self.view.rows(kind) if row["id"] == one), None)
        if found is None or found.get("status") == "deleted":
            return as_json(NOT_FOUND, 404)
        return as_json({_singular(kind): found})

    def show_many(self, query: Query, kind: str) -> Reply:
        """Up to 100 ids; those that cannot be seen are left out."""
        wanted = {int(one) for one in query.get("ids", "").split(",") if one.strip().isdigit()}
        if len(wanted) > 100:
            return as_json({"error": "TooManyValues", "description": "Too many ids"}, 400)
        rows = [
            r for r in self.view.rows(kind) if r["id"] in wanted and r.get("status") != "deleted"
        ]
        return self.view.send(
            {kind: rows, "next_page": None, "previous_page": None, "count": len(rows)}, kind
        )

    def ticket_comments(self, query: Query, number: str) -> Reply:
        """Comments of a ticket, 404 for a deleted one."""
        shown = self.show({}, "tickets", number)
        if shown.status != 200:
            return shown
        rows = [
            child
            for event in self.view.rows("ticket_events") if event["ticket_id"] == int(number)
            for child in event["child_events"] if child["event_type"] == "Comment"
        ]  # fmt: skip
        return self.view.page(query, f"/api/v2/tickets/{number}/comments.json", "comments", rows)

    def ticket_metric(self, _query: Query, number: str) -> Reply:
        """The metric set of one ticket."""
        one = self.view.desk.metrics.get(int(number))
        return as_json({"ticket_metric": one}) if one else as_json(NOT_FOUND, 404)

    def search(self, query: Query) -> Reply:
        """Offset search: 100 a page, 1,000 in all."""
        kind = re.search(r"type:(ticket|user|organization|group)", query.get("query", ""))
        rows = (
            [r | {"result_type": kind[1]} for r in self._found(query, f"{kind[1]}s")]
            if kind
            else []
        )
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
        if kind not in {"ticket", "user", "organization", "group"} or "type:" in query.get(
            "query", ""
        ):
            return as_json(
                {"error": "invalid", "description": "filter[type] must be one of the types"}, 422
            )
        rows = [r | {"result_type": kind} for r in self._found(query, f"{kind}s")]
        return self.view.page(query, "/api/v2/search/export.json", "results", rows, limit=1000)

    def _found(self, query: Query, kind: str) -> list[Json]:
        return [row for row in self._searchable(kind) if _matches(row, query.get("query", ""))]

    def _searchable(self, kind: str) -> list[Json]:
        return [r for r in self.view.rows(kind) if r.get("status") != "deleted"]


def _rated(row: Json, query: Query) -> bool:
    at = second_of(row)
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
