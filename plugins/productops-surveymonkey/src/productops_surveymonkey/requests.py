"""The requests that are sent; there are few, for a day may allow no more than 500."""

from __future__ import annotations

from datetime import timedelta

from productops.kit import Request, Run
from productops.kit.rows import moment_or_none

SURVEYS = "/v3/surveys"
MOST_SURVEYS = 1000
MOST_RESPONSES = 100
LOOKBACK = timedelta(hours=1)
CENSUS = "census"
"""Key of a request's state: only ids are wanted."""
_ALSO = "response_count,date_created,date_modified,language,question_count"


def listing(run: Run, *, census: bool = False) -> Request:
    """All surveys, with what tells whether one has moved; those that moved last come first.

    In that order a survey that changes while pages are read comes twice, and none is left out.
    """
    return Request(
        path=SURVEYS,
        query={
            "page": 1,
            "per_page": min(run.page_size or MOST_SURVEYS, MOST_SURVEYS),
            "include": _ALSO,
            "sort_by": "date_modified",
            "sort_order": "DESC",
        },
        page_size="per_page",
        state={CENSUS: True} if census else None,
    )


def details(survey: str, left: list[str]) -> Request:
    """A survey with its questions; *left* are asked for after it."""
    return Request(path=f"{SURVEYS}/{survey}/details", expect=(403, 404, 413), state={"left": left})


def responses(survey: str, asked: str | None, run: Run) -> Request:
    """The responses to a survey that were modified since it was last *asked* for them."""
    request = Request(
        path=f"{SURVEYS}/{survey}/responses/bulk",
        stream="responses",
        partition=survey,
        query={
            "page": 1,
            "per_page": min(run.page_size or MOST_RESPONSES, MOST_RESPONSES),
            "sort_by": "date_modified",
            "sort_order": "DESC",
        },
        page_size="per_page",
        expect=(403, 404),
    )
    moment = moment_or_none(asked)
    back = run.settings.lookback
    since = run.since if moment is None else moment - (LOOKBACK if back is None else back)
    if since is None:
        return request
    return request.ask(start_modified_at=since.isoformat(timespec="seconds"))


def one_response(survey: str, response: str) -> Request:
    """One response with its answers."""
    return Request(
        path=f"{SURVEYS}/{survey}/responses/{response}/details",
        stream="responses",
        partition=survey,
        expect=(404,),
        state={"one": True},
    )


def response_ids(survey: str, left: list[str]) -> Request:
    """Ids of all responses to a survey; those of the surveys *left* are asked for after them."""
    return Request(
        path=f"{SURVEYS}/{survey}/responses",
        query={"page": 1, "per_page": MOST_SURVEYS},
        page_size="per_page",
        expect=(403, 404),
        state={CENSUS: True, "left": left},
    )
