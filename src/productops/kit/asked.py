"""What was asked and what was said, before either is a row: the same for every form tool.

Names after schema.org (Question, Answer, Rating) and Formbricks Hub (`field_group_id`, one row an answer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..model.insight import RatingType
from .ratings import Scale

Custom = Mapping[str, tuple[str, Any]]
"""What a source says besides, by its own key: name and value."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a question, as it was shown."""

    label: str | None
    id: str | None = None
    position: int | None = None
    score: Decimal | None = None
    other: bool = False

    def column(self) -> dict[str, Any]:
        """As an entry of `question.options`."""
        score = None if self.score is None else str(self.score)
        held = {"option_id": self.id, "label": self.label, "position": self.position}
        return {**held, "score": score, "is_other": self.other}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in one version of its form.

    Attributes:
        key: the vendor's id of the question; a row of a matrix has its own.
        form: the vendor's id of the form.
        unique: whether *key* is unique in the account; else the row is `FORM:KEY`.
        ref: the name that survives a change of wording; *key* by default.
        type: our word (`model.vocabulary.QuestionType`); source_type: the vendor's.
        group, matrix_row: what rows of one matrix or ranking share, and which of them this is.
        scale: worst and best score, where the vendor tells them.
        rating: what a score means (`nps`, `csat`), where it is one.
        version: the version of the form it was last asked in.
    """

    key: str
    form: str
    text: str | None = None
    type: str = "unknown"
    source_type: str | None = None
    unique: bool = True
    ref: str | None = None
    position: int | None = None
    required: bool | None = None
    options: Sequence[Choice] = ()
    group: str | None = None
    matrix_row: str | None = None
    scale: Scale | None = None
    rating: RatingType | None = None
    version: str | None = None
    maps_to: str | None = None
    created: str | None = None
    updated: str | None = None

    @property
    def source_id(self) -> str:
        """Of its row in `question`."""
        owner = self.key if self.unique else f"{self.form}:{self.key}"
        return f"{owner}:{self.matrix_row}" if self.matrix_row is not None else owner

    @property
    def part(self) -> str:
        """What an answer's id has behind that of the response."""
        return f"{self.key}:{self.matrix_row}" if self.matrix_row is not None else self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one person answered to one question; nothing of it set is *skipped*, unless it was *not_shown*.

    Attributes:
        number: a score or a number; it becomes a `rating` where the question is one.
        chosen: options that were chosen, in the order shown (of a ranking: in the person's).
        other: text written beside the option "other".
        custom: what the source says of the answer besides (points of a quiz), by its own key: name and value.
    """

    asked: Asked
    text: str | None = None
    number: Decimal | None = None
    boolean: bool | None = None
    day: date | str | None = None
    chosen: Sequence[Choice] = ()
    other: str | None = None
    file: str | None = None
    not_shown: bool = False
    custom: Custom = field(default_factory=dict)

    @property
    def value_type(self) -> str:
        """Which of the value columns holds it."""
        if self.number is not None:
            return "number"
        if self.boolean is not None:
            return "boolean"
        if self.day is not None:
            return "date"
        if self.chosen or self.other:
            return "options"
        return "file" if self.file else "text" if self.text else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One person's pass through a form. Moments as the source writes them, with zone.

    Attributes:
        said_at: when it was sent in; of a partial response, when it was last touched.
        respondent: the reference to a person the source keeps; else *email*, *name* and *phone* make one.
        hidden: what the link carried, not the person.
        seconds: how long it took, where the source tells; else it follows from the moments.
        custom: what the source counts of the response besides (variables, a quiz's points), by its own key: name
            and value.
    """

    id: str
    form: str
    said_at: str | datetime | None = None
    version: str | None = None
    created: str | datetime | None = None
    updated: str | datetime | None = None
    started: str | datetime | None = None
    completed: bool | None = None
    progress: float | None = None
    respondent: str | None = None
    email: str | None = None
    name: str | None = None
    phone: str | None = None
    account: str | None = None
    channel: str = "survey"
    collector: str | None = None
    language: str | None = None
    url: str | None = None
    item: str | None = None
    hidden: Mapping[str, Any] = field(default_factory=dict)
    seconds: float | None = None
    custom: Custom = field(default_factory=dict)

    def envelope(self) -> dict[str, Any]:
        """The columns that every row of the response shares."""
        return {
            "source_url": self.url,
            "occurred_at": self.said_at,
            "source_created_at": self.created or self.said_at,
            "source_updated_at": self.updated,
        }
