"""What the small lists yield: fields, and forms with their questions."""

# ruff: noqa: ARG001 - one signature for all

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.surveys import question_rows, survey_row
from productops.model import FieldDefinition, Record

from .common import key_of
from .forms_asked import asked, changed
from .forms_wire import Form
from .lists_wire import Owner, Property
from .values import as_moment

TABLES = {"tickets": "feedback", "contacts": "person", "companies": "account", "notes": "feedback",
          "feedback_submissions": "rating"}  # fmt: skip
"""Which table the values of an object's properties are in; a deal has no row of its own."""


def no_rows(record: Any, run: Run) -> Iterable[Record]:
    """Of context alone."""
    return ()


def field_rows(found: Property, run: Run) -> Iterator[Record]:
    """A property's definition."""
    known = found.property
    yield row(
        FieldDefinition,
        run,
        f"{found.object}.{known.name}",
        source_key=known.name,
        source_created_at=as_moment(known.created_at, "createdAt"),
        source_updated_at=as_moment(known.updated_at, "updatedAt"),
        applies_to=TABLES.get(found.object, found.object),
        field_key=known.name,
        name=known.label,
        type=known.type,
        source_type=known.field_type,
        description=known.description or None,
        active=known.archived is not True,
        position=known.display_order
        if isinstance(known.display_order, int) and known.display_order >= 0
        else None,
        options=[one.label for one in known.options or () if one.label],
    )


def owner_key(owner: Owner) -> str:
    """An owner's id, by its old name too."""
    return key_of(owner.id if owner.id is not None else owner.owner_id)


def form_key(form: Form) -> str:
    """A form's id, by its old name too."""
    return key_of(form.id or form.guid)


def form_rows(form: Form, run: Run) -> Iterator[Record]:
    """The form, and its questions; those that were taken off it are known from its earlier versions."""
    key = form_key(form)
    language = (form.configuration or {}).get("language")
    yield survey_row(
        run,
        key,
        source_created_at=as_moment(form.created_at, "createdAt"),
        source_updated_at=as_moment(form.updated_at, "updatedAt"),
        title=form.name,
        version=changed(form),
        status="closed" if form.archived else "live",
        languages=[language] if isinstance(language, str) and language else [],
    )
    earlier = [one for one in run.versions("forms", key) if isinstance(one, Form)]
    versions = [form, *reversed(earlier)]
    yield from question_rows((one for version in versions for one in asked(version)), run)
