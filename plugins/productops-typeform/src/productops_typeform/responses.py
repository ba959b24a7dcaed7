"""Responses: a partition a form, newest first by token; those that were never sent in apart, and always whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.errors import UnexpectedAnswer
from productops.kit import Answer, Can, Page, PermissionMissing, Request, Run
from productops.kit.decoding import decode
from productops.kit.rows import guarded
from productops.kit.sweeps import BEGAN, began, swept
from productops.model import Record

from .response_rows import rows, source_id
from .response_wire import ResponseRecord, Responses

MOST = 1000
PARTIAL = "started,partial"
SCOPE = "responses:read"
TICK = 'In Typeform, under "Your account → Personal tokens", make a token with "Responses: Read" (responses:read).'


class _Head(Struct):
    token: str | None = None
    response_id: str | None = None
    submitted_at: Any = None


class ResponseStream:
    """Responses → `response`, `answer`, `feedback`, `rating`, `person`.

    Typeform shows a response up to half an hour late, which the lookback covers.
    https://www.typeform.com/developers/responses/reference/retrieve-responses/
    """

    name = "responses"
    needs: tuple[str, ...] = ("forms",)
    wire = ResponseRecord
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(hours=1)
    optional = False
    reads = ("response", "answer", "feedback", "rating", "person")

    def start(self, run: Run) -> Iterable[Request]:
        """Each form: what was sent in since, up to now; and on request what was not, which has no cursor."""
        for form in _forms(run):
            until = int(run.now.timestamp())
            held = run.cursor(form)
            since = held if isinstance(held, datetime) else run.since
            state = {"form": form, **began(run)}
            asked = _page(run, form, "completed", state).ask(until=until)
            yield _from(asked, since).with_(partition=form)
            if run.settings.partial:
                asked = _page(run, form, PARTIAL, {"form": form})
                yield _from(asked, run.since).with_(partition=f"{form}:partial")

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of responses, or of ids only.

        Raises:
            PermissionMissing: the token lacks the scope.
            UnexpectedAnswer: there is no such form, and there never was.
        """
        form = request.state["form"]
        if answer.status in request.expect:
            return _refused(form, answer, run)
        page = answer.decode(Responses)
        follow = _next(request, page)
        if request.state.get("census"):
            return Page(present=list(_ids(page.items)), next=follow)
        records = [{"form": form, "response": raw} for raw in page.items]
        if BEGAN not in request.state:
            return Page(records=records, next=follow)
        sent = [each.submitted_at for raw in page.items if (each := _peek(raw))]
        follow, cursor = swept(request, follow, sent)
        return Page(records=records, next=follow, cursor=cursor)

    def identify(self, record: ResponseRecord) -> tuple[str, str | None]:
        """Id, and when it was sent in or last touched."""
        sent = record.response
        return source_id(sent), sent.sent or sent.staged_at or sent.landed_at

    @guarded
    def normalise(self, record: ResponseRecord, run: Run) -> Iterable[Record]:
        """The response and what was said in it."""
        return rows(record, run)

    def census(self, run: Run) -> Iterable[Request]:
        """Every response of every form; people may ask for theirs to be deleted."""
        kinds = f"{PARTIAL},completed" if run.settings.partial else "completed"
        return [_page(run, form, kinds, {"form": form, "census": True}) for form in _forms(run)]


def _forms(run: Run) -> list[str]:
    """The forms chosen, or all that are known."""
    return list(run.settings.forms or sorted(run.ids("forms")))


def _page(run: Run, form: str, kinds: str, state: dict[str, Any]) -> Request:
    query: dict[str, Any] = {"page_size": min(run.page_size or MOST, MOST), "response_type": kinds}
    path = f"/forms/{form}/responses"
    return Request(path=path, query=query, page_size="page_size", expect=(403, 404), state=state)


def _from(request: Request, since: datetime | None) -> Request:
    return request if since is None else request.ask(since=int(since.timestamp()))


def _next(request: Request, page: Responses) -> Request | None:
    """What came before the last response of this page.

    `total_items` counts what the query still finds; where it counts more, an empty page ends the walk.
    """
    size = int(str(request.query["page_size"]))
    more = (
        len(page.items) >= size if page.total_items is None else page.total_items > len(page.items)
    )
    tokens = [each.token or each.response_id for raw in page.items if (each := _peek(raw))]
    if not (more and tokens):
        return None
    if tokens[-1] is None:
        raise UnexpectedAnswer(
            "there are more responses, but the last one has no token to go on from",
            where=request.path,
            hint="Run again; if it stays, the source's paging has changed.",
        )
    return request.ask(before=tokens[-1])


def _ids(raws: Sequence[Raw]) -> Iterable[str]:
    for raw in raws:
        each = _peek(raw)
        if each and (found := each.response_id or each.token):
            yield found


def _peek(raw: Raw) -> _Head | None:
    try:
        return decode(raw, _Head)
    except msgspec.DecodeError:
        return None


def _refused(form: str, answer: Answer, run: Run) -> Page:
    """No responses of a form that was deleted; a form that nobody knows is a mistake."""
    if answer.status == 403:  # noqa: PLR2004 - the HTTP status
        what = f"the token may not read the responses of form {form} (403); it lacks the scope {SCOPE}, or the form is another account's"
        raise PermissionMissing(what, where="responses", hint=TICK)
    if form not in run.ids("forms"):
        raise UnexpectedAnswer(
            f"Typeform knows no form {form} (404)",
            where="responses",
            hint="Check `forms` and `region` of this source: the id is the last part of the form's address.",
            status=answer.status,
        )
    return Page()
