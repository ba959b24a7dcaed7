"""Issues: walked by `search/jql` for ids in the order they changed, and hydrated in bulk.

A search may lag behind by minutes, so each run starts a lookback before the newest change seen. What a search
shows of an issue may be newer than its place in the walk; only the end of the walk moves the cursor.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.model import Record

from .alone import alone, given_alone
from .below import below
from .common import stamp, utc
from .hydrate import also_asked, hydrated
from .issue_rows import issue_rows
from .issue_wire import Hit, IssueRecord, SearchPage
from .jql import IN_ORDER, both, since, until
from .paging import anew, by_token, post, sized
from .presence import census_page, census_start, count_of, counted, looked_up, sought
from .scope import Scope, feedback_scope, gone_project, project_scopes, roster_check, unreadable

SEARCH = "/rest/api/3/search/jql"
# Each page asks for its issues a hundred at a time, and at most twenty questions belong to a page
MOST = 500


class Issues:
    """Issues → `work_item` or `feedback`, `attachment`, `link`.

    One partition a project, so that a project that becomes visible is read from its beginning; one more for
    `feedback_jql`.
    """

    name = "issues"
    needs: tuple[str, ...] = ("fields", "projects")
    wire = IssueRecord
    can = Can(incremental=True, deletes=True, counts=True)
    lookback = timedelta(hours=1)
    optional = False
    reads = ("work_item", "feedback", "attachment", "link")

    def start(self, run: Run) -> Iterable[Request]:
        """A walk through each project, and one through what is feedback."""
        scopes = [*project_scopes(run), *feedback_scope(run)]
        return [_walk(scope, run) for scope in scopes]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of the walk, of the census, or of a look-up."""
        step = request.state["step"]
        if step == "census":
            return census_page(request, answer)
        if step == "lookup":
            return looked_up(request, answer, run)
        if step == "roster":
            return gone_project(request, answer)
        if step == "alone":
            return given_alone(request, answer, run)
        if answer.status in request.expect:
            again = anew(request, answer)
            return Page(next=again) if again else _refused(request, answer)
        return _walked(request, answer, run)

    def identify(self, record: IssueRecord) -> tuple[str, str | None]:
        """The id, which stays when an issue moves and its key changes; and its last change."""
        return record.issue.id, utc(_text(record.issue.value("updated")), "updated")

    def normalise(self, record: IssueRecord, run: Run) -> Iterable[Record]:
        """The issue with its files and links."""
        return issue_rows(record, run)

    def census(self, run: Run) -> Iterable[Request]:
        """Ids only, project by project."""
        return [census_start(scope, run) for scope in (*project_scopes(run), *feedback_scope(run))]

    def seek(self, records: Iterable[IssueRecord], run: Run) -> Iterable[Request]:
        """Their projects first, then those of live projects one by one."""
        return sought(records)

    def count(self, run: Run) -> Request | None:
        """Jira's estimate."""
        return count_of(run)

    def counted(self, answer: Answer) -> int:
        """The number in the answer."""
        return counted(answer)


def _walk(scope: Scope, run: Run) -> Request:
    held = run.cursor(scope.partition)
    start = held if isinstance(held, datetime) else run.since
    bounds = [since(start, run.instance)] if start else []
    bounds.append(until(run.now, run.instance))
    body = {
        "jql": f"{both(scope.condition, *bounds)} {IN_ORDER}",
        "maxResults": sized(run, MOST),
        # Which side a neighbour is on can be asked only together with the issue itself
        "fields": ["updated", "parent", "issuelinks"] if run.settings.feedback_jql else ["updated"],
    }
    state = {
        "step": "walk",
        "until": stamp(run.now),
        "top": "",
        "only": scope.only,
        "project": scope.project,
    }
    return post(
        SEARCH, body, partition=scope.partition, page_size="maxResults", expect=(400,), state=state
    )


def _walked(request: Request, answer: Answer, run: Run) -> Page:
    page = answer.decode(SearchPage)
    ids = [hit.id for hit in page.issues]
    top = _newest(request.state, page)
    follow = by_token(request, page)
    follow = follow and follow.with_(state={**request.state, "top": top})
    if ids and not answer.also:
        return Page(also=also_asked(page.issues, run), next=follow)
    found, left = hydrated(request, answer, page.issues, run) if ids else ([], [])
    return Page(
        records=[one.record for one in found],
        children=[*below(found, run), *alone(left, request)],
        next=follow,
        cursor=datetime.fromisoformat(top) if top and not follow else None,
    )


def _newest(state: dict[str, Any], page: SearchPage) -> str:
    """The newest change seen so far in this walk, and never one after its upper bound."""
    moments = map(_moment, page.issues)
    newest: str = max(filter(None, (*moments, state["top"])), default="")
    return min(newest, str(state["until"]))


def _moment(hit: Hit) -> str | None:
    """When an issue changed; what is no moment is told when the issue itself is read."""
    try:
        return utc(hit.fields.updated) if hit.fields else None
    except RecordRejected:
        return None


def _refused(request: Request, answer: Answer) -> Page:
    """Jira does not know a project that we may not browse any more, and calls the query wrong."""
    if request.state["project"]:
        return Page(next=roster_check(request, answer))
    raise unreadable(answer, "feedback_jql")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
