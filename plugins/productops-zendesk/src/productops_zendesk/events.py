"""The history of tickets: comments, and every field that changed.

One audit of the time-based export becomes several records: the changes, and each public comment by
itself. So no internal note is ever held, and a redaction replaces the one comment it concerns.
https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/#incremental-ticket-event-export
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Id, guarded
from productops.model import Record

from .common import Seconds, stamp
from .event_rows import comment_rows, transitions
from .paging import list_next, list_records, list_start, peek, time_cursor, time_next, time_start
from .wire import EventsPage, TicketEvent

PATH = "/api/v2/incremental/ticket_events"
COMMENTS = frozenset({"Comment", "VoiceComment", "FacebookComment", "Tweet"})
# The event says that a comment is not what it was, and not what it is now
REWRITTEN = frozenset({"CommentRedactionEvent", "AttachmentRedactionEvent", "CommentPrivacyChange"})
MERGED = "closed_by_merge"
_NUMBER = re.compile(r"#(\d{1,18})")
_INTO = re.compile(r"merged into request #(\d{1,18})")
_TEXTS = frozenset({"body", "html_body", "plain_body", "data", "attachments", "value", "subject"})
Parts = Mapping[str, Any]


class _Audit(Struct):
    id: Id
    ticket_id: Id | None = None
    created_at: str | None = None
    timestamp: Seconds | str | None = None
    updater_id: Id | None = None
    child_events: list[Raw] | None = None


class _Child(Struct):
    id: Id | None = None
    event_type: str | None = None
    type: str | None = None
    public: bool | None = None
    comment_public: bool | None = None
    body: Any = None
    via: Any = None
    added_tags: Any = None
    created_at: Any = None

    @property
    def kind(self) -> str | None:
        return self.event_type or self.type

    @property
    def is_comment(self) -> bool:
        return self.kind in COMMENTS or (self.body is not None and self.public is not None)


class TicketEvents:
    """Audits → `comment`, `attachment`, `transition`, `link`."""

    name = "ticket_events"
    needs: tuple[str, ...] = ("ticket_fields", "custom_statuses")
    wire = TicketEvent
    can = Can(incremental=True, history=True)
    lookback = timedelta(0)
    optional = False
    reads = ("comment", "attachment", "transition", "link")

    def start(self, run: Run) -> Iterable[Request]:
        """One walk through all audits; without the side-load they hold no text."""
        return [time_start(run, PATH, include="comment_events")]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of audits, or of the comments of a ticket one of which was rewritten."""
        if request.path != PATH:
            return _comments(request, answer, run)
        page = answer.decode(EventsPage)
        records: list[Raw | Parts] = []
        children: list[Request] = []
        for raw in page.ticket_events:
            found, rewritten = _parts(raw, run)
            records += found
            children += rewritten
        return Page(
            records=records,
            children=children,
            next=time_next(request, page, len(page.ticket_events), answer.url),
            cursor=time_cursor(page),
        )

    def identify(self, event: TicketEvent) -> tuple[str, str | None]:
        """Id of the audit or of the comment, and when it happened."""
        return str(event.id), happened_at(event)

    @guarded
    def normalise(self, event: TicketEvent, run: Run) -> Iterable[Record]:
        """A comment with its files, or what changed."""
        if event.comment is not None:
            return comment_rows(event, event.comment, run)
        return transitions(event, happened_at(event), run)


def happened_at(event: TicketEvent) -> str | None:
    """When the update was made; old audits give Unix time only."""
    if event.created_at or event.timestamp is None:
        return event.created_at
    return event.timestamp if isinstance(event.timestamp, str) else stamp(event.timestamp)


def _parts(raw: Raw, run: Run) -> tuple[list[Raw | Parts], list[Request]]:
    """The records in one audit, and the requests for comments it has rewritten."""
    audit = peek(raw, _Audit)
    if audit is None:
        return [_concealed(raw, run)], []
    children = [(child, peek(child, _Child)) for child in audit.child_events or ()]
    heads = [head for _, head in children if head]
    first = any(head.kind == "Create" for head in heads)
    records: list[Raw | Parts] = [
        _comment(audit, child, head, index, first=first)
        for index, (child, head) in enumerate(children)
        if head and head.is_comment and _visible(head, run)
    ]
    records += [{"unfit": _without_text(child)} for child, head in children if _odd(child, head)]
    kept = [child for child, head in children if _keeps(child, head, run)]
    merged = _merged_into(heads)
    if kept or merged is not None or not children:
        records.append({**_envelope(audit), "merged_into": merged, "child_events": kept})
    rewritten = any(head.kind in REWRITTEN for head in heads)
    return records, [_reread(audit, run)] if rewritten and audit.ticket_id is not None else []


def _odd(child: Raw, head: _Child | None) -> bool:
    """Is *child* a comment that does not fit? It is set aside by itself, without its text."""
    return head is None and b'"body"' in bytes(child)


def _merged_into(heads: Sequence[_Child]) -> Id | None:
    """The ticket that this audit merged its own into.

    Zendesk tags the ticket and names the other one in a comment, often an internal one: only its number
    is kept.
    """
    tagged = any(isinstance(each.added_tags, list) and MERGED in each.added_tags for each in heads)
    for comment in (head for head in heads if head.is_comment):
        text = comment.body if isinstance(comment.body, str) else ""
        if tagged and (found := _NUMBER.search(text)):
            return int(found[1])
        if "merged into request #" in text and (found := _INTO.search(text)):
            return int(found[1])
    return None


def _visible(head: _Child, run: Run) -> bool:
    """Is the comment one we may hold? What does not say that it is public is not."""
    public = head.public if head.public is not None else head.comment_public
    return run.settings.private_comments or public is True


def _keeps(child: Raw, head: _Child | None, run: Run) -> bool:
    """Does *child* stay with the audit? Notifications may quote an internal note, so no text does."""
    if (head is not None and head.is_comment) or _odd(child, head):
        return False
    return run.settings.private_comments or b'"body"' not in bytes(child)


def _envelope(audit: _Audit) -> dict[str, Any]:
    return {
        "id": audit.id,
        "ticket_id": audit.ticket_id,
        "created_at": audit.created_at,
        "timestamp": audit.timestamp,
        "updater_id": audit.updater_id,
    }


def _comment(audit: _Audit, child: Raw, head: _Child, index: int, *, first: bool) -> Parts:
    own = head.id if head.id is not None else f"{audit.id}:{index}"
    return {**_envelope(audit), "id": own, "first": first, "comment": child}


def _reread(audit: _Audit, run: Run) -> Request:
    """The ticket's comments as they are now; a deleted ticket has none to show."""
    request = list_start(run, f"/api/v2/tickets/{audit.ticket_id}/comments", sort="created_at")
    state = {"ticket_id": audit.ticket_id, "created_at": audit.created_at, "first": True}
    return request.with_(of=str(audit.id), expect=(403, 404), state=state)


def _comments(request: Request, answer: Answer, run: Run) -> Page:
    """Comments from a ticket's own list; their version is the redaction's, so they win."""
    if answer.status in request.expect:
        return Page()
    state = request.state
    records: list[Raw | Parts] = []
    gone: list[str] = []
    for index, raw in enumerate(list_records(answer, "comments")):
        head = peek(raw, _Child)
        if head is None or head.id is None:
            records.append(_concealed(raw, run))
        elif _came_later(head.created_at, state["created_at"]):
            continue  # it is told by an audit of its own, and this one's version is older
        elif _visible(head, run):
            first = state["first"] and index == 0
            records.append({**state, "id": head.id, "first": first, "comment": raw})
        else:
            gone.append(str(head.id))
    follow = list_next(request, answer)
    return Page(
        records=records,
        gone=gone,
        next=follow and follow.with_(state={**state, "first": False}),
    )


def _came_later(created: Any, audited: str | None) -> bool:
    """Both in Zendesk's one form of a moment, if at all."""
    return isinstance(created, str) and audited is not None and created > audited


def _concealed(raw: Raw, run: Run) -> Raw | Parts:
    """An audit that does not fit, to be set aside without the text of internal notes."""
    if run.settings.private_comments or b'"body"' not in bytes(raw):
        return raw
    return {"unfit": _without_text(raw)}


def _without_text(value: Any) -> Any:
    value = msgspec.json.decode(value) if isinstance(value, Raw) else value
    if isinstance(value, dict):
        hidden = () if value.get("public") is True else _TEXTS
        return {key: _without_text(part) for key, part in value.items() if key not in hidden}
    return [_without_text(part) for part in value] if isinstance(value, list) else value
