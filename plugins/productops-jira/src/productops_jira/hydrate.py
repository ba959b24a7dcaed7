"""From ids to issues: whole issues a hundred at a time, and which of them are evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from productops.errors import UnexpectedAnswer
from productops.kit import Answer, Request, Run

from .common import glance
from .issue_wire import BulkPage, Hit, Matches, Neighbours
from .jql import both
from .lists_wire import Project
from .paging import post
from .scope import FEEDBACK_PROJECTS

BULK = "/rest/api/3/issue/bulkfetch"
MATCH = "/rest/api/3/jql/match"
SEARCH = "/rest/api/3/search/jql"
# "The maximum number of issues is 100" and of ids to be matched 1,000
AT_ONCE, MATCHED = 100, 1000
# Comments and worklogs are streams of their own: what is embedded is a page, internal notes among it
FIELDS = ["*all", "-comment", "-worklog"]
ALSO_MOST = 20
TOO_SLOW = 504
"""What Jira answers where a hundred issues take longer than a minute; each by itself does not."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hydrated issue: its id, its record, and which side it is on."""

    id: str
    record: Mapping[str, Any]
    feedback: bool


def also_asked(hits: Sequence[Hit], run: Run) -> list[Request]:
    """The issues themselves, then (with `feedback_jql`) which of them and their neighbours match."""
    ids = [hit.id for hit in hits]
    asked = [hydration(some).with_(expect=(TOO_SLOW,)) for some in chunks(ids, AT_ONCE)]
    return asked + sides_asked(hits, run)[: ALSO_MOST - len(asked)]


def sides_asked(hits: Sequence[Hit], run: Run) -> list[Request]:
    """Which of *hits* and their neighbours `feedback_jql` selects; nothing where there is none."""
    if not run.settings.feedback_jql:
        return []
    near = (each for hit in hits for each in _near(hit.fields))
    return matching(list(dict.fromkeys([*(hit.id for hit in hits), *near])), run)


def hydration(ids: Sequence[str], fields: Sequence[str] = FIELDS) -> Request:
    """Up to a hundred issues with *fields*; the answer resolves moved ones, and says which are gone."""
    return post(BULK, {"issueIdsOrKeys": list(ids), "fields": list(fields)})


def matching(ids: Sequence[str], run: Run) -> list[Request]:
    """Which of *ids* `feedback_jql` selects: exact, where `not (…)` would lose issues with empty fields."""
    jql, numbers = run.settings.feedback_jql, [each for each in ids if each.isdecimal()]
    if run.instance.detail.get("match", True):
        return [
            post(MATCH, {"issueIds": [int(each) for each in some], "jqls": [jql]})
            for some in chunks(numbers, MATCHED)
        ]
    return [
        post(
            SEARCH,
            {
                "jql": both(jql, f"id in ({', '.join(some)})"),
                "maxResults": AT_ONCE,
                "fields": ["id"],
            },
        )
        for some in chunks(numbers, AT_ONCE)
    ]


def hydrated(
    request: Request, answer: Answer, hits: Sequence[Hit], run: Run
) -> tuple[list[Found], list[str]]:
    """The issues of a page, each with its side; and the ids of those that Jira has still to give."""
    asked = chunks([hit.id for hit in hits], AT_ONCE)
    raws: list[Raw] = []
    left: list[str] = []
    for ids, also in zip(asked, answer.also, strict=False):
        if also.status == TOO_SLOW:
            left.extend(ids)
            continue
        page = also.decode(BulkPage)
        raws.extend(page.issues)
        left.extend(str(each.id) for each in page.issue_errors)
    return sided(raws, answer.also[len(asked) :], run, only=request.state["only"]), left


def sided(raws: Iterable[Raw], told: Iterable[Answer], run: Run, *, only: bool) -> list[Found]:
    """Issues with their sides, as *told* where there is a `feedback_jql`.

    Matching issues come by the walk of their own, whichever project they are in; elsewhere they are left out.
    """
    if not run.settings.feedback_jql:
        return list(_by_project(raws, run))
    evidence = matched(told)
    return [
        found
        for raw, hit in _glanced(raws)
        for found in [_made(raw, hit, evidence, feedback=only)]
        if only or found.id not in evidence
    ]


def matched(answers: Iterable[Answer]) -> set[str]:
    """The ids that the query selects, as either endpoint tells them.

    Raises:
        UnexpectedAnswer: a query could not be asked, or its answer is not whole.
    """
    found: set[str] = set()
    for answer in answers:
        told = answer.decode(Matches)
        errors = [error for each in told.matches or () for error in each.errors]
        if told.next_page_token or errors or (told.matches is None and told.issues is None):
            raise UnexpectedAnswer(
                f"which issues feedback_jql selects is not told: {'; '.join(errors) or 'half an answer'}",
                where=answer.url,
                hint="Try the query in Jira's own search, as the user who signs in here.",
                status=answer.status,
            )
        found.update(str(each) for one in told.matches or () for each in one.matched_issues)
        found.update(issue.id for issue in told.issues or ())
    return found


def _by_project(raws: Iterable[Raw], run: Run) -> Iterator[Found]:
    """Sides by the type of project; a neighbour shows only its key."""
    evidence = feedback_keys(run)
    for raw, hit in _glanced(raws):
        fields = hit.fields or Neighbours()
        near = {
            str(other.id)
            for other in _others(fields)
            if (other.key or "").rpartition("-")[0] in evidence
        }
        yield _made(raw, hit, near, feedback=is_evidence(fields, evidence))


def is_evidence(fields: Neighbours, evidence: frozenset[str]) -> bool:
    """Is an issue of that project evidence? It shows the type itself; else the roster knows it."""
    project = fields.project
    if project is None:
        return False
    return project.project_type_key in FEEDBACK_PROJECTS or project.key in evidence


def feedback_keys(run: Run) -> frozenset[str]:
    """Keys of service and discovery projects."""
    found = (run.seen("projects", each) for each in run.ids("projects"))
    return frozenset(
        each.key
        for each in found
        if isinstance(each, Project) and each.key and each.project_type_key in FEEDBACK_PROJECTS
    )


def _glanced(raws: Iterable[Raw]) -> Iterator[tuple[Raw, Hit]]:
    """Each issue with what is needed of it; one that does not fit is set aside when it is decoded whole."""
    for raw in raws:
        yield raw, glance(raw, Hit) or Hit(id="")


def _made(raw: Raw, hit: Hit, evidence: set[str], *, feedback: bool) -> Found:
    near = [each for each in dict.fromkeys(_near(hit.fields)) if each in evidence]
    return Found(hit.id, {"feedback": feedback, "near": near, "issue": raw}, feedback)


def _others(fields: Neighbours) -> Iterator[Any]:
    links = fields.issuelinks or ()
    for other in (fields.parent, *(link.outward_issue for link in links)):
        if other is not None and other.id is not None:
            yield other


def _near(fields: Neighbours | None) -> list[str]:
    return [str(other.id) for other in _others(fields)] if fields else []


def chunks(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    """*ids* in pieces of at most *size*."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]
