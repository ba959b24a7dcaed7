"""What is read of forms; everything else stays in the raw payload.

https://www.typeform.com/developers/create/reference/retrieve-form/
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw, Struct


class Listing(Struct):
    """A page of the list of forms."""

    items: list[Raw]
    page_count: int = 0


class FormSettings(Struct):
    """Settings of a form that say something about its survey."""

    language: str | None = None
    is_public: bool | None = None


class Listed(Struct):
    """A form in the list; the definition lacks some dates."""

    id: str
    created_at: str | None = None
    last_updated_at: str | None = None
    settings: FormSettings | None = None


class Choice(Struct):
    """An option of a question."""

    id: str | None = None
    ref: str | None = None
    label: str | None = None


class Properties(Struct):
    """What a field has besides; which of it depends on its type."""

    fields: list[Field] | None = None
    choices: list[Choice] | None = None
    allow_multiple_selection: bool | None = None
    allow_other_choice: bool | None = None
    steps: int | None = None
    start_at_one: bool | None = None
    shape: str | None = None
    labels: dict[str, Any] | None = None


class Validations(Struct):
    """Whether an answer is demanded."""

    required: bool | None = None


class Field(Struct):
    """A question, a screen, or a group of them."""

    id: str
    title: str | None = None
    ref: str | None = None
    type: str | None = None
    subfield_key: str | None = None
    properties: Properties | None = None
    validations: Validations | None = None


class Rules(Struct):
    """What happens after a question."""

    type: str | None = None
    ref: str | None = None
    actions: list[dict[str, Any]] | None = None


class Screen(Struct):
    """An ending."""

    ref: str | None = None
    title: str | None = None


class Links(Struct):
    """Addresses of a form."""

    display: str | None = None


class Form(Struct):
    """A definition."""

    id: str
    title: str | None = None
    created_at: str | None = None
    last_updated_at: str | None = None
    published_at: str | None = None
    settings: FormSettings | None = None
    fields: list[Field] | None = None
    logic: list[Rules] | None = None
    variables: dict[str, Any] | None = None
    thankyou_screens: list[Screen] | None = None
    links: Links | None = msgspec.field(name="_links", default=None)


class FormRecord(Struct):
    """A definition and what the list says of its form."""

    form: Form
    listed: Listed | None = None

    @property
    def changed(self) -> str | None:
        """When it was last changed; the list says it for forms whose definition does not."""
        return self.form.last_updated_at or (self.listed.last_updated_at if self.listed else None)

    @property
    def created(self) -> str | None:
        """When the form was made."""
        return self.form.created_at or (self.listed.created_at if self.listed else None)
