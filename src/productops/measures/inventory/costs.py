"""Cost per active user: what a product cost in a window, for each person who used it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ..answer import Answer
from ..frames import Frames, rows_of
from ..rates import Rates
from .activity import RULE as ACTIVITY
from .activity import active_people, measured, names_of, size, used
from .charges import RULE, Charge, Charges, charges, converted
from .in_force import Contract, contracts_of, counted_by_tool
from .periods import add_months, tidy
from .products import day_of, gaps
from .seat_counts import tally
from .terms import annual_cost, cost_currency

COLUMNS = ("tool", "currency", "cost", "active", "cost_per_active_user", "basis", "tool_id")
DEFINITION = (
    "Cost in the window ÷ distinct people active in the same window; none where nobody was. basis: charged (rows of"
    " cost) or planned (the annual cost of contracts in force, a twelfth for each month of the window that begins with"
    f" them). {RULE} {ACTIVITY}"
)
YEAR = 12


def cost_per_active_user(
    frames: Frames,
    as_of: datetime,
    months: int = 12,
    *,
    amortize: bool = True,
    contracts: bool = False,
    rates: Rates | None = None,
    currency: str | None = None,
) -> Answer:
    """What each active user of a product cost, by product and currency.

    Args:
        frames: tables `cost`, `seat`, `usage`, `contract`, `person` and `match`.
        as_of: the moment it is told for.
        months: the length of the window that ends there.
        amortize: spread a charge over its charge period.
        contracts: plan the cost of products without charges from their contracts.
        rates: dated rates, to tell everything in *currency*.
        currency: the currency to tell it in.
    """
    since = add_months(as_of, -months)
    found, agreed = charges(frames, since, as_of, amortize=amortize), contracts_of(frames)
    plan = _planned(agreed, {row.tool for row in found.rows}, since, months) if contracts else []
    told = converted(found, rates, currency)
    more = converted(Charges(tuple(plan), ()), rates, currency)
    people = tally(active_people(frames, since, as_of), "tool")
    active = {row["tool"]: row["active"] for row in rows_of(people)}
    known, names = measured(frames, as_of), names_of(frames)
    rows = [
        _row(key, rows, names, active.get(key[0], 0) if key[0] in known else None, basis)
        for basis, each in (("charged", told.rows), ("planned", more.rows))
        for key, rows in _by_tool(each).items()
    ]  # fmt: skip
    rows.sort(
        key=lambda row: (row["tool"].casefold(), row["tool_id"], row["currency"], row["basis"])
    )
    return Answer(
        name="cost_per_active_user", definition=DEFINITION, as_of=as_of, window=(since, as_of), columns=COLUMNS,
        rows=tuple(rows), n=found.n + size(used(frames, since, as_of)),
        missing=(*told.missing, *more.missing, *_missing(rows, agreed, names, contracts=contracts)),
        excluded=_excluded(told.rows),
    )  # fmt: skip


def _by_tool(rows: Sequence[Charge]) -> dict[tuple[str, str], list[Charge]]:
    """Charges by product and currency; those of no product are left out."""
    found: dict[tuple[str, str], list[Charge]] = {}
    for row in rows:
        if row.tool is not None:
            found.setdefault((row.tool, row.currency), []).append(row)
    return found


def _row(
    key: tuple[str, str], rows: Sequence[Charge], names: Mapping[str, str], active: int | None, basis: str
) -> dict[str, Any]:  # fmt: skip
    cost = sum((row.amount for row in rows), Decimal(0))
    each = tidy(cost / active) if active else None
    return {
        "tool": names[key[0]], "currency": key[1], "cost": tidy(cost), "active": active,
        "cost_per_active_user": each, "basis": basis, "tool_id": key[0],
    }  # fmt: skip


def _planned(
    contracts: Sequence[Contract], charged: set[str | None], since: datetime, months: int
) -> list[Charge]:
    """A twelfth of the annual cost of each contract in force, for each month of the window."""
    begins = [day_of(add_months(since, month)) for month in range(months)]
    silent = [row for row in contracts if row["tool"] not in charged]
    return [
        Charge(tool, currency, None, cost / YEAR, day, 0, spread=False)
        for day in begins
        for tool, each in counted_by_tool(silent, day).items()
        for line in each.lines
        if (cost := annual_cost(line)) is not None and (currency := cost_currency(line))
    ]


def _missing(
    rows: Sequence[Mapping[str, Any]], agreed: Sequence[Contract], names: Mapping[str, str], *, contracts: bool
) -> tuple[str, ...]:  # fmt: skip
    told = {row["tool_id"] for row in rows}
    unpaid = {names[row["tool"]] for row in agreed} - {names[tool] for tool in told}
    why = "cost: neither charges nor a priced contract in force" if contracts else (
        "cost: no charges in the window; `contracts` plans it from the contract"
    )  # fmt: skip
    unknown = [row["tool"] for row in rows if row["active"] is None]
    nobody = [row["tool"] for row in rows if row["active"] == 0]
    return (
        *gaps(why, unpaid),
        *gaps("active users: no source tells when people were active", unknown),
        *gaps("cost per active user: nobody was active in the window", nobody),
    )


def _excluded(rows: Sequence[Charge]) -> tuple[str, ...]:
    none = sum(row.rows for row in rows if row.tool is None)
    return (f"charges of no known product: {none:,}",) if none else ()
