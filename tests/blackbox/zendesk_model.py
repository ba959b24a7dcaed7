"""The made-up help desk as an object: constants, the tables, and the changes a test makes to them.

Shapes follow the vendor's reference (https://developer.zendesk.com/api-reference/). Times are Unix seconds
inside, ISO 8601 on the wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
START = 1_767_603_600  # 2026-01-05T09:00:00Z
SUBDOMAIN = "northwind"
ORIGIN = f"https://{SUBDOMAIN}.zendesk.com"
AGENT, SECOND_AGENT = 360_000_000_001, 360_000_000_002
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent", None)
CHANNELS = ("email", "web", "api", "chat")
SUBJECTS = (
    "Export to Excel drops the last column", "Rechnung fehlt im Portal", "ログインできません",
    "Feature request: dark mode", "Le paiement échoue avec une carte étrangère", "Cannot add a team member",
)  # fmt: skip
SUMMARY_FIELD, PLAN_FIELD, SEATS_FIELD = 390_000_000_101, 390_000_000_102, 390_000_000_103


def iso(seconds: int) -> str:
    """Unix seconds as the vendor writes a time, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Desk:
    """The whole account; each table maps the vendor's id to the record as served."""

    tickets: dict[int, Json] = field(default_factory=dict)
    users: dict[int, Json] = field(default_factory=dict)
    organizations: dict[int, Json] = field(default_factory=dict)
    events: dict[int, Json] = field(default_factory=dict)
    groups: dict[int, Json] = field(default_factory=dict)
    brands: dict[int, Json] = field(default_factory=dict)
    ticket_fields: dict[int, Json] = field(default_factory=dict)
    ticket_forms: dict[int, Json] = field(default_factory=dict)
    ratings: dict[int, Json] = field(default_factory=dict)
    survey_responses: dict[str, Json] = field(default_factory=dict)
    articles: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Json] = field(default_factory=dict)
    posts: dict[int, Json] = field(default_factory=dict)
    post_comments: dict[int, Json] = field(default_factory=dict)
    votes: dict[int, Json] = field(default_factory=dict)
    schedules: dict[int, Json] = field(default_factory=dict)
    holidays: dict[int, list[Json]] = field(default_factory=dict)
    slas: dict[int, Json] = field(default_factory=dict)
    user_fields: dict[int, Json] = field(default_factory=dict)
    organization_fields: dict[int, Json] = field(default_factory=dict)
    custom_statuses: dict[int, Json] = field(default_factory=dict)
    group_memberships: dict[int, Json] = field(default_factory=dict)
    sections: dict[int, Json] = field(default_factory=dict)
    surveys: dict[str, Json] = field(default_factory=dict)
    archived: set[int] = field(default_factory=set)
    metrics: dict[int, Json] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def rename_field(self, field_id: int, title: str, at: int) -> None:
        """Give a ticket field another title, as an admin does."""
        one = self.ticket_fields[field_id]
        one.update(title=title, raw_title=title, title_in_portal=title, updated_at=iso(at))

    def touch(self, ticket_id: int, at: int, **changes: Any) -> None:
        """Change a ticket at a moment: its fields, its timestamps and an event that says so."""
        ticket = self.tickets[ticket_id]
        before = {name: ticket[name] for name in changes}
        ticket.update(changes, updated_at=iso(at), generated_timestamp=at)
        entry = event(max(self.events) + 10, ticket_id, AGENT, at)
        entry["child_events"] = [
            {"id": entry["id"] + 1 + index, "via": "Web form", "via_reference_id": None,
             name: value, "previous_value": before[name], "event_type": "Change"}
            for index, (name, value) in enumerate(changes.items())
        ]  # fmt: skip
        self.events[entry["id"]] = entry

    def vanish(self, *ticket_ids: int) -> None:
        """Remove tickets without a trace: no tombstone in any export (a purge behind the API's back)."""
        for ticket_id in ticket_ids:
            del self.tickets[ticket_id]
            self.archived.discard(ticket_id)
        gone = set(ticket_ids)
        self.events = {k: v for k, v in self.events.items() if v["ticket_id"] not in gone}
        self.ratings = {k: v for k, v in self.ratings.items() if v["ticket_id"] not in gone}


def event(number: int, ticket: int, updater: int, at: int) -> Json:
    """An entry of the ticket event export, without children."""
    return {
        "id": number, "ticket_id": ticket, "timestamp": at, "created_at": iso(at), "updater_id": updater,
        "via": "Web form", "system": {"client": "Browser", "location": "Berlin, Germany"}, "metadata": {},
        "event_type": "Audit", "child_events": [],
    }  # fmt: skip
