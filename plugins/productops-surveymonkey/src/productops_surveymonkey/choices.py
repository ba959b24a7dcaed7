"""Choices with what they count, and the scale they make."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from productops.kit.ratings import Scale
from productops.kit.rows import number_or_none
from productops.kit.surveys import Choice
from productops.kit.text import html_to_text

from .wire import Choice as WireChoice
from .wire import Other, Question

NPS_WEIGHTS: list[int | float | None] = [*([-100] * 7), 0, 0, 100, 100]
"""An NPS question weighs groups, not steps: its eleven choices stand for 0 to 10.

https://github.com/SurveyMonkey/public_api_docs (Net Promoter Score template)
"""


def choices_of(
    question: Question, kind: str, choices: Sequence[WireChoice] | None = None
) -> tuple[Choice, ...]:
    """The options of a question, or of one of its columns, in their order.

    Args:
        kind: a key of `kinds.KINDS`.
    """
    held = choices if choices is not None else (question.answers and question.answers.choices) or ()
    found = [
        Choice(
            label=_label(one),
            id=str(one.id),
            position=one.position or number,
            score=_score(question, kind, one, number),
        )
        for number, one in enumerate(held, 1)
    ]
    if question.family in ("single_choice", "multiple_choice"):
        found += _other(question, len(found))
    return tuple(found)


def scale_of(question: Question) -> Scale | None:
    """Lowest and highest weight; None where the weights tell no two choices apart."""
    choices = (question.answers.choices if question.answers else None) or ()
    weighed = [
        (weight, c)
        for c in choices
        if not c.is_na and (weight := number_or_none(c.weight)) is not None
    ]
    weights = [weight for weight, _ in weighed]
    if len(set(weights)) < 2:  # noqa: PLR2004 - one step is no scale
        return None
    labels = {str(weight): html_to_text(c.text) for weight, c in weighed if c.text}
    return Scale(min(weights), max(weights), labels)


def slider_scale(question: Question) -> Scale | None:
    """The ends of a slider, where they were set; SurveyMonkey does not say otherwise."""
    limits = question.validation
    worst, best = (
        (number_or_none(limits.min), number_or_none(limits.max)) if limits else (None, None)
    )
    if worst is None or best is None:
        return None
    shown = question.display_options
    texts = (shown.left_label, shown.right_label) if shown else (None, None)
    labels = {str(end): text for end, text in zip((worst, best), texts, strict=True) if text}
    return Scale(worst, best, labels)


def others(question: Question) -> list[Other]:
    """Text boxes beside the choices; one is given as an object, several as a list."""
    held = question.answers.other if question.answers else None
    return held if isinstance(held, list) else [held] if held else []


def _label(choice: WireChoice) -> str | None:
    """Its text; a star has none, and shows as what it counts, as in the vendor's exports."""
    if choice.text:
        return html_to_text(choice.text)
    return None if choice.weight is None else f"{choice.weight:g}"


def _score(question: Question, kind: str, choice: WireChoice, number: int) -> Decimal | None:
    if choice.is_na:
        return None
    if kind == "matrix/nps":
        return Decimal(number - 1)
    if kind == "matrix/rating":
        return number_or_none(choice.weight)
    if kind == "matrix/ranking":
        text = (choice.text or "").strip()
        return number_or_none(text) if text.isdecimal() else Decimal(choice.position or number)
    counts = question.quiz_options is not None and question.quiz_options.scoring_enabled
    points = choice.quiz_options.score if choice.quiz_options else None
    return number_or_none(points) if counts else None


def _other(question: Question, before: int) -> list[Choice]:
    """A text box that stands for a choice; one that does not is a comment."""
    return [
        Choice(
            label=box.text,
            id=None if box.id is None else str(box.id),
            position=before + number,
            other=True,
        )
        for number, box in enumerate(others(question), 1)
        if box.is_answer_choice is not False
    ]
