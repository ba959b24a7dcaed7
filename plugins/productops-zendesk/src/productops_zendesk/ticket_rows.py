"""A ticket as rows: `feedback` and `link`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from productops.kit import Run
from productops.kit.rows import Id, row
from productops.kit.text import bodies
from productops.model import Account, CustomValue, FeedbackItem, Link, ProductNode, Record, Team

from .common import channel_of, custom_value, later, person, site
from .wire import CustomField, MetricSet, Ticket, Via

MERGED = "closed_by_merge"
LANGUAGE = "language__"
UNSOLVED = frozenset({"new", "open", "pending", "hold"})
# A deleted ticket loses its text after thirty days; it then reads so.
# https://support.zendesk.com/hc/en-us/articles/4408845703194
SCRUBBED = "SCRUBBED"


def feedback(ticket: Ticket, run: Run) -> Record:
    """The ticket itself."""
    source_id = str(ticket.id)
    tags = ticket.tags or []
    gone = ticket.status == "deleted"
    status, category = _status(ticket, run)
    custom, language = _custom(ticket.custom_fields or (), run)
    title, body = _texts(ticket, gone, run)
    via = ticket.via
    return row(
        FeedbackItem,
        run,
        source_id,
        source_url=f"{site(run)}/agent/tickets/{source_id}",
        occurred_at=ticket.created_at,
        source_created_at=ticket.created_at,
        source_updated_at=ticket.updated_at,
        deleted=gone,
        deleted_at=ticket.updated_at if gone else None,
        custom_fields=custom,
        kind=run.map("kind", ticket.type),
        title=title,
        **bodies(body),
        language=_tagged_language(tags) or language,
        channel=channel_of(via.channel) if via else "unknown",
        author_id=person(run, ticket.requester_id),
        submitted_by_id=person(run, ticket.submitter_id),
        account_id=run.ref(Account, ticket.organization_id),
        status=status,
        status_category=category,
        priority=run.map("priority", ticket.priority),
        source_priority=ticket.priority,
        tags=tags,
        assignee_id=person(run, ticket.assignee_id),
        team_id=run.ref(Team, ticket.group_id),
        due_at=ticket.due_at,
        resolution="duplicate" if MERGED in tags else None,
        **_times(ticket),
    )


def links(ticket: Ticket, run: Run) -> Iterator[Record]:
    """What the ticket is tied to: a problem, the ticket it follows up, its brand where there are several."""
    if ticket.problem_id is not None:
        yield _link(ticket, "caused_by", FeedbackItem, ticket.problem_id, "problem_id", run)
    if (followed := follow_up_of(ticket.via)) is not None:
        yield _link(ticket, "follow_up_of", FeedbackItem, followed, "follow_up", run)
    if ticket.brand_id is not None and len(run.ids("brands")) > 1:
        yield _link(ticket, "about", ProductNode, ticket.brand_id, "brand_id", run)


def follow_up_of(via: Via | None) -> Id | None:
    """The closed ticket that this one follows up."""
    source = via.source if via else None
    if source is None or source.rel != "follow_up" or not isinstance(source.from_, dict):
        return None
    found = source.from_.get("ticket_id")
    return found if isinstance(found, int | str) and not isinstance(found, bool) else None


def _link(
    ticket: Ticket, link_type: str, kind: type[Record], other: Id, word: str, run: Run
) -> Record:
    return row(
        Link,
        run,
        f"{ticket.id}:{link_type}:{other}",
        occurred_at=ticket.created_at,
        deleted=ticket.status == "deleted",
        from_id=run.ref(FeedbackItem, ticket.id),
        to_id=run.ref(kind, other),
        link_type=link_type,
        source_type=word,
    )


def _status(ticket: Ticket, run: Run) -> tuple[str | None, str]:
    """The status a person sees and its category.

    With custom statuses, `status` is only the category. A closed or deleted ticket keeps the custom
    status it had before, which then says nothing.
    """
    status = ticket.status
    if status == "deleted":
        return status, "unknown"
    if ticket.custom_status_id is not None:
        custom = run.seen("custom_statuses", str(ticket.custom_status_id))
        label = custom.agent_label if custom and custom.status_category == status else None
        if label and status and label.casefold() != status:
            return label, run.map("status", label, status)
    return status, run.map("status", status)


def _texts(ticket: Ticket, gone: bool, run: Run) -> tuple[str | None, str | None]:
    """Title and body, but for what Zendesk has erased and what is an internal note."""
    if gone and ticket.subject == SCRUBBED:
        return None, None
    hidden = ticket.is_public is False and not run.settings.private_comments
    return ticket.subject, None if hidden else ticket.description


def _times(ticket: Ticket) -> dict[str, datetime | str | None]:
    """First answer, solution and closing, as far as the metric set knows; never zero for unknown."""
    metrics = ticket.metric_set
    if metrics is None:
        return {}
    return {
        "first_responded_at": _first_answer(ticket, metrics),
        "resolved_at": None if ticket.status in UNSOLVED else metrics.solved_at,
        "closed_at": metrics.status_updated_at if ticket.status == "closed" else None,
    }


def _first_answer(ticket: Ticket, metrics: MetricSet) -> datetime | None:
    """Messaging counts seconds, everything else minutes; both from the creation of the ticket."""
    if ticket.created_at is None or metrics.replies == 0:
        return None
    exact, rough = metrics.reply_time_in_seconds, metrics.reply_time_in_minutes
    if exact is not None and exact.calendar is not None:
        return later(ticket.created_at, exact.calendar / 60, "created_at")
    if rough is not None and rough.calendar is not None:
        return later(ticket.created_at, rough.calendar, "created_at")
    return None


def _custom(
    fields: list[CustomField] | tuple[()], run: Run
) -> tuple[dict[str, CustomValue | dict[str, Any]], str | None]:
    """Filled custom fields by id, with their names of today, and the language one of them tells.

    https://support.zendesk.com/hc/en-us/articles/4550640560538 (intelligent triage)
    """
    seen, found, language = run.seen, {}, None
    for field in fields:
        value = field.value
        if value is None or value in ("", []):
            continue
        key = str(field.id)
        found[key] = custom_value(seen("ticket_fields", key), value)
        if value.__class__ is str and value.startswith(LANGUAGE):
            language = _code(value)
    return found, language


def _tagged_language(tags: list[str]) -> str | None:
    return next((_code(tag) for tag in tags if tag.startswith(LANGUAGE)), None)


def _code(word: str) -> str:
    """`language__pt_br` → `pt-br` (BCP 47)."""
    return word[len(LANGUAGE) :].replace("_", "-")
