"""Which issues are read: one scope a project, one for `feedback_jql`; and what a refused query means."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from productops.errors import SettingsError, UnexpectedAnswer, did_you_mean
from productops.kit import Answer, Page, Request, Run
from productops.kit.decoding import decode

from .jql import of_projects
from .lists_wire import Project

NOT_THERE = (403, 404)
FEEDBACK_PROJECTS = frozenset({"service_desk", "product_discovery"})


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the site.

    Attributes:
        partition: its name; it changes with `feedback_jql`, so that a new query reads everything anew.
        condition: its JQL.
        only: whether all of it is feedback.
        project: the key of its project, if it is one.
    """

    partition: str
    condition: str
    only: bool = False
    project: str = ""


class _Refusal(Struct, rename="camel"):
    error_messages: list[str] = []


def project_scopes(run: Run) -> Iterator[Scope]:
    """Every live project that is wanted, by its key of today; quoted, since a key may be a reserved word.

    Raises:
        SettingsError: `projects` names one that is not shown to us, or only such as are put away.
    """
    known = _roster(run)
    wanted = run.settings.projects
    for key in wanted or ():
        if key not in {project.key for project in known}:
            shown = [project.key for project in known if project.key]
            raise SettingsError(
                f'there is no project "{key}", or this account may not browse it',
                where="projects",
                hint=f"{did_you_mean(key, shown)} It is shown {len(shown)} projects.".strip(),
            )
    _refuse_put_away(known, run)
    for project in known:
        if project.key and _is_live(project) and (not wanted or project.key in wanted):
            yield Scope(
                f"{project.id}{_mark(run)}", of_projects([project.key]), project=project.key
            )


def _refuse_put_away(known: list[Project], run: Run) -> None:
    """Nothing to read is no success; of projects that were read before, a census tells what became of them."""
    wanted = set(run.settings.projects or ())
    gone = [each for each in known if each.key in wanted and not _is_live(each)]
    if (
        wanted
        and len(gone) == len(wanted)
        and not any(run.cursor(f"{each.id}{_mark(run)}") for each in gone)
    ):
        raise SettingsError(
            f"Jira shows no issues of {', '.join(str(each.key) for each in gone)}: archived, or in the bin",
            where="projects",
            hint="Restore the project in Jira, or take it out of projects.",
        )


def _roster(run: Run) -> list[Project]:
    found = (run.seen("projects", each) for each in sorted(run.ids("projects")))
    return [project for project in found if isinstance(project, Project)]


def _is_live(project: Project) -> bool:
    return not project.archived and not project.deleted


def feedback_scope(run: Run) -> Iterator[Scope]:
    """What `feedback_jql` selects, in whatever project it is."""
    if run.settings.feedback_jql:
        yield Scope(f"feedback{_mark(run)}", run.settings.feedback_jql, only=True)


def _mark(run: Run) -> str:
    jql = run.settings.feedback_jql
    return f":{hashlib.sha256(jql.encode()).hexdigest()[:8]}" if jql else ""


def roster_check(request: Request, answer: Answer) -> Request:
    """Is the project still shown to us? It is asked by its key."""
    state = {"step": "roster", "said": said(answer)}
    path = f"/rest/api/3/project/{request.state['project']}"
    return Request(path=path, expect=NOT_THERE, state=state, partition=request.partition)


def gone_project(request: Request, answer: Answer) -> Page:
    """Nothing to read in a project that is not shown any more, or was put away since the roster was read.

    Raises:
        UnexpectedAnswer: it is shown and live, so the query itself was refused.
    """
    if answer.status in request.expect or not _is_live(answer.decode(Project)):
        return Page()
    raise UnexpectedAnswer(
        f"Jira does not take the query: {request.state['said']}",
        where=request.partition,
        hint="A newer version of the plugin may; please report it with this message.",
        status=400,
    )


def unreadable(answer: Answer, where: str) -> SettingsError:
    """A query of the user's that does not parse, in the vendor's words."""
    return SettingsError(
        f"Jira does not take the query: {said(answer)}",
        where=where,
        hint="Try it in Jira's own search (Filters → Advanced), as the user who signs in here.",
    )


def said(answer: Answer) -> str:
    """What Jira says is wrong."""
    try:
        return "; ".join(decode(answer.body, _Refusal).error_messages) or answer.explain()
    except msgspec.DecodeError:
        return answer.explain()
