"""Who passed through a form: what they said of themselves, and what the link carried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from productops.kit.surveys import Response

from .said import Version, answers_of
from .values import as_text
from .wire import Submission


def header(submission: Submission, version: Version) -> Response:
    """Who passed through the form, what the link carried, and what the form counted."""
    given = answers_of(submission)
    parts = {part.kind: part for parts in version.parts.values() for part in parts}
    hidden = dict(_fields(given, version, "HIDDEN_FIELDS"))
    country = parts.get("RESPONDENT_COUNTRY")
    if country and (value := given.get(country.asked.key)):
        hidden["country"] = as_text(value)
    counted = dict(_fields(given, version, "CALCULATED_FIELDS"))
    custom = {f"calculated:{name}": (name, value) for name, value in counted.items()}
    if submission.respondent_id:
        custom["respondent_id"] = ("Respondent", submission.respondent_id)
    form = str(submission.form_id)
    return Response(
        id=submission.id,
        form=form,
        said_at=submission.submitted_at or submission.updated_at or submission.created_at,
        version=version.changed,
        created=submission.created_at,
        updated=submission.updated_at or submission.submitted_at,
        completed=submission.is_completed,
        email=_first(given, version, "INPUT_EMAIL") or _mail(hidden),
        phone=_first(given, version, "INPUT_PHONE_NUMBER"),
        language=version.language,
        url=f"https://tally.so/forms/{form}/submissions",
        hidden=hidden,
        custom=custom,
    )


def _fields(given: Mapping[str, Any], version: Version, kind: str) -> Iterator[tuple[str, Any]]:
    """Names and values of hidden or calculated fields: one a question, or several by id."""
    for parts in version.parts.values():
        for part in parts:
            value = given.get(part.asked.key) if part.kind == kind else None
            if value is None:
                continue
            names = dict(part.names)
            if isinstance(value, dict):
                yield from ((names.get(str(key), str(key)), one) for key, one in value.items())
            else:
                name = next(iter(names.values()), part.asked.text or part.asked.key)
                yield name, value


def _first(given: Mapping[str, Any], version: Version, kind: str) -> str | None:
    """The first answer to a question of one kind."""
    asked = (
        part.asked.key for parts in version.parts.values() for part in parts if part.kind == kind
    )
    return next((as_text(given[key]) for key in asked if key in given), None)


def _mail(hidden: Mapping[str, Any]) -> str | None:
    """An address the link carried: `?email=ada@north.example`."""
    found = (
        str(value)
        for key, value in hidden.items()
        if key.lower() in ("email", "e-mail", "email_address")
    )
    return next((value for value in found if "@" in value), None)
