"""What the invented company works with, and what its inventory finds."""

from __future__ import annotations

from ..inventory import Inventory
from ..render import Section

FOUND = (
    "missed_deadline", "orphan_seat", "overlap", "unsanctioned", "single_point_of_failure",
)  # fmt: skip
"""Kinds of findings that are told; the others are in `productops tools findings`."""


def tools(inventory: Inventory) -> list[Section]:
    """How many tools were seen where, and what is to be done first; nothing where no tool is known."""
    held = inventory.tools
    if not held:
        return []
    seen = sorted({place for tool in held for place in tool.discovered_in})
    rows = sum(len(tool.matches) for tool in held)
    spend = inventory.answer("spend").rows
    told = [
        f"{row['vendor'] or 'not known'} {row['amount']:,.2f} {row['currency']}"
        for row in spend[:3]
    ]
    notes = [
        f"{len(held)} tools, of {rows} rows in {', '.join(place.replace('_', ' ') for place in seen)}.",
        *([f"Most was charged by {'; '.join(told)}."] if told else []),
    ]
    findings = [found for found in inventory.findings() if found.kind in FOUND]
    found = [(one.kind.replace("_", " "), one.subject, one.says) for one in sorted(
        findings, key=lambda one: (FOUND.index(one.kind), one.subject)
    )]  # fmt: skip
    return [
        Section("The tools they work with", notes=notes),
        Section(
            "What to do about them first", notes=[f"{kind}: {says}" for kind, _, says in found]
        ),
    ]
