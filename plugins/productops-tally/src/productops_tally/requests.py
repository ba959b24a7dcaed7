"""The requests that are sent. https://developers.tally.so/api-reference/endpoint/forms/submissions/list ."""

from __future__ import annotations

from datetime import datetime, timedelta

from productops.kit import Request, Run
from productops.kit.sweeps import began

FORMS = "/forms"
MOST = 500
LOOKBACK = timedelta(days=1)
"""A partial submission moves when it is finished; a day costs no request more."""
CENSUS = "census"
"""Key of a request's state: only ids are wanted."""
_REFUSED = (403, 404)


def _size(run: Run) -> int:
    return min(run.page_size or MOST, MOST)


def form_list(run: Run, *, census: bool = False) -> Request:
    """All forms the key's user may see."""
    return Request(
        path=FORMS,
        query={"page": 1, "limit": _size(run)},
        page_size="limit",
        state={CENSUS: True} if census else None,
    )


def form(key: str) -> Request:
    """A form with its blocks."""
    return Request(path=f"{FORMS}/{key}", partition=key, expect=_REFUSED)


def questions(key: str) -> Request:
    """The form's questions, which come beside its submissions."""
    query: dict[str, str | int | bool | list[str | int | bool]] = {
        "page": 1,
        "limit": 1,
        "filter": "all",
    }
    return Request(path=f"{FORMS}/{key}/submissions", query=query, expect=_REFUSED)


def submissions(key: str, run: Run, *, census: bool = False) -> Request:
    """Completed and partial submissions, the newest first; what was sent since the last run."""
    request = Request(
        path=f"{FORMS}/{key}/submissions",
        partition=key,
        query={"page": 1, "limit": _size(run), "filter": "all"},
        page_size="limit",
        expect=_REFUSED,
        state={CENSUS: True} if census else began(run),
    )
    since = None if census else run.cursor(key) or run.since
    if not isinstance(since, datetime):
        return request
    return request.ask(startDate=since.isoformat(timespec="seconds").replace("+00:00", "Z"))


def one_submission(key: str, submission: str) -> Request:
    """One submission, as the list shows it."""
    return Request(
        path=f"{FORMS}/{key}/submissions/{submission}",
        stream="responses",
        partition=key,
        expect=(404,),
        state={"one": True},
    )
