"""What things of a `tools.yaml` are known by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def folded(name: str) -> str:
    """A name as an id: trimmed, in lower case."""
    return name.strip().lower()


def number_of(place: int, number: Any) -> str:
    """A contract's number; its place in the list, from 1, where it has none."""
    return str(number).strip() if number is not None else str(place + 1)


def tool_ids(tools: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every name and alias of the tools of a file → the id of the tool; what is no text is passed over."""
    found: dict[str, str] = {}
    for tool in tools:
        own, others = tool.get("name"), tool.get("aliases")
        if isinstance(own, str):
            names = [own, *(others if isinstance(others, list) else ())]
            found |= {folded(name): folded(own) for name in names if isinstance(name, str)}
    return found
