"""The people of each product, counted by the engine: a row a product, or a row a product and contract, is left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import narwhals as nw

from ..frames import Frames, rows_of
from .activity import active_people, holders, measured

Lazy = nw.LazyFrame[Any]
Key = tuple[str, str | None]


class Counts(NamedTuple):
    """Distinct people by product and, where asked for, contract (None: all of the product).

    Attributes:
        assigned: those with a seat that counts.
        free: those who hold only free seats.
        active: of those who were seen, all but people whose seats are all free or revoked.
        known: products of which it is known when people were active.
    """

    assigned: Mapping[Key, int]
    free: Mapping[Key, int]
    active: Mapping[Key, int]
    known: set[str]


def count(frames: Frames, as_of: datetime, since: datetime, *, by_contract: bool) -> Counts:
    """The people at *as_of*, active since *since*; *by_contract* also those of each contract that seats name."""
    held, seen = holders(frames, as_of), active_people(frames, since, as_of)
    each = _people(held, "tool")
    assigned, free = _held(each, "tool")
    active = _keyed(rows_of(_seen_and_counted(each, seen)), "active", "tool")
    if by_contract:
        each = _people(held, "tool", "contract_id")
        more, more_free = _held(each, "tool", "contract_id")
        here = each.filter(nw.col("counts") == 1).join(seen, on=["tool", "who"], how="inner")
        named = rows_of(tally(here, "tool", "contract_id"))
        active |= _keyed(named, "active", "tool", "contract_id")
        assigned, free = assigned | more, free | more_free
    return Counts(assigned, free, active, measured(frames, as_of))


def _people(held: Lazy, *keys: str) -> Lazy:
    """One row a person, where there may be several seats."""
    return held.group_by(*keys, "who").agg(nw.col("counts").max(), nw.col("stands").max())


def _held(people: Lazy, *keys: str) -> tuple[dict[Key, int], dict[Key, int]]:
    free = (nw.col("stands") - nw.col("counts")).alias("free")
    people = people.select(*keys, nw.col("counts").alias("assigned"), free)
    told = rows_of(people.group_by(*keys).agg(nw.col("assigned").sum(), nw.col("free").sum()))
    return _keyed(told, "assigned", *keys), _keyed(told, "free", *keys)


def _seen_and_counted(people: Lazy, seen: Lazy) -> Lazy:
    joined = seen.join(people, on=["tool", "who"], how="left")
    return tally(joined.filter(nw.col("counts").is_null() | (nw.col("counts") == 1)), "tool")


def tally(rows: Lazy, *keys: str) -> Lazy:
    """How many rows there are for each, as `active`."""
    return rows.group_by(*keys).agg(nw.len().alias("active"))


def _keyed(counts: list[dict[str, Any]], column: str, *keys: str) -> dict[Key, int]:
    rows = [row for row in counts if all(row[key] is not None for key in keys)]
    return {(row["tool"], row.get("contract_id")): int(row[column]) for row in rows}
