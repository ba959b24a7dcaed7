"""A fictional software company and its customers, the same in every vendor's sandbox.

Everything is a function of (seed, index) and of the clock: request 4711 of company 7 is the same
whether 5,000 or 200,000 requests exist, and nothing is made before it is asked for. All people,
organisations and domains are fictional.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import shake_128
from math import sqrt
from struct import unpack

from . import people as directory
from .cases import AREAS, CHANNELS, KINDS, PRIORITIES, Case
from .clock import DEFAULT_NOW, SimulatedClock
from .dice import Dice
from .life import DAY, HOUR, Beat, Moment, beats, ended, script_of

HISTORY = 730 * DAY
SMALLEST = 2
_SLOT, _BUSY = 600, 420
_DUPLICATE, _FOLLOW_UP = (45, 17), (60, 59)
_DELETED = (37, 26)
_PER_PERSON, _PER_ORGANISATION = 3, 6
_POPULAR = 4


class Company:
    """The company behind every sandbox.

    Args:
        seed: another seed, another company.
        size: requests opened in the two years before *now*, 2 or more; there were few at first and
            are more every month.
        now: the start of the simulated time.

    Attributes:
        wishes: engineering issues that requests are linked to, numbered from 0.
    """

    name = "Fernhill"
    product = "Fernhill Boards"
    issue_prefix = "FERN"

    def __init__(self, seed: int = 7, size: int = 400, *, now: datetime = DEFAULT_NOW) -> None:
        if size < SMALLEST:
            raise ValueError("a company needs at least two requests")
        self.seed = seed
        self.size = size
        self.clock = SimulatedClock(now)
        self._base = self.clock.epoch
        self.lag = max(3, size // 12)
        self.wishes = 5 + size // 40
        self._fresh = max(3, self.wishes // 4)
        self.person: Callable[[int], directory.Person] = lru_cache(65_536)(self._person)
        self.organisation: Callable[[int], directory.Organisation] = lru_cache(16_384)(
            self._organisation
        )
        self.colleague: Callable[[int], directory.Colleague] = lru_cache(256)(
            lambda index: directory.colleague(seed, index)
        )

    @property
    def founded(self) -> int:
        """When the first request could have been opened (epoch seconds)."""
        return self._base - HISTORY

    def quiet(self, at: float) -> int:
        """*at*, moved out of the last three of every ten minutes counted from the start of the clock.

        Vendors withhold the newest minute of an export. So that the company at its start, and after
        a round advance, is exported whole, nothing happens just before such a moment.
        """
        slot, rest = divmod(int(at) - self._base, _SLOT)
        return self._base + slot * _SLOT + rest * _BUSY // _SLOT

    def opened(self, index: int) -> int:
        """When request *index* (from 0) is opened; never before the one with a smaller index."""
        return self.quiet(self._opened(index))

    def _opened(self, index: int) -> int:
        """The moment before `quiet`, which may be applied only once: twice, order is lost."""
        digest = shake_128(f"{self.seed}/opened/{index}".encode()).digest(2)
        jitter = int.from_bytes(digest, "little") / 65_536
        return int(self.founded + HISTORY * sqrt((index + jitter) / self.size))

    def cases(self, now: int | None = None) -> int:
        """How many requests have been opened by *now* (by default, the simulated time)."""
        now = self.clock.epoch if now is None else now
        if now < self.founded:
            return 0
        count = int(self.size * ((now - self.founded) / HISTORY) ** 2)
        while count > 0 and self.opened(count - 1) > now:
            count -= 1
        while self.opened(count) <= now:
            count += 1
        return count

    def people(self, now: int | None = None) -> int:
        """How many people have written by *now*; one joins with every third request."""
        return -(-self.cases(now) // _PER_PERSON)

    def organisations(self, now: int | None = None) -> int:
        """How many organisations are customers by *now*; one joins with every sixth person."""
        return -(-self.people(now) // _PER_ORGANISATION)

    @property
    def colleagues(self) -> int:
        """How many people work at the company."""
        return min(60, 9 + self.size // 2_000)

    def _organisation(self, index: int) -> directory.Organisation:
        since = self._opened(index * _PER_ORGANISATION * _PER_PERSON) - HOUR
        made = directory.organisation(self.seed, index, self.quiet(since))
        return replace(made, changes=self._quietly(made.changes))

    def _person(self, index: int) -> directory.Person:
        dice = Dice(self.seed, "belongs", index)
        newest = index // _PER_ORGANISATION
        alone = index % 5 == 4  # noqa: PLR2004 - every fifth writes from a private address
        belongs = None if alone else self.organisation(dice.below(newest + 1))
        joined = self.quiet(self._opened(index * _PER_PERSON) - 45)
        made = directory.person(self.seed, index, joined, belongs)
        return replace(made, changes=self._quietly(made.changes))

    def _quietly(self, changes: tuple[directory.Change, ...]) -> tuple[directory.Change, ...]:
        return tuple(replace(change, at=self.quiet(change.at)) for change in changes)

    def requester(self, index: int) -> int:
        """Who opened a request: somebody new every third time."""
        if self._is(index, _DUPLICATE):
            return self.requester(index - 1)
        if self._is(index, _FOLLOW_UP) and index >= self.lag:
            return self.requester(index - self.lag)
        newest = index // _PER_PERSON
        if index % _PER_PERSON == 0:
            return newest
        return Dice(self.seed, "requester", index).below(newest + 1)

    @staticmethod
    def _is(index: int, pattern: tuple[int, int]) -> bool:
        return index % pattern[0] == pattern[1]

    def _beats(self, index: int) -> list[Beat]:
        opened = self._opened(index)
        draws = unpack("<24H", shake_128(f"{self.seed}/life/{index}".encode()).digest(48))
        life = beats(opened, script_of(draws[0]), draws[1:])
        if self._is(index, _DUPLICATE):
            return ended(life, (self._merged(index), (0, "agent", "merge_out", "closed", "merged")))
        if self._is(index + 1, _DUPLICATE):
            return sorted([*life, (self._merged(index + 1), (0, "agent", "merge_in", "", ""))])
        if self._is(index + self.lag, _FOLLOW_UP):
            return sorted(
                [*life, (self._opened(index + self.lag), (0, "system", "", "", "touched"))]
            )
        if self._is(index, _DELETED):
            at = opened + DAY + draws[23] * 30
            life = ended(life, (at, (0, "agent", "", "deleted", "deleted")))
            life.append((at + 30 * DAY, (0, "system", "", "", "scrubbed")))
        return life

    def _merged(self, index: int) -> int:
        return self._opened(index) + HOUR // 2 + index % HOUR

    def life(self, index: int) -> tuple[Moment, ...]:
        """All updates of a request, also those still to come."""
        return tuple(Moment(self.quiet(at), *step[1:]) for at, step in self._beats(index))

    def last(self, index: int, now: int) -> int:
        """When the latest thing up to *now* happened to a request."""
        for at, _ in reversed(self._beats(index)):
            quiet = self.quiet(at)
            if quiet <= now:
                return quiet
        return self.opened(index)

    def case(self, index: int) -> Case:
        """The request with this number (from 0)."""
        dice = Dice(self.seed, "case", index)
        life = self.life(index)
        original = index - 1 if self._is(index, _DUPLICATE) else index
        about = Dice(self.seed, "about", original)
        linked = any(moment.what == "escalated" for moment in self.life(original))
        issue = self._wish(original)
        requester = self.requester(index)
        writer = self.person(requester)
        later = index + self.lag
        return Case(
            index=index,
            kind=about.pick(KINDS[:5] if linked else KINDS),
            area=self.issue_area(issue) if linked else about.pick(AREAS),
            language=writer.country.language,
            channel=dice.pick(CHANNELS),
            priority=dice.pick(PRIORITIES),
            requester=requester,
            organisation=writer.organisation,
            agent=dice.below(self.colleagues),
            team=dice.below(4),
            rating=(1, 2, 3, 4, 4, 5, 5, 5)[dice.below(8)],
            remark=dice.chance(0.5),
            issue=issue,
            duplicate_of=original if original != index else None,
            follows=index - self.lag if self._is(index, _FOLLOW_UP) and index >= self.lag else None,
            followed_by=later if self._is(later, _FOLLOW_UP) else None,
            opened=self.opened(index),
            life=life,
        )

    def _wish(self, index: int) -> int:
        """The engineering issue that a request of this time would be linked to; every fourth is popular."""
        dice = Dice(self.seed, "wish", index)
        newest = min(self.wishes - 1, self.wishes * index // self.size)
        number = newest - dice.below(min(newest + 1, self._fresh))
        return number - number % _POPULAR if dice.chance(0.4) else number

    def issue_due(self, number: int) -> int:
        """When work on the engineering issue with this number begins (epoch seconds), if it ever does.

        By then customers have asked for it for a while; those asked for last are still to come.
        """
        share = 0.5 + Dice(self.seed, "due", number).share()
        asked = (number + share * self._fresh) / self.wishes
        return self.quiet(self.founded + HISTORY * sqrt(asked))

    def issue_key(self, number: int) -> str:
        """The key of the engineering issue with this number, as other vendors show it."""
        return f"{self.issue_prefix}-{100 + number}"

    def issue_area(self, number: int) -> str:
        """What the engineering issue with this number is about, of `AREAS`."""
        return Dice(self.seed, "issue", number).pick(AREAS)
