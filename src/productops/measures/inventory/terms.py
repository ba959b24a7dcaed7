"""What one contract says of its dates and its cost; rows of `contract` as dicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from decimal import Decimal
from typing import Any

from .periods import add_days, add_months, tidy

Row = Mapping[str, Any]

_DAY = timedelta(days=1)
_PERIODS = {"monthly": 12, "quarterly": 4, "annual": 1, None: 1}


def written_end(contract: Row) -> date | None:
    """The first day on which it renews or ends as written: `renewal_date`, else `end_date`, else start + term."""
    start, term = contract["start_date"], contract["term_months"]
    given: date | None = contract["renewal_date"] or contract["end_date"]
    return given or (add_months(start, term) if start and term else None)


def term_months(contract: Row) -> int | None:
    """The length of its term; where it is not given, whole months from the start to the written end."""
    if given := contract["term_months"]:
        return int(given) if given > 0 else None
    start, end = contract["start_date"], written_end(contract)
    return (_whole_months(start, end) or (None, 0))[0] if start and end else None


def _whole_months(start: date, end: date) -> tuple[int, int] | None:
    """Months from *start* to *end*, and the days (0, or 1 where the last day is meant) between them and *end*."""
    for short in (0, 1):
        until = add_days(end, short)
        # a day of the month that was clipped still is a whole month
        months = (until.year - start.year) * 12 + until.month - start.month
        if months > 0 and add_months(start, months) == until:
            return months, short
    return None


def rolled(contract: Row, after: date) -> date | None:
    """The first renewal after a day, if it renews by itself term after term.

    Months are counted from the start (from the written end where they do not meet), never from a day that a short
    month clipped: 31 January, 28 February, 31 March. None where the term or every date is missing.
    """
    end, term = written_end(contract), term_months(contract)
    if end is None or end > after:
        return end
    if term is None:
        return None
    months, short = _whole_months(contract["start_date"] or end, end) or (0, 0)
    anchor = contract["start_date"] if months else end
    while (day := add_months(anchor, months) - short * _DAY) <= after and day.year < MAXYEAR:
        months += term
    return day


def annual_cost(contract: Row) -> Decimal | None:
    """What it costs a year, in `cost_currency(contract)`: `annual_cost`, else seats × unit price × periods a year.

    A flat price is not multiplied by seats. None where a part is missing, and where a price by use or a price paid once
    says nothing of a year.
    """
    if (given := contract["annual_cost"]) is not None:
        return tidy(given)
    if contract["pricing_model"] == "free":
        return Decimal(0)
    price, periods = contract["unit_price"], _periods(contract)
    seats = 1 if contract["pricing_model"] == "flat" else contract["seats_purchased"]
    if None in (price, periods, seats) or contract["pricing_model"] in ("usage", "per_active_user"):
        return None
    return tidy(price * seats * periods)


def cost_currency(contract: Row) -> str | None:
    """The currency of `annual_cost(contract)`."""
    given = contract["annual_cost"] is not None
    names = ("annual_cost_currency", "unit_price_currency")
    found = (contract[name] for name in (names if given else reversed(names)))
    return next((currency for currency in found if currency), None)


def _periods(contract: Row) -> Decimal | None:
    frequency = contract["billing_frequency"]
    if frequency == "multi_year":
        term = term_months(contract)
        return Decimal(12) / term if term else None
    periods = _PERIODS.get(frequency)
    return None if periods is None else Decimal(periods)
