"""The survey model for every connector of forms: say what was asked and answered, get its rows.

A connector turns its vendor's form into `Asked` (one a question, one a row of a matrix or ranking) and a
vendor's answer into `Said`; what follows from them is the same for all: an `answer` a question, a `feedback` for
what somebody wrote, a `rating` for every score, with its scale or `scale_known = false`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from ..model import Answer, FeedbackItem, Person, Question, Rating, Record, Survey, SurveyResponse
from ..model.base import CustomValue
from .asked import Asked, Choice, Custom, Response, Said
from .connector import Run
from .ratings import rating_columns
from .rows import moment_or_none, row
from .text import bodies

__all__ = [
    "Asked",
    "Choice",
    "Custom",
    "Response",
    "Said",
    "question_rows",
    "response_rows",
    "row_text",
    "survey_row",
    "version_at",
]

T = TypeVar("T")

LARGEST = Decimal(10) ** 12
"""Numbers from here on do not fit a column."""

WRITTEN = frozenset({"short_text", "long_text", "unknown"})
"""Kinds of question whose text is an opinion; a name, an address or a date is none."""


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
    """The response, who gave it, its answers, and what they say: texts and scores.

    Of several answers to one question the first counts.
    """
    who = response.respondent or _who(response, run)
    yield _response(response, who, run)
    if who and not response.respondent:
        yield _person(response, run)
    for each in map(_kept_whole, _once(said)):
        yield _answer(response, each, run)
        if text := _opinion(each):
            yield _feedback(response, each, text, who, run)
        if each.number is not None and each.asked.rating is not None:
            yield _rating(response, each, who, run)


def row_text(question: str | None, row: str | None) -> str | None:
    """The wording of one row of a matrix or ranking: `Question [Row]`, as Google's and Excel's exports write it."""
    return f"{question} [{row}]" if question and row else question or row


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


def _once(said: Iterable[Said]) -> Iterator[Said]:
    """One answer a question; a source that names one twice would have two rows of one id."""
    done: set[str] = set()
    for each in said:
        if each.asked.part not in done:
            done.add(each.asked.part)
            yield each


def _kept_whole(said: Said) -> Said:
    """A number that no column holds (somebody's telephone number, say) is kept as text."""
    number = said.number
    if number is None or (number.is_finite() and abs(number) < LARGEST):
        return said
    return replace(said, number=None, text=said.text or f"{number:f}")


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
    took = response.seconds
    if took is None and started and ended:
        took = (ended - started).total_seconds()
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
        custom_fields=_custom(response.custom),
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
        custom_fields=_custom(said.custom),
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


def _custom(held: Custom) -> dict[str, CustomValue]:
    return {key: CustomValue(name=name, value=value) for key, (name, value) in held.items()}
