"""The answer to a matrix or a ranking, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from productops.kit.surveys import row_text

from .asked import Part
from .values import as_text

Parts = Mapping[str, Sequence[Part]]


def spread(parts: Sequence[Part], value: Any, older: Sequence[Parts]) -> Iterator[tuple[Part, Any]]:
    """Each row with what was answered in it; a row nobody knows is one all the same.

    A matrix is answered as `{row: [column, …]}`, a ranking as the rows in their order; both by id or by label.

    Args:
        parts: the question's rows, or the question.
        older: its rows in other versions, newest first.
    """
    rows = _by_row(parts[0].kind, value)
    if rows is None:
        yield from ((part, value) for part in parts)
        return
    for part in parts:
        if part.row is not None:
            name = next((key for key in (part.row, part.label) if key in rows), None)
            yield part, rows.pop(name) if name is not None else None
    for key, one in rows.items():
        yield _loose(parts[0], key, older), one


def _by_row(kind: str, value: Any) -> dict[str, Any] | None:
    if kind == "MATRIX" and isinstance(value, dict):
        return dict(value)
    if kind == "RANKING" and isinstance(value, list):
        named = [as_text(one) for one in value]
        return {key: place for place, key in enumerate(named, 1) if key}
    return None


def _loose(part: Part, key: str, older: Sequence[Parts]) -> Part:
    """A row that this version does not have: of another version, or by the name the answer gives it."""
    question = part.asked.key
    for parts in older:
        for held in parts.get(question, ()):
            if held.row is not None and key in (held.row, held.label):
                return held
    asked = replace(part.asked, text=row_text(part.title, key), group=question, matrix_row=key)
    return replace(part, asked=asked, row=key, label=key)
