"""Responses: a partition a form, those sent or edited since; their order is not promised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import guarded
from productops.kit.sweeps import began, swept
from productops.model import Record

from .refusals import DENIED, MISSING, RESPONSES, refusal
from .response_rows import rows
from .response_wire import ResponseRecord, Responses

# https://developers.google.com/workspace/forms/api/reference/rest/v1/forms.responses/list
MOST = 5000
EXPIRED = 400
TOKEN = "pageToken"  # noqa: S105 - a query key


class _Head(Struct, rename="camel"):
    response_id: str
    last_submitted_time: Any = None


class ResponseStream:
    """Responses → `response`, `answer`, `feedback`, `rating`, `person`, `attachment`.

    Google knows no upper bound, so a later run starts at the newest that this one saw, or where it started.
    """

    name = "responses"
    needs: tuple[str, ...] = ("forms",)
    wire = ResponseRecord
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(minutes=10)
    optional = False
    reads = ("response", "answer", "feedback", "rating", "person", "attachment")

    def start(self, run: Run) -> Iterable[Request]:
        """Each form, since its own cursor."""
        for form in run.settings.forms:
            held = run.cursor(form)
            since = held if isinstance(held, datetime) else run.since
            state = {"form": form, **began(run)}
            request = _page(run, form, state).with_(partition=form)
            yield request if since is None else request.ask(filter=f"timestamp >= {_zulu(since)}")

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of responses, or of ids only.

        Raises:
            ProductopsError: the form may not be read, or is not there and never was.
        """
        form = request.state["form"]
        if answer.status in (DENIED, MISSING):
            if answer.status == MISSING and form in run.ids("forms"):
                return Page()
            raise refusal(form, answer, RESPONSES)
        if answer.status == EXPIRED:
            # a run that was broken off days ago went on from here; its token is worth nothing now
            query = {key: value for key, value in request.query.items() if key != TOKEN}
            return Page(next=request.with_(query=query, expect=(DENIED, MISSING)))
        page = answer.decode(Responses)
        follow = _next(request, page)
        if request.state.get("census"):
            return Page(
                present=[e.response_id for raw in page.responses if (e := _peek(raw))], next=follow
            )
        records = [{"form": form, "response": raw} for raw in page.responses]
        sent = [each.last_submitted_time for raw in page.responses if (each := _peek(raw))]
        follow, cursor = swept(request, follow, sent)
        return Page(records=records, next=follow, cursor=cursor)

    def identify(self, record: ResponseRecord) -> tuple[str, str | None]:
        """Id, and when it was last sent."""
        return record.response.response_id, record.response.last_submitted_time

    @guarded
    def normalise(self, record: ResponseRecord, run: Run) -> Iterable[Record]:
        """The response and what was said in it."""
        return rows(record, run)

    def census(self, run: Run) -> Iterable[Request]:
        """The ids of all responses; an owner may delete any."""
        ids = "nextPageToken,responses/responseId"
        forms = run.settings.forms
        return [_page(run, form, {"form": form, "census": True}).ask(fields=ids) for form in forms]


def _page(run: Run, form: str, state: dict[str, Any]) -> Request:
    return Request(
        path=f"/v1/forms/{form}/responses",
        query={"pageSize": min(run.page_size or MOST, MOST)},
        page_size="pageSize",
        bucket="responses",
        expect=(DENIED, MISSING),
        state=state,
    )


def _next(request: Request, page: Responses) -> Request | None:
    """The following page of the same filter; a token does not live for ever."""
    follow = by_cursor(request, page.next_page_token, param=TOKEN)
    return follow and follow.with_(expect=(EXPIRED, DENIED, MISSING))


def _zulu(moment: datetime) -> str:
    """RFC 3339 in UTC, as the filter wants it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _peek(raw: Any) -> _Head | None:
    try:
        return decode(raw, _Head)
    except msgspec.DecodeError:
        return None
