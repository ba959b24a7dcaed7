"""A response as rows: who, when, and an answer to every question of the form as it was then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.memo import per_run
from productops.kit.surveys import Custom, Response, Said, response_rows, version_at
from productops.model import Record

from .answers import said
from .conditions import Given
from .logic import seen
from .questions import CONTACTS, Leaf, Wording, unknown, wording
from .response_wire import Answer, ResponseRecord
from .response_wire import Response as Sent


def rows(record: ResponseRecord, run: Run) -> Iterator[Record]:
    """The response, its respondent, its answers, texts and scores."""
    sent = record.response
    versions = _wordings(run, record.form)
    now = version_at(versions, sent.sent or sent.staged_at or sent.landed_at, _changed)
    answers = {answer.field.id: answer for answer in sent.answers or ()}
    given = Given(answers, _by_ref(answers.values(), now), sent.hidden or {})
    told = list(_shown(now, given, sent)) if now else []
    told += _others(answers, now, versions, run, record.form)
    yield from response_rows(_response(record, now, given, run), told, run)


def source_id(sent: Sent) -> str:
    """The id of a response; old ones have only their token.

    Raises:
        RecordRejected: it has neither.
    """
    if not (found := sent.response_id or sent.token):
        raise RecordRejected("the response has no id", field="response_id")
    return found


@per_run
def _wordings(run: Run, form: str) -> list[Wording]:
    """Every version of a form, oldest first."""
    return [wording(version, run) for version in run.versions("forms", form)]


def _changed(version: Wording) -> str | None:
    return version.record.changed


def _by_ref(answers: Iterable[Answer], now: Wording | None) -> dict[str, Answer]:
    """By the reference that the form has now: a person may rename it between form and answer."""
    refs = {leaf.field.id: leaf.field.ref for leaf in now.leaves} if now else {}
    named = ((refs.get(each.field.id) or each.field.ref, each) for each in answers)
    return {ref: each for ref, each in named if ref}


def _shown(now: Wording, given: Given, sent: Sent) -> Iterator[Said]:
    """What was said to every question of the version that was live."""
    completed = sent.sent is not None
    shown = seen(now, given, completed=completed)
    for leaf in now.leaves:
        asked = now.asked[leaf.field.id]
        answer = given.answers.get(leaf.field.id)
        if leaf.silent:
            continue
        if answer is not None:
            yield from said(answer, asked)
        else:
            # a form does not let go of who leaves out what it demands, so it was not on the way
            away = leaf.field.id not in shown or (completed and leaf.required)
            yield from (Said(asked=each, not_shown=away) for each in asked)


def _others(
    answers: Mapping[str, Answer],
    now: Wording | None,
    versions: Sequence[Wording],
    run: Run,
    form: str,
) -> list[Said]:
    """What was said to questions that the version then live does not hold."""
    found: list[Said] = []
    for id_, answer in answers.items():
        if (now and id_ in now.asked) or answer.type == "payment":
            continue
        asked = next((each.asked[id_] for each in reversed(versions) if id_ in each.asked), ())
        field = answer.field
        found += said(answer, asked or (unknown(form, id_, field.type, field.ref, run),))
    return found


def _response(record: ResponseRecord, now: Wording | None, given: Given, run: Run) -> Response:
    sent, form = record.response, now.record.form if now else None
    completed = sent.sent is not None
    id_ = source_id(sent)
    email, name, phone = _who(now, given)
    place = f"https://admin.typeform.com/form/{record.form}/results?responseId={id_}#responses"
    return Response(
        id=id_,
        form=record.form,
        version=now.record.changed if now else None,
        started=sent.landed_at,
        said_at=sent.sent or sent.staged_at or sent.landed_at,
        updated=sent.sent or sent.staged_at,
        completed=completed,
        progress=1.0 if completed else _progress(now, given),
        language=form.settings.language if form and form.settings else None,
        url=place if run.settings.region == "us" else None,
        hidden=sent.hidden or {},
        custom=_custom(sent, now),
        email=email,
        name=name,
        phone=phone,
    )


def _progress(now: Wording | None, given: Given) -> float | None:
    asked = [leaf for leaf in now.leaves if not leaf.silent] if now else []
    return sum(given.answered(leaf.field) for leaf in asked) / len(asked) if asked else None


def _custom(sent: Sent, now: Wording | None) -> Custom:
    """Variables and score, tags, and the ending the person came to."""
    found: dict[str, tuple[str, Any]] = {}
    form = now.record.form if now else None
    score = sent.calculated.score if sent.calculated else None
    if score is not None and (score or (form and "score" in (form.variables or {}))):
        found["score"] = ("score", str(score))
    for each in sent.variables or ():
        value = each.text if each.number is None else str(each.number)
        found[each.key] = (each.key, value)
    if sent.tags:
        found["tags"] = ("tags", sent.tags)
    endings = {e.ref: e.title for e in (form.thankyou_screens if form else None) or ()}
    if sent.thankyou_screen_ref and (title := endings.get(sent.thankyou_screen_ref)):
        found["ending"] = ("ending", title)
    return found


def _who(now: Wording | None, given: Given) -> tuple[str | None, str | None, str | None]:
    """E-mail, name and telephone number: what the person wrote, else what the link carried."""
    hidden = {
        key.casefold(): value for key, value in given.hidden.items() if isinstance(value, str)
    }
    names: dict[str, str] = {}
    for leaf in now.leaves if now else ():
        answer = given.answers.get(leaf.field.id)
        if answer and answer.text and _is_name(leaf):
            names[leaf.field.subfield_key or ""] = answer.text
    name = " ".join(names[key] for key in ("first_name", "last_name") if key in names)
    wrote = list(given.answers.values())
    email = next((a.email for a in wrote if a.email), None)
    phone = next((a.phone_number for a in wrote if a.phone_number), None)
    return (
        email or hidden.get("email") or None,
        name or hidden.get("name") or None,
        phone or hidden.get("phone") or None,
    )


def _is_name(leaf: Leaf) -> bool:
    return leaf.parent is not None and leaf.parent.type in CONTACTS
