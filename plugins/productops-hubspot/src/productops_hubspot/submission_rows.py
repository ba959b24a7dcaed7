"""A submission as rows: who sent it, what each question got, and what the link carried."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.surveys import Asked, Choice, Response, Said, response_rows, version_at
from productops.model import Record

from .forms_asked import Shown, changed, fields, holds, unknown
from .forms_asked import key_of as field_key
from .forms_wire import Form, Sent
from .values import as_moment, split

_YES = {"true": True, "yes": True, "false": False, "no": False}
Given = dict[str, list[str]]
"""What was sent for each field."""


def key_of(sent: Sent) -> str:
    """The conversion's id; an old submission without one is told by all it holds."""
    if sent.submission.conversion_id:
        return sent.submission.conversion_id
    whole = msgspec.json.encode(sent, order="deterministic")
    return f"{sent.form}:{hashlib.sha256(whole).hexdigest()[:32]}"


def submission_rows(sent: Sent, run: Run) -> Iterator[Record]:
    """The rows of a submission, worded as the form was then."""
    at = as_moment(sent.submission.submitted_at, "submittedAt")
    versions = [one for one in run.versions("forms", sent.form) if isinstance(one, Form)]
    form = version_at(versions, at, changed)
    shown = fields(form) if form else []
    given = _given(sent)
    known = {each.asked.key for each in shown}
    said = [_said(each, given) for each in shown]
    hidden = _hidden(form)
    strangers = [key for key in given if key not in known and key not in hidden]
    said += [_from_elsewhere(key, sent, versions, given) for key in strangers]
    carried = {key: "; ".join(given[key]) for key in given if key in hidden}
    yield from response_rows(_response(sent, at, form, given, carried), said, run)


def _given(sent: Sent) -> Given:
    found: Given = {}
    for value in sent.submission.values or ():
        if value.value is not None and value.value != "":
            key = field_key(value.name, value.object_type_id)
            found.setdefault(key, []).append(str(value.value))
    return found


def _response(
    sent: Sent, at: datetime | None, form: Form | None, given: Given, hidden: dict[str, Any]
) -> Response:
    def first(*keys: str) -> str | None:
        return next((given[key][0] for key in keys if key in given), None)

    names = [name for key in ("firstname", "lastname") if (name := first(key))]
    return Response(
        id=key_of(sent),
        form=sent.form,
        said_at=at,
        version=changed(form) if form else None,
        completed=True,
        email=first("email"),
        name=" ".join(names) or None,
        phone=first("phone", "mobilephone"),
        collector=sent.submission.page_url,
        hidden=hidden,
    )


def _hidden(form: Form | None) -> set[str]:
    """Fields that a page fills in, not a person."""
    if form is None:
        return set()
    groups = [*(form.field_groups or ()), *(form.form_field_groups or ())]
    every = [*(f for group in groups for f in group.fields or ()), *(form.fields or ())]
    return {field_key(f.name, f.object_type_id) for f in every if f.hidden}


def _from_elsewhere(key: str, sent: Sent, versions: list[Form], given: Given) -> Said:
    """An answer to a question that the form has in another version only, or in none."""
    for form in reversed(versions):
        for each in fields(form):
            if each.asked.key == key:
                return _said(each, given)
    return Said(asked=unknown(key, sent.form), text="; ".join(given[key]))


def _said(shown: Shown, given: Given) -> Said:
    asked, values = shown.asked, given.get(shown.asked.key)
    if not values:
        return Said(asked=asked, not_shown=not _was_shown(shown, given))
    if asked.options:
        return Said(asked=asked, chosen=_chosen(asked, values))
    return Said(asked=asked, **_value(asked.type, "; ".join(values)))


def _value(kind: str, whole: str) -> dict[str, Any]:
    """A value in the column of its kind; what is none of that kind is text."""
    found: dict[str, Any] = {}
    if kind == "yes_no":
        found = {"boolean": _YES.get(whole.casefold())}
    elif kind == "number":
        found = {"number": _number(whole)}
    elif kind == "date":
        found = {"day": _day(whole)}
    elif kind == "file":
        found = {"file": whole}
    held = {column: value for column, value in found.items() if value is not None}
    return held or {"text": whole}


def _was_shown(shown: Shown, given: Given) -> bool:
    """Whether somebody surely saw a field that they left empty."""
    if shown.on is None:
        return shown.sure
    parent, condition = shown.on
    return shown.sure and holds(condition, _parts(given.get(parent, []))) is True


def _chosen(asked: Asked, values: list[str]) -> list[Choice]:
    """The options that were sent, by their values; one that the form does not have keeps its text."""
    known = {option.id: option for option in asked.options}
    parts = values if all(value in known for value in values) else _parts(values)
    return [known.get(value) or Choice(value, value) for value in parts]


def _parts(values: list[str]) -> list[str]:
    return [part for value in values for part in split(value)]


def _number(value: str) -> Decimal | None:
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) <= 30 else None  # noqa: PLR2004 - as columns hold


def _day(value: str) -> Any:
    """A day; pickers send milliseconds."""
    try:
        found = as_moment(value, "")
    except RecordRejected:
        return None
    return found.date() if found else None
