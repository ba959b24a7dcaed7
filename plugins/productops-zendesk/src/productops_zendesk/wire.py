"""What we read of Zendesk's JSON: tickets, their events, people. Unknown keys are left to the raw payload.

https://developer.zendesk.com/api-reference/ticketing/introduction/
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct, field

from productops.kit.rows import Id, Int

from .common import Seconds
from .paging import CursorEnvelope, TimeEnvelope


class ViaSource(Struct, gc=False):
    """Where something came from; often empty."""

    rel: str | None = None
    from_: Any = field(name="from", default=None)
    to: Any = None


class Via(Struct, gc=False):
    """How something was made."""

    channel: str | int | None = None
    source: ViaSource | None = None


class CustomField(Struct, gc=False):
    """The value of a custom field on a ticket."""

    id: Id
    value: Any = None


class Minutes(Struct, gc=False):
    """A duration in calendar and in business time."""

    calendar: float | None = None
    business: float | None = None


class MetricSet(Struct, gc=False):
    """The measures Zendesk keeps of a ticket; deleted tickets have none."""

    replies: Int | None = None
    solved_at: str | None = None
    status_updated_at: str | None = None
    reply_time_in_minutes: Minutes | None = None
    reply_time_in_seconds: Minutes | None = None


class Ticket(Struct, gc=False):
    """A ticket as the exports and by-id endpoints give it."""

    id: Int
    created_at: str | None = None
    updated_at: str | None = None
    generated_timestamp: Seconds | None = None
    type: str | None = None
    subject: str | None = None
    description: str | None = None
    priority: str | None = None
    status: str | None = None
    custom_status_id: Id | None = None
    requester_id: Id | None = None
    submitter_id: Id | None = None
    assignee_id: Id | None = None
    organization_id: Id | None = None
    group_id: Id | None = None
    brand_id: Id | None = None
    problem_id: Id | None = None
    is_public: bool | None = None
    due_at: str | None = None
    tags: list[str] | None = None
    custom_fields: list[CustomField] | None = None
    via: Via | None = None
    metric_set: MetricSet | None = None


class Attached(Struct, gc=False):
    """A file on a comment."""

    id: Id
    file_name: str | None = None
    content_type: str | None = None
    size: Int | None = None


class Comment(Struct, gc=False):
    """A comment, as an event of the ticket or from the ticket's list of comments."""

    id: Id | None = None
    type: str | None = None
    event_type: str | None = None
    author_id: Id | None = None
    body: str | None = None
    html_body: str | None = None
    plain_body: str | None = None
    public: bool | None = None
    created_at: str | None = None
    via: Via | str | int | None = None
    attachments: list[Attached] | None = None


class TicketEvent(Struct, gc=False):
    """A record of the ticket_events stream: an update of a ticket without its comments, or one comment.

    The engine keeps comments apart, so that a redaction replaces one of them and a private
    one is never held.
    """

    id: Id
    ticket_id: Id | None = None
    created_at: str | None = None
    timestamp: Seconds | str | None = None
    updater_id: Id | None = None
    merged_into: Id | None = None
    child_events: list[dict[str, Any]] | None = None
    comment: Comment | None = None
    first: bool = False


class User(Struct, gc=False):
    """An agent, an administrator or an end user."""

    id: Int
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    role: str | None = None
    active: bool | None = None
    suspended: bool | None = None
    organization_id: Id | None = None
    default_group_id: Id | None = None
    locale: str | None = None
    time_zone: str | None = None
    iana_time_zone: str | None = None
    external_id: Id | None = None
    last_login_at: str | None = None
    tags: list[str] | None = None
    notes: str | None = None
    user_fields: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Organization(Struct, gc=False):
    """A customer organisation."""

    id: Int
    name: str | None = None
    domain_names: list[str] | None = None
    external_id: Id | None = None
    tags: list[str] | None = None
    notes: str | None = None
    details: str | None = None
    organization_fields: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
    deleted_at: str | None = None


class TicketsPage(CursorEnvelope, kw_only=True):
    """`incremental/tickets/cursor`, with the metrics side-loaded."""

    tickets: list[Raw]
    metric_sets: list[Raw] | None = None


class UsersPage(CursorEnvelope, kw_only=True):
    """`incremental/users/cursor`."""

    users: list[Raw]


class OrganizationsPage(TimeEnvelope, kw_only=True):
    """`incremental/organizations`."""

    organizations: list[Raw]


class EventsPage(TimeEnvelope, kw_only=True):
    """`incremental/ticket_events`."""

    ticket_events: list[Raw]


class CountAnswer(Struct):
    """`…/count`."""

    class Count(Struct):
        """The number, and when it was taken."""

        value: Int | None = None

    count: Count | None = None
