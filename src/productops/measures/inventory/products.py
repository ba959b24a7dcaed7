"""Products and small tables as plain rows: what is left once nothing large is involved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ..frames import Frames, lazy, live, rows_of

Row = Mapping[str, Any]
COLUMNS = (
    "id", "name", "vendor", "category", "capabilities", "status", "criticality", "owner_id", "backup_owner",
    "docs_url", "onboarding_url", "best_practices", "sso", "scim", "holds_pii", "data_classes", "sanctioned",
    "review_by", "hosting", "url", "discovered_in", "row_ids",
)  # fmt: skip
CRITICAL = ("high", "mission_critical")
ENDED = ("deprecated", "retired")


def products(frames: Frames) -> dict[str, dict[str, Any]]:
    """Product id → its row of `product`, in order of name; a column that the frame lacks is None.

    Without a frame `product` each product of `match` has its name and rows only.
    """
    if "product" not in frames:
        found = _of_match(frames)
    else:
        found = [dict.fromkeys(COLUMNS) | row for row in rows_of(lazy(frames["product"]))]
    ordered = sorted(found, key=lambda row: (str(row["name"]).casefold(), row["id"]))
    return {row["id"]: row for row in ordered}


def _of_match(frames: Frames) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row_id, (tool, name) in sorted(known_rows(frames).items()):
        alone = dict.fromkeys(COLUMNS) | {"id": tool, "name": name, "row_ids": []}
        found.setdefault(tool, alone)["row_ids"].append(row_id)
    return list(found.values())


def known_rows(frames: Frames) -> dict[str, tuple[str, str]]:
    """Id of a row of `tool` → id and name of the product it is."""
    rows = rows_of(lazy(frames["match"]).select("row_id", "tool_id", "tool_name"))
    return {row["row_id"]: (row["tool_id"], row["tool_name"]) for row in rows}


def small(frames: Frames, table: str, *columns: str) -> list[dict[str, Any]]:
    """`id` and these columns of a small table's live rows, by id; none where there is no such table."""
    if table not in frames:
        return []
    return sorted(rows_of(live(frames, table, "id", *columns)), key=lambda row: str(row["id"]))


def small_of_tools(frames: Frames, table: str, *columns: str) -> list[dict[str, Any]]:
    """`small`, with `tool` and `tool_name` of the product of `tool_id`; None where no source knows it."""
    known = known_rows(frames)
    rows = small(frames, table, "tool_id", *columns)
    return [
        row | dict(zip(("tool", "tool_name"), known.get(row["tool_id"], (None, None)), strict=True))
        for row in rows
    ]


def evidence(product: Row) -> tuple[str, ...]:
    """The rows of `tool` that a product was seen in; its own id where they are not told."""
    return tuple(sorted(product["row_ids"] or ())) or (product["id"],)


def gaps(reason: str, names: Iterable[str]) -> list[str]:
    """`REASON: A, B`, or nothing where there is no name."""
    listed = sorted(set(names), key=str.casefold)
    return [f"{reason}: {', '.join(listed)}"] if listed else []


def counted(count: int, what: str, many: str | None = None) -> str:
    """`1 product`, `2 products`."""
    return f"{count:,} {what if count == 1 else many or what + 's'}"


def listed(names: Sequence[str], shown: int = 5) -> str:
    """`A, B and C`; of a long list the first, and how many more."""
    if len(names) > shown:
        return f"{', '.join(names[:shown])} and {len(names) - shown:,} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def day_of(moment: datetime) -> date:
    """The day of a moment in UTC."""
    return moment.astimezone(UTC).date()


def midnight(day: date) -> datetime:
    """The moment a day starts at, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
