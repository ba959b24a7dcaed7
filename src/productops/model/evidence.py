"""Evidence: what people told us. Kept apart from work (`flow`), or demand is counted twice.

Names after W3C Activity Streams 2.0, schema.org (Comment, Article) and Merge's ticketing model.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from .base import FreeText, Record, Ref, Utc
from .vocabulary import FeedbackKind, Priority, StatusCategory

BodyFormat = Literal["plain", "html", "markdown", "adf"]
Channel = Literal[
    "email", "web_form", "in_app", "chat", "phone", "sms", "social", "app_store", "community",
    "survey", "interview", "sales_call", "api", "import", "unknown",
]  # fmt: skip
Resolution = Literal[
    "fixed", "done", "wont_do", "duplicate", "cannot_reproduce", "invalid", "answered", "other",
]  # fmt: skip


class FeedbackItem(Record):
    """One thing one person told us: a ticket, a request, an idea, a text answer, an interview note.

    `body` is as the source has it, `body_plain` the same as text, `body_clean` without quoted replies
    and signature. `author_id` is who it is from, `submitted_by_id` who typed it in.
    """

    table: ClassVar[str] = "feedback"

    kind: FeedbackKind = "unknown"
    kind_source: Literal["source_field", "rule", "model", "manual"] = "source_field"
    title: FreeText | None = None
    body: FreeText | None = None
    body_format: BodyFormat | None = None
    body_plain: FreeText | None = None
    language: str | None = None
    channel: Channel = "unknown"
    author_id: Ref | None = None
    submitted_by_id: Ref | None = None
    account_id: Ref | None = None
    status: str | None = None
    status_category: StatusCategory = "unknown"
    priority: Priority = "none"
    source_priority: str | None = None
    severity: Literal["critical", "major", "minor", "trivial"] | None = None
    tags: list[str] = Field(default_factory=list)
    assignee_id: Ref | None = None
    team_id: Ref | None = None
    vote_count: int | None = None
    due_at: Utc | None = None
    first_responded_at: Utc | None = None
    resolved_at: Utc | None = None
    closed_at: Utc | None = None
    resolution: Resolution | None = None
    derived_from: Ref | None = None
    body_clean: FreeText | None = None


class Comment(Record):
    """A reply to a piece of feedback, work, or an article (Activity Streams `Note` with `inReplyTo`)."""

    table: ClassVar[str] = "comment"

    parent_id: Ref | None = None
    in_reply_to: Ref | None = None
    author_id: Ref | None = None
    author_role: Literal["customer", "agent", "internal", "bot"] | None = None
    visibility: Literal["public", "internal"] = "public"
    body: FreeText | None = None
    body_format: BodyFormat | None = None
    body_plain: FreeText | None = None
    body_clean: FreeText | None = None
    channel: Channel = "unknown"
    is_description: bool | None = None
    vote_count: int | None = None


class Attachment(Record):
    """A file that hangs on something; its bytes are not fetched."""

    table: ClassVar[str] = "attachment"

    parent_id: Ref | None = None
    file_name: FreeText | None = None
    content_type: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None


class Article(Record):
    """A page of a help centre or knowledge base (schema.org `Article`)."""

    table: ClassVar[str] = "article"

    title: str | None = None
    body: FreeText | None = None
    body_format: BodyFormat | None = None
    body_plain: FreeText | None = None
    language: str | None = None
    author_id: Ref | None = None
    section: str | None = None
    labels: list[str] = Field(default_factory=list)
    draft: bool | None = None
    promoted: bool | None = None
    outdated: bool | None = None
    vote_sum: int | None = None
    vote_count: int | None = None
    edited_at: Utc | None = None
