"""Audits as rows: `comment`, `attachment`, `transition` and the `link` of a merge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Attachment, FeedbackItem, Link, Record, StatusTransition
from productops.model import Comment as CommentRow

from .common import SYSTEM, channel_of, person, site
from .wire import Comment, TicketEvent, Via

# Names of the model where Zendesk has names of columns
FIELDS = {
    "assignee_id": "assignee", "group_id": "team", "organization_id": "account",
    "requester_id": "author", "custom_status_id": "custom_status", "brand_id": "brand",
    "ticket_form_id": "form", "problem_id": "problem",
}  # fmt: skip
CUSTOM = "custom_ticket_fields"
_NOT_FIELDS = frozenset({
    "id", "via", "via_reference_id", "event_type", "previous_value", "added_tags", "removed_tags",
    "created_at", "audit_id", "author_id", "metadata", "comment_present", "comment_public", "public",
})  # fmt: skip
Change = tuple[str, Any, Any]


def comment_rows(event: TicketEvent, comment: Comment, run: Run) -> Iterator[Record]:
    """The comment and its files."""
    source_id = str(event.id)
    yield _comment(event, comment, source_id, run)
    for attached in comment.attachments or ():
        yield row(
            Attachment,
            run,
            str(attached.id),
            source_url=_url(event, run),
            source_created_at=comment.created_at or event.created_at,
            parent_id=run.ref(CommentRow, source_id),
            file_name=attached.file_name,
            content_type=attached.content_type,
            size_bytes=attached.size,
        )


def transitions(event: TicketEvent, at: str | None, run: Run) -> Iterator[Record]:
    """Every field that the audit set or changed, and the ticket that this one was merged into."""
    if event.merged_into is not None:
        yield row(
            Link,
            run,
            f"{event.id}:merged_into:{event.merged_into}",
            occurred_at=at,
            from_id=run.ref(FeedbackItem, event.ticket_id),
            to_id=run.ref(FeedbackItem, event.merged_into),
            link_type="merged_into",
            source_type="merge",
        )
    for position, child in enumerate(event.child_events or ()):
        changes = list(_changes(child))
        own = child.get("id")
        owner = str(own) if isinstance(own, int | str) else f"{event.id}:{position}"
        for field, before, after in changes:
            source_id = owner if len(changes) == 1 else f"{owner}:{field}"
            yield _transition(event, at, source_id, (field, before, after), run)


def _comment(event: TicketEvent, comment: Comment, source_id: str, run: Run) -> Record:
    via = comment.via
    html = comment.body is None and comment.html_body is not None
    created = comment.created_at or event.created_at
    return row(
        CommentRow,
        run,
        source_id,
        source_url=_url(event, run),
        occurred_at=created,
        source_created_at=created,
        source_updated_at=event.created_at,
        parent_id=run.ref(FeedbackItem, event.ticket_id),
        author_id=person(run, comment.author_id),
        author_role="bot" if comment.author_id in SYSTEM else None,
        visibility="public" if comment.public else "internal",
        **bodies(comment.html_body, "html", comment.plain_body)
        if html
        else bodies(comment.body, plain=comment.plain_body),
        channel=channel_of(via.channel if isinstance(via, Via) else _word(via)),
        is_description=event.first,
    )


def _url(event: TicketEvent, run: Run) -> str | None:
    return None if event.ticket_id is None else f"{site(run)}/agent/tickets/{event.ticket_id}"


def _word(via: str | int | None) -> str | int | None:
    """The history writes `Web form` where the ticket has `web_form`."""
    return via.casefold().replace(" ", "_") if isinstance(via, str) else via


def _changes(child: dict[str, Any]) -> Iterator[Change]:
    """(field, before, after) in one event of an audit."""
    kind = child.get("event_type") or child.get("type")
    before = child.get("previous_value")
    if kind not in ("Create", "Change"):
        return
    if isinstance(named := child.get("field_name"), str):
        yield from _set(named, before, child.get("value"))
        return
    typed = "event_type" in child
    for field, after in child.items():
        if field == CUSTOM and isinstance(after, dict):
            for key, value in after.items():
                yield from _set(key, before.get(key) if isinstance(before, dict) else before, value)
        elif field == "tags":
            yield from _set(field, _tags_before(child), after)
        elif field not in _NOT_FIELDS and (typed or field != "type"):
            yield from _set(field, before, after)


def _set(field: str, before: Any, after: Any) -> Iterator[Change]:
    """A field that is made empty on an empty ticket has not changed."""
    if before is not None or after is not None:
        yield field, before, after


def _tags_before(child: dict[str, Any]) -> Any:
    if "previous_value" in child:
        return child["previous_value"]
    now, added, removed = (child.get(key) for key in ("tags", "added_tags", "removed_tags"))
    if not (isinstance(now, list) and isinstance(added, list) and isinstance(removed, list)):
        return None
    return [tag for tag in now if tag not in added] + removed or None


def _transition(
    event: TicketEvent, at: str | None, source_id: str, change: Change, run: Run
) -> Record:
    field, before, after = change
    custom = run.seen("ticket_fields", field) if field.isdecimal() else None
    return row(
        StatusTransition,
        run,
        source_id,
        source_url=_url(event, run),
        occurred_at=at,
        source_created_at=at,
        item_id=run.ref(FeedbackItem, event.ticket_id),
        field=FIELDS.get(field, field),
        field_name=custom.title if custom else field,
        from_value=_text(before),
        to_value=_text(after),
        from_category=_category(field, before, run),
        to_category=_category(field, after, run),
        actor_id=person(run, event.updater_id),
    )


def _category(field: str, value: Any, run: Run) -> str | None:
    """The category of a status; that of a custom status is its own."""
    if field == "status":
        return run.map("status", value) if isinstance(value, str) and value != "deleted" else None
    if field != "custom_status_id" or value is None:
        return None
    known = run.seen("custom_statuses", str(value))
    return run.map("status", known.agent_label, known.status_category) if known else None


def _text(value: Any) -> str | None:
    """A value as the history shows it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(_text(each) or "" for each in value)
    return str(value)
