"""HubSpot as a tool of the company: the account, who may use it, and which seats there are. Read whole in every run.

`products`, `line_items`, `subscriptions` and `contracts` of the CRM are what the account sells; they are not read.
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Raw

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import guarded
from productops.model import Record

from . import paths
from .inventory_rows import details_rows, seat_rows, user_rows
from .inventory_wire import Details, Role, Seat, SeatKind, User
from .lists import WHOLE
from .lists_rows import no_rows
from .wire import ListPage
from .withheld import WITHHELD, listed, refuse

SCOPE = "settings.users.read"
_SIZE = 100


def ask(places: Sequence[str], **state: Any) -> Request:
    """The first page of a list at the first of *places*."""
    state = {"later": list(places[1:]), **state}
    return Request(
        path=places[0], query={"limit": _SIZE}, page_size="limit", expect=WITHHELD, state=state
    )


def elsewhere(request: Request, answer: Answer, what: str) -> Request:
    """The same list at the next place.

    Raises:
        PermissionMissing: it was refused at every one.
    """
    if not request.state["later"]:
        refuse(answer, what, SCOPE)
    place, *later = request.state["later"]
    return request.with_(path=place, state={**request.state, "later": later})


def onward(request: Request, page: ListPage) -> Request | None:
    """The following page, at the place that answered."""
    follow = by_cursor(request, page.after, param="after")
    return follow and follow.with_(state={**request.state, "later": []})


@dataclass(frozen=True)
class Account:
    """The account itself → `tool`, `vendor`."""

    name: str = "account"
    wire: Any = Details
    reads: tuple[str, ...] = ("tool", "vendor")
    needs: tuple[str, ...] = ()
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """Its details."""
        return [Request(path=paths.DETAILS)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The one record there is."""
        return Page(records=[answer.decode(Raw)])

    def identify(self, record: Details) -> tuple[str, str | None]:
        """The portal id."""
        return str(record.portal_id), None

    @guarded
    def normalise(self, record: Details, run: Run) -> Iterable[Record]:
        """HubSpot as this account has it."""
        return details_rows(record, run)


@dataclass(frozen=True)
class Roster:
    """A list of users, or of what concerns them."""

    name: str
    places: tuple[str, ...]
    wire: Any
    rows: Callable[[Any, Run], Iterable[Record]]
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    optional: bool = True
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """The whole list."""
        return [ask(self.places)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of it."""
        page = listed(answer)
        if page is None:
            return Page(next=elsewhere(request, answer, self.name.replace("_", " ") + " are"))
        return Page(records=page.results, next=onward(request, page))

    def identify(self, record: Any) -> tuple[str, str | None]:
        """Its id; the list tells what is there now."""
        return str(record.id), None

    @guarded
    def normalise(self, record: Any, run: Run) -> Iterable[Record]:
        """What the record is in the model."""
        return self.rows(record, run)


@dataclass(frozen=True)
class Seats:
    """Kinds of seats → `contract`. HubSpot tells how many are free; those that are held are counted among the users.

    Both are asked for together, so that their sum is what was bought at that moment.
    """

    name: str = "seats"
    wire: Any = SeatKind
    reads: tuple[str, ...] = ("contract",)
    needs: tuple[str, ...] = ()
    optional: bool = True
    can: Can = WHOLE
    lookback: timedelta = timedelta(0)

    def start(self, run: Run) -> Iterable[Request]:
        """First the users."""
        return [ask(paths.USERS, held=None)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of users, which leaves its count for the next one; at last the kinds."""
        page = listed(answer)
        if page is None:
            return Page(next=elsewhere(request, answer, "seats are"))
        held = request.state["held"]
        if request.path == paths.SEATS:
            return Page(records=[_kind(raw, held) for raw in page.results])
        held = _counted(page.results, held)
        follow = onward(request, page) or ask((paths.SEATS,))
        return Page(next=follow.with_(state={**follow.state, "held": held}))

    def identify(self, record: SeatKind) -> tuple[str, str | None]:
        """Its name, which is all that users know of it."""
        return record.seat.name, None

    @guarded
    def normalise(self, record: SeatKind, run: Run) -> Iterable[Record]:
        """What was bought."""
        return seat_rows(record, run)


def _counted(users: Iterable[Raw], held: dict[str, int] | None) -> dict[str, int] | None:
    """How many hold each seat, with these users; None while nobody's seats were told."""
    for raw in users:
        user = _fitting(raw, User)
        if user is None or user.seat_names is None:
            continue
        held = dict(held or {})
        for name in user.seats:
            held[name] = held.get(name, 0) + 1
    return held


def _kind(raw: Raw, held: dict[str, int] | None) -> dict[str, Any]:
    named = _fitting(raw, Seat)
    assigned = held.get(named.name, 0) if named and held is not None else None
    return {"seat": raw, "assigned": assigned}


def _fitting(raw: Raw, kind: Any) -> Any | None:
    """A record decoded; one that does not fit is set aside where it is a record."""
    try:
        return decode(raw, kind)
    except msgspec.DecodeError:
        return None


INVENTORY: tuple[Any, ...] = (
    Account(),
    Roster("user_roles", paths.ROLES, Role, no_rows),
    Roster("users", paths.USERS, User, user_rows, reads=("seat", "person"),
           needs=("owners", "logins", "user_roles")),
    Seats(),
)  # fmt: skip
