"""What is read of forms; everything else stays in the raw payload.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Info(Struct, rename="camel"):
    """Titles of a form."""

    title: str | None = None
    document_title: str | None = None


class Option(Struct, rename="camel"):
    """An option; one for anything else has no value."""

    value: str | None = None
    is_other: bool | None = None


class ChoiceQuestion(Struct, rename="camel"):
    """RADIO, CHECKBOX or DROP_DOWN."""

    type: str | None = None
    options: list[Option] | None = None


class TextQuestion(Struct, rename="camel"):
    """A line, or a paragraph."""

    paragraph: bool | None = None


class ScaleQuestion(Struct, rename="camel"):
    """A number from *low* to *high*; the API leaves out a zero."""

    low: int = 0
    high: int = 0
    low_label: str | None = None
    high_label: str | None = None


class RatingQuestion(Struct, rename="camel"):
    """Icons, from one to *rating_scale_level*."""

    rating_scale_level: int = 0
    icon_type: str | None = None


class RowQuestion(Struct, rename="camel"):
    """A row of a grid."""

    title: str | None = None


class Value(Struct, rename="camel"):
    """A text."""

    value: str | None = None


class Values(Struct, rename="camel"):
    """Several texts."""

    answers: list[Value] | None = None


class Grading(Struct, rename="camel"):
    """Points of a quiz question."""

    point_value: int = 0
    correct_answers: Values | None = None


class Question(Struct, rename="camel"):
    """A question; the key that is set says of what kind."""

    question_id: str
    required: bool | None = None
    grading: Grading | None = None
    choice_question: ChoiceQuestion | None = None
    text_question: TextQuestion | None = None
    scale_question: ScaleQuestion | None = None
    rating_question: RatingQuestion | None = None
    date_question: dict[str, Any] | None = None
    time_question: dict[str, Any] | None = None
    file_upload_question: dict[str, Any] | None = None
    row_question: RowQuestion | None = None


class QuestionItem(Struct, rename="camel"):
    """One question."""

    question: Question


class Grid(Struct, rename="camel"):
    """The columns of a grid."""

    columns: ChoiceQuestion | None = None


class QuestionGroupItem(Struct, rename="camel"):
    """The rows of a grid, each a question of its own."""

    questions: list[Question] | None = None
    grid: Grid | None = None


class Item(Struct, rename="camel"):
    """A part of the form."""

    item_id: str
    title: str | None = None
    description: str | None = None
    question_item: QuestionItem | None = None
    question_group_item: QuestionGroupItem | None = None
    page_break_item: dict[str, Any] | None = None


class PublishState(Struct, rename="camel"):
    """Whether people see the form, and may answer."""

    is_published: bool = False
    is_accepting_responses: bool = False


class PublishSettings(Struct, rename="camel"):
    """Not set for old forms."""

    publish_state: PublishState | None = None


class Form(Struct, rename="camel"):
    """A form as it is now; there is no history of it."""

    form_id: str
    info: Info | None = None
    items: list[Item] | None = None
    revision_id: str | None = None
    responder_uri: str | None = None
    publish_settings: PublishSettings | None = None


class FormRecord(Struct):
    """A form, and when it was first seen so: the form itself bears no date."""

    form: Form
    seen_at: str
