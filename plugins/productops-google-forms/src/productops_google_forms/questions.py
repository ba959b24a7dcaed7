"""A form's items as questions: rows of a grid each for itself, and on which page each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from productops.kit import Run
from productops.kit.ratings import Scale
from productops.kit.surveys import Asked, Choice, row_text
from productops.model.insight import RatingType

from .wire import ChoiceQuestion, Form, FormRecord, Grading, Item, Question

TYPES = {
    "radio": "single_choice", "checkbox": "multi_choice", "drop_down": "dropdown", "text": "short_text",
    "paragraph": "long_text", "scale": "scale", "rating": "rating", "date": "date", "time": "date",
    "file_upload": "file", "grid": "matrix", "checkbox_grid": "matrix",
}  # fmt: skip
"""Google's kinds of question in our words; a time of day has no kind of its own."""
_MOST_STEPS = 100


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a form: its questions in order by id, the page each is on, and all points of a quiz."""

    record: FormRecord
    asked: dict[str, Asked]
    pages: dict[str, int]
    points: int


def wording(record: FormRecord, run: Run) -> Wording:
    """*record* as questions."""
    asked: dict[str, Asked] = {}
    pages: dict[str, int] = {}
    page = points = 0
    for item, question in _questions(record.form):
        if question is None:
            page += 1
            continue
        asked[question.question_id] = _asked(item, question, len(asked), record, run)
        pages[question.question_id] = page
        points += question.grading.point_value if question.grading else 0
    return Wording(record, asked, pages, points)


def unknown(form: str, question: str) -> Asked:
    """A question that no version held has: it was deleted before anybody looked. Its answers are kept."""
    return Asked(key=question, form=form, unique=False)


def _questions(form: Form) -> Iterator[tuple[Item, Question | None]]:
    """Questions with their items; a page break is an item without one."""
    for item in form.items or ():
        if item.question_item is not None:
            yield item, item.question_item.question
        elif item.question_group_item is not None:
            yield from ((item, each) for each in item.question_group_item.questions or ())
        elif item.page_break_item is not None:
            yield item, None


def _asked(item: Item, question: Question, position: int, record: FormRecord, run: Run) -> Asked:
    group = item.question_group_item
    title = item.title or item.description or None
    row = question.row_question.title if question.row_question else None
    columns = group.grid.columns if group and group.grid else None
    kind = _kind(question, columns)
    return Asked(
        key=item.item_id if group else question.question_id,
        form=record.form.form_id,
        unique=False,
        matrix_row=question.question_id if group else None,
        group=item.item_id if group else None,
        ref=question.question_id,
        text=row_text(title, row),
        type=run.map("question_type", kind),
        source_type=kind,
        position=position,
        required=bool(question.required),
        options=_options(columns or question.choice_question, question.grading),
        scale=_scale(question),
        rating=_rating(question),
        version=record.form.revision_id,
    )


def _kind(question: Question, columns: ChoiceQuestion | None) -> str | None:
    """The vendor's kind, by the key that is set."""
    choice = columns or question.choice_question
    if choice is not None:
        kind = (choice.type or "").lower()
        grid = "checkbox_grid" if kind == "checkbox" else "grid"
        return grid if columns is not None else kind or None
    kinds = {
        "scale": question.scale_question, "rating": question.rating_question, "date": question.date_question,
        "time": question.time_question, "file_upload": question.file_upload_question, "grid": question.row_question,
    }  # fmt: skip
    if question.text_question is not None:
        return "paragraph" if question.text_question.paragraph else "text"
    return next((kind for kind, held in kinds.items() if held is not None), None)


def _options(choice: ChoiceQuestion | None, grading: Grading | None) -> tuple[Choice, ...]:
    """Options have no id here; those that are right in a quiz have its points."""
    right = grading.correct_answers.answers if grading and grading.correct_answers else None
    answers = {each.value for each in right or ()}
    points = Decimal(grading.point_value) if grading else None
    return tuple(
        Choice("Other" if option.is_other else option.value, None, place,
               points if option.value in answers else None, other=bool(option.is_other))
        for place, option in enumerate((choice.options if choice else None) or ())
    )  # fmt: skip


def _scale(question: Question) -> Scale | None:
    """From the lowest to the highest the form offers."""
    if (asked := question.scale_question) is not None and 0 < asked.high - asked.low <= _MOST_STEPS:
        ends = {str(asked.low): asked.low_label, str(asked.high): asked.high_label}
        labels = {at: text for at, text in ends.items() if text}
        return Scale(Decimal(asked.low), Decimal(asked.high), labels)
    if (
        icons := question.rating_question
    ) is not None and 1 < icons.rating_scale_level <= _MOST_STEPS:
        return Scale(Decimal(1), Decimal(icons.rating_scale_level))
    return None


def _rating(question: Question) -> RatingType | None:
    if question.rating_question is not None:
        return "stars" if question.rating_question.icon_type == "STAR" else "custom"
    return "custom" if question.scale_question is not None else None
