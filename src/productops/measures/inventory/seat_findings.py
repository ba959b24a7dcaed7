"""What the figures of seats mean: too many given, too few used, bought twice; and what they cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..answer import Finding
from .in_force import Contract, Counted, name_of

Row = Mapping[str, Any]
Terms = Mapping[str, Counted]


def findings(
    rows: Sequence[Row], terms: Terms, names: Mapping[str, str], days: int
) -> list[Finding]:
    """Findings of every product, in the order of *rows*."""
    over = [each for row in rows for each in _over(row, terms)]
    unused = [each for row in rows if _is_whole(row, rows) for each in _unused(row, terms, days)]
    overlapping = [each for tool in names for each in _overlapping(tool, names[tool], terms)]
    return [*over, *unused, *overlapping]


def _is_whole(row: Row, rows: Sequence[Row]) -> bool:
    return next(each for each in rows if each["tool_id"] == row["tool_id"]) is row


def _evidence(row: Row, terms: Terms) -> tuple[str, ...]:
    if row["contract_id"]:
        return (row["contract_id"],)
    return tuple(line["id"] for line in terms[row["tool_id"]].lines)


def _over(row: Row, terms: Terms) -> Iterator[Finding]:
    purchased = row["purchased"]
    if purchased is None:
        return
    for what in ("assigned", "active"):
        if row[what] is not None and row[what] > purchased:
            yield Finding(
                kind="over_assigned",
                subject=row["tool"],
                says=f"{_named(row)}: {row[what]:,} people are {what}, {purchased:,} seats are purchased.",
                next_step="Compare the contract with the vendor's own count before the next true-up.",
                evidence=_evidence(row, terms),
            )
            return


def _named(row: Row) -> str:
    return f"{row['tool']}, contract {row['contract']}" if row["contract"] else str(row["tool"])


def _unused(row: Row, terms: Terms, days: int) -> Iterator[Finding]:
    if row["unused"]:
        yield Finding(
            kind="unused_seats",
            subject=row["tool"],
            says=f"{row['tool']}: {row['unused']:,} of {row['purchased']:,} seats were not used in {days} days.",
            next_step="Ask their holders, revoke what nobody needs, and buy fewer at renewal.",
            evidence=_evidence(row, terms),
        )


def _overlapping(tool: str, name: str, terms: Terms) -> Iterator[Finding]:
    for pair in terms[tool].overlapping if tool in terms else ():
        yield Finding(
            kind="overlapping_contracts",
            subject=name,
            says=f"{name}: contracts {' and '.join(map(_told, pair))} are in force at once; the larger one is counted.",
            next_step="End the one that was replaced, or give each its own SKU if both are meant.",
            evidence=tuple(row["id"] for row in pair),
        )


def _told(row: Contract) -> str:
    seats = "no number of" if row["seats_purchased"] is None else f"{row['seats_purchased']:,}"
    return f"{name_of(row)} ({seats} seats, {row['start_date'] or '…'} to {row['end_date'] or '…'})"


def missing(rows: Sequence[Row], days: int) -> tuple[str, ...]:
    """What is not known, with the products it is not known of."""
    whole = [row for row in rows if _is_whole(row, rows)]
    parts = [row for row in rows if not _is_whole(row, rows)]
    told = (
        (f"when people were last active, so utilisation is unknown: no source tells it (window of {days} days)",
         [row["tool"] for row in whole if row["active"] is None]),
        ("seats purchased: no contract in force tells them",
         [row["tool"] for row in whole if row["purchased"] is None]),
        ("seats assigned: neither seats nor a contract tell them",
         [row["tool"] for row in whole if row["assigned"] is None]),
        ("orphan seats: no source tells whether their holders are still here",
         [row["tool"] for row in whole if row["assigned"] and row["orphans"] is None]),
        ("seats by contract: no seat names it",
         [f"{row['tool']} {row['contract']}" for row in parts if row["active"] is None]),
    )  # fmt: skip
    return tuple(f"{what}: {', '.join(names)}" for what, names in told if names)


def excluded(terms: Terms, names: Mapping[str, str]) -> tuple[str, ...]:
    """Contracts that were not added up."""
    aside = [
        f"{names[tool]} {name_of(row)}" for tool in names for row in _aside(terms.get(tool))
    ]  # fmt: skip
    what = "contracts that may be the same purchase as one that is counted"
    return (f"{what}: {', '.join(aside)}",) if aside else ()


def _aside(terms: Counted | None) -> tuple[Contract, ...]:
    return terms.aside if terms else ()
