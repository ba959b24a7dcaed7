"""Months and amounts: the month after the 31st, a charge spread over its days, an amount as it is told."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeVar

# The precision of a stored amount. Shares of a charge are differences of rounded running totals, so that those of
# windows that follow one another add up to the charge.
_STORED, _TOLD, _CENT = Decimal("0.000001"), Decimal("0.0001"), Decimal("0.01")

Day = TypeVar("Day", date, datetime)


def add_months(day: Day, months: int) -> Day:
    """The same day so many months later (or earlier); the last of the month where there is none: 31 January + 1 = 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def months_between(start: date, end: date) -> int:
    """Whole months from *start* to *end*, a day over or under rounded: 1 January to 31 December are 12."""
    return round((end - start).days * 12 / 365.25)


def spread(
    amount: Decimal, start: datetime, end: datetime, since: datetime, until: datetime
) -> Decimal:
    """What of *amount*, spread evenly over [*start*, *end*), falls into [*since*, *until*).

    Raises:
        ValueError: *end* is not after *start*.
    """
    if end <= start:
        raise ValueError("a charge is spread over a period that ends after it starts")
    return _until(amount, start, end, until) - _until(amount, start, end, since)


def _until(amount: Decimal, start: datetime, end: datetime, moment: datetime) -> Decimal:
    passed = (min(max(moment, start), end) - start).total_seconds()
    part = amount * Decimal(passed) / Decimal((end - start).total_seconds())
    return part.quantize(_STORED, ROUND_HALF_EVEN)


def tidy(amount: Decimal) -> Decimal:
    """*amount* to four places, or to two where it has no more."""
    fine, cents = amount.quantize(_TOLD, ROUND_HALF_EVEN), amount.quantize(_CENT, ROUND_HALF_EVEN)
    return cents if fine == cents else fine
