"""What the vendor answers: a request of the documented API in, status, headers and body out.

Written from the vendor's documentation and recorded traffic only; it knows nothing of the library.
https://developer.zendesk.com/api-reference/
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable

from zendesk_exports import Exports
from zendesk_guide import Guide
from zendesk_lists import Lists
from zendesk_model import ORIGIN, Desk
from zendesk_wire import FORBIDDEN, Options, Query, Reply, View, as_json


class Api:
    """The documented read endpoints over one desk."""

    def __init__(self, desk: Desk, options: Options, now: Callable[[], float] = time.time) -> None:
        self.desk, self.options = desk, options
        self.view = View(desk, options, now)
        self.exports, self.lists, self.guide = (
            Exports(self.view),
            Lists(self.view),
            Guide(self.view),
        )
        self.routes: list[tuple[re.Pattern[str], Callable[..., Reply]]] = [
            (re.compile(pattern + r"(?:\.json)?/?$"), handler) for pattern, handler in self._table()
        ]

    def answer(self, path: str, query: Query) -> Reply:
        """The answer to a GET with valid credentials."""
        if any(path.startswith(prefix) for prefix in self.options.forbidden):
            text = "Missing following required scopes: read"
            return as_json({"error": "Forbidden", "description": text}, 403)
        asked = int(query.get("per_page") or query.get("page[size]") or 1000)
        if (
            self.options.gateway_limit
            and "/v2/incremental/" in path
            and asked > self.options.gateway_limit
        ):
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
        yield f"{v2}/incremental/(tickets|users)/cursor", self.exports.export_cursor
        yield (
            f"{v2}/incremental/(tickets|users|organizations|ticket_events)",
            self.exports.export_time,
        )
        yield (
            f"{v2}/incremental/(tickets|users|organizations|ticket_events)/sample",
            self.exports.export_sample,
        )
        yield (
            f"{v2}/incremental/ticket_metric_events",
            lambda query: self.exports.timed(query, "ticket_metric_events", []),
        )
        yield f"{v2}/help_center/incremental/articles", self.exports.export_articles
        kinds = "tickets|users|organizations|groups|brands|ticket_fields|ticket_forms|satisfaction_ratings|"
        kinds += "user_fields|organization_fields|custom_statuses|group_memberships"
        yield f"{v2}/({kinds}|deleted_users|deleted_tickets)/count", self.lists.count
        yield f"{v2}/({kinds}|deleted_tickets|deleted_users)", self.lists.listing
        yield f"{v2}/(tickets|users|organizations)/show_many", self.lists.show_many
        yield f"{v2}/({kinds})/{number}", self.lists.show
        yield f"{v2}/tickets/{number}/comments", self.lists.ticket_comments
        yield f"{v2}/tickets/{number}/metrics", self.lists.ticket_metric
        yield f"{v2}/search/count", self.lists.search_count
        yield f"{v2}/search/export", self.lists.search_export
        yield f"{v2}/search", self.lists.search
        yield f"{v2}/business_hours/schedules", self.schedules
        yield f"{v2}/business_hours/schedules/{number}/holidays", self.holidays
        yield f"{v2}/slas/policies", self.slas
        yield f"{v2}/guide/survey_responses", self.guide.survey_responses
        yield f"{v2}/guide/(?:[a-z]{{2}}-[a-z]{{2}}/)?surveys", self.guide.surveys
        yield f"{hc}sections", self.guide.sections
        yield f"{hc}articles", self.guide.articles
        yield f"{hc}articles/{number}/(?:votes|comments)", self.guide.nothing
        yield (
            f"{hc}community/topics",
            lambda query: self.guide.community(query, "topics", self.desk.topics.values()),
        )
        yield f"{hc}community/posts", self.guide.posts
        yield f"{hc}community/posts/{number}/comments", self.guide.post_comments
        yield f"{hc}community/posts/{number}/votes", self.guide.post_votes
        yield f"{hc}community/posts/{number}/comments/{number}/votes", self.guide.nothing

    def me(self, _query: Query) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self ."""
        return as_json(
            {"user": next(iter(self.desk.users.values())) | {"authenticity_token": "made-up"}}
        )

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

    def schedules(self, _query: Query) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/ticket-management/schedules/ ."""
        if "schedules" in self.options.off:
            return as_json(FORBIDDEN, 403)
        return as_json(
            {
                "schedules": self.view.rows("schedules"),
                "url": f"{ORIGIN}/api/v2/business_hours/schedules.json",
            }
        )

    def holidays(self, _query: Query, number: str) -> Reply:
        """The holidays of a schedule."""
        if "schedules" in self.options.off:
            return as_json(FORBIDDEN, 403)
        return as_json({"holidays": self.desk.holidays.get(int(number), [])})

    def slas(self, _query: Query) -> Reply:
        """SLA policies; not on every plan."""
        if "slas" in self.options.off:
            return as_json(FORBIDDEN, 403)
        rows = self.view.rows("slas")
        return as_json(
            {"sla_policies": rows, "count": len(rows), "next_page": None, "previous_page": None}
        )
