"""Satisfaction: responses to CSAT surveys, and the good/bad ratings of the time before them."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Raw

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded, moment_or_none
from productops.model import Record

from .csat_rows import legacy_rating, response_rows
from .csat_wire import LegacyRating, SurveyResponse
from .paging import list_next, list_records, list_start, peek

RESPONSES = "/api/v2/guide/survey_responses"
RATINGS = "/api/v2/satisfaction_ratings"
# A larger page is refused: https://github.com/singer-io/tap-zendesk/pull/179
SURVEY_SIZE = 50
# A customer may answer, and change the answer, until the response expires after 28 days
EDITABLE = timedelta(days=29)
_DIGITS = {letter: value for value, letter in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}


class SurveyResponses:
    """Responses → `response`, `answer`, `rating`, and `feedback` for what was written.

    The list goes by the moment a survey was sent and not by that of its answer, so everything that may
    still be answered is read again.
    """

    name = "survey_responses"
    needs: tuple[str, ...] = ("surveys",)
    wire = SurveyResponse
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = True
    reads = ("response", "answer", "rating", "feedback")

    def start(self, run: Run) -> Iterable[Request]:
        """Oldest first, from what may still change."""
        request = list_start(run, RESPONSES, SURVEY_SIZE, sort="id")
        start = self._since(run)
        if start is None:
            return [request]
        return [request.ask(**{"filter[created_at_start]": int(start.timestamp() * 1000)})]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of responses."""
        raws = list_records(answer, "survey_responses")
        sent = [at for raw in raws if (at := sent_at(peek(raw, SurveyResponse)))]
        return _page(request, answer, raws, sent)

    def identify(self, response: SurveyResponse) -> tuple[str, str | None]:
        """Id, and when an answer last changed."""
        changes = [each.updated_at for each in response.answers or () if each.updated_at]
        return str(response.id), max(changes, default=None)

    @guarded
    def normalise(self, response: SurveyResponse, run: Run) -> Iterable[Record]:
        """The response and what was said in it."""
        return response_rows(response, run)

    def _since(self, run: Run) -> datetime | None:
        held = run.cursor()
        if not isinstance(held, datetime):
            return run.since
        open_since = run.now - EDITABLE
        return held if run.settings.lookback is not None else min(held, open_since)


class SatisfactionRatings:
    """Good/bad ratings → `rating`; those that were only offered hold no opinion.

    An account that sends surveys mirrors their answers here, so ratings are read up to its first survey.
    """

    name = "satisfaction_ratings"
    needs: tuple[str, ...] = ()
    wire = LegacyRating
    can = Can(incremental=True)
    lookback = timedelta(hours=1)
    optional = True
    reads = ("rating",)

    def start(self, run: Run) -> Iterable[Request]:
        """Those that were given."""
        request = list_start(run, RATINGS, score="received")
        held = run.cursor()
        start = held if isinstance(held, datetime) else run.since
        if start is not None:
            request = request.ask(start_time=int(start.timestamp()))
        end = run.instance.detail.get("surveys_since")
        return [request.ask(end_time=end) if isinstance(end, int) else request]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of ratings."""
        raws = list_records(answer, "satisfaction_ratings")
        found = [each for raw in raws if (each := peek(raw, LegacyRating))]
        changed = [
            at for each in found if (at := moment_or_none(each.updated_at or each.created_at))
        ]
        return _page(request, answer, raws, changed)

    def identify(self, rating: LegacyRating) -> tuple[str, str | None]:
        """Id and last change."""
        return str(rating.id), rating.updated_at

    @guarded
    def normalise(self, rating: LegacyRating, run: Run) -> Iterable[Record]:
        """The rating, if one was given."""
        return legacy_rating(rating, run)


def _page(request: Request, answer: Answer, raws: list[Raw], moments: list[datetime]) -> Page:
    """A page of a list whose order is not promised: the cursor is the newest moment of all pages."""
    seen = request.state["newest"] if isinstance(request.state, dict) else None
    newest = max([*moments, *([datetime.fromisoformat(seen)] if seen else [])], default=None)
    follow = list_next(request, answer)
    if follow is not None and newest is not None:
        follow = follow.with_(state={"newest": newest.isoformat()})
    return Page(records=raws, next=follow, cursor=None if follow else newest)


def sent_at(response: SurveyResponse | None) -> datetime | None:
    """When the survey was sent; the response only tells it by its id (a ULID) or its end."""
    if response is None:
        return None
    if found := moment_or_none(response.created_at) or ulid_time(response.id):
        return found
    if ends := moment_or_none(response.expires_at):
        return ends - timedelta(days=28)
    first = min(
        (each.created_at for each in response.answers or () if each.created_at), default=None
    )
    return moment_or_none(first)


def surely_sent(response: SurveyResponse) -> datetime | None:
    """The latest moment by which the survey must have been sent."""
    first = min(
        (each.created_at for each in response.answers or () if each.created_at), default=None
    )
    found = [sent_at(response), moment_or_none(first)]
    return max((at for at in found if at), default=None)


def ulid_time(text: Any) -> datetime | None:
    """The moment in a ULID, https://github.com/ulid/spec; None if *text* is none."""
    if not isinstance(text, str) or len(text) != 26:  # noqa: PLR2004 - the length of a ULID
        return None
    milliseconds = 0
    for letter in text[:10].upper():
        if letter not in _DIGITS:
            return None
        milliseconds = milliseconds * 32 + _DIGITS[letter]
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
