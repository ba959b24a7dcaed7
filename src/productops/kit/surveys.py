"""The survey model for every connector of forms: say what was asked and answered, get its rows.

A connector turns its vendor's form into `Asked` (one a question, one a row of a matrix or ranking) and a
vendor's answer into `Said`; what follows from them is the same for all: an `answer` a question, a `feedback` for
what somebody wrote, a `rating` for every score, with its scale or `scale_known = false`.

Names after schema.org (Question, Answer, Rating) and Formbricks Hub (`field_group_id`, one row an answer).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from ..model import Answer, FeedbackItem, Person, Question, Rating, Record, Survey, SurveyResponse
from ..model.insight import RatingType
from .connector import Run
from .ratings import Scale, rating_columns
from .rows import moment_or_none, row
from .text import bodies

T = TypeVar("T")

WRITTEN = frozenset({"short_text", "long_text", "unknown"})
"""Kinds of question whose text is an opinion; a name, an address or a date is none."""


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

    def envelope(self) -> dict[str, Any]:
        """The columns that every row of the response shares."""
        return {
            "source_url": self.url,
            "occurred_at": self.said_at,
            "source_created_at": self.created or self.said_at,
            "source_updated_at": self.updated,
        }


def survey_row(run: Run, form: str, /, **columns: Any) -> Survey:
    """The form itself."""
    return row(Survey, run, form, **columns)


def question_rows(questions: Iterable[Asked], run: Run) -> Iterator[Question]:
    """A row a question; the first of the same id wins, so give the newest version first."""
    done: set[str] = set()
    for asked in questions:
        if asked.source_id not in done:
            done.add(asked.source_id)
            yield _question(asked, run)


def response_rows(response: Response, said: Iterable[Said], run: Run) -> Iterator[Record]:
    """The response, who gave it, its answers, and what they say: texts and scores."""
    who = response.respondent or _who(response, run)
    yield _response(response, who, run)
    if who and not response.respondent:
        yield _person(response, run)
    for each in said:
        yield _answer(response, each, run)
        if text := _opinion(each):
            yield _feedback(response, each, text, who, run)
        if each.number is not None and each.asked.rating is not None:
            yield _rating(response, each, who, run)


def version_at(
    versions: Sequence[T], when: str | datetime | None, changed: Callable[[T], object]
) -> T | None:
    """The version of a form that was live at a moment: the newest that is not younger; else the oldest held.

    Args:
        versions: oldest first, as `run.versions` gives them.
        changed: when a version came to be, as the source writes it.
    """
    at = when if isinstance(when, datetime) else moment_or_none(when)
    if at is None or not versions:
        return versions[-1] if versions else None
    lived = [v for v in versions if (since := moment_or_none(changed(v))) is None or since <= at]
    return lived[-1] if lived else versions[0]


def _question(asked: Asked, run: Run) -> Question:
    scale = asked.scale
    return row(
        Question,
        run,
        asked.source_id,
        source_created_at=asked.created,
        source_updated_at=asked.updated,
        survey_id=run.ref(Survey, asked.form),
        survey_version=asked.version,
        ref=asked.ref or asked.key,
        text=asked.text,
        question_type=asked.type,
        source_type=asked.source_type,
        position=asked.position,
        required=asked.required,
        options=[each.column() for each in asked.options],
        group_id=asked.group,
        matrix_row_id=asked.matrix_row,
        worst_rating=scale.worst if scale else None,
        best_rating=scale.best if scale else None,
        scale_labels=dict(scale.labels) if scale else {},
        maps_to=asked.maps_to,
    )


def _response(response: Response, who: str | None, run: Run) -> SurveyResponse:
    started, ended = _moment(response.started), _moment(response.said_at)
    took = (ended - started).total_seconds() if started and ended else None
    return row(
        SurveyResponse,
        run,
        response.id,
        **response.envelope(),
        survey_id=run.ref(Survey, response.form),
        survey_version=response.version,
        respondent_id=who,
        account_id=response.account,
        started_at=response.started,
        submitted_at=response.said_at if response.completed is not False else None,
        completed=response.completed,
        progress=response.progress,
        duration_seconds=took if took is not None and took >= 0 else None,
        channel=response.channel,
        collector=response.collector,
        hidden_fields=dict(response.hidden),
        item_id=response.item,
    )


def _answer(response: Response, said: Said, run: Run) -> Answer:
    asked, value = said.asked, said.value_type
    return row(
        Answer,
        run,
        f"{response.id}:{asked.part}",
        **response.envelope(),
        response_id=run.ref(SurveyResponse, response.id),
        question_id=run.ref(Question, asked.source_id),
        question_ref=asked.ref or asked.key,
        value_type=value,
        value_text=said.text or None,
        value_number=said.number,
        value_boolean=said.boolean,
        value_date=said.day,
        value_file=said.file,
        value_option_ids=[each.id for each in said.chosen if each.id is not None],
        option_labels=[each.label for each in said.chosen if each.label is not None],
        option_positions=[each.position for each in said.chosen if each.position is not None],
        other_text=said.other or None,
        group_id=asked.group,
        matrix_row_id=asked.matrix_row,
        skipped=value == "none" and not said.not_shown,
        not_shown=said.not_shown,
    )


def _opinion(said: Said) -> str | None:
    """What somebody put in words of their own."""
    return said.other or (said.text if said.asked.type in WRITTEN else None) or None


def _feedback(response: Response, said: Said, text: str, who: str | None, run: Run) -> FeedbackItem:
    part = f"{response.id}:{said.asked.part}"
    return row(
        FeedbackItem,
        run,
        part,
        **response.envelope(),
        kind="survey_answer",
        title=said.asked.text,
        **bodies(text),
        language=response.language,
        channel="survey",
        author_id=who,
        account_id=response.account,
        status_category="done",
        derived_from=run.ref(Answer, part),
    )


def _rating(response: Response, said: Said, who: str | None, run: Run) -> Rating:
    asked = said.asked
    return row(
        Rating,
        run,
        f"{response.id}:{asked.part}",
        **response.envelope(),
        **rating_columns(asked.rating or "custom", said.number, asked.scale),
        person_id=who,
        account_id=response.account,
        item_id=response.item,
        channel="survey",
    )


def _who(response: Response, run: Run) -> str | None:
    known = response.email or response.name or response.phone
    return run.ref(Person, f"{response.id}:respondent") if known else None


def _person(response: Response, run: Run) -> Person:
    """Who answered, as far as the response tells; the same person in two responses is joined by address."""
    return row(
        Person,
        run,
        f"{response.id}:respondent",
        **response.envelope(),
        display_name=response.name,
        email=response.email,
        phone=response.phone,
        person_type="customer",
        account_id=response.account,
    )


def _moment(value: str | datetime | None) -> datetime | None:
    return value if isinstance(value, datetime) else moment_or_none(value)
