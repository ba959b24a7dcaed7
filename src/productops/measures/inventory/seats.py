"""Seats by product: bought, given, used; who holds one and is gone; what is bought twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ..answer import Answer
from ..frames import Frames
from .activity import RULE, before, holders, names_of, size, used
from .in_force import Contract, Counted, contracts_of, counted_by_tool, name_of
from .orphans import gone_by_tool, orphan_findings, orphan_rows
from .products import day_of
from .seat_counts import Counts, count
from .seat_findings import excluded, findings, missing

COLUMNS = (
    "tool", "contract", "purchased", "assigned", "active", "unused", "orphans", "utilisation", "assignment_rate",
    "free", "sku", "tool_id", "contract_id",
)  # fmt: skip
DEFINITION = (
    "purchased: seats of contracts in force; several SKUs add up, of overlapping contracts and of several sources the"
    " largest counts. assigned: distinct people with a seat that is neither free nor revoked, else the number the"
    " contract tells. Assignment rate = assigned ÷ purchased, utilisation = active ÷ purchased, unused = purchased −"
    f" active. People whose seats of a product are all free or revoked are not counted. {RULE}"
)
Row = dict[str, Any]
NONE = Counted()


def seats(frames: Frames, as_of: datetime, days: int = 30) -> Answer:
    """Seats purchased, assigned and active by product, and by contract where several are in force.

    A product's own row has no `contract` unless it has just one. Figures that no source tells are None.

    Args:
        frames: tables `seat`, `usage`, `contract`, `person` and `match`.
        as_of: the moment it is told for.
        days: how many days before it somebody must have been seen to be active.
    """
    since, contracts = before(as_of, days), contracts_of(frames)
    terms = counted_by_tool(contracts, day_of(as_of))
    several = any(len(each.lines) > 1 for each in terms.values())
    counts, orphans = count(frames, as_of, since, by_contract=several), orphan_rows(frames, as_of)
    names = _named(names_of(frames), terms, counts)
    rows = [
        row for tool in names for row in _rows(tool, names[tool], terms.get(tool, NONE), counts)
    ]
    _with_orphans(rows, gone_by_tool(frames, as_of))
    return Answer(
        name="seats", definition=DEFINITION, as_of=as_of, window=(since, as_of), columns=COLUMNS, rows=tuple(rows),
        n=size(holders(frames, as_of)) + size(used(frames, since, as_of)) + len(contracts),
        findings=(*findings(rows, terms, names, days), *orphan_findings(orphans)),
        missing=missing(rows, days), excluded=excluded(terms, names),
    )  # fmt: skip


def _named(
    names: Mapping[str, str], terms: Mapping[str, Counted], counts: Counts
) -> dict[str, str]:
    """Products of which something can be told, by name."""
    told = {tool for tool, each in terms.items() if each.lines} | counts.known
    told |= {tool for tool, _ in counts.assigned}
    kept = [(name, tool) for tool, name in names.items() if tool in told]
    return {tool: name for name, tool in sorted(kept, key=lambda pair: (pair[0].lower(), pair))}


def _rows(tool: str, name: str, terms: Counted, counts: Counts) -> list[Row]:
    only = terms.lines[0] if len(terms.lines) == 1 else None
    whole = _row((tool, None), name, terms, counts, only)
    if len(terms.lines) < 2:  # noqa: PLR2004 - the product's row is that of its contract
        return [whole]
    parts = [Counted((line,)) for line in terms.lines]
    return [
        whole,
        *(_row((tool, part.lines[0]["id"]), name, part, counts, part.lines[0]) for part in parts),
    ]


def _row(
    key: tuple[str, str | None],
    name: str,
    terms: Counted,
    counts: Counts,
    contract: Contract | None,
) -> Row:
    purchased, assigned = terms.total("seats_purchased"), counts.assigned.get(key)
    told = key[0] in counts.known and (key[1] is None or key in counts.assigned)
    active = counts.active.get(key, 0) if told else None
    assigned = terms.total("seats_assigned") if assigned is None else assigned
    return {
        "tool": name, "contract": name_of(contract) if contract else None,
        "sku": contract["sku"] if contract else None, "purchased": purchased, "assigned": assigned,
        "active": active, "assignment_rate": _rate(assigned, purchased),
        "utilisation": _rate(active, purchased), "unused": _unused(purchased, active), "orphans": None,
        "free": counts.free.get(key), "tool_id": key[0], "contract_id": contract["id"] if contract else None,
    }  # fmt: skip


def _rate(part: int | None, whole: int | None) -> float | None:
    return part / whole if part is not None and whole else None


def _unused(purchased: int | None, active: int | None) -> int | None:
    return None if purchased is None or active is None else max(purchased - active, 0)


def _with_orphans(rows: Sequence[Row], gone: Mapping[str, int]) -> None:
    """Fill `orphans` of the products' own rows: how many people hold a seat and are gone."""
    heads = {row["tool_id"]: row for row in reversed(rows)}
    for tool, row in heads.items():
        row["orphans"] = gone.get(tool)
