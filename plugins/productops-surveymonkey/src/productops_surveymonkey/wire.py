"""Surveys as SurveyMonkey answers them, as far as they are read.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_surveys.md · Every field may be missing: old surveys lack what was added later.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from productops.kit.rows import Id, Int

Number = int | float | None


class Quiz(Struct):
    """Points of a choice, or whether a question counts at all."""

    score: Number = None
    scoring_enabled: bool | None = None


class Choice(Struct):
    """An option of a question, or a column of a matrix; *weight* is what it counts."""

    id: Id
    text: str | None = None
    position: Int | None = None
    weight: Number = None
    is_na: bool | None = None
    visible: bool | None = None
    quiz_options: Quiz | None = None


class Row(Struct):
    """A line of a matrix, a ranking, or of several text boxes; *type* where it asks for contact data."""

    id: Id | None = None
    text: str | None = None
    visible: bool | None = None
    type: str | None = None


class Col(Struct):
    """A column of drop-down menus."""

    id: Id
    text: str | None = None
    choices: list[Choice] | None = None


class Other(Struct):
    """A text box beside the choices; *is_answer_choice*: it stands for a choice of its own."""

    id: Id | None = None
    text: str | None = None
    is_answer_choice: bool | None = None


class Options(Struct):
    """What may be answered."""

    choices: list[Choice] | None = None
    rows: list[Row] | None = None
    cols: list[Col] | None = None
    other: Other | list[Other] | None = None


class Assigned(Struct):
    """One of several wordings that are shown at random."""

    id: Id | None = None


class Heading(Struct):
    """The wording of a question; HTML."""

    heading: str | None = None
    random_assignment: Assigned | None = None


class Validation(Struct):
    """What an answer must look like."""

    type: str | None = None
    min: Any = None
    max: Any = None


class Display(Struct):
    """How a question is shown, where that makes it another kind of question."""

    display_type: str | None = None
    display_subtype: str | None = None
    left_label: str | None = None
    right_label: str | None = None


class Question(Struct):
    """A question. *visible* is false of one that was deleted in the editor."""

    id: Id
    family: str | None = None
    subtype: str | None = None
    visible: bool | None = None
    headings: list[Heading] | None = None
    required: Any = None
    validation: Validation | None = None
    answers: Options | None = None
    display_options: Display | None = None
    quiz_options: Quiz | None = None


class SurveyPage(Struct):
    """A page of a survey."""

    id: Id
    questions: list[Question] | None = None


class Details(Struct):
    """A survey with its questions."""

    id: Id
    title: str | None = None
    nickname: str | None = None
    language: str | None = None
    question_count: Int | None = None
    page_count: Int | None = None
    date_created: str | None = None
    date_modified: str | None = None
    analyze_url: str | None = None
    pages: list[SurveyPage] | None = None


class Listed(Struct):
    """A survey in the list; the last two only where they were asked for."""

    id: Id
    response_count: Int | None = None
    date_modified: str | None = None


class Links(Struct):
    """Where a listing goes on."""

    next: str | None = None


class Listing(Struct):
    """A page of surveys, or of ids of responses."""

    data: list[Listed]
    per_page: int | None = None
    total: int | None = None
    links: Links | None = None
