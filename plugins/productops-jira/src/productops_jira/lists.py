"""The lists, each read whole in every run: what other streams need to know, and reference data."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from msgspec import Raw

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.model import Record

from .apps import user_rows
from .common import User, glance, kept_from
from .lists_rows import (
    account_rows,
    component_rows,
    customer_rows,
    field_rows,
    member_id,
    no_rows,
    project_rows,
    team_member_rows,
    team_rows,
    version_rows,
)
from .lists_wire import (
    Component,
    Field,
    Group,
    Listed,
    Member,
    Organisation,
    Project,
    Status,
    Version,
)
from .paging import further, listing, records_of

API = "/rest/api/3"
DESK = "/rest/servicedeskapi"
LISTED_WHOLE = Can(deletes=True)
NOT_HERE = (400, 403, 404)
_FIRST, _SEARCH = f"{API}/field", f"{API}/field/search"
ToRows = Callable[[Any, Run], Iterable[Record]]


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A list that Jira gives as it is.

    Attributes:
        path: where it is; `{id}` takes each id of the stream *each*, one partition an id.
        most: records a page; 0 where it does not page.
        by: the part of a record that is its id.
        query: more of the question.
        service: it pages as service management does.
        wrapped: records are persons, kept together with the id they belong to.
    """

    name: str
    path: str
    wire: Any
    rows: ToRows = no_rows
    reads: tuple[str, ...] = ()
    most: int = 100
    by: str = "id"
    each: str = ""
    query: tuple[tuple[str, Any], ...] = ()
    service: bool = False
    wrapped: bool = False
    optional: bool = True
    can: Can = LISTED_WHOLE
    lookback: timedelta = timedelta(0)

    @property
    def needs(self) -> tuple[str, ...]:
        """The list whose records it is read for, one by one."""
        return (self.each,) if self.each else ()

    def start(self, run: Run) -> Iterable[Request]:
        """The whole list, or one for each id."""
        if not self.each:
            return [self._ask(run, self.path)]
        ids = sorted(run.ids(self.each))
        return [self._ask(run, self.path.replace("{id}", each), each) for each in ids]

    def _ask(self, run: Run, path: str, owner: str = "") -> Request:
        query = {key: owner if value == "{id}" else value for key, value in self.query}
        asked = listing(run, path, self.most, service=self.service, **query)
        # A project in the bin and a group that was just deleted have no parts to show
        return asked.with_(partition=owner, state=owner, expect=NOT_HERE[1:]) if owner else asked

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it."""
        if answer.status in request.expect:
            return Page(notes=kept_from(answer, f"some {self.name.replace('_', ' ')}"))
        raws = records_of(answer)
        held: Sequence[Any] = raws
        if self.wrapped:
            held = [{"owner": request.state, "user": raw} for raw in raws if _is_person(raw)]
        return Page(records=held, next=further(request, answer, len(raws)))

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Its id; these records tell no version."""
        found = member_id(record) if self.wrapped else getattr(record, self.by)
        if found is None:
            raise RecordRejected(f"there is no {self.by}", field=self.by)
        return str(found), None

    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """What it is in the model."""
        return self.rows(record, run)


def _is_person(raw: Raw) -> bool:
    user = glance(raw, User)
    return user is not None and user.account_id is not None


class Fields:
    """Fields → `field`: the global ones, then those of single projects, which only the search lists.

    https://github.com/estuary/connectors/pull/3486
    """

    name = "fields"
    needs: tuple[str, ...] = ()
    wire = Field
    can = LISTED_WHOLE
    lookback = timedelta(0)
    optional = False
    reads = ("field",)

    def start(self, run: Run) -> Iterable[Request]:
        """The list without pages."""
        return [Request(path=_FIRST)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """One of the two lists; what the first one told is not read again from the second."""
        if answer.status in request.expect:
            return Page()  # only an administrator may search
        raws = records_of(answer)
        heads = [glance(raw, Field) for raw in raws]
        if request.path == _FIRST:
            known = sorted(head.id for head in heads if head)
            after = listing(run, _SEARCH, 100).with_(expect=(401, *NOT_HERE), state=known)
            return Page(records=raws, next=after)
        seen = set(request.state)
        new = [
            raw for raw, head in zip(raws, heads, strict=True) if not head or head.id not in seen
        ]
        return Page(records=new, next=further(request, answer, len(raws)))

    def identify(self, field: Field) -> tuple[str, str | None]:
        """Its id, which values are stored under."""
        return field.id, None

    def normalise(self, field: Field, run: Run) -> Iterable[Record]:
        """The field."""
        return field_rows(field, run)


_ALL_PROJECTS = (("status", ["live", "archived", "deleted"]), ("expand", "description,lead"))
LISTS: tuple[Any, ...] = (
    Fields(),
    Roster(name="statuses", path=f"{API}/status", wire=Status, most=0, optional=False),
    Roster(name="priorities", path=f"{API}/priority", wire=Listed, most=0),
    Roster(name="issue_types", path=f"{API}/issuetype", wire=Listed, most=0),
    Roster(name="projects", path=f"{API}/project/search", wire=Project, rows=project_rows,
           reads=("product",), query=_ALL_PROJECTS, optional=False),
    Roster(name="components", path=f"{API}/project/{{id}}/component", wire=Component,
           rows=component_rows, reads=("product",), each="projects"),
    Roster(name="versions", path=f"{API}/project/{{id}}/version", wire=Version, rows=version_rows,
           reads=("product",), each="projects"),
    # It names no end: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/
    Roster(name="users", path=f"{API}/users/search", wire=User, rows=user_rows,
           reads=("person", "tool", "integration"), most=1000, by="account_id"),
    Roster(name="groups", path=f"{API}/group/bulk", wire=Group, rows=team_rows, reads=("team",),
           by="group_id"),
    Roster(name="group_members", path=f"{API}/group/member", wire=Member, rows=team_member_rows,
           reads=("link",), each="groups", query=(("groupId", "{id}"),), wrapped=True),
    Roster(name="organizations", path=f"{DESK}/organization", wire=Organisation, rows=account_rows,
           reads=("account",), most=50, service=True),
    Roster(name="organization_members", path=f"{DESK}/organization/{{id}}/user", wire=Member,
           rows=customer_rows, reads=("link",), most=50, each="organizations", service=True,
           wrapped=True),
    Roster(name="service_desks", path=f"{DESK}/servicedesk", wire=Listed, service=True),
)  # fmt: skip
