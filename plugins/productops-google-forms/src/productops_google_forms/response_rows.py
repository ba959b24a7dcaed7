"""A response as rows: who, when, and an answer to every question of the form as it was then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from productops.kit import Run
from productops.kit.memo import per_run
from productops.kit.ratings import Scale, rating_columns
from productops.kit.rows import row
from productops.kit.surveys import Asked, Choice, Response, Said, response_rows, version_at
from productops.model import Answer as AnswerRow
from productops.model import Attachment, Person, Rating, Record

from .answers import FILE, said
from .questions import Wording, unknown, wording
from .response_wire import Answer, ResponseRecord
from .response_wire import Response as Sent


def rows(record: ResponseRecord, run: Run) -> Iterator[Record]:
    """The response, its respondent, its answers, texts, scores and files, and the points of a quiz."""
    sent = record.response
    versions = _wordings(run, record.form)
    now = version_at(versions, sent.last_submitted_time or sent.create_time, _seen)
    told = [*(_asked_then(now, versions, sent) if now else ()), *_others(now, versions, record)]
    response = _response(record, now)
    yield from response_rows(response, told, run)
    yield from _points(response, sent, now, run)
    for each in told:
        yield from _files(response, each.asked, (sent.answers or {}).get(each.asked.ref or ""), run)


@per_run
def _wordings(run: Run, form: str) -> list[Wording]:
    """Every version of a form that was seen, oldest first."""
    return [wording(version, run) for version in run.versions("forms", form)]


def _seen(version: Wording) -> str:
    return version.record.seen_at


def _asked_then(now: Wording, versions: Sequence[Wording], sent: Sent) -> Iterator[Said]:
    """What was said to every question of the version that was live.

    Empty questions of the first page, or of one that holds an answer, were surely shown; Google does not tell which
    pages a person was led to.
    """
    answers = sent.answers or {}
    been = {0, *(page for id_, page in now.pages.items() if id_ in answers)}
    for id_, asked in now.asked.items():
        if (answer := answers.get(id_)) is not None:
            yield said(answer, asked, _once(versions, id_))
        else:
            # nobody gets past what is demanded, so it was not on the way
            yield Said(asked=asked, not_shown=bool(asked.required) or now.pages[id_] not in been)


def _others(
    now: Wording | None, versions: Sequence[Wording], record: ResponseRecord
) -> Iterator[Said]:
    """What was said to questions that the version then live does not hold."""
    for id_, answer in (record.response.answers or {}).items():
        if now is None or id_ not in now.asked:
            known = (each.asked[id_] for each in reversed(versions) if id_ in each.asked)
            yield said(answer, next(known, None) or unknown(record.form, id_))


def _once(versions: Sequence[Wording], question: str) -> list[Choice]:
    """Options of every version of a question."""
    asked = (each.asked.get(question) for each in versions)
    return [option for each in asked if each is not None for option in each.options]


def _response(record: ResponseRecord, now: Wording | None) -> Response:
    sent = record.response
    total = sent.total_score
    return Response(
        id=sent.response_id,
        form=record.form,
        version=now.record.form.revision_id if now else None,
        said_at=sent.create_time or sent.last_submitted_time,
        created=sent.create_time,
        updated=sent.last_submitted_time,
        completed=True,
        progress=1.0,
        email=sent.respondent_email or None,
        url=f"https://docs.google.com/forms/d/{record.form}/edit#response={sent.response_id}",
        custom={} if total is None else {"total_score": ("Total score", str(total))},
    )


def _points(response: Response, sent: Sent, now: Wording | None, run: Run) -> Iterator[Record]:
    """The points of a quiz as a score, out of all that its questions give."""
    if sent.total_score is None:
        return
    scale = Scale(Decimal(0), Decimal(now.points)) if now and now.points else None
    yield row(
        Rating,
        run,
        f"{response.id}:total_score",
        **response.envelope(),
        **rating_columns("custom", sent.total_score, scale),
        person_id=run.ref(Person, f"{response.id}:respondent") if response.email else None,
        channel="survey",
    )


def _files(response: Response, asked: Asked, answer: Answer | None, run: Run) -> Iterator[Record]:
    held = answer.file_upload_answers if answer else None
    part = f"{response.id}:{asked.part}"
    for each in {file.file_id: file for file in (held.answers if held else None) or ()}.values():
        yield row(
            Attachment,
            run,
            f"{part}:{each.file_id}",
            **{**response.envelope(), "source_url": FILE.format(each.file_id)},
            parent_id=run.ref(AnswerRow, part),
            file_name=each.file_name,
            content_type=each.mime_type,
        )
