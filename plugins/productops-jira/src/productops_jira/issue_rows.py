"""An issue as rows: `work_item` or `feedback`, its files, and what it is tied to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Account, Attachment, FeedbackItem, ProductNode, Record, WorkItem

from .common import at_site, day, item, utc, who
from .issue_fields import Extra, extra, written
from .issue_links import about_links, issue_links
from .issue_wire import IssueRecord, IssueType, Known
from .lists_rows import component_id
from .lists_wire import Status

# https://support.atlassian.com/jira-cloud-administration/docs/what-are-issue-types/
WORK_TYPES = {
    "epic": "epic", "story": "story", "user story": "story", "task": "task", "bug": "bug",
    "defect": "bug", "spike": "spike", "research": "spike", "sub-task": "subtask", "subtask": "subtask",
}  # fmt: skip
RESOLUTIONS = {
    "fixed": "fixed", "done": "done", "complete": "done", "completed": "done", "resolved": "done",
    "won't do": "wont_do", "won't fix": "wont_do", "wontfix": "wont_do", "declined": "wont_do",
    "rejected": "wont_do", "duplicate": "duplicate", "cannot reproduce": "cannot_reproduce",
    "incomplete": "invalid", "invalid": "invalid", "not a bug": "invalid", "answered": "answered",
    "known error": "other",
}  # fmt: skip
# https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-workflow-status-categories/
CATEGORIES = {"new": "todo", "indeterminate": "in_progress", "done": "done"}
_ENDED = frozenset({"done", "declined", "duplicate"})
_BY_RESOLUTION = {"duplicate": "duplicate", "wont_do": "declined"}


def issue_rows(record: IssueRecord, run: Run) -> Iterator[Record]:
    """Everything an issue yields."""
    issue = record.issue
    known = issue.known()
    more = extra(issue.fields, run, feedback=record.feedback)
    shared = _shared(record, known, more, run)
    yield (
        _feedback(record, known, more, shared, run)
        if record.feedback
        else _work(record, known, more, shared, run)
    )
    yield from _files(record, known, run)
    yield from issue_links(record, known, run)
    yield from about_links(record, known, run)


def _shared(record: IssueRecord, known: Known, more: Extra, run: Run) -> dict[str, Any]:
    """The columns that evidence and work have in common."""
    issue, resolution = record.issue, known.resolution
    created = utc(known.created, "created")
    word = (resolution.name if resolution else None) or ""
    ended = RESOLUTIONS.get(word.casefold(), "other") if word else None
    priority = known.priority.name if known.priority else None
    return {
        "source_key": issue.key,
        "source_url": f"{run.settings.site}/browse/{issue.key}" if issue.key else None,
        "occurred_at": created,
        "source_created_at": created,
        "source_updated_at": utc(known.updated, "updated"),
        "custom_fields": more.values,
        "title": known.summary,
        "status": known.status.name if known.status else None,
        "status_category": category(known.status, run, ended),
        "priority": run.map("priority", priority),
        "source_priority": priority,
        "tags": known.labels or [],
        "assignee_id": who(run, known.assignee),
        "submitted_by_id": who(run, known.creator),
        "vote_count": known.votes.votes if known.votes else None,
        "due_at": day(known.duedate, "duedate"),
        "resolved_at": _resolved_at(known),
        "resolution": ended,
    }


def _work(
    record: IssueRecord, known: Known, more: Extra, shared: dict[str, Any], run: Run
) -> Record:
    parent = str(known.parent.id) if known.parent and known.parent.id is not None else None
    texts = written(known.description)
    texts.pop("body_clean", None)
    return row(
        WorkItem,
        run,
        record.issue.id,
        **shared,
        **texts,
        work_type=work_type(known.issuetype),
        source_type=known.issuetype.name if known.issuetype else None,
        parent_id=parent and item(run, parent, parent in record.near),
        reporter_id=who(run, known.reporter),
        product_id=_product(known, run),
        estimate=more.points,
        sprints=more.sprints,
        fix_versions=[each.name for each in known.fix_versions or () if each.name],
    )


def _feedback(
    record: IssueRecord, known: Known, more: Extra, shared: dict[str, Any], run: Run
) -> Record:
    kind = known.issuetype.name if known.issuetype else None
    return row(
        FeedbackItem,
        run,
        record.issue.id,
        **shared,
        **written(known.description),
        kind=run.map("kind", more.request_type, kind),
        author_id=who(run, known.reporter),
        account_id=run.ref(Account, more.organisation),
    )


def category(status: Status | None, run: Run, ended: str | None = None) -> str:
    """Our category of a status: by its name, but never across the line between open and done.

    Names lie ("Closed" may be the name of a status in progress), Jira's own category does not; what a user
    maps is not questioned. How an issue ended tells more than that it did.
    """
    if status is None:
        return "unknown"
    base = CATEGORIES.get((status.status_category.key if status.status_category else None) or "")
    own = run.overridden("status", status.name)
    named = own or run.map("status", status.name, base)
    if base and not own and (named in _ENDED) != (base in _ENDED):
        named = base
    return _BY_RESOLUTION.get(ended or "", named) if named in _ENDED else named


def work_type(kind: IssueType | None) -> str:
    """Our word for a kind of issue; levels tell what a renamed kind is."""
    if kind is None:
        return "other"
    found = WORK_TYPES.get((kind.name or "").casefold())
    if kind.subtask or (kind.hierarchy_level or 0) < 0:
        return "subtask"
    return found or ("epic" if kind.hierarchy_level == 1 else "other")


def _resolved_at(known: Known) -> str | None:
    """When it was resolved; projects without resolutions tell when its status became a done one."""
    status = known.status.status_category if known.status else None
    if known.resolutiondate or not (status and status.key == "done"):
        return utc(known.resolutiondate, "resolutiondate")
    return utc(known.statuscategorychangedate, "statuscategorychangedate")


def _product(known: Known, run: Run) -> str | None:
    """The component where there is just one, else the project."""
    found = [each for each in known.components or () if each.id is not None]
    if len(found) == 1:
        return run.ref(ProductNode, component_id(found[0].id))
    return run.ref(ProductNode, known.project.id) if known.project else None


def _files(record: IssueRecord, known: Known, run: Run) -> Iterator[Record]:
    for each in known.attachment or ():
        at = utc(each.created, "attachment.created")
        yield row(
            Attachment,
            run,
            str(each.id),
            source_url=at_site(each.content, run),
            occurred_at=at,
            source_created_at=at,
            parent_id=item(run, record.issue.id, record.feedback),
            file_name=each.filename,
            content_type=each.mime_type,
            size_bytes=each.size,
        )
