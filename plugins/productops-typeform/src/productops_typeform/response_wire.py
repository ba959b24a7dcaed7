"""What is read of responses; everything else stays in the raw payload.

https://www.typeform.com/developers/responses/JSON-response-explanation/
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Raw, Struct

Number = Decimal | None


class AnsweredField(Struct):
    """Which question an answer belongs to."""

    id: str
    type: str | None = None
    ref: str | None = None


class ChoiceAnswer(Struct):
    """One option that was chosen, or text beside "other"."""

    id: str | None = None
    ref: str | None = None
    label: str | None = None
    other: str | None = None


class ChoicesAnswer(Struct):
    """Options that were chosen, of a ranking in the person's order."""

    ids: list[str | None] | None = None
    refs: list[str | None] | None = None
    labels: list[str | None] | None = None
    other: str | None = None


class Answer(Struct):
    """An answer; the key that *type* names holds it."""

    field: AnsweredField
    type: str | None = None
    text: str | None = None
    email: str | None = None
    url: str | None = None
    phone_number: str | None = None
    file_url: str | None = None
    date: str | None = None
    boolean: bool | None = None
    number: Number = None
    choice: ChoiceAnswer | None = None
    choices: ChoicesAnswer | None = None
    multi_format: dict[str, Any] | None = None


class Variable(Struct):
    """A variable of the form as it ended."""

    key: str
    number: Number = None
    text: str | None = None


class Calculated(Struct):
    """What old accounts call the variable `score`."""

    score: Number = None


class Response(Struct):
    """A response. `token` is what paging takes and, but for old ones, the id."""

    token: str | None = None
    response_id: str | None = None
    landed_at: str | None = None
    staged_at: str | None = None
    submitted_at: str | None = None
    response_type: str | None = None
    hidden: dict[str, Any] | None = None
    variables: list[Variable] | None = None
    calculated: Calculated | None = None
    answers: list[Answer] | None = None
    tags: list[str] | None = None
    thankyou_screen_ref: str | None = None

    @property
    def sent(self) -> str | None:
        """When it was sent in; a response that never was has the year 1 there, or nothing."""
        at = self.submitted_at
        return None if at is None or at.startswith("0001-") else at


class ResponseRecord(Struct):
    """A response and the form that it belongs to, which Typeform leaves out."""

    form: str
    response: Response


class Responses(Struct):
    """A page of responses."""

    items: list[Raw]
    total_items: int | None = None
