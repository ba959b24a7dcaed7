"""Issues in the vendor's shape: which fields, and what else on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import adf, fields, ids, parts, people, plan, setup, words
from .desk import Desk
from .lives import Issue
from .state import State
from .values import custom_fields

NEWEST = 40
"""Changelog entries that `expand=changelog` shows in lists."""
EXPANDS = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
Make = Callable[[Desk, Issue, State], Any]


def brief(desk: Desk, index: int) -> dict[str, Any]:
    """An issue, as links and parents show it."""
    issue, state = desk.account.view(index)
    shown = ("summary", "status", "priority", "issuetype")
    return {
        "id": ids.issue_id(index),
        "key": desk.account.issue_key(index),
        "self": desk.link(f"issue/{ids.issue_id(index)}"),
        "fields": {name: SYSTEM[name](desk, issue, state) for name in shown},
    }


def _status(desk: Desk, _: Issue, state: State) -> dict[str, Any]:
    row = setup.status(desk, plan.WORKFLOWS[state.project][state.status])
    return {key: value for key, value in row.items() if key not in {"scope", "untranslatedName"}}


def _links(desk: Desk, issue: Issue, state: State) -> list[dict[str, Any]]:
    found = []
    for beat in state.links:
        other, kind, inward = beat.arg >> 3, beat.arg >> 1 & 3, bool(beat.arg & 1)
        if not desk.account.visible(other):
            continue
        ends = (issue.index, other) if inward else (other, issue.index)
        id_ = str(20_000 + max(ends) * 4 + kind)
        side = "inwardIssue" if inward else "outwardIssue"
        found.append({
            "id": id_, "self": desk.link(f"issueLink/{id_}"), "type": setup.link_type(desk, kind),
            side: brief(desk, other),
        })  # fmt: skip
    return found


def _parent(desk: Desk, issue: Issue, _: State) -> Any:
    seen = issue.parent is not None and desk.account.visible(issue.parent)
    return brief(desk, issue.parent) if seen and issue.parent is not None else None


def _subtasks(desk: Desk, issue: Issue, state: State) -> list[dict[str, Any]]:
    child = issue.index + 1
    holds = state.project == plan.FERN and issue.index % plan.GROUP == 8  # noqa: PLR2004 - before the sub-task's slot
    return [brief(desk, child)] if holds and desk.account.visible(child) else []


def _user(desk: Desk, key: int | None) -> Any:
    return None if key is None else people.user(desk, key)


def _progress(_: Desk, __: Issue, state: State) -> dict[str, int]:
    spent = state.spent
    return {"progress": spent, "total": spent, **({"percent": 100} if spent else {})}


def _tracking(_: Desk, __: Issue, state: State) -> dict[str, Any]:
    if not state.spent:
        return {}
    return {
        "remainingEstimate": "0m", "timeSpent": parts.spent(state.spent), "remainingEstimateSeconds": 0,
        "timeSpentSeconds": state.spent,
    }  # fmt: skip


def _environment(_: Desk, issue: Issue, __: State) -> Any:
    return (
        adf.doc(adf.paragraph("Chrome 139 on macOS 15"))
        if issue.type == "bug" and issue.index % 3
        else None
    )


def _component(desk: Desk, issue: Issue, state: State) -> list[dict[str, Any]]:
    row = setup.component(desk, state.project, plan.COMPONENTS.index(issue.area))
    kept = ("self", "id", "name", "description")
    return [{key: row[key] for key in kept}] if setup.components(desk, state.project) else []


def _fix(desk: Desk, _: Issue, state: State) -> list[dict[str, Any]]:
    if state.version is None or plan.PROJECTS[state.project].type != "software":
        return []
    row = setup.version(desk, state.project, state.version)
    return [{key: row[key] for key in row if key not in {"startDate", "projectId", "overdue"}}]


def _watches(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    link = desk.link(f"issue/{desk.account.issue_key(issue.index)}/watchers")
    return {"self": link, "watchCount": state.watchers, "isWatching": False}


def _votes(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    link = desk.link(f"issue/{desk.account.issue_key(issue.index)}/votes")
    return {"self": link, "votes": state.votes, "hasVoted": False}


def _security(desk: Desk, _: Issue, state: State) -> dict[str, Any] | None:
    if not state.secured:
        return None
    level = plan.SECURITY
    link = desk.link(f"securitylevel/{level.id}")
    return {"self": link, "id": str(level.id), "name": level.name, "description": level.description}


SYSTEM: dict[str, Make] = {
    "statuscategorychangedate": lambda desk, _, state: desk.stamp(state.status_at),
    "issuetype": lambda desk, _, state: setup.work_type(desk, plan.TYPES[state.type]),
    "parent": _parent,
    "project": lambda desk, _, state: setup.project_brief(desk, state.project),
    "summary": lambda desk, issue, state: words.summary(desk.account, issue, state.summaries),
    "description": lambda desk, issue, state: words.description(
        desk.account, issue, state.described
    ),
    "environment": _environment,
    "status": _status,
    "statusCategory": lambda d, _, state: setup.category(
        d, plan.WORKFLOWS[state.project][state.status].category
    ),
    "priority": lambda desk, _, state: setup.priority(desk, state.priority),
    "resolution": lambda d, _, s: (
        None if s.resolution is None else setup.resolution(d, s.resolution)
    ),
    "resolutiondate": lambda desk, _, state: desk.stamp_or_none(state.resolved),
    "created": lambda desk, issue, _: desk.stamp(issue.created),
    "updated": lambda desk, _, state: desk.stamp(state.updated),
    "duedate": lambda _, issue, __: (
        ids.day(issue.created + 30 * 86_400_000) if issue.index % 7 == 0 else None
    ),
    "lastViewed": lambda _, __, ___: None,
    "assignee": lambda desk, _, state: _user(desk, state.assignee),
    "reporter": lambda desk, issue, _: _user(desk, issue.reporter),
    "creator": lambda desk, issue, _: _user(desk, issue.reporter),
    "labels": lambda _, __, state: state.labels,
    "components": _component,
    "fixVersions": _fix,
    "versions": lambda _, __, ___: [],
    "issuelinks": _links,
    "subtasks": _subtasks,
    "attachment": parts.attachments,
    "watches": _watches,
    "votes": _votes,
    "comment": parts.comment_page,
    "worklog": parts.worklog_page,
    "security": _security,
    "issuerestriction": lambda _, __, ___: {"issuerestrictions": {}, "shouldDisplay": True},
    "timetracking": _tracking,
    "timespent": lambda _, __, state: state.spent or None,
    "aggregatetimespent": lambda _, __, state: state.spent or None,
    "timeestimate": lambda _, __, state: 0 if state.spent else None,
    "aggregatetimeestimate": lambda _, __, state: 0 if state.spent else None,
    "timeoriginalestimate": lambda _, __, ___: None,
    "aggregatetimeoriginalestimate": lambda _, __, ___: None,
    "progress": _progress,
    "aggregateprogress": _progress,
    "workratio": lambda _, __, ___: -1,
}
_NOT_NAVIGABLE = {"comment", "attachment", "worklog", "timetracking", "issuerestriction"}


def wanted(given: Iterable[str], default: Iterable[str]) -> frozenset[str]:
    """The fields that `fields` asks for: names, `*all`, `*navigable`, `-name`."""
    named = list(given) or list(default)
    every = {*SYSTEM, *fields.BY_KEY}
    groups = {"*all": every, "*navigable": every - _NOT_NAVIGABLE}
    if all(name.startswith("-") for name in named):
        named = [*default, *named]
    found: set[str] = set()
    for name in named:
        found |= groups.get(name, {name} & every)
    return frozenset(found - {name[1:] for name in named if name.startswith("-")})


def issue_row(
    desk: Desk,
    index: int,
    shown: frozenset[str],
    expand: Iterable[str] = (),
    *,
    newest: int = NEWEST,
) -> dict[str, Any]:
    """An issue with the fields *shown*."""
    issue, state = desk.account.view(index)
    held = {name: make(desk, issue, state) for name, make in SYSTEM.items() if name in shown}
    if any(name in fields.BY_KEY for name in shown):
        values = custom_fields(desk, issue, state)
        held |= {name: value for name, value in values.items() if name in shown}
    id_ = ids.issue_id(index)
    row: dict[str, Any] = {
        "expand": EXPANDS,
        "id": id_,
        "self": desk.link(f"issue/{id_}"),
        "key": desk.account.issue_key(index),
    }
    row |= {"fields": held} if shown else {}
    asked = set(expand)
    if "changelog" in asked:
        row["changelog"] = parts.embedded(desk, issue, state, newest)
    if "renderedFields" in asked:
        row["renderedFields"] = parts.rendered(held)
    return row


def dictionary(shown: frozenset[str], expand: Iterable[str]) -> dict[str, Any]:
    """`names` and `schema`, as far as they are asked for."""
    found: dict[str, Any] = {}
    if "names" in expand:
        names = fields.SYSTEM_NAMES | {key: field.name for key, field in fields.BY_KEY.items()}
        found["names"] = {name: names[name] for name in sorted(shown) if name in names}
    if "schema" in expand:
        made = {name: fields.schema(fields.BY_KEY[name]) if name in fields.BY_KEY else fields.system_schema(name)
                for name in sorted(shown)}  # fmt: skip
        found["schema"] = {name: value for name, value in made.items() if value}
    return found
