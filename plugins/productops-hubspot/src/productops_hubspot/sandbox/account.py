"""The account behind the endpoints: the company as this vendor keeps it, and what tests did to it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

from productops.sandbox import Company

from . import ids
from .book import Book
from .model import NOBODY, Kind, Life, View

KEPT_IN_BIN = 90 * ids.DAY
BY_TESTS = 40_000_000
"""Numbers of records that tests make start here."""
_TICKETS, _FORMS = 101, 202
_HELD = 96


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind's records at a moment, as ids in order: those that are live, those in the bin."""

    live: list[int]
    binned: list[int]


@dataclass(frozen=True, slots=True)
class Tie:
    """An association that a test made or, without *label*, cut (`None`)."""

    at: int
    start: tuple[str, int]
    end: tuple[str, int]
    label: str | None


class Account:
    """One company's CRM.

    Attributes:
        tickets, forms: the requests that become tickets, and those that come in by forms.
        lag: milliseconds that the search index is behind.
        fresh: a merge makes a new record, as the vendor does since 2025.
        ties: what tests did to associations.
        labels: property labels that were changed: (kind, name) → label.
        left: owners that were archived: key → when.
        sent: form submissions that a test made: form, when, values.
    """

    def __init__(self, company: Company, *, zone: str, lag: float, fresh: bool) -> None:
        self.company = company
        self.tickets, self.forms = Book(company, _TICKETS), Book(company, _FORMS)
        self.zone = ZoneInfo(zone)
        self.zone_name = zone
        self.lag = int(lag * ids.SECOND)
        self.fresh = fresh
        self.ties: list[Tie] = []
        self.labels: dict[tuple[str, str], str] = {}
        self.left: dict[int, int] = {}
        self.sent: list[tuple[str, int, dict[str, str]]] = []
        self.revision = 0
        self._lock = RLock()
        self._lives: dict[str, dict[int, Life]] = {}
        self._scanned: dict[tuple[str, int], int] = {}
        self._grown: dict[str, int] = {}
        self._made = 0
        self._held: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()

    @property
    def now(self) -> int:
        """The simulated time, epoch milliseconds."""
        return int(self.company.clock.now.timestamp() * ids.SECOND)

    @property
    def version(self) -> tuple[int, int]:
        """Changes whenever an answer could."""
        return self.now, self.revision

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Something that is made once for each state of the account."""
        with self._lock:
            made_for, found = self._held.pop(key, (None, None))
            if made_for != self.version:
                made_for, found = self.version, make()
            self._held[key] = (made_for, found)
            if len(self._held) > _HELD:
                self._held.popitem(last=False)
            return found

    def lives(self, kind: Kind) -> dict[int, Life]:
        """Every record of a kind that has a beginning by now, or will soon."""
        with self._lock:
            held = self._lives.setdefault(kind.name, {})
            if self._grown.get(kind.name) != self.now:
                for number, (count, made) in enumerate(kind.sources):
                    known, until = self._scanned.get((kind.name, number), 0), count(self)
                    for root in range(known, until):
                        held.update(made(self, root))
                    self._scanned[kind.name, number] = max(known, until)
                self._grown[kind.name] = self.now
            return held

    def life(self, kind: Kind, index: int) -> Life | None:
        """A record's life; None where there never was one."""
        return self.lives(kind).get(index)

    def change(self, kind: Kind, lives: Iterable[tuple[int, Life]]) -> None:
        """Give records other lives."""
        with self._lock:
            self.lives(kind).update(lives)
            self.revision += 1

    def number(self) -> int:
        """A number for a record that a test makes."""
        with self._lock:
            self._made += 1
            return BY_TESTS + self._made

    def shelf(self, kind: Kind, at: int) -> Shelf:
        """A kind's records at a moment."""
        found: Shelf = self.once(("shelf", kind.name, at), lambda: self._shelf(kind, at))
        return found

    def _shelf(self, kind: Kind, at: int) -> Shelf:
        live, binned = [], []
        for index, life in self.lives(kind).items():
            if not life.there(at):
                continue
            if not life.binned(at):
                live.append(ids.made(kind.base, index))
            elif at < life.archived + KEPT_IN_BIN:
                binned.append(ids.made(kind.base, index))
        return Shelf(sorted(live), sorted(binned))

    def view(self, kind: Kind, given: str | int, at: int) -> View | None:
        """A record as it stands; None where it is not there (any more)."""
        index = ids.index_of(kind.base, given)
        life = None if index is None else self.life(kind, index)
        if index is None or life is None or not life.there(at):
            return None
        if life.binned(at) and at >= life.archived + KEPT_IN_BIN:
            return None
        return View(self, kind, index, life, at)

    def views(self, kind: Kind, given: Iterable[int], at: int) -> Iterable[View]:
        """Records that are there, in the order of *given*."""
        found = (self.view(kind, one, at) for one in given)
        return (view for view in found if view)

    def meant(self, kind: Kind, index: int, at: int) -> int | None:
        """Which live record stands for one now: itself, or what it was merged into."""
        life = self.life(kind, index)
        while life is not None and 0 < life.gone <= at and life.into != NOBODY:
            index = life.into
            life = self.life(kind, index)
        if life is None or not life.there(at) or life.binned(at):
            return None
        return index
