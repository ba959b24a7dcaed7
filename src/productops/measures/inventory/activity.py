"""Who uses what: distinct people by product, from seats and from usage, and who holds a seat.

Usage has millions of rows. They are cut to the window and to one row a tool and person by their ids, before names and
addresses are joined.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import narwhals as nw

from ..frames import Frames, lazy, live, matched, rows_of, with_person
from .periods import add_days

RULE = (
    "Active: last seen in the window, in a seat or in usage; usage without that moment counts where its period ends in"
    " the window and shows activity. People of several sources are one by their address."
)


def active_people(frames: Frames, since: datetime, until: datetime) -> nw.LazyFrame[Any]:
    """One row for each product (`tool`) and person (`who`) seen in [*since*, *until*)."""
    seen = nw.concat([_used(frames, since, until), _seen(frames, since, until)], how="vertical")
    people = with_person(frames, matched(frames, _once(seen, "tool_id", "person_id")))
    return _once(people, "tool", "who").select("tool", "who")


def _used(frames: Frames, since: datetime, until: datetime) -> nw.LazyFrame[Any]:
    return _once(used(frames, since, until).select("tool_id", "person_id"), "tool_id", "person_id")


def used(frames: Frames, since: datetime, until: datetime) -> nw.LazyFrame[Any]:
    """Rows of usage that show a person active in the window."""
    rows = live(
        frames, "usage", "tool_id", "person_id", "last_active_at", "period_end", "active_days", "events"
    )  # fmt: skip
    at, end = nw.col("last_active_at"), nw.col("period_end")
    told = (at >= since) & (at < until)
    did = (nw.col("active_days") > 0) | (nw.col("events") > 0)
    by_period = at.is_null() & (end > since) & (end <= until) & did
    return rows.filter(~nw.col("person_id").is_null() & (told | by_period))


def _seen(frames: Frames, since: datetime, until: datetime) -> nw.LazyFrame[Any]:
    at = nw.col("last_active_at")
    rows = live(frames, "seat", "tool_id", "person_id", "last_active_at")
    rows = rows.filter((at >= since) & (at < until) & ~nw.col("person_id").is_null())
    return _once(rows, "tool_id", "person_id")


def _once(rows: nw.LazyFrame[Any], *keys: str) -> nw.LazyFrame[Any]:
    # grouping is the way to distinct rows that every engine does in parallel; DuckDB's `unique` is a window function
    return rows.group_by(*keys).agg(nw.len().alias("times")).select(*keys)


def holders(frames: Frames, as_of: datetime) -> nw.LazyFrame[Any]:
    """Seats with `who`; `stands`: held at *as_of*, `counts`: held and not free, both 1 or 0."""
    rows = live(
        frames, "seat", "id", "tool_id", "person_id", "contract_id", "paid", "assigned_at", "revoked_at"
    )  # fmt: skip
    rows = with_person(frames, matched(frames, rows.filter(~nw.col("person_id").is_null())))
    assigned, revoked = nw.col("assigned_at"), nw.col("revoked_at")
    begun = assigned.is_null() | (assigned <= as_of)
    stands = begun & (revoked.is_null() | (revoked > as_of))
    counts = stands & nw.col("paid").fill_null(value=True)
    return rows.with_columns(stands=_one(stands), counts=_one(counts))


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def measured(frames: Frames, until: datetime) -> set[str]:
    """Products of which some source tells when people were active before *until*; of all others nothing can be said."""
    seats = live(frames, "seat", "tool_id", "person_id", "last_active_at")
    at, end = nw.col("last_active_at"), nw.col("period_end")
    seats = seats.filter((at < until) & ~nw.col("person_id").is_null())
    usage = live(
        frames, "usage", "tool_id", "person_id", "last_active_at", "period_end", "active_days", "events"
    ).filter(~nw.col("person_id").is_null())  # fmt: skip
    did = ~nw.col("active_days").is_null() | ~nw.col("events").is_null()
    usage = usage.filter((at < until) | (at.is_null() & (end <= until) & did))
    both = nw.concat([_once(seats, "tool_id"), _once(usage, "tool_id")], how="vertical")
    return {row["tool"] for row in rows_of(matched(frames, _once(both, "tool_id")))}


def names_of(frames: Frames) -> dict[str, str]:
    """Names of all products by id."""
    rows = rows_of(lazy(frames["match"]).select("tool_id", "tool_name"))
    return {row["tool_id"]: row["tool_name"] or row["tool_id"] for row in rows}


def before(as_of: datetime, days: int) -> datetime:
    """The start of a window of so many days."""
    return add_days(as_of, -days)


def size(rows: nw.LazyFrame[Any]) -> int:
    """How many rows there are."""
    return int(rows_of(rows.select(nw.len().alias("n")))[0]["n"])
