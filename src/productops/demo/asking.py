"""What all answers share: how a question is put, and how figures are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Runs a query and gives its rows."""

OPEN = "('new', 'triage', 'todo', 'in_progress', 'on_hold', 'waiting_customer')"
"""Status categories that wait for somebody; `unknown` is counted apart, never taken for open."""
HANDLED = "status IS NOT NULL"
"""What somebody handles: an answer to a survey has no status."""
TOP = 5


def moment(as_of: datetime) -> str:
    """A moment as SQL has it."""
    return f"TIMESTAMP '{as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"


def percent(part: int, whole: int) -> str:
    """A share, or nothing where there is no whole."""
    return f"{100 * part / whole:.0f} %" if whole else ""


def days(count: float) -> str:
    """Days in words."""
    return plural(round(count), "day")


def plural(count: int, noun: str, many: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"


def span(seconds: float | None) -> str:
    """A duration in the unit that suits it."""
    if seconds is None:
        return "not known"
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} seconds"


def number(value: Any) -> str:
    """A figure without needless digits."""
    return "?" if value is None else f"{float(value):g}"


def words(name: str | None) -> str:
    """A name of ours as words."""
    return (name or "(empty)").replace("_", " ")
