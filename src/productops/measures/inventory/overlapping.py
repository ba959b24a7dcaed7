"""Contracts of one product that run at the same time, and those that follow one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import combinations

from .periods import add_days
from .terms import Row, rolled, written_end

_DAY = timedelta(days=1)
_FOLLOWS_WITHIN = 31
_TELLING = ("start_date", "end_date", "renewal_date", "seats_purchased")


def overlapping(contracts: Iterable[Row], as_of: date | None = None) -> list[tuple[Row, Row]]:
    """Pairs of contracts of one product (`tool`) whose terms share a day, the earlier first.

    A term runs from `start_date` to `termination_date`, else to its written end, and, where it renews by itself and
    nothing follows it, to the renewal after *as_of*. Days that merely touch are no overlap; two with different SKUs
    are none, and neither is one contract that two sources tell of: it has the same number, start, end or seats in both.
    A contract without start or end is not compared.
    """
    of_product: dict[str, list[Row]] = defaultdict(list)
    for contract in contracts:
        if contract["tool"] is not None:
            of_product[contract["tool"]].append(contract)
    return [
        pair
        for _, group in sorted(of_product.items())
        for pair in combinations(sorted(group, key=_by_start), 2)
        if _distinct(*pair) and _share_a_day(*pair, group, as_of)
    ]


def _by_start(contract: Row) -> tuple[date, str]:
    return contract["start_date"] or date.max, contract["id"]


def _distinct(one: Row, other: Row) -> bool:
    return _same_goods(one, other) and not _told_twice(one, other)


def _told_twice(one: Row, other: Row) -> bool:
    numbers = {_folded(one["contract_number"]), _folded(other["contract_number"])}
    if len(numbers) == 1 and None not in numbers:
        return True
    elsewhere = any(one[name] != other[name] for name in ("source", "source_instance"))
    return elsewhere and any(
        one[name] is not None and one[name] == other[name] for name in _TELLING
    )


def _same_goods(one: Row, other: Row) -> bool:
    skus = {_folded(one["sku"]), _folded(other["sku"])}
    return len(skus) == 1 or None in skus


def _folded(text: str | None) -> str | None:
    return text.strip().casefold() if text else None


def _share_a_day(one: Row, other: Row, group: Sequence[Row], as_of: date | None) -> bool:
    starts = [each["start_date"] for each in (one, other) if each["start_date"]]
    ends = [end for each in (one, other) if (end := _runs_until(each, group, as_of))]
    return len(starts) == len(ends) == len((one, other)) and max(starts) < min(ends)


def _runs_until(contract: Row, group: Sequence[Row], as_of: date | None) -> date | None:
    end = written_end(contract)
    if contract["termination_date"] or end is None or as_of is None:
        return contract["termination_date"] or end
    runs_on = contract["auto_renew"] and not follower(contract, end, group)
    return (rolled(contract, as_of) or end) if runs_on else end


def follower(contract: Row, end: date, group: Iterable[Row]) -> Row | None:
    """A contract of the same product that takes this one's place: it starts when this one ends.

    One that renews by itself is followed within a month or not at all.
    """
    latest = add_days(end, _FOLLOWS_WITHIN) if contract["auto_renew"] else date.max
    begun = contract["start_date"] or date.min
    for other in sorted(group, key=_by_start):
        start = other["start_date"] or date.min
        in_time = start > begun and end - _DAY <= start <= latest
        if other is not contract and in_time and _same_goods(contract, other):
            return other
    return None
