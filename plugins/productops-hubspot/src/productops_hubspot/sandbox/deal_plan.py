"""What becomes of a customer: won, renewed, upgraded, offered something, lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from productops.sandbox.life import DAY
from productops.sandbox.people import Organisation
from productops.sandbox.phrases import PHRASES

from . import lives
from .companies import churn_reason, left_at, mrr, when
from .model import Life

if TYPE_CHECKING:
    from .account import Account

NEW, RENEWAL, UPGRADE, OFFER = range(4)
SLOTS = 4
"""Numbers of deals a customer has room for."""
_YEAR = 365 * DAY


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal. Seconds of the company's time; *stages* are when it reaches them, the last when it closes."""

    what: int
    customer: Organisation
    stages: tuple[int, ...]
    won: bool
    amount: int


def deal(account: Account, index: int) -> Deal | None:
    """The deal with this number; None where there never will be one."""
    customer = account.company.organisation(index // SLOTS)
    what = index % SLOTS
    left, upgraded = left_at(account, index // SLOTS), when(customer, "upgraded")
    start = customer.since
    yearly = 12 * mrr(customer, customer.plan)
    quiet = account.company.quiet
    if what == NEW:
        return Deal(what, customer, tuple(quiet(start - n * DAY) for n in (45, 37, 25, 12, 0)), won=True, amount=yearly)  # fmt: skip
    if what == RENEWAL:
        lost = 0 < left <= start + _YEAR
        return Deal(what, customer, (quiet(start + 305 * DAY), quiet(left if lost else start + _YEAR)), won=not lost, amount=yearly)  # fmt: skip
    if what == UPGRADE and upgraded:
        more = 12 * (mrr(customer, customer.plan + 1) - mrr(customer, customer.plan))
        return Deal(what, customer, tuple(quiet(upgraded - n * DAY) for n in (20, 15, 9, 4, 0)), won=True, amount=more)  # fmt: skip
    if what == OFFER and index // SLOTS % 2 == 0:
        steps = tuple(quiet(start + n * DAY) for n in (100, 110, 125, 140, 160))
        return Deal(what, customer, steps, won=index // SLOTS % 4 == 2, amount=1_200 + 30 * customer.seats)  # fmt: skip # noqa: PLR2004
    return None


def of_organisation(account: Account, index: int) -> list[tuple[int, Life]]:
    """A customer's deals."""
    found = []
    for number in range(SLOTS * index, SLOTS * index + SLOTS):
        made = deal(account, number)
        if made and made.stages[-1] > made.stages[0]:
            ends = left_at(account, index) if made.won else 0
            found.append(
                (number, lives.life(made.stages[0], (*made.stages[1:], ends), salt=number))
            )
    return found


def objection(account: Account, index: int) -> tuple[str, str]:
    """What kept a customer from an offer: the area, and its words."""
    made = account.company.organisation(index // SLOTS)
    words = PHRASES[made.country.language]
    area = sorted(words.details)[index * 3 % len(words.details)]
    detail = words.details[area][index % len(words.details[area])]
    return area, detail.format(area=words.areas[area], n=index % 25 + 4, m=3, code="SYNC-31", product=account.company.product)  # fmt: skip


def lost_because(account: Account, index: int) -> str:
    """Why a deal was lost."""
    if index % SLOTS == RENEWAL:
        return churn_reason(account, index // SLOTS)
    return objection(account, index)[1]
