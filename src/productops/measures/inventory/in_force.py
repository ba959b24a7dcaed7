"""Contracts on a day: which are in force, and which of them count, so that no purchase is counted twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from ..frames import Frames, of_tools, rows_of
from .overlapping import overlapping
from .terms import written_end

Contract = Mapping[str, Any]
Pair = tuple[Contract, Contract]
COLUMNS = (
    "id", "source", "source_instance", "contract_number", "sku", "pricing_model", "start_date", "end_date",
    "term_months", "auto_renew", "notice_period_days", "renewal_date", "termination_date", "seats_purchased",
    "seats_assigned", "minimum_seats", "unit_price", "unit_price_currency", "billing_frequency", "annual_cost",
    "annual_cost_currency",
)  # fmt: skip
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Counted:
    """The contracts of one product that are in force.

    Attributes:
        lines: those whose seats are added up: one a SKU, of one source.
        overlapping: pairs that are in force at once for the same; of each only the larger counts.
        aside: all others, which may be the same purchases.
    """

    lines: tuple[Contract, ...] = ()
    overlapping: tuple[Pair, ...] = ()
    aside: tuple[Contract, ...] = ()

    def total(self, column: str) -> int | None:
        """The sum of a column of counts; None where no line has one."""
        told = [line[column] for line in self.lines if line[column] is not None]
        return sum(told) if told else None


def contracts_of(frames: Frames) -> list[Contract]:
    """All contracts of known products, by product and id."""
    found = rows_of(of_tools(frames, "contract", *COLUMNS))
    return sorted(found, key=lambda row: (row["tool"], row["id"]))


def counted_by_tool(contracts: Sequence[Contract], on: date) -> dict[str, Counted]:
    """The contracts that count on a day, by product; *contracts* are sorted by product."""
    grouped = groupby(contracts, key=lambda row: str(row["tool"]))
    return {tool: _counted_on(list(some), on) for tool, some in grouped}


def _counted_on(contracts: Sequence[Contract], on: date) -> Counted:
    return counted(in_force(contracts, on), overlapping(contracts, on))


def in_force(contracts: Sequence[Contract], on: date) -> list[Contract]:
    """Those that have begun and have not ended; one that renews itself goes on until another takes its place."""
    begun = [row for row in contracts if row["start_date"] is None or row["start_date"] <= on]
    return [row for row in begun if not _over(row, on, begun)]


def _over(row: Contract, on: date, others: Iterable[Contract]) -> bool:
    if row["termination_date"] and row["termination_date"] <= on:
        return True
    end = ends(row)
    if end is None or on < end:
        return False
    return not row["auto_renew"] or any(_follows(other, row, end) for other in others)


def _follows(other: Contract, row: Contract, end: date) -> bool:
    """*other* is for the same and began when *row* ended, or on its last day."""
    same = (other["tool"], other["sku"]) == (row["tool"], row["sku"])
    return same and other is not row and (other["start_date"] or date.min) >= end - _DAY


def ends(row: Contract) -> date | None:
    """The first day without it. An end on the eve of the renewal is the last day with it.

    Without an end it ends with its term, and on its renewal date only if it is said not to renew.
    """
    end, renewal = row["end_date"], row["renewal_date"]
    if end is None:
        return written_end(row) if renewal is None or row["auto_renew"] is False else None
    last: date = renewal if renewal and renewal - end == _DAY else end
    return last


def counted(contracts: Sequence[Contract], pairs: Sequence[Pair]) -> Counted:
    """The contracts of one product in force, without counting one purchase twice; *pairs* are those that overlap.

    Of one source, contracts for several SKUs add up; of those for one SKU, and of those that overlap, the largest
    counts. What several sources tell is not added up: the one with the most seats counts.
    """
    ids = {row["id"] for row in contracts}
    here = tuple(pair for pair in pairs if {pair[0]["id"], pair[1]["id"]} <= ids)
    lines = [_lines(group, here) for group in _grouped(contracts, _source)]
    best = max(lines, key=_seats, default=[])
    kept = {row["id"] for row in best}
    return Counted(tuple(best), here, tuple(row for row in contracts if row["id"] not in kept))


def _lines(contracts: Sequence[Contract], pairs: Sequence[Pair]) -> list[Contract]:
    largest = [max(group, key=_size) for group in _grouped(contracts, _sku)]
    kept: list[Contract] = []
    for row in sorted(largest, key=lambda row: -_size(row)):
        if not any(_is_pair(row, other, pairs) for other in kept):
            kept.append(row)
    return sorted(kept, key=lambda row: (_sku(row), row["id"]))


def _is_pair(one: Contract, other: Contract, pairs: Sequence[Pair]) -> bool:
    both = {one["id"], other["id"]}
    return any({pair[0]["id"], pair[1]["id"]} == both for pair in pairs)


def _seats(contracts: Iterable[Contract]) -> int:
    return sum(map(_size, contracts))


def _size(row: Contract) -> int:
    return -1 if row["seats_purchased"] is None else int(row["seats_purchased"])


def _source(row: Contract) -> str:
    return f"{row['source']} {row['source_instance']}"


def _sku(row: Contract) -> str:
    return row["sku"] or ""


def _grouped(rows: Iterable[Contract], key: Callable[[Contract], str]) -> list[list[Contract]]:
    ordered = sorted(rows, key=lambda row: (key(row), row["id"]))
    return [list(group) for _, group in groupby(ordered, key=key)]


def name_of(row: Contract) -> str:
    """What a person calls it: its number, else its SKU, else its id."""
    return str(row["contract_number"] or row["sku"] or row["id"])
