"""What Tally answers, as far as it is read. https://developers.tally.so/api-reference ."""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct, field


class Named(Struct):
    """A hidden or calculated field."""

    uuid: str | None = None
    name: str | None = None


class Payload(Struct, rename="camel"):
    """What a block of a form holds; which keys depends on its type.

    https://developers.tally.so/blocks-reference
    """

    text: Any = None
    label: Any = None
    html: Any = None
    title: Any = None
    schema: Any = field(name="safeHTMLSchema", default=None)
    index: Any = None
    start: Any = None
    end: Any = None
    stars: Any = None
    left_label: Any = None
    right_label: Any = None
    is_required: Any = None
    is_hidden: Any = None
    is_other_option: Any = None
    hidden_fields: list[Named] | None = None
    calculated_fields: list[Named] | None = None


class Block(Struct, rename="camel"):
    """A block of a form: a question's input, one of its options, a row of its matrix, or text."""

    uuid: str | None = None
    type: str | None = None
    group_uuid: str | None = None
    payload: Payload | None = None


class FormSettings(Struct, rename="camel"):
    """How a form is shown."""

    is_closed: bool | None = None
    language: str | None = None


class FormBody(Struct, rename="camel"):
    """A form with its blocks; of one that may not be opened only what the list tells."""

    id: str
    name: str | None = None
    status: str | None = None
    is_closed: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None
    settings: FormSettings | None = None
    blocks: list[Block] | None = None


class QuestionField(Struct, rename="camel"):
    """An input of a question."""

    uuid: str | None = None
    title: str | None = None
    block_group_uuid: str | None = None


class Question(Struct, rename="camel"):
    """A question, as answers name it."""

    id: str
    type: str | None = None
    title: str | None = None
    is_deleted: bool | None = None
    created_at: str | None = None
    fields: list[QuestionField] | None = None


class Form(Struct):
    """A form as it is kept: its definition and its questions, each as the source gave it."""

    form: FormBody
    questions: list[Question] | None = None


class Given(Struct, rename="camel"):
    """An answer to one question; its shape depends on the question."""

    question_id: str | None = None
    answer: Any = None
    value: Any = None


class Submission(Struct, rename="camel"):
    """One person's pass through a form."""

    id: str
    form_id: str | None = None
    respondent_id: str | None = None
    is_completed: bool | None = None
    submitted_at: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    responses: list[Given] | None = None


class Listed(Struct, rename="camel"):
    """A form in the list."""

    id: str
    updated_at: str | None = None
    status: str | None = None


class Forms(Struct, rename="camel"):
    """A page of the list of forms."""

    items: list[Raw]
    has_more: bool | None = None
    limit: int | None = None
    total: int | None = None


class Submissions(Struct, rename="camel"):
    """A page of submissions, with the form's questions beside them."""

    submissions: list[Raw] | None = None
    questions: Raw = Raw(b"null")
    has_more: bool | None = None
    limit: int | None = None


class Brief(Struct):
    """A submission of which only the id is wanted."""

    id: str
