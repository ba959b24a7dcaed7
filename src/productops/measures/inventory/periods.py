"""Months and amounts: the month after the 31st, a charge spread over its days, an amount as it is told."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeVar

# The precision of a stored amount. Shares of a charge are differences of rounded running totals, so that those of
# windows that follow one another add up to the charge.
_STORED, _TOLD, _CENT = Decimal("0.000001"), Decimal("0.0001"), Decimal("0.01")

Day = TypeVar("Day", date, datetime)


def add_months(day: Day, months: int) -> Day:
    """The same day so many months later (or earlier); the last of the month where there is none: 31 January + 1 = 28 or 29 February.

    What no calendar holds is its first or last day: 9999-12-31 stands for "without end" in many contracts.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not 1 <= year <= MAXYEAR:
        return _edge(day, months)
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def add_days(day: Day, days: int) -> Day:
    """So many days later (or earlier); the first or last day of the calendar where that lies beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return _edge(day, days)


def _edge(day: Day, way: int) -> Day:
    year, month, last = (MAXYEAR, 12, 31) if way > 0 else (1, 1, 1)
    return day.replace(year=year, month=month, day=last)


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
