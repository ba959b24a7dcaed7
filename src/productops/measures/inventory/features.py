"""Features that hang on, unused."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal

import narwhals as nw

from ..answer import Answer, Finding
from ..frames import Frames, live, rows_of
from .periods import add_months
from .products import Row, day_of, gaps, midnight, small

Bounds = tuple[float, float]
Status = Literal["used", "unused", "unknown"]
_SHOWN = ("feature", "status", "adoption", "adoption_before", "users", "eligible", "node_id")
_COLUMNS = ("id", "node_id", "period_start", "period_end", "unique_users", "eligible_users")
_QUARTER = 3
_OPEN = timedelta(days=7)
LEAST = 0.05
DEFINITION = (
    "adoption = unique users ÷ eligible users of a quarter, eligible being the most that any period of it tells. Unique"
    " users of shorter periods cannot be added up: the quarter's lie between the largest of them and their sum. unused:"
    " below 5 % in each of the last two whole quarters even by the sum; used: 5 % or more in one of them by the"
    " largest; else, and where a quarter tells no users, nobody eligible, or leaves more than a week open, unknown."
)


def unused_features(frames: Frames, as_of: datetime) -> Answer:
    """Features by adoption in the last two whole quarters, the unused first.

    Args:
        frames: `feature_usage`; and `node`, the table of the product tree, for the features' names.
        as_of: the moment it is told for.
    """
    today = day_of(as_of)
    start = today.replace(day=1, month=(today.month - 1) // _QUARTER * _QUARTER + 1)
    bounds = [midnight(add_months(start, months)) for months in (-2 * _QUARTER, -_QUARTER, 0)]
    told = _periods(frames, bounds[0], bounds[2])
    names = {row["id"]: row["name"] for row in small(frames, "node", "name")}
    rows = sorted(
        (_row(node, periods, bounds, names) for node, periods in _by_node(told).items()),
        key=_unused_first,
    )
    ids = {node: tuple(row["id"] for row in periods) for node, periods in _by_node(told).items()}
    return Answer(
        name="unused_features",
        definition=DEFINITION,
        as_of=as_of,
        n=len(told),
        columns=_SHOWN,
        rows=tuple(rows),
        window=(bounds[0], bounds[2]),
        findings=tuple(_finding(row, ids[row["node_id"]], bounds[0].date()) for row in rows if row["status"] == "unused"),
        missing=tuple(_missing(told, rows)),
    )  # fmt: skip


def _periods(frames: Frames, since: datetime, until: datetime) -> list[dict[str, Any]]:
    if "feature_usage" not in frames:
        return []
    rows = live(frames, "feature_usage", *_COLUMNS).filter(~nw.col("node_id").is_null())
    within = (nw.col("period_start") >= since) & (nw.col("period_end") <= until)
    return sorted(rows_of(rows.filter(within)), key=lambda row: (row["node_id"], row["id"]))


def _by_node(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[row["node_id"]].append(row)
    return found


def bounds_of(periods: Sequence[Row], since: datetime, until: datetime) -> Bounds | None:
    """The least and the most that adoption of a quarter can have been; None where it cannot be told."""
    users = [row["unique_users"] for row in periods if row["unique_users"] is not None]
    eligible = max((row["eligible_users"] or 0 for row in periods), default=0)
    if not users or not eligible:
        return None
    whole = len(users) == len(periods) and _widest_gap(periods, since, until) <= _OPEN
    return max(users) / eligible, sum(users) / eligible if whole else math.inf


def _widest_gap(periods: Sequence[Row], since: datetime, until: datetime) -> timedelta:
    told, widest = since, timedelta()
    for row in sorted(periods, key=lambda row: row["period_start"]):
        widest = max(widest, row["period_start"] - told)
        told = max(told, row["period_end"])
    return max(widest, until - told)


def _row(
    node: str, periods: Sequence[Row], bounds: Sequence[datetime], names: Mapping[str, str | None]
) -> dict[str, Any]:
    earlier = [row for row in periods if row["period_end"] <= bounds[1]]
    newest = [row for row in periods if row["period_start"] >= bounds[1]]
    before, last = bounds_of(earlier, *bounds[:2]), bounds_of(newest, *bounds[1:])
    return {
        "feature": names.get(node) or node,
        "status": _status([before, last]),
        "adoption": round(last[0], 4) if last else None,
        "adoption_before": round(before[0], 4) if before else None,
        "users": max((row["unique_users"] or 0 for row in newest), default=0) if last else None,
        "eligible": max((row["eligible_users"] or 0 for row in newest), default=0)
        if last
        else None,
        "node_id": node,
    }


def _status(quarters: Iterable[Bounds | None]) -> Status:
    told = list(quarters)
    if any(quarter and quarter[0] >= LEAST for quarter in told):
        return "used"
    return "unused" if all(quarter and quarter[1] < LEAST for quarter in told) else "unknown"


def _unused_first(row: Row) -> tuple[int, float, str, str]:
    order = ("unused", "unknown", "used").index(row["status"])
    return order, row["adoption"] or 0.0, row["feature"].casefold(), row["node_id"]


def _finding(row: Row, evidence: tuple[str, ...], since: date) -> Finding:
    return Finding(
        kind="unused_feature",
        subject=row["feature"],
        says=f"{row['feature']} has been used by fewer than 5 % of those who could since {since}.",
        next_step="Ask its owner: retire it, or say why it stays.",
        evidence=evidence,
    )


def _missing(told: Sequence[Row], rows: Iterable[Row]) -> list[str]:
    unknown = [row["feature"] for row in rows if row["status"] == "unknown"]
    return [
        *([] if told else ["no source tells how features are used"]),
        *gaps("adoption not known in both quarters", unknown),
    ]
