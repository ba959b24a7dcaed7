"""Submissions with their answers, completed and partial; what the ids in them mean is in the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_page, misplaced
from productops.kit.rows import guarded
from productops.kit.surveys import response_rows
from productops.kit.sweeps import swept
from productops.model import Answer as AnswerRow
from productops.model import FeedbackItem, Person, Rating, Record, SurveyResponse

from .requests import CENSUS, LOOKBACK, submissions
from .said import said_in, version_of
from .who import header
from .wire import Brief, Submission, Submissions

_OK = 200


class Responses:
    """Submissions, answers, scores and texts; a partition a form."""

    name = "responses"
    needs = ("forms",)
    wire = Submission
    can = Can(incremental=True, deletes=True)
    lookback = LOOKBACK
    reads = tuple(kind.table for kind in (SurveyResponse, AnswerRow, FeedbackItem, Rating, Person))

    def start(self, run: Run) -> Iterable[Request]:
        """The submissions of each form."""
        return [submissions(key, run) for key in sorted(_read(run))]

    def census(self, run: Run) -> Iterable[Request]:
        """All of them again, for their ids."""
        return [submissions(key, run, census=True) for key in sorted(run.ids("forms"))]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:  # noqa: ARG002 - the kit fixes it
        """A page of submissions, or of their ids."""
        state = request.state or {}
        if state.get("one"):
            return Page(records=[_bare(answer.body)] if answer.status == _OK else ())
        if answer.status != _OK:
            return Page(notes=_refused(request, answer))
        if right := misplaced(request, size="limit"):
            return Page(next=right)
        found = answer.decode(Submissions)
        records = found.submissions or []
        following = by_page(
            request, more=bool(found.has_more and records), given=found.limit, size="limit"
        )
        if state.get(CENSUS):
            return Page(present=[decode(one, Brief).id for one in records], next=following)
        following, cursor = swept(request, following, [_sent(one) for one in records])
        return Page(records=records, next=following, cursor=cursor)

    def identify(self, record: Submission) -> tuple[str, str | None]:
        """The submission's id, and when it was last touched."""
        return record.id, record.updated_at or record.submitted_at

    @guarded
    def normalise(self, record: Submission, run: Run) -> Iterable[Record]:
        """The response with an answer to every question."""
        version = version_of(record, run)
        said = said_in(record, version, run)
        yield from response_rows(header(record, version), said, run)


class _Sent(msgspec.Struct, rename="camel"):
    submitted_at: Any = None


def _sent(raw: Any) -> Any:
    """When a submission was sent, by which the list is filtered."""
    try:
        return decode(raw, _Sent).submitted_at
    except msgspec.DecodeError:
        return None


def _read(run: Run) -> set[str]:
    """Forms that are held, as far as the settings name them."""
    held, named = set(run.ids("forms")), run.settings.forms
    return held if named is None else held & set(named)


def _refused(request: Request, answer: Answer) -> list[str]:
    """A form that was deleted since it was listed says nothing; one that may not be read is told."""
    if answer.status == 404:  # noqa: PLR2004 - the HTTP status
        return []
    return [
        f"Tally does not give the submissions of form {request.partition} (HTTP {answer.status})"
    ]


class _One(msgspec.Struct):
    submission: msgspec.Raw = msgspec.Raw()


def _bare(body: bytes) -> bytes | msgspec.Raw:
    """One submission comes in an envelope, beside the form's questions."""
    try:
        held = decode(body, _One).submission
    except msgspec.DecodeError:
        return body
    return held if bytes(held) else body
