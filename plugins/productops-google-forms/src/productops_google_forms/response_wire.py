"""What is read of responses; everything else stays in the raw payload.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms.responses
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Raw, Struct

from .wire import Values


class FeedbackText(Struct, rename="camel"):
    """What whoever graded wrote."""

    text: str | None = None


class Grade(Struct, rename="camel"):
    """Points of an answer."""

    score: Decimal | None = None
    correct: bool | None = None
    feedback: FeedbackText | None = None


class FileAnswer(Struct, rename="camel"):
    """A file in Drive."""

    file_id: str
    file_name: str | None = None
    mime_type: str | None = None


class FileAnswers(Struct, rename="camel"):
    """Several files."""

    answers: list[FileAnswer] | None = None


class Answer(Struct, rename="camel"):
    """What was answered to one question: texts or files."""

    text_answers: Values | None = None
    file_upload_answers: FileAnswers | None = None
    grade: Grade | None = None


class Response(Struct, rename="camel"):
    """A response, with its answers by question id."""

    response_id: str
    create_time: str | None = None
    last_submitted_time: str | None = None
    respondent_email: str | None = None
    answers: dict[str, Answer] | None = None
    total_score: Decimal | None = None


class ResponseRecord(Struct):
    """A response and the form that it belongs to, which the list leaves out."""

    form: str
    response: Response


class Responses(Struct, rename="camel"):
    """A page; an empty one has no key at all."""

    responses: list[Raw] = []
    next_page_token: str | None = None
