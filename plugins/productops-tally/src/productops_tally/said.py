"""A submission's answers joined with the form as it was worded then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from productops.kit import Run
from productops.kit.memo import per_run
from productops.kit.rows import number_or_none
from productops.kit.surveys import Choice, Said, version_at

from .asked import Part, parts_of, unknown
from .kinds import UNASKED
from .spread import spread
from .values import as_text, day_of, file_of, listed
from .wire import Submission

_CHOICES = ("MULTIPLE_CHOICE", "CHECKBOXES", "DROPDOWN", "MULTI_SELECT", "MATRIX")


@dataclass(frozen=True, slots=True)
class Version:
    """A form in one version: its questions by id."""

    changed: str | None
    language: str | None
    parts: Mapping[str, Sequence[Part]]


def _versions(run: Run, form: str) -> list[Version]:
    """Every version of a form, oldest first."""
    found = []
    for held in run.versions("forms", form):
        parts: dict[str, list[Part]] = {}
        for part in {part.asked.part: part for part in parts_of(held, run)}.values():
            parts.setdefault(part.asked.key, []).append(part)
        settings = held.form.settings
        found.append(Version(held.form.updated_at, settings.language if settings else None, parts))
    return found


versions_of = per_run(_versions)


def version_of(submission: Submission, run: Run) -> Version:
    """The form as it was worded when it was sent in."""
    versions = versions_of(run, str(submission.form_id))
    found = version_at(versions, submission.submitted_at, lambda version: version.changed)
    return found or Version(None, None, {})


def answers_of(submission: Submission) -> dict[str, Any]:
    """What was given, by question; an empty answer is none."""
    given = {
        one.question_id: one.answer if one.answer is not None else one.value
        for one in submission.responses or ()
        if one.question_id
    }
    return {key: value for key, value in given.items() if value not in (None, "", [], {})}


def said_in(submission: Submission, version: Version, run: Run) -> list[Said]:
    """An answer to every question of the form, then to those it had in another version, or in none we know."""
    given = answers_of(submission)
    form = str(submission.form_id)
    older = [held.parts for held in reversed(versions_of(run, form))]
    found = []
    for key, parts in version.parts.items():
        value = given.get(key)
        if parts[0].kind in UNASKED:
            continue
        if value is None:
            found += [_left_out(part, submission) for part in parts if part.live]
            continue
        found += [_said(part, one) for part, one in spread(parts, value, older)]
    for key in given.keys() - version.parts.keys():
        known = next((parts[key] for parts in older if key in parts), [unknown(key, form)])
        if known[0].kind not in UNASKED:
            found += [
                _said(part, one)
                for part, one in spread(known, given[key], older)
                if one is not None
            ]
    return sorted(found, key=lambda said: said.asked.part)


def _left_out(part: Part, submission: Submission) -> Said:
    """Skipped only where it was surely seen: logic is not told, and a partial submission ends anywhere."""
    seen = part.shown and submission.is_completed is True
    return Said(asked=part.asked, not_shown=not seen)


def _said(part: Part, value: Any) -> Said:
    if value in (None, "", []):
        return Said(asked=part.asked)
    if part.kind == "RANKING" and isinstance(value, int):
        chosen = [one for one in part.asked.options if one.position == value]
        return Said(asked=part.asked, number=Decimal(value), chosen=chosen)
    if part.kind in _CHOICES:
        return _chosen(part, listed(value))
    return Said(asked=part.asked, **_plain(part, value))


def _chosen(part: Part, values: Sequence[Any]) -> Said:
    """Options by id or by label; what is neither was written beside them."""
    chosen: list[Choice] = []
    other: list[str] = []
    for value in values:
        text = as_text(value)
        found = next((c for c in part.asked.options if text in (c.id, c.label)), None)
        if found is not None:
            chosen.append(found)
        elif text and not part.asked.options:
            chosen.append(Choice(text))
        elif text:
            other.append(text)
    if other:
        chosen += [c for c in part.asked.options if c.other and c not in chosen]
    return Said(asked=part.asked, chosen=chosen, other="\n".join(other) or None)


def _plain(part: Part, value: Any) -> dict[str, Any]:
    """A number, a day, a yes, a file or a text; a value of another shape stays as text."""
    number = number_or_none(value)
    if part.kind in ("INPUT_NUMBER", "LINEAR_SCALE", "RATING") and number is not None:
        return {"number": number}
    if part.kind == "INPUT_DATE" and (day := day_of(value)) is not None:
        return {"day": day}
    if part.kind in ("FILE_UPLOAD", "SIGNATURE"):
        return {"file": file_of(value)}
    return {"boolean": value} if isinstance(value, bool) else {"text": as_text(value)}
