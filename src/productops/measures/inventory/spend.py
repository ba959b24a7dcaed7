"""What was spent by vendor, team, product or cost centre, and how concentrated it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from ...errors import SettingsError, did_you_mean
from ..answer import Answer
from ..frames import Frames
from ..rates import Rates
from .charges import RULE, Charge, charges, converted
from .periods import add_months, tidy
from .products import known_rows, products, small

By = Literal["vendor", "team", "tool", "cost_center"]
WAYS: tuple[By, ...] = ("vendor", "team", "tool", "cost_center")
DEFINITION = (
    "Totals per currency; share = total ÷ total of the currency; hhi (Herfindahl-Hirschman) = Σ share², from near 0 to 1"
    " (all of it with one). What belongs to none stands in a row without a name and counts in shares and hhi. The team"
    f" is the owning one. {RULE}"
)


def spend(
    frames: Frames,
    as_of: datetime,
    months: int = 12,
    by: By = "vendor",
    *,
    amortize: bool = True,
    rates: Rates | None = None,
    currency: str | None = None,
) -> Answer:
    """Spend by *by* and currency, the largest first.

    Args:
        frames: tables `cost`, `product`, `match`, `tool` and `team`.
        as_of: the moment it is told for.
        months: the length of the window that ends there.
        by: `vendor`, `team`, `tool` or `cost_center`.
        amortize: spread a charge over its charge period.
        rates: dated rates, to tell everything in *currency*.
        currency: the currency to tell it in.

    Raises:
        SettingsError: *by* is none of these.
    """
    if by not in WAYS:
        raise SettingsError(f'spend is not told by "{by}"', where="by", hint=did_you_mean(by, WAYS))
    since = add_months(as_of, -months)
    told = converted(charges(frames, since, as_of, amortize=amortize), rates, currency)
    totals = _totals(told.rows, _names(frames, by))
    rows = [row for each in sorted({key[0] for key in totals}) for row in _rows(each, totals, by)]
    return Answer(
        name=f"spend by {by}", definition=DEFINITION, as_of=as_of, window=(since, as_of),
        columns=(by, "currency", "amount", "share", "hhi", "charges"), n=told.n, rows=tuple(rows),
        missing=(*told.missing, *_missing(rows, by)),
    )  # fmt: skip


def _totals(
    rows: Sequence[Charge], names: Mapping[str, str | None] | None
) -> dict[tuple[str, str | None], tuple[Decimal, int]]:
    """Amount and number of charges by currency and name."""
    found: dict[tuple[str, str | None], tuple[Decimal, int]] = {}
    for row in rows:
        name = row.cost_center if names is None else names.get(row.tool or "")
        amount, count = found.get((row.currency, name), (Decimal(0), 0))
        found[row.currency, name] = (amount + row.amount, count + row.rows)
    return found


def _names(frames: Frames, by: By) -> dict[str, str | None] | None:
    """Product → the name it is counted under; None if charges say it themselves."""
    if by == "cost_center":
        return None
    if by == "team":
        return _teams(frames)
    column = "vendor" if by == "vendor" else "name"
    return {tool: row[column] for tool, row in products(frames).items()}


def _teams(frames: Frames) -> dict[str, str | None]:
    """Product → its owning team; that of a hand-kept row before all others."""
    names = {row["id"]: row["name"] for row in small(frames, "team", "name")}
    known = known_rows(frames)
    rows = small(frames, "tool", "owner_team_id", "discovered_in")
    rows.sort(key=lambda row: (row["discovered_in"] != "hand_kept", row["id"]))
    found: dict[str, str | None] = {}
    for row in rows:
        if row["id"] in known and row["owner_team_id"]:
            team = names.get(row["owner_team_id"]) or row["owner_team_id"]
            found.setdefault(known[row["id"]][0], team)
    return found


def _rows(
    currency: str, totals: Mapping[tuple[str, str | None], tuple[Decimal, int]], by: By
) -> list[dict[str, Any]]:
    here = [(name, *told) for (each, name), told in totals.items() if each == currency]
    here.sort(key=lambda one: (-one[1], one[0] is None, one[0] or ""))
    whole = sum((amount for _, amount, _ in here), Decimal(0))
    plain = whole > 0 and all(amount >= 0 for _, amount, _ in here)
    shares = [float(amount / whole) if whole else None for _, amount, _ in here]
    hhi = sum((share or 0) ** 2 for share in shares) if plain else None
    return [
        {by: name, "currency": currency, "amount": tidy(amount), "share": share, "hhi": hhi, "charges": count}
        for (name, amount, count), share in zip(here, shares, strict=True)
    ]  # fmt: skip


def _missing(rows: Sequence[Mapping[str, Any]], by: By) -> tuple[str, ...]:
    unnamed = [f"{row['amount']:,} {row['currency']}" for row in rows if row[by] is None]
    netted = sorted({row["currency"] for row in rows if row["hhi"] is None})
    return (
        *((f"{by} of {' and '.join(unnamed)}",) if unnamed else ()),
        *((f"hhi in {', '.join(netted)}: credits exceed charges somewhere",) if netted else ()),
    )
