"""Survey responses and ratings as rows. Every score carries its scale; what has none says so."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from productops.kit import Run
from productops.kit.ratings import Scale, rating_columns
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Answer as AnswerRow
from productops.model import FeedbackItem, Rating, Record
from productops.model import Question as QuestionRow
from productops.model import Survey as SurveyRow
from productops.model import SurveyResponse as ResponseRow
from productops.model.insight import RatingType

from .common import person
from .csat_wire import LegacyRating, Question, Survey, SurveyAnswer, SurveyResponse, TextContent

GROUPS = {"good": "satisfied", "neutral": "neutral", "bad": "dissatisfied"}
TYPES = {
    "rating_scale_numeric": "rating", "rating_scale_emoji": "rating",
    "rating_scale_custom_text": "rating", "open_ended": "long_text", "closed_ended": "single_choice",
}  # fmt: skip
STATES = {"enabled": "live", "disabled": "paused"}
# The scale of a CSAT question, whatever its steps are drawn as
# https://support.zendesk.com/hc/en-us/articles/7714432149274
CSAT_SCALE = Scale(Decimal(1), Decimal(5))
GOOD_OR_BAD = Scale(Decimal(0), Decimal(1))


def survey_rows(survey: Survey, run: Run) -> Iterator[Record]:
    """A survey and its questions."""
    version = None if survey.version is None else str(survey.version)
    yield row(
        SurveyRow,
        run,
        str(survey.id),
        source_created_at=survey.created_at,
        source_updated_at=survey.updated_at,
        survey_type="csat",
        version=version,
        status=STATES.get(survey.state or ""),
    )
    for position, question in enumerate(survey.questions or ()):
        scale = _scale(question, question)
        yield row(
            QuestionRow,
            run,
            str(question.id),
            source_updated_at=survey.updated_at,
            survey_id=run.ref(SurveyRow, survey.id),
            survey_version=version,
            ref=question.alias or str(question.id),
            text=_words(question.headline),
            question_type=TYPES.get(question.type or "", "unknown"),
            source_type=question.type,
            position=position,
            options=[
                {"option_id": each.id, "label": _words(each.label), "rating": each.rating}
                for each in question.options or ()
            ],
            worst_rating=scale.worst if scale else None,
            best_rating=scale.best if scale else None,
        )


def response_rows(response: SurveyResponse, run: Run) -> Iterator[Record]:
    """A response, its answers, its ratings and its texts."""
    yield _response(response, run)
    known = _questions(response, run)
    words = next((each.value for each in response.answers or () if each.value), None)
    for index, answer in enumerate(response.answers or ()):
        question = answer.question
        part = f"{response.id}:{question.id if question else index}"
        meant = known.get(str(question.id)) if question else None
        yield _answer(response, answer, part, meant or question, run)
        if answer.rating is not None:
            yield _rating(response, answer, part, _scale(question, meant), words, run)
        if answer.value:
            yield _text(response, answer, part, meant or question, run)


def legacy_rating(rating: LegacyRating, run: Run) -> Iterator[Record]:
    """A rating that was given: bad is 0 and good is 1; a rating that was only offered is none."""
    if rating.score not in ("good", "bad"):
        return
    columns = rating_columns("csat", Decimal(rating.score == "good"), GOOD_OR_BAD)
    reason = {"reason": {"name": "Reason", "type": "text", "value": rating.reason}}
    yield row(
        Rating,
        run,
        str(rating.id),
        occurred_at=rating.created_at,
        source_created_at=rating.created_at,
        source_updated_at=rating.updated_at,
        custom_fields=reason if rating.reason else {},
        **{**columns, "response_group": GROUPS[rating.score]},
        source_group=rating.score,
        rating_explanation=rating.comment or None,
        feedback_id=run.ref(FeedbackItem, rating.ticket_id),
        person_id=person(run, rating.requester_id),
    )


def _response(response: SurveyResponse, run: Run) -> Record:
    answers = response.answers or ()
    given = [each.created_at for each in answers if each.created_at]
    changed = [each.updated_at for each in answers if each.updated_at]
    said = sum(each.type != "skipped" for each in answers)
    survey = response.asked_with
    return row(
        ResponseRow,
        run,
        str(response.id),
        occurred_at=min(given, default=None),
        source_created_at=response.created_at,
        source_updated_at=max(changed, default=None),
        survey_id=run.ref(SurveyRow, survey.id),
        survey_version=None if survey.version is None else str(survey.version),
        respondent_id=person(run, response.responder_id),
        submitted_at=min(given, default=None),
        completed=said > 0,
        progress=said / len(answers) if answers else 0.0,
        item_id=run.ref(FeedbackItem, response.ticket_id),
    )


def _answer(
    response: SurveyResponse, answer: SurveyAnswer, part: str, question: Question | None, run: Run
) -> Record:
    chosen = [each.option_id for each in answer.selections or () if each.option_id]
    labels = {each.id: _words(each.label) for each in (question and question.options) or ()}
    return row(
        AnswerRow,
        run,
        part,
        occurred_at=answer.created_at,
        source_created_at=answer.created_at,
        source_updated_at=answer.updated_at,
        response_id=run.ref(ResponseRow, response.id),
        question_id=run.ref(QuestionRow, question.id) if question else None,
        question_ref=(question.alias or str(question.id)) if question else None,
        value_type=_value_type(answer, chosen),
        value_text=answer.value or None,
        value_number=answer.rating,
        value_option_ids=chosen,
        option_labels=[label for each in chosen if (label := labels.get(each))],
        skipped=answer.type == "skipped",
    )


def _value_type(answer: SurveyAnswer, chosen: list[str]) -> str:
    if answer.rating is not None:
        return "number"
    return "options" if chosen else "text" if answer.value else "none"


def _rating(
    response: SurveyResponse,
    answer: SurveyAnswer,
    part: str,
    scale: Scale | None,
    words: str | None,
    run: Run,
) -> Record:
    kind: RatingType = "csat" if _is_csat(answer.question) else "custom"
    columns = rating_columns(kind, Decimal(answer.rating or 0), scale)
    # the account may count its steps into groups of its own
    columns["response_group"] = GROUPS.get(answer.rating_category or "")
    return row(
        Rating,
        run,
        part,
        occurred_at=answer.created_at,
        source_created_at=answer.created_at,
        source_updated_at=answer.updated_at,
        **columns,
        source_group=answer.rating_category,
        rating_explanation=words,
        feedback_id=run.ref(FeedbackItem, response.ticket_id),
        person_id=person(run, response.responder_id),
        channel="survey",
    )


def _text(
    response: SurveyResponse, answer: SurveyAnswer, part: str, question: Question | None, run: Run
) -> Record:
    return row(
        FeedbackItem,
        run,
        part,
        occurred_at=answer.created_at,
        source_created_at=answer.created_at,
        source_updated_at=answer.updated_at,
        kind="survey_answer",
        title=_words(question.headline) if question else None,
        **bodies(answer.value),
        channel="survey",
        author_id=person(run, response.responder_id),
        status_category="done",
        derived_from=run.ref(AnswerRow, part),
    )


def _questions(response: SurveyResponse, run: Run) -> dict[str, Question]:
    """The survey's questions by id, as worded when they were asked where that is still held."""
    survey = response.asked_with
    if survey.id is None:
        return {}
    known = run.versions("surveys", str(survey.id))
    return {str(each.id): each for version in known for each in version.questions or ()}


def _scale(asked: Question | None, known: Question | None) -> Scale | None:
    """Worst and best: the steps of the question, else the scale of every CSAT question."""
    steps = [
        each.rating
        for question in (known, asked)
        for each in (question and question.options) or ()
        if each.rating is not None
    ]
    if len(set(steps)) > 1:
        return Scale(Decimal(min(steps)), Decimal(max(steps)))
    return CSAT_SCALE if _is_csat(asked) else None


def _is_csat(question: Question | None) -> bool:
    """Does the question ask for satisfaction? One may only be known by its alias."""
    return question is not None and "customer_satisfaction" in (question.sub_type, question.alias)


def _words(content: TextContent | str | None) -> str | None:
    if isinstance(content, TextContent):
        return content.value or content.key
    return content
