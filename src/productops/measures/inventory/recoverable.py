"""What fewer seats would save at the next renewal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ..answer import Answer, Finding
from ..frames import Frames
from .deadlines import next_renewal
from .in_force import Contract, contracts_of, name_of
from .periods import tidy
from .products import day_of, gaps
from .seats import seats
from .terms import cost_currency, rolled, term_months, written_end

COLUMNS = (
    "tool", "contract", "amount", "currency", "recoverable_seats", "renewal_date", "unused", "minimum_seats",
    "seat_price", "term_months", "reason", "tool_id", "contract_id",
)  # fmt: skip
DEFINITION = (
    "min(unused, purchased − minimum seats) × the price of a seat for the term that begins at renewal, never above the"
    " contract's cost of that term. A term that runs cannot be recovered. The next term is as long as agreed, or as this"
    " one; without either, one billing period. Seats are counted as in `seats`, price rises are not."
)
_MONTHS = {"monthly": 1, "quarterly": 3, "annual": 12, None: 12}
_YEAR = 12
_BY_SEAT = ("per_seat", "tiered", None)


def recoverable(frames: Frames, as_of: datetime, days: int = 30) -> Answer:
    """The cost that could be saved at renewal, by contract; None with its reason where it cannot be told.

    Args:
        frames: as for `seats`.
        as_of: the moment it is told for.
        days: as for `seats`.
    """
    counted = seats(frames, as_of, days)
    contracts = {row["id"]: row for row in contracts_of(frames)}
    measured = {row["tool_id"] for row in counted.rows if row["active"] is not None}
    rows = [
        _row(row, contracts[row["contract_id"]], day_of(as_of), measured)
        for row in counted.rows if row["contract_id"]
    ]  # fmt: skip
    untold = [f"{row['tool']} {row['contract']} ({row['reason']})" for row in rows if row["reason"]]
    return Answer(
        name="recoverable", definition=DEFINITION, as_of=as_of, window=counted.window, columns=COLUMNS,
        n=counted.n, rows=tuple(rows), excluded=counted.excluded,
        findings=tuple(
            _finding(row, contracts[row["contract_id"]], day_of(as_of)) for row in rows if row["amount"]
        ),
        missing=tuple(gaps("recoverable cost", untold)),
    )  # fmt: skip


def _row(
    row: Mapping[str, Any], contract: Contract, today: date, measured: set[str]
) -> dict[str, Any]:
    months, price = _next_term(contract), _seat_price(contract)
    reason = _reason(row, contract, months, price, measured)
    fewer = None if row["unused"] is None else _fewer(row["unused"], contract)
    known = not reason and price is not None and months and fewer is not None
    amount = _amount(fewer or 0, price or Decimal(0), months or 0, contract) if known else None
    return {
        "tool": row["tool"], "contract": name_of(contract), "unused": row["unused"],
        "minimum_seats": contract["minimum_seats"], "recoverable_seats": fewer,
        "seat_price": tidy(price * months) if price is not None and months else None, "term_months": months,
        "renewal_date": _renewal(contract, today), "amount": amount,
        "currency": cost_currency(contract) if known else None, "reason": reason or None,
        "tool_id": row["tool_id"], "contract_id": contract["id"],
    }  # fmt: skip


def _fewer(unused: int, contract: Contract) -> int:
    spare = (contract["seats_purchased"] or 0) - (contract["minimum_seats"] or 0)
    return max(min(unused, spare), 0)


def _amount(fewer: int, price: Decimal, months: int, contract: Contract) -> Decimal:
    # no seat costs more than was agreed for all; without such a sum, seats × price is the cost
    agreed, saved = contract["annual_cost"], price * months * fewer
    return tidy(saved if agreed is None else min(saved, Decimal(agreed) * months / _YEAR))


def _reason(
    row: Mapping[str, Any],
    contract: Contract,
    months: int | None,
    price: Decimal | None,
    known: set[str],
) -> str:
    """Why nothing can be told; empty if it can."""
    reasons = (
        (contract["termination_date"] is not None, "it is terminated"),
        (contract["billing_frequency"] == "one_time", "it is paid once"),
        (contract["pricing_model"] not in _BY_SEAT, f"it is priced {contract['pricing_model']}"),
        (contract["seats_purchased"] is None, "seats purchased are not told"),
        (row["active"] is None, _unknown(row, known)),
        (months is None, "the length of its term is not told"),
        (price is None, "the price of a seat is not told"),
        (cost_currency(contract) is None, "the currency is not told"),
    )
    return next((why for holds, why in reasons if holds), "")


def _unknown(row: Mapping[str, Any], known: set[str]) -> str:
    return "no seat names the contract" if row["tool_id"] in known else "utilisation is unknown"


def _next_term(contract: Contract) -> int | None:
    return term_months(contract) or _MONTHS.get(contract["billing_frequency"])


def _seat_price(contract: Contract) -> Decimal | None:
    """Of one seat for a month, in `cost_currency(contract)`: the unit price, else the annual cost shared out."""
    price, seats = contract["unit_price"], contract["seats_purchased"]
    period = _period(contract)
    if price is not None and contract["unit_price_currency"] in (None, cost_currency(contract)):
        return Decimal(price) / period if period else None
    cost = contract["annual_cost"]
    return Decimal(cost) / seats / _YEAR if cost is not None and seats else None


def _period(contract: Contract) -> int | None:
    if contract["billing_frequency"] == "multi_year":
        return term_months(contract)
    return _MONTHS.get(contract["billing_frequency"])


def _renewal(contract: Contract, today: date) -> date | None:
    return rolled(contract, today) if contract["auto_renew"] else written_end(contract)


def _finding(row: Mapping[str, Any], contract: Contract, today: date) -> Finding:
    renewal = row["renewal_date"]
    due = next_renewal(contract, today).deadline or renewal
    late = due is not None and due < today
    when = f"on {renewal}" if renewal else "at the next renewal"
    return Finding(
        kind="recoverable_cost",
        subject=row["tool"],
        says=f"{row['tool']}: {row['recoverable_seats']:,} seats less {when} save {row['amount']:,} {row['currency']}.",
        next_step=_late(due, renewal)
        if late
        else f"Renew with fewer seats{f', and say so by {due}' if due else ''}.",
        evidence=(contract["id"],),
        amount=row["amount"],
        currency=row["currency"],
        due=renewal if late else due,
    )


def _late(due: date | None, renewal: date) -> str:
    """Past the deadline only the vendor's leave helps."""
    return f"Notice was due by {due}: ask the vendor whether it still takes fewer seats, before {renewal}."
