"""What happens to an issue: how each beat of its life changes it, and what its changelog says about that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from . import ids, plan
from .lives import Beat, Issue
from .state import Entry, Site, State

UNSEEN = {"vote", "watch"}
"""Beats that do not move `updated`."""
POINTS = (1, 2, 3, 5, 8, 13)


def told(
    issue: Issue, beats: Iterable[Beat], until: int, site: Site, *, entries: bool = True
) -> State:
    """How *issue* stands at *until* (epoch ms); *entries*: with its changelog."""
    state = State(issue, issue.project, issue.number, issue.type, priority=issue.priority)
    state.updated = state.status_at = issue.created
    for beat in beats:
        if beat.at > until:
            break
        items = _HANDLERS[beat.what](state, beat, site)
        if items and entries:
            state.entries.append(Entry(beat, items))
        if beat.what not in UNSEEN:
            state.updated = beat.at
    return state


def item(
    name: str,
    id_: str | None,
    old: tuple[Any, Any],
    new: tuple[Any, Any],
    kind: str = "jira",
) -> dict[str, Any]:
    """A change in the vendor's shape; *old* and *new* are (id, text)."""
    values = {"from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]}
    shown = {key: None if value is None else str(value) for key, value in values.items()}
    return {"field": name, "fieldtype": kind, **({"fieldId": id_} if id_ else {}), **shown}


def _status(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    flow = plan.WORKFLOWS[state.project]
    old, new = flow[state.status], flow[beat.arg]
    if old == new:
        return []
    state.status, state.status_at = beat.arg, beat.at
    items = [item("status", "status", (old.id, old.name), (new.id, new.name))]
    wanted = int(beat.what == "wontdo") if new.category == "done" else None
    if wanted != state.resolution:
        items.append(
            item("resolution", "resolution", _resolution(state.resolution), _resolution(wanted))
        )
        state.resolution, state.resolved = wanted, beat.at if wanted is not None else 0
    return items


def _resolution(index: int | None) -> tuple[Any, Any]:
    return (None, None) if index is None else (10_000 + index, plan.RESOLUTIONS[index])


def _assign(state: State, beat: Beat, site: Site) -> list[dict[str, Any]]:
    old = state.assignee
    state.assignee = beat.who
    if old == beat.who:
        state.assignee = None
    shown = [
        (None, None) if k is None else (ids.account_id(k), site.user(k))
        for k in (old, state.assignee)
    ]
    return [item("assignee", "assignee", shown[0], shown[1])]


def _priority(state: State, _: Beat, __: Site) -> list[dict[str, Any]]:
    old = state.priority
    state.priority = (old + 3) % len(plan.PRIORITIES)
    names = plan.PRIORITIES
    new = state.priority
    return [item("priority", "priority", (old + 1, names[old]), (new + 1, names[new]))]


def _label(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    old = " ".join(state.labels)
    state.labels = sorted(
        {*state.labels} ^ {plan.LABELS[(beat.position * 5 + beat.who) % len(plan.LABELS)]}
    )
    return [item("labels", "labels", (None, old), (None, " ".join(state.labels)))]


def _points(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    old, position = state.points, beat.position % len(POINTS)
    state.points = POINTS[position] if POINTS[position] != old else POINTS[position - 1]
    return [item("Story Points", "customfield_10016", (None, old), (None, state.points), "custom")]


def _sprint(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.sprint = 1 + beat.position * 3
    text = f"Boards sprint {state.sprint}"
    return [item("Sprint", "customfield_10020", ("", ""), (state.sprint, text), "custom")]


def _version(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.version = (beat.who + beat.position) % len(plan.VERSIONS)
    new = version_id(state.project, state.version)
    return [item("Fix Version", "fixVersions", (None, None), (new, plan.VERSIONS[state.version]))]


def version_id(project: int, index: int) -> int:
    """The id of a project's version."""
    return 10_000 + project * 100 + index


def _flag(state: State, _: Beat, __: Site) -> list[dict[str, Any]]:
    state.flagged = not state.flagged
    shown = [(None, ""), ("[10019]", "Impediment")]
    new = shown[state.flagged]
    return [item("Flagged", "customfield_10021", shown[not state.flagged], new, "custom")]


def _secure(state: State, _: Beat, __: Site) -> list[dict[str, Any]]:
    state.secured = True
    return [item("Security", "security", (None, None), (plan.SECURITY.id, plan.SECURITY.name))]


def _summary(state: State, _: Beat, site: Site) -> list[dict[str, Any]]:
    old = site.summary(state.issue, state.summaries)
    state.summaries += 1
    new = site.summary(state.issue, state.summaries)
    return [item("summary", "summary", (None, old), (None, new))]


def _describe(state: State, _: Beat, site: Site) -> list[dict[str, Any]]:
    old = site.description(state.issue, state.described)
    state.described += 1
    new = site.description(state.issue, state.described)
    return [item("description", "description", (None, old), (None, new))]


def _work(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    old = state.spent
    state.work.append(beat)
    state.spent += 3_600 * beat.arg
    change = item("timespent", "timespent", (old or None, old or None), (state.spent, state.spent))
    return [change]


def _unwork(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    if not state.work:
        return []
    gone = state.work.pop()
    state.unworked.append((beat.at, gone))
    old, state.spent = state.spent, state.spent - 3_600 * gone.arg
    return [
        item("WorklogId", None, (gone.position, gone.position), (None, None)),
        item("timespent", "timespent", (old, old), (state.spent, state.spent)),
    ]


def _remote(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.remote.append(beat)
    text = f'This work item links to "Ticket #{beat.arg + 1} (Zendesk Support)"'
    return [item("RemoteWorkItemLink", None, (None, None), (10_000 + beat.arg, text))]


def _link(state: State, beat: Beat, site: Site) -> list[dict[str, Any]]:
    """*arg*: other issue · kind of link · which end this is; see `links.packed`."""
    state.links.append(beat)
    other, kind, inward = beat.arg >> 3, beat.arg >> 1 & 3, beat.arg & 1
    words = plan.LINK_TYPES[kind][2 if inward else 3]
    key = site.issue_key(other)
    return [item("Link", None, (None, None), (key, f"This work item {words} {key}"))]


def _move(state: State, beat: Beat, site: Site) -> list[dict[str, Any]]:
    """*arg*: project · number there."""
    old = (state.project, state.number)
    new = (beat.arg >> 24, beat.arg & (1 << 24) - 1)
    names = [plan.PROJECTS[project] for project in (old[0], new[0])]
    before, was = plan.WORKFLOWS[old[0]][state.status], state.type
    state.old.append(old)
    state.project, state.number = new
    if state.type not in plan.TYPES_OF[new[0]]:
        state.type = plan.TYPES_OF[new[0]][-1]
    after = plan.WORKFLOWS[new[0]][state.status]
    types = [plan.TYPES[name] for name in (was, state.type)]
    state.old = list(dict.fromkeys(state.old))
    return [
        item("project", "project", (names[0].id, names[0].name), (names[1].id, names[1].name)),
        item("Key", "issuekey", (None, site.key(*old)), (None, site.key(*new))),
        *([item("issuetype", "issuetype", (types[0].id, types[0].name), (types[1].id, types[1].name))]
          if types[0] != types[1] else []),
        *([item("status", "status", (before.id, before.name), (after.id, after.name))] if before != after else []),
    ]  # fmt: skip


def _comment(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.comments.append(beat)
    return []


def _vote(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.votes += beat.arg
    return []


def _watch(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
    state.watchers += beat.arg
    return []


def _once(name: str) -> Callable[[State, Beat, Site], list[dict[str, Any]]]:
    def take(state: State, beat: Beat, _: Site) -> list[dict[str, Any]]:
        setattr(state, name, beat.at)
        return []

    return take


_HANDLERS: dict[str, Callable[[State, Beat, Site], list[dict[str, Any]]]] = {
    "status": _status, "wontdo": _status, "assign": _assign, "priority": _priority, "label": _label,
    "points": _points, "sprint": _sprint, "version": _version, "flag": _flag, "secure": _secure, "summary": _summary,
    "describe": _describe, "work": _work, "unwork": _unwork, "remote": _remote, "link": _link, "move": _move,
    "comment": _comment, "reply": _comment, "answer": _comment, "vote": _vote, "watch": _watch,
    "rate": _once("rated"), "deleted": _once("deleted"),
}  # fmt: skip
