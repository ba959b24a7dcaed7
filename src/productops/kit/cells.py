"""What every reader of tables asks of cells and headers, whatever tool wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a column should go. *confidence*: 0 to 1; *why*: in a few words."""

    column: str
    target: str
    confidence: float
    why: str


def as_toml(proposals: Iterable[Proposal]) -> str:
    """A mapping as lines for the settings, with the confidence of each."""
    lines = [
        f'{_quoted(each.column)} = "{each.target}"  # {each.confidence:.0%}, {each.why}'
        for each in proposals
    ]
    return "\n".join(["[sources.NAME.mapping]", *lines])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def best_of(found: Iterable[Proposal]) -> list[Proposal]:
    """The surest proposal of each target; no target twice, in the order they came."""
    proposals = list(found)
    kept: dict[str, Proposal] = {}
    for each in sorted(proposals, key=lambda one: -one.confidence):
        kept.setdefault(each.target, each)
    return [each for each in proposals if kept[each.target] is each]


def text_of(cell: object) -> str:
    """A cell as text; a cell that a tool left empty is none."""
    text = "" if cell is None else str(cell)
    return text.replace("\xa0", " ").replace("\u200b", "").strip()


def plain(header: str) -> str:
    """A header for comparing: letters and digits alone, in lower case."""
    return "".join(letter for letter in header.casefold() if letter.isalnum())


def unique(headers: Sequence[str]) -> list[str]:
    """Headers with a number behind those that repeat: `Other`, `Other (2)`; empty ones are `Column 3`."""
    seen: dict[str, int] = {}
    found = []
    for place, header in enumerate(headers, 1):
        bare = header or f"Column {place}"
        seen[bare] = seen.get(bare, 0) + 1
        found.append(bare if seen[bare] == 1 else f"{bare} ({seen[bare]})")
    return found


def flat(fields: dict[str, Any], start: str = "") -> dict[str, Any]:
    """Nested objects as keys with dots: `{"user": {"email": …}}` → `user.email`."""
    found: dict[str, Any] = {}
    for key, value in fields.items():
        if isinstance(value, dict):
            found |= flat(value, f"{start}{key}.")
        else:
            found[f"{start}{key}"] = value
    return found
