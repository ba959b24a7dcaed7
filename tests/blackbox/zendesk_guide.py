"""Help centre, community and survey responses."""

from __future__ import annotations

from collections.abc import Iterable

from zendesk_model import Json
from zendesk_wire import NOT_FOUND, Query, Reply, View, as_json, second_of


class Guide:
    """Articles, topics, posts with comments and votes, survey responses."""

    def __init__(self, view: View) -> None:
        self.view = view

    def survey_responses(self, query: Query) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/ticket-management/csat_survey_responses ."""
        if "survey_responses" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        if int(query.get("page[size]") or 50) > 50:
            return as_json(
                {
                    "errors": [
                        {"code": "InvalidPaginationParameter", "title": "page[size] is too big"}
                    ]
                },
                400,
            )
        since, until = (
            int(query.get("filter[created_at_start]") or 0),
            int(query.get("filter[created_at_end]") or 1 << 40),
        )
        rows = [
            {k: v for k, v in row.items() if k != "_at"}
            for row in self.view.desk.survey_responses.values() if since <= row["_at"] <= until
        ]  # fmt: skip
        return self.view.page(query | {"page[size]": query.get("page[size]") or "50"}, "/api/v2/guide/survey_responses",
                          "survey_responses", rows, core=False)  # fmt: skip

    def surveys(self, query: Query) -> Reply:
        """The CSAT surveys of the account."""
        if "survey_responses" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        rows = list(self.view.desk.surveys.values())
        return self.view.page(query, "/api/v2/guide/surveys", "surveys", rows, core=False)

    def sections(self, query: Query) -> Reply:
        """Sections of the help centre."""
        if "help_center" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        rows = self.view.rows("sections")
        return self.view.page(
            query, "/api/v2/help_center/sections.json", "sections", rows, core=False
        )

    def articles(self, query: Query) -> Reply:
        """All articles, by cursor or offset."""
        if "help_center" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        return self.view.page(
            query,
            "/api/v2/help_center/articles.json",
            "articles",
            self.view.rows("articles"),
            core=False,
        )

    def posts(self, query: Query) -> Reply:
        """Community posts; `start_time` filters by update, `sort_by` orders, newest first."""
        since = int(query.get("start_time") or 0)
        rows = [p for p in self.view.rows("posts") if second_of(p) >= since]
        if (order := query.get("sort_by")) in {"created_at", "updated_at", "edited_at"}:
            rows.sort(key=lambda p: p.get(order) or p["updated_at"], reverse=True)
        return self.community(query, "posts", rows)

    def community(self, query: Query, kind: str, rows: Iterable[Json]) -> Reply:
        """A community list."""
        if "community" in self.view.options.off:
            return as_json(NOT_FOUND, 404)
        path = f"/api/v2/help_center/community/{kind}"
        return self.view.page(query, path, kind, list(rows), core=False)

    def post_comments(self, query: Query, number: str) -> Reply:
        """Comments of a post."""
        rows = [c for c in self.view.rows("post_comments") if c["post_id"] == int(number)]
        return self.view.page(
            query,
            f"/api/v2/help_center/community/posts/{number}/comments",
            "comments",
            rows,
            core=False,
        )

    def post_votes(self, query: Query, number: str) -> Reply:
        """Votes on a post."""
        rows = [v for v in self.view.rows("votes") if v["item_id"] == int(number)]
        return self.view.page(
            query, f"/api/v2/help_center/community/posts/{number}/votes", "votes", rows, core=False
        )

    def nothing(self, query: Query, *_numbers: str) -> Reply:
        """Votes and comments nobody left."""
        return self.view.page(query, "/api/v2/help_center/votes", "votes", [], core=False)
