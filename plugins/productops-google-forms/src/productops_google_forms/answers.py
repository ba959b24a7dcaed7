"""An answer as what was said: its texts become options, scores, days or words by the kind of its question.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms.responses#TextAnswer
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from productops.kit.surveys import Asked, Choice, Said

from .response_wire import Answer, Grade

CHOSEN = frozenset({"radio", "checkbox", "drop_down", "grid", "checkbox_grid"})
FILE = "https://drive.google.com/file/d/{}/view"


def said(answer: Answer, asked: Asked, once: Sequence[Choice] = ()) -> Said:
    """What *answer* says.

    Args:
        once: options that earlier versions of the question offered.
    """
    texts = answer.text_answers.answers if answer.text_answers else None
    values = [each.value for each in texts or () if each.value]
    files = (answer.file_upload_answers.answers if answer.file_upload_answers else None) or ()
    links = [FILE.format(each.file_id) for each in files]
    custom = _graded(answer.grade)
    if asked.source_type in CHOSEN:
        chosen, other = _options(values, asked, once)
        return Said(asked=asked, chosen=chosen, other=other, custom=custom)
    text = "\n".join(values or [each.file_name for each in files if each.file_name]) or None
    if asked.scale is not None or asked.rating is not None:
        number = _number(text)
        return Said(
            asked=asked, number=number, text=None if number is not None else text, custom=custom
        )
    return Said(
        asked=asked,
        text=text,
        day=_day(text) if asked.source_type == "date" else None,
        file="\n".join(links) or None,
        custom=custom,
    )


def _options(
    values: Sequence[str], asked: Asked, once: Sequence[Choice]
) -> tuple[list[Choice], str | None]:
    """The options behind the texts; what is none was written beside "Other", if that was offered.

    An answer does not say which of its texts were written, and an option may have been renamed since.
    """
    known = {each.label: each for each in (*once, *asked.options) if not each.other}
    free = any(each.other for each in asked.options)
    chosen = [known.get(value) or Choice(value) for value in values if value in known or not free]
    return chosen, "\n".join(v for v in values if v not in known) or None if free else None


def _number(text: str | None) -> Decimal | None:
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _day(text: str | None) -> date | None:
    """A day with its year; one without stays a text, and a time beside it too."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _graded(grade: Grade | None) -> Mapping[str, tuple[str, Any]]:
    """Points of a quiz, by Google's own names."""
    if grade is None:
        return {}
    held = {
        "score": ("Score", None if grade.score is None else str(grade.score)),
        "correct": ("Correct", grade.correct),
        "feedback": ("Feedback", grade.feedback.text if grade.feedback else None),
    }
    return {key: (name, value) for key, (name, value) in held.items() if value is not None}
