"""The account behind the endpoints: the company as this vendor keeps it, and what tests did to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from threading import RLock
from typing import Any

from productops.sandbox import Company
from productops.sandbox.cases import Case, State, state_of
from productops.sandbox.life import DAY

from . import ids

ARCHIVED_AFTER = 120 * DAY
STAMP = 24
"""Bits for the index below the time stamp in a packed position."""


@dataclass
class Account:
    """One company's help desk.

    Attributes:
        gone, hidden: ticket indices that vanished without a trace, or that nobody may see.
        bumps: seconds at which a ticket was changed by `bulk_update`.
        titles: ticket field titles that were changed: field id → (title, when).
    """

    company: Company
    subdomain: str = "fernhill"
    csat: str = "survey"
    gone: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    bumps: dict[int, list[int]] = field(default_factory=dict)
    titles: dict[int, tuple[str, int]] = field(default_factory=dict)
    revision: int = 0

    def __post_init__(self) -> None:
        self._lock = RLock()
        self._held: dict[str, tuple[tuple[int, int], list[int]]] = {}
        self._asked: tuple[object, list[dict[str, Any]]] = (None, [])
        self._case: Callable[[int], Case] = lru_cache(4_096)(self.company.case)

    @property
    def now(self) -> int:
        """The simulated time, epoch seconds."""
        return self.company.clock.epoch

    @property
    def version(self) -> tuple[int, int]:
        """Changes whenever an answer could."""
        return self.now, self.revision

    @property
    def host(self) -> str:
        """The vendor's own address of this account."""
        return f"https://{self.subdomain}.zendesk.com"

    def listed(self, name: str, make: Callable[[], list[int]]) -> list[int]:
        """A list of positions that is made once for each state of the account."""
        with self._lock:
            version = self.version
            held = self._held.get(name)
            if held is None or held[0] != version:
                held = (version, make())
                self._held[name] = held
            return held[1]

    def once(self, key: str, make: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
        """What was asked last, as long as neither the question nor the account has changed."""
        with self._lock:
            asked = (self.version, key)
            if self._asked[0] != asked:
                self._asked = (asked, make())
            return self._asked[1]

    def exists(self, index: int) -> bool:
        """Whether a ticket has been opened and not been made to vanish."""
        if index < 0 or index in self.gone or index in self.hidden:
            return False
        return self.company.opened(index) <= self.now

    def view(self, index: int) -> tuple[Case, State]:
        """A ticket as it stands."""
        case = self._case(index)
        state = state_of(case.opened, case.until(self.now))
        for at in self.bumps.get(index, ()):
            state.generated = max(state.generated, at)
            state.updated = max(state.updated, at)
        return case, state

    def indices(self) -> list[int]:
        """Every ticket there is, deleted ones included, in the order of their numbers."""
        return self.listed("tickets", self._indices)

    def _indices(self) -> list[int]:
        away = self.gone | self.hidden
        return [index for index in range(self.company.cases(self.now)) if index not in away]

    def by_stamp(self) -> list[int]:
        """Positions (`generated_timestamp`, ticket) of every ticket, in order."""
        return self.listed("stamps", self._by_stamp)

    def _by_stamp(self) -> list[int]:
        now, last = self.now, self.company.last
        found = [
            max(last(index, now), *self.bumps.get(index, (0,))) << STAMP | index
            for index in self.indices()
        ]
        return sorted(found)

    def deleted(self) -> list[int]:
        """Tickets in the bin: deleted, not yet scrubbed; oldest ticket first."""
        return self.listed("deleted", lambda: [i for i in self.indices() if self._in_bin(i)])

    def _in_bin(self, index: int) -> bool:
        life = self.company.life(index)
        past = [moment.what for moment in life if moment.at <= self.now]
        return "deleted" in past and "scrubbed" not in past

    def current(self) -> list[int]:
        """Tickets that lists show: neither deleted nor archived."""
        return self.listed("current", lambda: [i for i in self.indices() if self._is_current(i)])

    def _is_current(self, index: int) -> bool:
        closed = 0
        for moment in self.company.life(index):
            if moment.at > self.now:
                break
            if moment.what == "deleted":
                return False
            if moment.status == "closed":
                closed = moment.at
        return not closed or self.now - closed < ARCHIVED_AFTER

    def alive(self) -> list[int]:
        """Tickets that are not deleted, archived ones included."""
        return self.listed("alive", lambda: [i for i in self.indices() if not self._is_deleted(i)])

    def _is_deleted(self, index: int) -> bool:
        return any(m.what == "deleted" and m.at <= self.now for m in self.company.life(index))

    def as_of(self) -> str:
        """The simulated time as the vendor writes it."""
        return ids.iso(self.now)
