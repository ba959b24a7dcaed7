"""The small lists, each read whole in every run: what other streams need to know, and reference data."""

# ruff: noqa: ARG001, ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from msgspec import Raw

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded
from productops.model import Record

from .csat_rows import survey_rows
from .csat_wire import Survey
from .lists_rows import (
    brand_row,
    field_row,
    membership_row,
    policy_rows,
    schedule_row,
    team_row,
    topic_row,
)
from .lists_wire import (
    Brand,
    CustomStatus,
    Field,
    Group,
    Holidays,
    Hours,
    Membership,
    Named,
    Policy,
)
from .paging import list_next, list_records, list_start

WHOLE = Can(deletes=True)
Rows = Callable[[Any, Run], Iterable[Record]]


def _no_rows(record: Any, run: Run) -> Iterable[Record]:
    return ()


@dataclass(frozen=True)
class Listing:
    """One list; reading it whole is its census. *size* 0: it does not page. *by*: the part that is its id."""

    name: str
    path: str
    wire: Any
    reads: tuple[str, ...] = ()
    rows: Rows = _no_rows
    key: str = ""
    size: int = 100
    by: str = "id"
    optional: bool = True
    needs: tuple[str, ...] = ()
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """The whole list."""
        return [list_start(run, self.path, self.size)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it."""
        raws = list_records(answer, self.key or self.name)
        return Page(records=raws, next=list_next(request, answer))

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Id and last change."""
        return str(getattr(record, self.by) or record.id), record.updated_at

    @guarded
    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """What the record is in the model; context alone yields no rows."""
        return self.rows(record, run)


class Schedules:
    """Business hours with their holidays → `schedule`; one partition a schedule."""

    name = "schedules"
    needs: tuple[str, ...] = ("business_hours",)
    wire = Holidays
    can = Can()
    lookback = timedelta(0)
    optional = True
    reads = ("schedule",)

    def start(self, run: Run) -> Iterable[Request]:
        """The holidays of each schedule."""
        return [
            Request(
                path=f"/api/v2/business_hours/schedules/{each}/holidays",
                partition=each,
                expect=(403, 404),
                state={"schedule_id": each},
            )
            for each in sorted(run.ids("business_hours"))
        ]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The holidays of one schedule; none where they may not be read."""
        refused = answer.status in request.expect
        raws: list[Raw] = [] if refused else list_records(answer, "holidays")
        return Page(records=[{**request.state, "holidays": raws}])

    def identify(self, record: Holidays) -> tuple[str, str | None]:
        """The schedule's id."""
        return str(record.schedule_id), None

    @guarded
    def normalise(self, record: Holidays, run: Run) -> Iterable[Record]:
        """The schedule."""
        return schedule_row(record, run)


LISTS: tuple[Listing, ...] = (
    # Without paging every field comes in one answer
    Listing("ticket_fields", "/api/v2/ticket_fields", Field, ("field",),
            partial(field_row, applies_to="feedback"), size=0, optional=False),
    Listing("user_fields", "/api/v2/user_fields", Field, ("field",),
            partial(field_row, applies_to="person"), by="key"),
    Listing("organization_fields", "/api/v2/organization_fields", Field, ("field",),
            partial(field_row, applies_to="account"), by="key"),
    # "No pagination is provided"
    Listing("custom_statuses", "/api/v2/custom_statuses", CustomStatus, size=0),
    Listing("brands", "/api/v2/brands", Brand, ("product",), brand_row),
    Listing("groups", "/api/v2/groups", Group, ("team",), team_row),
    Listing("group_memberships", "/api/v2/group_memberships", Membership, ("link",), membership_row),
    Listing("sla_policies", "/api/v2/slas/policies", Policy, ("sla_event",), policy_rows, size=0),
    Listing("business_hours", "/api/v2/business_hours/schedules", Hours, key="schedules", size=0),
    Listing("surveys", "/api/v2/guide/en-us/surveys", Survey, ("survey", "question"), survey_rows,
            size=50),
    Listing("sections", "/api/v2/help_center/sections", Named),
    Listing("topics", "/api/v2/community/topics", Named, ("topic",), topic_row),
)  # fmt: skip
