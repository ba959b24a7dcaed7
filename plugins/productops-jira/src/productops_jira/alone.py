"""Issues one at a time: those that Jira could not give together with others.

`issue/bulkfetch` names an issue among its errors where "a retriable error or payload constraint" kept it back; what
is not there, or not for us, is not among them. By itself such an issue is given, or the request is tried again.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw

from productops.kit import Answer, Page, Request, Run

from .below import below
from .common import glance
from .hydrate import ALSO_MOST, FIELDS, sided, sides_asked
from .issue_wire import Hit
from .scope import NOT_THERE


def alone(ids: Iterable[str], request: Request) -> list[Request]:
    """A request for each of *ids*, which *request* left to be asked for."""
    query = {"fields": ",".join(FIELDS)}
    state = {"step": "alone", "only": request.state["only"]}
    return [
        Request(path=f"/rest/api/3/issue/{each}", query={**query}, expect=NOT_THERE, state=state)
        for each in ids
    ]


def given_alone(request: Request, answer: Answer, run: Run) -> Page:
    """One issue, with what hangs below it; one that went away meanwhile is for the census."""
    if answer.status in request.expect:
        return Page()
    raw = Raw(answer.body)
    hit = glance(raw, Hit)
    asked = sides_asked([hit], run)[:ALSO_MOST] if hit else []
    if asked and not answer.also:
        return Page(also=asked)
    found = sided([raw], answer.also, run, only=request.state["only"])
    return Page(records=[one.record for one in found], children=below(found, run))
