"""Comments: embedded a page at a time in a hundred issues, and read by themselves where there are more.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from msgspec import Raw, Struct

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Id, row
from productops.model import Comment as CommentRow
from productops.model import Record

from .common import User, glance, item, utc, who
from .hydrate import BULK
from .issue_fields import written
from .issue_wire import BulkPage
from .paging import listing

AUTHORS = {"customer": "customer", "app": "bot"}
_PAGE = 100


class Comment(Struct, gc=False, rename="camel"):
    """A comment; `jsd_public` is false for an internal note, *visibility* names who else may see it."""

    id: Id
    author: User | None = None
    body: Any = None
    created: str | None = None
    updated: str | None = None
    jsd_public: bool | None = None
    visibility: Any = None
    parent_id: Id | None = None


class CommentRecord(Struct, gc=False):
    """A record of the comments stream."""

    comment: Comment
    issue: str
    feedback: bool = False


class _Shown(Struct, rename="camel"):
    id: Id
    jsd_public: bool | None = None
    visibility: Any = None


class _Listed(Struct, rename="camel"):
    comments: list[Raw] = []
    total: int | None = None
    start_at: int = 0


class _Fields(Struct):
    comment: _Listed | None = None


class _Issue(Struct):
    id: Id
    fields: _Fields | None = None


class _Other(Struct):
    id: Id


class Comments:
    """Comments → `comment`; asked for by the pages of issues. Internal ones only if they are wanted."""

    name = "comments"
    needs: tuple[str, ...] = ()
    below: tuple[str, ...] = ("issues",)
    wire = CommentRecord
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = False
    lists_whole = True
    part_of = "issues"
    reads = ("comment",)

    def start(self, run: Run) -> Iterable[Request]:
        """Issues that changed name it."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """What is embedded in a hundred issues, or a page of the comments of one."""
        if request.path == BULK:
            return _of_many(request, answer, run)
        return Page() if answer.status in request.expect else _of_one(request, answer, run)

    def identify(self, record: CommentRecord) -> tuple[str, str | None]:
        """Issue and id, so that what an issue has no more can be told; and last edit."""
        comment = record.comment
        return f"{record.issue}:{comment.id}", utc(comment.updated or comment.created, "updated")

    def normalise(self, record: CommentRecord, run: Run) -> Iterable[Record]:
        """The comment."""
        return [_row(record, run)]


def _of_many(request: Request, answer: Answer, run: Run) -> Page:
    """The comments that are all there; issues whose are not, for whatever reason, are read one by one."""
    evidence = set(request.state["feedback"])
    if answer.status in request.expect:
        ids = request.body["issueIdsOrKeys"]
        return Page(children=[_whole(_state(each, evidence), run) for each in ids])
    page = answer.decode(BulkPage)
    records: list[Any] = []
    gone: list[str] = []
    whole: list[str] = []
    more = [str(left.id) for left in page.issue_errors]
    for raw in page.issues:
        issue = glance(raw, _Issue) or glance(raw, _Other)
        listed = issue.fields.comment if isinstance(issue, _Issue) and issue.fields else None
        if issue and listed and (listed.total or 0) <= len(listed.comments):
            _sort(listed.comments, _state(issue.id, evidence), run, records, gone)
            whole.append(f"{issue.id}:")
        elif issue:
            more.append(str(issue.id))
    asked = [_whole(_state(each, evidence), run) for each in more]
    return Page(records=records, gone=gone, whole=whole, children=asked)


def _state(issue: Id, evidence: set[str]) -> dict[str, Any]:
    return {"issue": str(issue), "feedback": str(issue) in evidence}


def _whole(state: dict[str, Any], run: Run) -> Request:
    request = listing(run, f"/rest/api/3/issue/{state['issue']}/comment", _PAGE, orderBy="created")
    return request.with_(stream="comments", expect=(403, 404), state=state)


def _of_one(request: Request, answer: Answer, run: Run) -> Page:
    page = answer.decode(_Listed)
    records: list[Any] = []
    gone: list[str] = []
    _sort(page.comments, request.state, run, records, gone)
    read = page.start_at + len(page.comments)
    ends = not page.comments or (page.total is not None and read >= page.total)
    if not ends:
        return Page(records=records, gone=gone, next=request.ask(startAt=read))
    return Page(records=records, gone=gone, whole=[f"{request.state['issue']}:"])


def _sort(
    raws: Sequence[Raw], state: dict[str, Any], run: Run, records: list[Any], gone: list[str]
) -> None:
    """Comments we may hold; one that became internal since is taken back, its text not held.

    One that does not tell who may see it is set aside without its text.
    """
    for raw in raws:
        head = glance(raw, _Shown)
        if run.settings.private_comments or (head and is_public(head)):
            records.append({**state, "comment": raw})
        elif head:
            gone.append(f"{state['issue']}:{head.id}")
        else:
            records.append({**state, "comment": {}})


def is_public(comment: _Shown | Comment) -> bool:
    """Whether everybody who sees the issue sees the comment."""
    return comment.jsd_public is not False and not comment.visibility


def _row(record: CommentRecord, run: Run) -> Record:
    comment = record.comment
    created = utc(comment.created, "created")
    kind = comment.author.account_type if comment.author else None
    return row(
        CommentRow,
        run,
        str(comment.id),
        occurred_at=created,
        source_created_at=created,
        source_updated_at=utc(comment.updated, "updated"),
        parent_id=item(run, record.issue, record.feedback),
        in_reply_to=run.ref(CommentRow, comment.parent_id),
        author_id=who(run, comment.author),
        author_role=AUTHORS.get(kind or ""),
        visibility="public" if is_public(comment) else "internal",
        **written(comment.body),
    )
