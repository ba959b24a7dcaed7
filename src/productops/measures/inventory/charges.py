"""Charges of a window: what was charged in it, or what of it was consumed in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from ..frames import Frames, live, rows_of
from ..rates import Rates
from .periods import spread
from .products import gaps, known_rows

RULE = (
    "Cost: FOCUS EffectiveCost, else BilledCost, of all charges, taxes and credits. Amortised, a charge is spread evenly"
    " over its charge period; one whose period is not told counts whole on the day it was charged, as does every charge"
    " where amortize is off."
)
_DATES = ("charge_period_start", "charge_period_end", "billing_period_start", "occurred_at")


class Charge(NamedTuple):
    """What charges of one kind and one period come to in the window.

    Attributes:
        tool: id of the product; None if the source names none.
        day: the day it was charged.
        rows: how many charges.
        spread: whether only a part of each falls into the window, by its days.
    """

    tool: str | None
    currency: str
    cost_center: str | None
    amount: Decimal
    day: date
    rows: int
    spread: bool


class Charges(NamedTuple):
    """Charges and what could not be told of them."""

    rows: tuple[Charge, ...]
    missing: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many rows of `cost` they rest on."""
        return sum(row.rows for row in self.rows)


def charges(frames: Frames, since: datetime, until: datetime, *, amortize: bool = True) -> Charges:
    """The charges of [*since*, *until*), one for each product, currency, cost centre and period."""
    costs = _costs(frames)
    at, end = nw.col("at"), nw.col("charge_period_end")
    over = nw.col("amortised") if amortize else nw.lit(value=False)
    here = (over & (at < until) & (end > since)) | (~over & (at >= since) & (at < until))
    kept = costs.filter(here & ~nw.col("amount").is_null() & ~nw.col("billing_currency").is_null())
    keys = ("tool_id", "billing_currency", "cost_center", "at", "charge_period_end", "amortised")
    found = rows_of(kept.group_by(*keys).agg(nw.col("amount").sum(), nw.len().alias("rows")))
    known = known_rows(frames)
    told = [_charge(row, known, since, until, amortize=amortize) for row in found]
    return Charges(tuple(sorted(told, key=_order)), _gaps(costs, told, amortize=amortize))


def _costs(frames: Frames) -> nw.LazyFrame[Any]:
    rows = live(
        frames, "cost", "tool_id", "billing_currency", "cost_center", "effective_cost", "billed_cost", *_DATES
    )  # fmt: skip
    start, end = nw.col("charge_period_start"), nw.col("charge_period_end")
    amortised = ~start.is_null() & ~end.is_null() & (end > start)
    return rows.with_columns(
        amount=nw.coalesce("effective_cost", "billed_cost"),
        at=nw.coalesce("charge_period_start", "billing_period_start", "occurred_at"),
        amortised=amortised.fill_null(value=False),
    )


def _charge(
    row: dict[str, Any], known: dict[str, tuple[str, str]], since: datetime, until: datetime, *, amortize: bool
) -> Charge:  # fmt: skip
    at, end, amount = row["at"], row["charge_period_end"], Decimal(row["amount"])
    over = amortize and row["amortised"]
    part = spread(amount, at, end, since, until) if over else amount
    tool = known.get(row["tool_id"], (None, None))[0]
    return Charge(
        tool, row["billing_currency"], row["cost_center"], part, at.date(), row["rows"], over
    )


def _order(row: Charge) -> tuple[str, ...]:
    return (
        row.tool or "",
        row.currency,
        row.cost_center or "",
        row.day.isoformat(),
        str(row.amount),
    )


_CURE = {
    "charges without a currency": " (`currency` of the source gives it; then productops renormalise)"
}


def _gaps(costs: nw.LazyFrame[Any], told: Sequence[Charge], *, amortize: bool) -> tuple[str, ...]:
    """What is not told of charges, and how many."""
    whole = sum(row.rows for row in told if not row.spread) if amortize else 0
    told_of = {
        "charges without a period, counted whole on their day": whole,
        "charges without an amount": _count(costs, nw.col("amount").is_null()),
        "charges without a currency": _count(costs, nw.col("billing_currency").is_null()),
        "charges without a date": _count(costs, nw.col("at").is_null()),
    }
    return tuple(
        f"{what}: {count:,}{_CURE.get(what, '')}" for what, count in told_of.items() if count
    )


def _count(rows: nw.LazyFrame[Any], condition: nw.Expr) -> int:
    return int(rows_of(rows.filter(condition).select(nw.len().alias("n")))[0]["n"])


def converted(found: Charges, rates: Rates | None, currency: str | None) -> Charges:
    """*found* in one currency, each charge by the rate of its day; as they are where none is asked for.

    A charge without a rate keeps its currency, and that is said.
    """
    if currency is None:
        return found
    if rates is None:
        others = {row.currency for row in found.rows} - {currency}
        return found._replace(
            missing=(*found.missing, *gaps(f"rates to {currency}: none are given for", others))
        )
    rows = [_converted(row, rates, currency) for row in found.rows]
    left = [f"{row.currency} on {row.day}" for row in rows if row.currency != currency]
    return Charges(
        tuple(rows), (*found.missing, *gaps(f"rates to {currency}, not older than 31 days", left))
    )


def _converted(row: Charge, rates: Rates, currency: str) -> Charge:
    amount = rates.convert(row.amount, row.currency, currency, row.day)
    return row if amount is None else row._replace(amount=amount, currency=currency)


def total(rows: Iterable[Charge]) -> Decimal:
    """Their sum; they must be of one currency."""
    return sum((row.amount for row in rows), Decimal(0))
