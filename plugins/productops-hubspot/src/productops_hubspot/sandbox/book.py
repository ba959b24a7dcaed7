"""Requests of the same customers that reach the CRM and not the help desk."""

from __future__ import annotations

from functools import lru_cache

from productops.sandbox import Company
from productops.sandbox.cases import Case
from productops.sandbox.life import Moment
from productops.sandbox.people import Person


class Book(Company):
    """The company's people with other requests.

    Args:
        company: whose customers, staff, clock and engineering issues these are.
        salt: another salt, other requests.

    The requester of a request is `person(case.requester)`, who has joined by then in every tool; its
    `index` is the number the company knows them by.
    """

    def __init__(self, company: Company, salt: int) -> None:
        super().__init__(company.seed + salt, company.size, now=company.clock.start)
        self._company = company
        self.clock = company.clock
        self._lives = lru_cache(262_144)(super().life)
        self._cases = lru_cache(4_096)(super().case)
        self.person = self._known
        self.organisation = company.organisation
        self.colleague = company.colleague

    def _known(self, index: int) -> Person:
        return self._company.person(max(0, index - 1))

    def issue_area(self, number: int) -> str:
        """What the engineering issue is about: the same in every tool."""
        return self._company.issue_area(number)

    def life(self, index: int) -> tuple[Moment, ...]:
        """All updates of a request; asked for by everything that hangs on it."""
        return self._lives(index)

    def case(self, index: int) -> Case:
        """The request with this number (from 0)."""
        return self._cases(index)
