"""A form's definition as questions: groups unfolded, rows of a matrix or ranking each for itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from productops.kit import Run
from productops.kit.ratings import NPS
from productops.kit.surveys import Asked, Choice, row_text

from .scales import UNKNOWN, rating, scale
from .wire import Field, FormRecord, Properties

TYPES = {
    "short_text": "short_text", "long_text": "long_text", "multiple_choice": "single_choice",
    "multiple_choice, several": "multi_choice", "picture_choice": "single_choice",
    "picture_choice, several": "multi_choice", "dropdown": "dropdown", "dropdown, several": "multi_choice",
    "yes_no": "yes_no", "legal": "yes_no", "checkbox": "yes_no", "nps": "nps", "rating": "rating",
    "opinion_scale": "scale", "ranking": "ranking", "matrix": "matrix", "number": "number", "date": "date",
    "email": "contact", "phone_number": "contact", "website": "contact", "contact_info": "contact",
    "address": "contact", "calendly": "contact", "file_upload": "file", "signature": "file", "video": "file",
    "multi_format": "long_text", "statement": "statement", "payment": "payment",
}  # fmt: skip
"""Typeform's types of question in our words."""
SILENT = frozenset({"statement", "payment"})
"""Screens that nobody answers with an opinion; they have a question, but no answer."""
CONTACTS = frozenset({"contact_info", "address"})
MAPPED = {
    "email": "Person.email", "phone_number": "Person.phone",
    "first_name": "Person.display_name", "last_name": "Person.display_name",
}  # fmt: skip
_RECALL = re.compile(r"\{\{\s*(field|hidden|var)\s*:\s*([^{}\s]+)\s*\}\}")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field that can be answered, and the groups it is in, outermost first."""

    field: Field
    above: tuple[Field, ...] = ()

    @property
    def parent(self) -> Field | None:
        """The group it is directly in."""
        return self.above[-1] if self.above else None

    @property
    def silent(self) -> bool:
        """Whether nobody answers it."""
        return self.field.type in SILENT

    @property
    def required(self) -> bool:
        """Whether the form does not go on without an answer."""
        return bool(self.field.validations and self.field.validations.required)


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a form: its fields in order, and what each of them asks."""

    record: FormRecord
    leaves: tuple[Leaf, ...]
    asked: dict[str, tuple[Asked, ...]]


def wording(record: FormRecord, run: Run) -> Wording:
    """*record* as questions."""
    leaves = tuple(_leaves(record.form.fields or (), ()))
    words = _Words(leaves)
    asked = {
        leaf.field.id: tuple(_asked(leaf, position, record, run, words))
        for position, leaf in enumerate(leaves)
    }
    return Wording(record, leaves, asked)


def unknown(form: str, field: str, kind: str | None, ref: str | None, run: Run) -> Asked:
    """A question that no version of the form holds: its answers are kept, a score without a scale, which is not known.

    But for the eleven steps of a recommendation, which are its definition.
    """
    return Asked(
        key=field,
        form=form,
        ref=ref,
        type=run.map("question_type", kind),
        source_type=kind,
        rating=UNKNOWN.get(kind or ""),
        scale=NPS if kind == "nps" else None,
    )


class _Words:
    """Titles as a person reads them: what a title recalls (`{{field:…}}`) by its name."""

    def __init__(self, leaves: Iterable[Leaf]) -> None:
        fields = [field for leaf in leaves for field in (*leaf.above, leaf.field)]
        self._titles = {field.ref: field.title for field in fields if field.ref and field.title}

    def of(self, title: str | None) -> str | None:
        """*title* without references."""
        return _RECALL.sub(self._recalled, title) if title and "{{" in title else title or None

    def _recalled(self, found: re.Match[str]) -> str:
        name = found[2] if found[1] != "field" else self._titles.get(found[2], "…")
        return f"[{_RECALL.sub('…', name)}]"


def _leaves(fields: Iterable[Field], above: tuple[Field, ...]) -> Iterator[Leaf]:
    for field in fields:
        below = field.properties.fields if field.properties else None
        if below and len(above) < _DEEPEST:
            yield from _leaves(below, (*above, field))
        else:
            yield Leaf(field, above)


def _asked(
    leaf: Leaf, position: int, record: FormRecord, run: Run, words: _Words
) -> Iterator[Asked]:
    """The question of a field; of a ranking one for each of its options."""
    field, parent = leaf.field, leaf.parent
    kind = _kind(leaf, run)
    asked = Asked(
        key=field.id,
        form=record.form.id,
        text=words.of(field.title),
        type=kind,
        source_type=field.type,
        ref=field.ref,
        position=position,
        required=leaf.required,
        options=_options(field.properties),
        scale=scale(field),
        rating=rating(field),
        version=record.changed,
        maps_to=MAPPED.get(field.subfield_key or field.type or ""),
        created=record.created,
        updated=record.changed,
    )
    if kind == "ranking":
        yield from _ranked(asked)
    elif parent is not None and parent.type == "matrix":
        text = row_text(words.of(parent.title), asked.text)
        yield replace(
            asked, key=parent.id, matrix_row=field.id, group=parent.id, text=text, type="matrix"
        )
    elif parent is not None and parent.type in CONTACTS:
        yield replace(asked, text=row_text(words.of(parent.title), asked.text))
    else:
        yield asked


def _ranked(asked: Asked) -> Iterator[Asked]:
    for option in asked.options:
        if option.id is not None:
            text = row_text(asked.text, option.label)
            yield replace(asked, matrix_row=option.id, group=asked.key, text=text)


def _kind(leaf: Leaf, run: Run) -> str:
    field, parent = leaf.field, leaf.parent
    if parent is not None and parent.type in CONTACTS:
        return run.map("question_type", parent.type)
    several = field.properties is not None and field.properties.allow_multiple_selection
    return run.map("question_type", f"{field.type}, several" if several else None, field.type)


def _options(properties: Properties | None) -> tuple[Choice, ...]:
    listed = list((properties.choices if properties else None) or ())
    found = [Choice(each.label, each.id, position) for position, each in enumerate(listed)]
    if properties and properties.allow_other_choice:
        found.append(Choice("Other", "other", len(found), other=True))
    return tuple(found)
