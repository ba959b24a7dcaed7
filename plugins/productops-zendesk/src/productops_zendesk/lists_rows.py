"""The small lists as rows: `field`, `team`, `link`, `product`, `sla_event`, `schedule`, `topic`."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import (
    FieldDefinition,
    Link,
    Person,
    ProductNode,
    Record,
    Schedule,
    SlaEvent,
    Team,
    Topic,
)

from .common import site
from .lists_wire import Brand, Field, Group, Holidays, Membership, Named, Policy

# https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_fields/#create-ticket-field
FIELD_TYPES = {
    "subject": "text", "description": "text", "text": "text", "textarea": "text", "regexp": "text",
    "partialcreditcard": "text", "integer": "number", "decimal": "number", "date": "date",
    "checkbox": "boolean", "tagger": "option", "dropdown": "option", "multiselect": "options",
    "status": "option", "custom_status": "option", "priority": "option", "tickettype": "option",
    "basic_priority": "option", "assignee": "person", "group": "team", "lookup": "reference",
}  # fmt: skip


def field_row(field: Field, run: Run, applies_to: str) -> Iterator[Record]:
    """A field; values are stored under its id (tickets) or its key (users, organisations)."""
    options = field.custom_field_options or field.system_field_options or ()
    link = f"{site(run)}/admin/objects-rules/tickets/ticket-fields/{field.id}"
    yield row(
        FieldDefinition,
        run,
        str(field.id),
        source_url=link if applies_to == "feedback" else None,
        source_created_at=field.created_at,
        source_updated_at=field.updated_at,
        applies_to=applies_to,
        field_key=field.key or str(field.id),
        name=field.title,
        type=FIELD_TYPES.get(field.type or "", field.type),
        source_type=field.type,
        description=field.description or None,
        active=field.active,
        required=field.required,
        position=field.position,
        options=[option.name for option in options if option.name],
    )


def team_row(group: Group, run: Run) -> Iterator[Record]:
    """A group as a team; Zendesk does not say what kind of team it is."""
    yield row(
        Team,
        run,
        str(group.id),
        source_created_at=group.created_at,
        source_updated_at=group.updated_at,
        deleted=bool(group.deleted),
        deleted_at=group.updated_at if group.deleted else None,
        name=group.name,
        description=group.description or None,
    )


def membership_row(membership: Membership, run: Run) -> Iterator[Record]:
    """An agent is a member of a team."""
    if membership.user_id is None or membership.group_id is None:
        return
    yield row(
        Link,
        run,
        str(membership.id),
        source_created_at=membership.created_at,
        source_updated_at=membership.updated_at,
        from_id=run.ref(Person, membership.user_id),
        to_id=run.ref(Team, membership.group_id),
        link_type="member_of",
        source_type="group_membership",
    )


def brand_row(brand: Brand, run: Run) -> Iterator[Record]:
    """A brand as a product."""
    lifecycle = {True: "production", False: "retired"}
    yield row(
        ProductNode,
        run,
        str(brand.id),
        source_url=brand.brand_url,
        source_created_at=brand.created_at,
        source_updated_at=brand.updated_at,
        deleted=bool(brand.is_deleted),
        deleted_at=brand.updated_at if brand.is_deleted else None,
        name=brand.name,
        lifecycle=None if brand.active is None else lifecycle[brand.active],
    )


def policy_rows(policy: Policy, run: Run) -> Iterator[Record]:
    """The targets of a policy; a target is an `sla_event` without an item."""
    for target in policy.policy_metrics or ():
        seconds = target.target_in_seconds
        if seconds is None and target.target is not None:
            seconds = target.target * 60
        yield row(
            SlaEvent,
            run,
            f"{policy.id}:{target.metric}:{target.priority}",
            source_created_at=policy.created_at,
            source_updated_at=policy.updated_at,
            policy=policy.title,
            policy_id=str(policy.id),
            metric=target.metric,
            priority=run.map("priority", target.priority),
            target_seconds=seconds,
            in_business_hours=target.business_hours,
        )


def schedule_row(record: Holidays, run: Run) -> Iterator[Record]:
    """Business hours and holidays of one schedule."""
    source_id = str(record.schedule_id)
    hours = run.seen("business_hours", source_id)
    yield row(
        Schedule,
        run,
        source_id,
        source_created_at=hours.created_at if hours else None,
        source_updated_at=hours.updated_at if hours else None,
        name=hours.name if hours else None,
        timezone=hours.time_zone if hours else None,
        intervals=[
            {"start_minute": each.start_time, "end_minute": each.end_time}
            for each in (hours.intervals if hours else None) or ()
        ],
        holidays=[
            {"name": each.name, "start_date": each.start_date, "end_date": each.end_date}
            for each in record.holidays or ()
        ],
    )


def topic_row(topic: Named, run: Run) -> Iterator[Record]:
    """A topic of the community."""
    yield row(
        Topic,
        run,
        str(topic.id),
        source_url=topic.html_url,
        source_created_at=topic.created_at,
        source_updated_at=topic.updated_at,
        pref_label=topic.name,
        definition=topic.description or None,
        in_scheme="zendesk community",
        status="approved",
    )
