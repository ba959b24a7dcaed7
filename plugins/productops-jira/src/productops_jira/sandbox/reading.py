"""What JQL's fields read from an issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import adf, ids, plan, words
from .account import Account
from .lives import Issue
from .state import State


@dataclass(frozen=True, slots=True)
class Seen:
    """An issue as the index has it."""

    issue: Issue
    state: State


DATES: dict[str, Callable[[Seen], int]] = {
    "updated": lambda seen: seen.state.updated,
    "created": lambda seen: seen.issue.created,
    "resolved": lambda seen: seen.state.resolved,
    "statuscategorychanged": lambda seen: seen.state.status_at,
}


def _project(_: Account, seen: Seen) -> list[str]:
    made = plan.PROJECTS[seen.state.project]
    return [made.key, made.name, str(made.id)]


def _status(_: Account, seen: Seen) -> list[str]:
    made = plan.WORKFLOWS[seen.state.project][seen.state.status]
    return [made.name, str(made.id)]


def _type(_: Account, seen: Seen) -> list[str]:
    made = plan.TYPES[seen.state.type]
    return [made.name, str(made.id)]


def _category(_: Account, seen: Seen) -> list[str]:
    made = plan.CATEGORIES[plan.WORKFLOWS[seen.state.project][seen.state.status].category]
    return [made[2], str(made[0])]


def _text(account: Account, seen: Seen) -> list[str]:
    body = words.description(account, seen.issue, seen.state.described)
    return [
        words.summary(account, seen.issue, seen.state.summaries),
        adf.plain(body) if body else "",
    ]


TEXTS: dict[str, Callable[[Account, Seen], list[str]]] = {
    "project": _project,
    "status": _status,
    "issuetype": _type,
    "statuscategory": _category,
    "priority": lambda _, seen: [
        plan.PRIORITIES[seen.state.priority],
        str(seen.state.priority + 1),
    ],
    "labels": lambda _, seen: seen.state.labels,
    "assignee": lambda _, seen: (
        [] if seen.state.assignee is None else [ids.account_id(seen.state.assignee)]
    ),
    "reporter": lambda _, seen: [ids.account_id(seen.issue.reporter)],
    "creator": lambda _, seen: [ids.account_id(seen.issue.reporter)],
    "resolution": lambda _, seen: (
        [] if seen.state.resolution is None else [plan.RESOLUTIONS[seen.state.resolution]]
    ),
    "summary": lambda account, seen: [words.summary(account, seen.issue, seen.state.summaries)],
    "text": _text,
    "projecttype": lambda _, seen: [plan.PROJECTS[seen.state.project].type],
}
NAMED = {
    "issuetype": {
        text for made in plan.TYPES.values() for text in (made.name.lower(), str(made.id))
    },
    "status": {text for made in plan.STATUSES for text in (made.name.lower(), str(made.id))},
    "priority": {
        text for n, name in enumerate(plan.PRIORITIES) for text in (name.lower(), str(n + 1))
    },
}
ORDERS: dict[str, Callable[[Seen], int]] = {
    **DATES,
    "key": lambda seen: seen.state.project << 32 | seen.state.number,
    "rank": lambda seen: seen.issue.index,
    "priority": lambda seen: -seen.state.priority,
    "status": lambda seen: seen.state.status,
    "project": lambda seen: seen.state.project,
    "issuetype": lambda seen: plan.TYPES[seen.state.type].id,
    "votes": lambda seen: seen.state.votes,
}
