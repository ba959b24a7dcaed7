"""A response's ids joined with the survey as it was worded then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from productops.kit import Run
from productops.kit.memo import per_run
from productops.kit.rows import number_or_none
from productops.kit.surveys import Choice, Said, version_at
from productops.kit.surveys import Response as Pass

from .asked import Part, option, parts_of, unknown, utc
from .response_wire import Answered, Given, Response
from .values import day_of, file_of

_NUMBERS = ("open_ended/numerical", "open_ended/number", "open_ended/slider")
_DATES = ("datetime", "open_ended/date")
_CHOICES = ("single_choice", "single_choice/menu", "multiple_choice")


@dataclass(frozen=True, slots=True)
class Form:
    """A survey in one version: its questions by id."""

    changed: str | None
    language: str | None
    parts: Mapping[str, Sequence[Part]]


def _forms(run: Run, survey: str) -> list[Form]:
    """Every version of a survey, oldest first."""
    found = []
    for held in run.versions("surveys", survey):
        parts: dict[str, list[Part]] = {}
        for part in {part.asked.part: part for part in parts_of(held, run)}.values():
            parts.setdefault(part.asked.key, []).append(part)
        found.append(Form(held.date_modified, held.language, parts))
    return found


forms_of = per_run(_forms)


def form_at(response: Response, run: Run) -> Form:
    """The survey as it was worded when the response was given."""
    versions = forms_of(run, str(response.survey_id))
    found = version_at(versions, utc(response.date_modified), lambda form: utc(form.changed))
    return found or Form(None, None, {})


def said_in(response: Response, form: Form, run: Run) -> list[Said]:
    """An answer to every question that is shown, whether it was given, left out, or never seen; then the rest."""
    given = {str(each.id): each for page in response.pages or () for each in page.questions or ()}
    seen = _seen(response)
    found = []
    left: dict[str, list[Given]] = {key: list(each.answers or ()) for key, each in given.items()}
    for part in (part for parts in form.parts.values() for part in parts):
        mine = [one for one in left.get(part.asked.key, ()) if _belongs(one, part)]
        if mine:
            left[part.asked.key] = [one for one in left[part.asked.key] if one not in mine]
            found.append(_said(_worded(part, given[part.asked.key]), mine))
        elif part.live:
            found.append(Said(asked=part.asked, not_shown=part.page not in seen))
    return [*found, *_others(response, left, run)]


def _others(response: Response, left: Mapping[str, list[Given]], run: Run) -> Iterator[Said]:
    """Answers to questions the survey had in another version, or in none we know."""
    survey = str(response.survey_id)
    versions = [form.parts for form in reversed(forms_of(run, survey))]
    for key, answers in left.items():
        known = [part for parts in versions for part in parts.get(key, ())]
        sorted_out: dict[str, tuple[Part, list[Given]]] = {}
        for one in answers:
            row = None if one.row_id is None else str(one.row_id)
            part = next((p for p in known if _belongs(one, p)), unknown(key, survey, row))
            sorted_out.setdefault(part.asked.part, (part, []))[1].append(one)
        yield from (_said(part, mine) for part, mine in sorted_out.values())


def _belongs(one: Given, part: Part) -> bool:
    """Whether an answer is to this row (and column) of its question."""
    if part.kind == "comment":
        return one.other_id is not None and str(one.other_id) == part.row
    if one.other_id is not None and part.kind not in _CHOICES:
        return False
    return (part.row is None or str(one.row_id) == part.row) and (
        part.col is None or str(one.col_id) == part.col
    )


def _worded(part: Part, answered: Answered) -> Part:
    """The part in the wording this person was shown, where there are several."""
    text = part.wordings.get(str(answered.variable_id))
    return replace(part, asked=replace(part.asked, text=text)) if text else part


def _seen(response: Response) -> set[str]:
    """Pages that were surely shown: those passed, and those with an answer; the first one always."""
    pages = response.pages or ()
    answered = {
        str(page.id) for page in pages if any(each.answers for each in page.questions or ())
    }
    passed = {
        str(step.get("id") if isinstance(step, dict) else step) for step in response.page_path or ()
    }
    return answered | passed | {str(page.id) for page in pages[:1]}


def _said(part: Part, given: Sequence[Given]) -> Said:
    chosen = tuple(option(part, str(one.choice_id)) for one in given if one.choice_id is not None)
    texts = "\n".join(one.text for one in given if one.text and one.other_id is None) or None
    beside = "\n".join(one.text for one in given if one.text and one.other_id is not None) or None
    points = [score for one in given if (score := number_or_none(one.score)) is not None]
    held: dict[str, Any] = {"text": texts, "chosen": chosen + _written(part, given)}
    if part.kind == "comment":
        held["text"] = beside
    elif part.kind == "open_ended/file_upload":
        held = {"file": file_of(given)}
    else:
        held |= {"other": beside, **_measured(part, chosen, texts)}
    custom = {"quiz_score": ("Quiz score", float(sum(points)))} if points else {}
    return Said(asked=part.asked, custom=custom, **held)


def _written(part: Part, given: Sequence[Given]) -> tuple[Choice, ...]:
    """The choice "other", where its text box stands for one."""
    ids = {str(one.other_id) for one in given if one.other_id is not None}
    return tuple(each for each in part.asked.options if each.other and each.id in ids)


def _measured(part: Part, chosen: Sequence[Choice], text: str | None) -> dict[str, Any]:
    """A number or a date, where the answer is one; otherwise its text stays."""
    if part.kind in _NUMBERS and (number := number_or_none(text)) is not None:
        return {"number": number, "text": None}
    if part.kind in _DATES and text:
        return {"day": day_of(text, day_first=part.day_first)}
    if part.kind == "matrix/ranking" or part.asked.rating is not None:
        return {"number": next((each.score for each in chosen if each.score is not None), None)}
    return {}


def header(response: Response, form: Form, said: Sequence[Said]) -> Pass:
    """Who passed through the survey, and when."""
    contact = response.metadata.contact if response.metadata else None
    known = {key: fact.value for key, fact in (contact or {}).items() if fact.value}
    told = {one.asked.maps_to: one.text for one in said if one.asked.maps_to and one.text}
    first, last = (getattr(response, key) or known.get(key) for key in ("first_name", "last_name"))
    hidden = dict(response.custom_variables or {})
    if response.custom_value:
        hidden["custom_value"] = response.custom_value
    quiz = response.quiz_results
    points = {"score": quiz.score, "total_score": quiz.total_score} if quiz else {}
    return Pass(
        id=str(response.id),
        form=str(response.survey_id),
        said_at=utc(response.date_modified),
        version=form.changed,
        created=utc(response.date_created),
        updated=utc(response.date_modified),
        started=utc(response.date_created),
        seconds=response.total_time,
        completed=response.response_status == "completed" if response.response_status else None,
        email=response.email_address or known.get("email") or told.get("Person.email"),
        name=" ".join(part for part in (first, last) if part) or told.get("Person.display_name"),
        phone=told.get("Person.phone"),
        collector=None if response.collector_id is None else str(response.collector_id),
        language=form.language,
        url=response.analyze_url,
        hidden=hidden,
        custom={
            **{
                f"quiz_{key}": (f"Quiz {key.replace('_', ' ')}", value)
                for key, value in points.items()
                if value is not None
            },
            **(
                {"status": ("Response status", response.response_status)}
                if response.response_status
                else {}
            ),
            **(
                {"mode": ("Collection mode", response.collection_mode)}
                if response.collection_mode
                else {}
            ),
        },
    )
