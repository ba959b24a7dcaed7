"""Worklogs, by the feeds of what changed and what was deleted; the newest minute is withheld by Jira.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-worklogs/
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.errors import UnexpectedAnswer
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Id, Int, row
from productops.model import Record
from productops.model import Worklog as WorklogRow

from .common import User, glance, item, utc, who
from .hydrate import AT_ONCE, chunks, feedback_keys, hydration, is_evidence, matched, matching
from .issue_fields import written
from .issue_wire import BulkPage, Hit, Neighbours
from .paging import post

UPDATED, DELETED, LIST = (f"/rest/api/3/worklog/{word}" for word in ("updated", "deleted", "list"))


class Worklog(Struct, gc=False, rename="camel"):
    """Time somebody booked."""

    id: Id
    author: User | None = None
    comment: Any = None
    created: str | None = None
    updated: str | None = None
    started: str | None = None
    time_spent_seconds: Int | None = None


class WorklogRecord(Struct, gc=False):
    """A record of the worklogs stream."""

    worklog: Worklog
    issue: str
    feedback: bool = False


class _Booked(Struct, rename="camel"):
    worklog_id: Id


class _Feed(Struct, rename="camel"):
    values: list[_Booked]
    until: Int | None = None
    last_page: bool | None = None


class _Head(Struct, rename="camel"):
    issue_id: Id
    visibility: Any = None


class Worklogs:
    """Worklogs → `worklog`; the only part of Jira that tells what was deleted."""

    name = "worklogs"
    needs: tuple[str, ...] = ("projects",)
    wire = WorklogRecord
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = False
    reads = ("worklog",)

    def start(self, run: Run) -> Iterable[Request]:
        """What changed, and what was deleted."""
        return [_feed(UPDATED, "updated", run), _feed(DELETED, "deleted", run)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of one of the feeds, or up to a thousand worklogs."""
        if request.path == LIST:
            return _listed(answer, run)
        feed = answer.decode(_Feed)
        ids = [str(each.worklog_id) for each in feed.values]
        ends = feed.last_page is not False or feed.until is None
        changed = request.path == UPDATED and ids
        return Page(
            gone=ids if request.path == DELETED else (),
            children=[post(LIST, {"ids": [int(each) for each in ids if each.isdecimal()]})]
            if changed
            else (),
            next=None if ends else request.ask(since=feed.until or 0),
            # An empty page may say "until now", and what was booked in the withheld minute is before that
            cursor=_moment(feed.until) if ids else None,
        )

    def identify(self, record: WorklogRecord) -> tuple[str, str | None]:
        """Id and last change."""
        return str(record.worklog.id), utc(record.worklog.updated, "updated")

    def normalise(self, record: WorklogRecord, run: Run) -> Iterable[Record]:
        """The worklog."""
        return [_row(record, run)]


def _feed(path: str, partition: str, run: Run) -> Request:
    held = run.cursor(partition)
    start = held if isinstance(held, datetime) else run.since
    since = int(start.timestamp() * 1000) if start else 0
    return Request(path=path, query={"since": since}, partition=partition)


def _moment(until: int | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(until / 1000, UTC) if until else None
    except (ValueError, OverflowError, OSError):
        return None


def _listed(answer: Answer, run: Run) -> Page:
    """The worklogs with their issues' sides, which the answer does not tell."""
    raws = answer.decode(list[Raw])
    heads = [glance(raw, _Head) for raw in raws]
    ids = list(dict.fromkeys(str(head.issue_id) for head in heads if head))
    if ids and not answer.also:
        return Page(also=_sides_asked(ids, run))
    evidence = _evidence(answer.also, (len(ids) + AT_ONCE - 1) // AT_ONCE, run)
    return Page(
        records=[
            {"worklog": _public(raw, head, run), "issue": issue, "feedback": issue in evidence}
            for raw, head in zip(raws, heads, strict=True)
            for issue in [str(head.issue_id) if head else ""]
        ]
    )


def _sides_asked(ids: Sequence[str], run: Run) -> list[Request]:
    if run.settings.feedback_jql:
        return matching(ids, run)
    return [hydration(some, ["project"]) for some in chunks(ids, AT_ONCE)]


def _evidence(also: Sequence[Answer], asked: int, run: Run) -> set[str]:
    if run.settings.feedback_jql:
        return matched(also)
    keys = feedback_keys(run)
    pages = [answer.decode(BulkPage) for answer in also[:asked]]
    if left := [str(each.id) for page in pages for each in page.issue_errors]:
        raise UnexpectedAnswer(
            f"Jira does not show the projects of {len(left)} issues that time was booked on",
            where=also[0].url,
            hint="Run again later; the issues are there, and Jira calls the error one that passes.",
            status=also[0].status,
        )
    hits = (glance(raw, Hit) for page in pages for raw in page.issues)
    return {hit.id for hit in hits if hit and is_evidence(hit.fields or Neighbours(), keys)}


def _public(raw: Raw, head: _Head | None, run: Run) -> Raw | dict[str, Any]:
    """A worklog that only some may see is booked time all the same; its text is not held."""
    if run.settings.private_comments or head is None or not head.visibility:
        return raw
    whole = msgspec.json.decode(raw)
    return {key: value for key, value in whole.items() if key != "comment"}


def _row(record: WorklogRecord, run: Run) -> Record:
    worklog = record.worklog
    texts = written(worklog.comment)
    return row(
        WorklogRow,
        run,
        str(worklog.id),
        occurred_at=utc(worklog.started, "started"),
        source_created_at=utc(worklog.created, "created"),
        source_updated_at=utc(worklog.updated, "updated"),
        item_id=item(run, record.issue, record.feedback),
        author_id=who(run, worklog.author),
        started_at=utc(worklog.started, "started"),
        seconds=worklog.time_spent_seconds,
        body=texts["body"],
        body_plain=texts.get("body_plain"),
    )
