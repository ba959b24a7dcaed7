"""Who holds a seat of which product, and when they last used it: asked for an account at a time.

Used is a page looked at for two seconds; the vendor may tell it a day late, and says nothing of who never came.
https://developer.atlassian.com/cloud/admin/organization/user-last-active-dates/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from msgspec import Struct

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import row
from productops.model import Contract, Person, Record, SeatAssignment, Tool

from .common import day, utc
from .managed import Access, Links, onward
from .products import COUNTED
from .withheld import is_withheld

NOT_FOUND = 404


class SeatRecord(Struct, gc=False):
    """A record of this stream: what the listing and the directory say of one account."""

    account: str
    products: list[Access] = []
    dates: list[Access] = []


class _Activity(Struct):
    product_access: list[Any] | None = None


class _Dates(Struct):
    data: _Activity | None = None
    links: Links | None = None


class Seats:
    """Products of an account → `seat`, one a product; asked for by the pages of managed accounts."""

    name = "seats"
    needs: tuple[str, ...] = ()
    below: tuple[str, ...] = ("managed_accounts",)
    part_of = "managed_accounts"
    wire = SeatRecord
    can = Can(incremental=True)
    lookback = timedelta(0)
    optional = True
    reads = ("seat",)

    def start(self, run: Run) -> Iterable[Request]:
        """Accounts that changed name it."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The dates of one account; where they are not shown, what the listing told stays."""
        state = request.state
        if is_withheld(answer):
            return Page(records=[state], notes=_kept_back(answer))
        found = answer.decode(_Dates)
        held = (found.data.product_access if found.data else None) or []
        state = {**state, "dates": [*state["dates"], *held]}
        if following := onward(request, found.links):
            return Page(next=following.with_(state=state))
        return Page(records=[state])

    def identify(self, record: SeatRecord) -> tuple[str, str | None]:
        """The account's id."""
        if not record.account:
            raise RecordRejected("seats of nobody", field="account")
        return record.account, None

    def normalise(self, record: SeatRecord, run: Run) -> Iterable[Record]:
        """One seat a product; a product of several sites of the organisation is one seat with the latest date."""
        return _rows(record, run)


def _kept_back(answer: Answer) -> tuple[str, ...]:
    """The directory may not know an account that is managed; that is nothing to tell."""
    if answer.status == NOT_FOUND:
        return ()
    return ("when seats were last used is not shown to the organisation's key (org_api_key)",)


def _rows(record: SeatRecord, run: Run) -> Iterator[Record]:
    last: dict[str, str | None] = {}
    for access in (*record.products, *record.dates):
        if access.key:
            known, told = last.get(access.key), _seen(access)
            last[access.key] = max(filter(None, (known, told)), default=None)
    for key, seen in sorted(last.items()):
        yield row(
            SeatAssignment,
            run,
            f"{record.account}:{key}",
            contract_id=run.ref(Contract, key) if key in COUNTED else None,
            tool_id=run.ref(Tool, key),
            person_id=run.ref(Person, record.account),
            last_active_at=seen,
        )


def _seen(access: Access) -> str | None:
    """The moment, or the day where only that is told."""
    if access.last_active_timestamp:
        return utc(access.last_active_timestamp, "last_active_timestamp")
    return day(access.last_active, "last_active")
