"""Work and its flow: what is being built, every change of it, what belongs together, who should get it.

Names after Jira (link types), Fivetran's dbt packages (status transitions, SLA events), ITIL and the
Kanban Guide.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from .base import FreeText, Money, Record, Ref, Utc
from .evidence import BodyFormat, Resolution
from .vocabulary import Priority, StatusCategory

LinkType = Literal[
    "duplicate_of", "relates_to", "blocks", "blocked_by", "caused_by", "part_of", "delivered_by",
    "evidence_for", "split_from", "merged_into", "mentions", "assigned_to", "about", "follow_up_of",
    "member_of", "followed_by",
]  # fmt: skip


class WorkItem(Record):
    """Something a delivery team does; a Jira issue of a software project."""

    table: ClassVar[str] = "work_item"

    work_type: Literal["epic", "story", "task", "bug", "subtask", "spike", "other"] = "other"
    source_type: str | None = None
    title: FreeText | None = None
    body: FreeText | None = None
    body_format: BodyFormat | None = None
    body_plain: FreeText | None = None
    parent_id: Ref | None = None
    reporter_id: Ref | None = None
    submitted_by_id: Ref | None = None
    assignee_id: Ref | None = None
    team_id: Ref | None = None
    product_id: Ref | None = None
    status: str | None = None
    status_category: StatusCategory = "unknown"
    priority: Priority = "none"
    source_priority: str | None = None
    tags: list[str] = Field(default_factory=list)
    estimate: Money | None = None
    sprints: list[str] = Field(default_factory=list)
    fix_versions: list[str] = Field(default_factory=list)
    vote_count: int | None = None
    due_at: Utc | None = None
    started_at: Utc | None = None
    resolved_at: Utc | None = None
    resolution: Resolution | None = None


class Worklog(Record):
    """Time somebody booked on an item."""

    table: ClassVar[str] = "worklog"

    item_id: Ref | None = None
    author_id: Ref | None = None
    started_at: Utc | None = None
    seconds: int | None = None
    body: FreeText | None = None
    body_plain: FreeText | None = None


class StatusTransition(Record):
    """One changed field of one item; `occurred_at` is when. Direction and sequence are measures."""

    table: ClassVar[str] = "transition"

    item_id: Ref | None = None
    field: str | None = None
    field_name: str | None = None
    from_value: FreeText | None = None
    to_value: FreeText | None = None
    from_category: StatusCategory | None = None
    to_category: StatusCategory | None = None
    actor_id: Ref | None = None


class Link(Record):
    """Two records that belong together, stored once in the canonical direction."""

    table: ClassVar[str] = "link"

    from_id: Ref
    to_id: Ref
    link_type: LinkType
    source_type: str | None = None
    method: Literal["source", "rule", "model", "manual"] = "source"
    score: float | None = None


class RoutingDecision(Record):
    """Who should get an item, by which rule; no team and a reason is a legal outcome."""

    table: ClassVar[str] = "routing_decision"

    item_id: Ref | None = None
    route: str | None = None
    team_id: Ref | None = None
    rule_version: str | None = None
    reason: str | None = None
    score: float | None = None
    overridden_to: Ref | None = None
    overridden_by: Ref | None = None


class Schedule(Record):
    """Business hours: minutes of the week from Sunday 00:00 in *timezone*, end exclusive, and holidays."""

    table: ClassVar[str] = "schedule"

    name: str | None = None
    timezone: str | None = None
    intervals: list[dict[str, JsonValue]] = Field(default_factory=list)
    holidays: list[dict[str, JsonValue]] = Field(default_factory=list)
    valid_from: date | None = None


class SlaEvent(Record):
    """A promise on an item and what became of it; a policy's target where `item_id` is empty."""

    table: ClassVar[str] = "sla_event"

    item_id: Ref | None = None
    policy: str | None = None
    policy_id: str | None = None
    metric: str | None = None
    priority: Priority | None = None
    target_seconds: float | None = None
    in_business_hours: bool | None = None
    schedule_id: Ref | None = None
    applied_at: Utc | None = None
    breach_at: Utc | None = None
    fulfilled_at: Utc | None = None
    elapsed_seconds: float | None = None
    is_breach: bool | None = None
    is_active: bool | None = None
