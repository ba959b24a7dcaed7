"""What we read of an issue. Fields differ from site to site, and most are empty: each is decoded when it is asked for.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct, ValidationError, json

from productops.errors import RecordRejected
from productops.kit.decoding import decode
from productops.kit.rows import Id, Int

from .common import Named, User
from .lists_wire import Status
from .paging import TokenPage


class IssueType(Struct, gc=False, rename="camel"):
    """A kind of issue; epics are on level 1."""

    name: str | None = None
    subtask: bool | None = None
    hierarchy_level: Int | None = None


class ProjectOf(Struct, gc=False, rename="camel"):
    """The project of an issue."""

    id: Id | None = None
    key: str | None = None
    project_type_key: str | None = None


class Other(Struct, gc=False):
    """An issue that another one names."""

    id: Id | None = None
    key: str | None = None


class IssueLinkType(Struct, gc=False):
    """How two issues are linked, read from either side."""

    name: str | None = None
    inward: str | None = None
    outward: str | None = None


class IssueLink(Struct, gc=False, rename="camel"):
    """A link; the issue that shows an *outward_issue* is where it starts."""

    id: Id | None = None
    type: IssueLinkType | None = None
    outward_issue: Other | None = None
    inward_issue: Other | None = None


class Attached(Struct, gc=False, rename="camel"):
    """A file."""

    id: Id
    filename: str | None = None
    created: str | None = None
    size: Int | None = None
    mime_type: str | None = None
    content: str | None = None


class Votes(Struct, gc=False):
    """How many people voted."""

    votes: Int | None = None


class Known(Struct, gc=False, rename="camel"):
    """The fields every site has."""

    summary: str | None = None
    description: Any = None
    issuetype: IssueType | None = None
    project: ProjectOf | None = None
    status: Status | None = None
    statuscategorychangedate: str | None = None
    priority: Named | None = None
    resolution: Named | None = None
    resolutiondate: str | None = None
    created: str | None = None
    updated: str | None = None
    duedate: str | None = None
    reporter: User | None = None
    creator: User | None = None
    assignee: User | None = None
    labels: list[str] | None = None
    components: list[Named] | None = None
    fix_versions: list[Named] | None = None
    parent: Other | None = None
    issuelinks: list[IssueLink] | None = None
    attachment: list[Attached] | None = None
    votes: Votes | None = None


_HEADS = [(name, f',"{name}":'.encode()) for name in Known.__struct_encode_fields__]


class Issue(Struct, gc=False):
    """An issue with whatever fields it has, as they came."""

    id: str
    key: str | None = None
    fields: dict[str, Raw] = {}

    def value(self, field: str) -> Any:
        """A field decoded; None where there is no such field, or it is null."""
        raw = self.fields.get(field)
        return None if raw is None else json.decode(raw)

    def known(self) -> Known:
        """The fields every site has.

        Raises:
            RecordRejected: one is not of the documented shape.
        """
        held = self.fields
        parts = [part for name, head in _HEADS if name in held for part in (head, held[name])]
        try:
            return decode(b"{%b}" % b"".join(parts)[1:], Known)
        except ValidationError as error:
            _, _, path = str(error).partition("$")
            where = f"fields{path.strip('`')}"
            raise RecordRejected(f"{where} is not as Jira documents it", field=where) from None


class IssueRecord(Struct, gc=False):
    """A record of the issues stream.

    Attributes:
        feedback: it is evidence, not work.
        near: ids of those issues it names that are evidence.
    """

    issue: Issue
    feedback: bool = False
    near: list[str] = []


class Neighbours(Struct, gc=False):
    """The fields of a search hit and of a hydrated issue that tell which side it and its neighbours are on."""

    updated: str | None = None
    project: ProjectOf | None = None
    parent: Other | None = None
    issuelinks: list[IssueLink] | None = None


class Hit(Struct, gc=False):
    """An issue at a glance."""

    id: str
    fields: Neighbours | None = None


class SearchPage(TokenPage, kw_only=True):
    """`search/jql`."""

    issues: list[Hit]


class Unfetched(Struct, gc=False):
    """An issue that is there, but could not be given together with the others."""

    id: Id


class BulkPage(Struct, rename="camel"):
    """`issue/bulkfetch`; issues that are not there any more are neither here nor among the errors."""

    issues: list[Raw]
    issue_errors: list[Unfetched] = []


class MatchedJql(Struct, rename="camel"):
    """The ids that one query matches, and why it could not be asked."""

    matched_issues: list[Id] = []
    errors: list[str] = []


class Matches(TokenPage, kw_only=True):
    """`jql/match`, or a search for those that match."""

    matches: list[MatchedJql] | None = None
    issues: list[Hit] | None = None
