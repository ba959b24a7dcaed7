"""A survey's details as questions: one a question, one a row where a question has rows.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_questions.md (Formatting Question Types)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from productops.kit import Run
from productops.kit.ratings import NPS
from productops.kit.surveys import Asked, Choice, row_text
from productops.kit.text import html_to_text
from productops.model.insight import RatingType

from .choices import choices_of, others, scale_of, slider_scale
from .kinds import MAPS_TO, kind_of
from .wire import Col, Details, Other, Question, Row

_STARS: Mapping[str, RatingType] = {"star": "stars"}


@dataclass(frozen=True, slots=True)
class Part:
    """A question, or a row of one, and how an answer names it.

    Attributes:
        kind: a key of `kinds.KINDS`.
        page: the page it stands on.
        col: the column, where each row has several menus.
        live: it is shown; false of what was deleted in the editor.
        day_first: how its dates are written.
        wordings: what else it may have said, by the id an answer gives.
    """

    asked: Asked
    kind: str
    page: str
    row: str | None = None
    col: str | None = None
    live: bool = True
    day_first: bool = False
    wordings: Mapping[str, str] = field(default_factory=dict)


def utc(text: str | None) -> str | None:
    """A moment with its zone: dates are in UTC, and those of surveys do not say so."""
    return (
        f"{text}+00:00"
        if text and "T" in text and len(text) == len("2022-03-05T17:45:00")
        else text
    )


def parts_of(survey: Details, run: Run) -> list[Part]:
    """Every question of a survey in its order, statements included."""
    found: list[Part] = []
    number = 0
    for page in survey.pages or ():
        for question in page.questions or ():
            number += 1
            found += _parts(question, _whole(survey, str(page.id), question, number, run))
    return found


def _whole(survey: Details, page: str, question: Question, number: int, run: Run) -> Part:
    """The question as a whole, before it is split into rows."""
    kind = kind_of(question)
    wordings = {
        str(h.random_assignment.id): html_to_text(h.heading or "")
        for h in question.headings or ()
        if h.random_assignment is not None and h.random_assignment.id is not None
    }
    first = next((h.heading for h in question.headings or () if h.heading), None)
    asked = Asked(
        key=str(question.id),
        form=str(survey.id),
        text=html_to_text(first) if first else None,
        type=run.map("question_type", kind),
        source_type="/".join(word for word in (question.family, question.subtype) if word) or None,
        position=number,
        required=bool(question.required) if question.family != "presentation" else None,
        options=choices_of(question, kind),
        version=survey.date_modified,
    )
    validation = question.validation.type if question.validation else None
    return Part(
        _scored(asked, question, kind),
        kind,
        page,
        live=question.visible is not False and kind != "presentation",
        day_first=validation == "date_intl",
        wordings=wordings,
    )


def _scored(asked: Asked, question: Question, kind: str) -> Asked:
    """The question with what its scores mean and their scale, where answers are scores."""
    if kind == "matrix/nps":
        return replace(asked, rating="nps", scale=NPS)
    if kind == "open_ended/slider":
        return replace(asked, rating="custom", scale=slider_scale(question))
    scale = scale_of(question) if kind == "matrix/rating" else None
    display = question.display_options.display_subtype if question.display_options else None
    rating = _STARS.get(display or "", "custom")
    return replace(asked, rating=rating, scale=scale) if scale else asked


def _parts(question: Question, whole: Part) -> Iterator[Part]:
    """The question, or its rows (stars and NPS have one, without a text); then the text box beside a matrix."""
    rows = [row for row in _rows(question) if row.id is not None]
    if not rows:
        yield whole
    cols: list[Col | None] = [*((question.answers and question.answers.cols) or ())] or [None]
    for row in rows:
        yield from (_row(question, whole, row, col) for col in cols)
    if question.family == "matrix":
        yield from (_comment(whole, box) for box in others(question) if box.id is not None)


def _rows(question: Question) -> list[Row]:
    return (question.answers.rows if question.answers else None) or []


def _row(question: Question, whole: Part, row: Row, col: Col | None) -> Part:
    label = html_to_text(row.text) if row.text else (row.type or "").replace("_", " ") or None
    text = row_text(whole.asked.text, label)
    part = str(row.id)
    options = whole.asked.options
    if col is not None:
        part, text = f"{part}:{col.id}", row_text(text, col.text)
        options = choices_of(question, whole.kind, col.choices or [])
    asked = replace(
        whole.asked,
        text=text,
        options=options,
        group=whole.asked.key,
        matrix_row=part,
        maps_to=MAPS_TO.get(row.type or ""),
    )
    live = whole.live and row.visible is not False
    return replace(
        whole, asked=asked, row=str(row.id), col=None if col is None else str(col.id), live=live
    )


def _comment(whole: Part, box: Other) -> Part:
    """The text box beside a matrix: an answer of its own; nobody is expected to fill it."""
    asked = replace(
        whole.asked,
        text=row_text(whole.asked.text, box.text),
        type="long_text",
        options=(),
        scale=None,
        rating=None,
        required=None,
        group=whole.asked.key,
        matrix_row=str(box.id),
    )
    return replace(whole, asked=asked, kind="comment", row=str(box.id), live=False)


def unknown(key: str, form: str, row: str | None) -> Part:
    """A question that no version of the survey holds."""
    asked = Asked(key=key, form=form, group=key if row else None, matrix_row=row)
    return Part(asked, "unknown", "", row, live=False)


def option(part: Part, choice: str) -> Choice:
    """A choice as it was shown; one that no version holds keeps its id."""
    found = (each for each in part.asked.options if each.id == choice)
    return next(found, Choice(label=None, id=choice))
