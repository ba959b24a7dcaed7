"""What we read of the small lists: fields, statuses, groups, brands, policies, hours, topics."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from productops.kit.rows import Id, Int


class FieldOption(Struct, gc=False):
    """A choice of a field."""

    name: str | None = None
    value: Any = None


class Field(Struct, gc=False):
    """A field of tickets, users or organisations; those of tickets have no key."""

    id: Int
    key: str | None = None
    title: str | None = None
    type: str | None = None
    description: str | None = None
    active: bool | None = None
    required: bool | None = None
    position: Int | None = None
    custom_field_options: list[FieldOption] | None = None
    system_field_options: list[FieldOption] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class CustomStatus(Struct, gc=False):
    """A custom status: what agents read, and the status it belongs to."""

    id: Int
    agent_label: str | None = None
    status_category: str | None = None
    updated_at: str | None = None


class Named(Struct, gc=False):
    """A section of the help centre or a topic of the community."""

    id: Int
    name: str | None = None
    description: str | None = None
    html_url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Group(Struct, gc=False):
    """A group of agents."""

    id: Int
    name: str | None = None
    description: str | None = None
    deleted: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Membership(Struct, gc=False):
    """An agent's place in a group."""

    id: Int
    user_id: Id | None = None
    group_id: Id | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Brand(Struct, gc=False):
    """A brand."""

    id: Int
    name: str | None = None
    brand_url: str | None = None
    active: bool | None = None
    is_deleted: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class PolicyMetric(Struct, gc=False):
    """A target, in minutes, for tickets of one priority."""

    metric: str | None = None
    priority: str | None = None
    target: float | None = None
    target_in_seconds: float | None = None
    business_hours: bool | None = None


class Policy(Struct, gc=False):
    """An SLA policy."""

    id: Int
    title: str | None = None
    policy_metrics: list[PolicyMetric] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Interval(Struct, gc=False):
    """Business hours, in minutes of the week from Sunday 00:00."""

    start_time: Int | None = None
    end_time: Int | None = None


class Hours(Struct, gc=False):
    """A schedule of business hours."""

    id: Int
    name: str | None = None
    time_zone: str | None = None
    intervals: list[Interval] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Holiday(Struct, gc=False):
    """A holiday of a schedule; both days count."""

    id: Int
    name: str | None = None
    start_date: str | None = None
    end_date: str | None = None


class Holidays(Struct, gc=False):
    """A record of the schedules stream: the holidays of one schedule."""

    schedule_id: Id
    holidays: list[Holiday] | None = None
