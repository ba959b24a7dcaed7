"""Which issues are still there: ids for a census, look-ups of what it missed, and Jira's own estimate.

A deleted issue, one we may not browse any more and one in an archived project are all the same silence, so
what a census misses is asked for: first its project, then the issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from productops.kit import Answer, Page, Request, Run
from productops.kit.rows import Id

from .issue_wire import IssueRecord
from .jql import both, of_projects, until
from .lists_wire import Project
from .paging import BAD, TokenPage, anew, by_token, post
from .scope import NOT_THERE, Scope, roster_check, unreadable

SEARCH = "/rest/api/3/search/jql"
COUNT = "/rest/api/3/search/approximate-count"
# "The maximum is 5000, for id and key only"
MOST = 5000
OK, NO_MORE = 200, 404
# One request and the 19 that are sent beside it
AT_ONCE = 20


class _Id(Struct):
    id: Id


class _Ids(TokenPage, kw_only=True):
    issues: list[_Id]


class _Archived(Struct):
    archiveddate: str | None = None


class _Shown(Struct):
    fields: _Archived | None = None


class _Count(Struct):
    count: int


def census_start(scope: Scope, run: Run) -> Request:
    """The ids of a scope."""
    body = {"jql": f"{scope.condition} order by key asc", "maxResults": MOST, "fields": ["id"]}
    if scope.only:
        body["jql"] = f"{both(scope.condition, until(run.now, run.instance))} order by key asc"
    state = {"step": "census", "project": scope.project}
    return post(SEARCH, body, page_size="maxResults", expect=(BAD,), state=state)


def census_page(request: Request, answer: Answer) -> Page:
    """A page of ids; a project that went away meanwhile has none."""
    if answer.status in request.expect:
        again = anew(request, answer)
        if again is None and not request.state["project"]:
            raise unreadable(answer, "feedback_jql")
        return Page(next=again or roster_check(request, answer))
    page = answer.decode(_Ids)
    return Page(present=[str(issue.id) for issue in page.issues], next=by_token(request, page))


def sought(records: Iterable[IssueRecord]) -> Iterator[Request]:
    """Is the project of each still there? One walk a project."""
    by_project: dict[str, list[str]] = {}
    secured: list[str] = []
    for record in records:
        own, project = record.issue.id, record.issue.value("project")
        held = project.get("id") if isinstance(project, dict) else None
        by_project.setdefault(str(held or ""), []).append(own)
        if record.issue.value("security"):
            secured.append(own)
    for found, ids in sorted(by_project.items()):
        # Jira answers 404 for a deleted issue and for one whose security level hides it
        state = {"step": "lookup", "ids": ids, "secured": [each for each in ids if each in secured]}
        yield _of_project(found, state) if found else _of_issues(state)


def _of_project(project: str, state: dict[str, Any]) -> Request:
    path = f"/rest/api/3/project/{project}"
    return Request(path=path, expect=NOT_THERE, state={**state, "project": project})


def _of_issues(state: dict[str, Any]) -> Request:
    return _of_issue(state["ids"][0]).with_(state={**state, "project": ""})


def _of_issue(issue: str) -> Request:
    query: dict[str, Any] = {"fields": "archiveddate"}
    return Request(path=f"/rest/api/3/issue/{issue}", query=query, expect=NOT_THERE)


def looked_up(request: Request, answer: Answer, run: Run) -> Page:
    """What became of the issues of a project, or of twenty issues."""
    state, ids = request.state, request.state["ids"]
    if request.state["project"]:
        return _project_told(ids, request, answer, run)
    now, later = ids[:AT_ONCE], ids[AT_ONCE:]
    if len(answer.also) < len(now) - 1:
        return Page(also=[_of_issue(each) for each in now[1:]])
    told = dict(zip(now, (answer, *answer.also), strict=True))
    shown = {each for each, one in told.items() if one.status == OK}
    put_away = {each for each in shown if _is_archived(told[each])}
    return Page(
        gone=[
            each
            for each, one in told.items()
            if one.status == NO_MORE and each not in state["secured"]
        ],
        present=sorted(shown - put_away),
        archived=sorted(put_away),
        next=_of_issues({**state, "ids": later}) if later else None,
    )


def _project_told(ids: list[str], request: Request, answer: Answer, run: Run) -> Page:
    """An archived project takes its issues along; one that is not shown to us hides them."""
    if answer.status in request.expect:
        listed = run.seen("projects", request.state["project"])
        return Page(gone=ids if listed and listed.deleted else [])
    project = answer.decode(Project)
    if project.archived:
        return Page(archived=ids)
    return Page(gone=ids) if project.deleted else Page(next=_of_issues(request.state))


def _is_archived(answer: Answer) -> bool:
    fields = answer.decode(_Shown).fields
    return bool(fields and fields.archiveddate)


def count_of(run: Run) -> Request | None:
    """Jira's estimate; it says nothing of a part of the issues."""
    if run.since:
        return None
    wanted = of_projects(run.settings.projects) if run.settings.projects else ""
    feedback = run.settings.feedback_jql
    scope = f"({wanted} or ({feedback}))" if wanted and feedback else wanted
    return post(COUNT, {"jql": both(scope, until(run.now, run.instance))})


def counted(answer: Answer) -> int:
    """The number in the answer."""
    return answer.decode(_Count).count
