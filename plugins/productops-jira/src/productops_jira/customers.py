"""Customers of service desks: those that the list of users does not show.

https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-servicedesk/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.model import Record

from .below import EXPERIMENTAL
from .common import User, kept_from
from .lists_rows import person_rows
from .paging import further, listing, records_of

_PAGE = 50
_NOT_OFFERED = (403, 404, 412)


class Customers:
    """Customers → `person`, one partition a desk."""

    name = "customers"
    needs: tuple[str, ...] = ("service_desks", "users")
    wire = User
    can = Can()
    lookback = timedelta(0)
    optional = True
    reads = ("person",)

    def start(self, run: Run) -> Iterable[Request]:
        """The customers of each desk."""
        return [
            listing(
                run, f"/rest/servicedeskapi/servicedesk/{desk}/customer", _PAGE, service=True
            ).with_(partition=desk, headers=EXPERIMENTAL, expect=_NOT_OFFERED)
            for desk in sorted(run.ids("service_desks"))
        ]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of them; an agent without rights sees none."""
        if answer.status in request.expect:
            return Page(notes=kept_from(answer, "the customers of a service desk"))
        raws = records_of(answer)
        return Page(records=raws, next=further(request, answer, len(raws)))

    def identify(self, user: User) -> tuple[str, str | None]:
        """The account id, the one thing that is always there."""
        if not user.account_id:
            raise RecordRejected("a customer without account id", field="accountId")
        return user.account_id, None

    def normalise(self, user: User, run: Run) -> Iterable[Record]:
        """Who the list of users has is a row of that list; the desk does not tell what kind of account it is."""
        if user.account_id is None or run.seen("users", user.account_id) is not None:
            return ()
        return person_rows(replace(user, account_type="customer"), run)
