"""Responses with their answers, of surveys that have moved; what the ids in them mean is in the survey's details."""

from __future__ import annotations

from collections.abc import Iterable

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.paging import by_page, misplaced
from productops.kit.rows import guarded
from productops.kit.surveys import response_rows
from productops.model import Answer as AnswerRow
from productops.model import FeedbackItem, Person, Rating, Record, SurveyResponse

from .refusals import about_one
from .requests import CENSUS, LOOKBACK, SURVEYS, listing, response_ids
from .response_wire import Bulk, Response
from .said import form_at, header, said_in
from .wire import Listing

_OK, _GONE = 200, 404
_SCOPE = "responses_read_detail"


class Responses:
    """Responses, answers, scores and texts. Which surveys to ask for them, the list of surveys says."""

    name = "responses"
    needs = ("surveys",)
    below = ("surveys",)
    wire = Response
    can = Can(incremental=True, deletes=True)
    lookback = LOOKBACK
    reads = tuple(kind.table for kind in (SurveyResponse, AnswerRow, FeedbackItem, Rating, Person))

    def start(self, run: Run) -> Iterable[Request]:  # noqa: ARG002 - the kit fixes it
        """Nothing by itself: the requests come with the list of surveys."""
        return ()

    def census(self, run: Run) -> Iterable[Request]:
        """The list of surveys, then the ids of the responses to each that has some."""
        return [listing(run, census=True)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of responses, or of their ids."""
        if request.state and request.state.get("one"):
            return Page(records=[answer.body] if answer.status == _OK else ())
        if right := misplaced(request):
            return Page(next=right)
        if request.state and request.state.get(CENSUS):
            return _ids(request, answer, run)
        if answer.status == _GONE:
            return Page()  # deleted since it was listed
        if answer.status != _OK:
            survey = request.partition
            refused = about_one(answer, f"the responses to survey {survey}", _SCOPE)
            return Page(notes=[refused])
        bulk = answer.decode(Bulk)
        more = bool(bulk.links and bulk.links.next)
        return Page(records=bulk.data, next=by_page(request, more=more, given=bulk.per_page))

    def identify(self, record: Response) -> tuple[str, str | None]:
        """The response's id, and when it was modified."""
        return str(record.id), record.date_modified

    @guarded
    def normalise(self, record: Response, run: Run) -> Iterable[Record]:
        """The response with an answer to every question."""
        form = form_at(record, run)
        said = said_in(record, form, run)
        yield from response_rows(header(record, form, said), said, run)


def _ids(request: Request, answer: Answer, run: Run) -> Page:
    """A page of a census: of surveys first, then of the ids of responses, one survey after the other."""
    state = request.state
    if request.path == SURVEYS:
        found = answer.decode(Listing)
        held = run.ids("surveys")
        some = [
            str(one.id) for one in found.data if one.response_count != 0 and str(one.id) in held
        ]
        want = [*state.get("want", ()), *some]
        following = by_page(request, more=_more(found), given=found.per_page)
        if following is not None:
            return Page(next=following.with_(state={**following.state, "want": want}))
        return Page(next=response_ids(want[0], want[1:]) if want else None)
    left = state["left"]
    onward = response_ids(left[0], left[1:]) if left else None
    if answer.status != _OK:
        return Page(next=onward)
    found = answer.decode(Listing)
    following = by_page(request, more=_more(found), given=found.per_page)
    return Page(present=[str(one.id) for one in found.data], next=following or onward)


def _more(found: Listing) -> bool:
    return bool(found.links and found.links.next)
