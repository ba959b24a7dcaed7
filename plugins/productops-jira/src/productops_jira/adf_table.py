"""Tables: cells in their columns, and what they look like in Markdown and in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

# A merge wider than this, or right of it, leaves the cells where they are: an attribute is not to decide
# how much we write.
_MOST_MERGED = 64


@dataclass
class Grid:
    """The cells of a table as they come; merged cells leave empty ones."""

    rows: list[list[str]] = field(default_factory=list)
    headed: bool = False
    _owed: dict[int, int] = field(default_factory=dict)
    _below: dict[int, int] = field(default_factory=dict)

    def row(self) -> None:
        """Another row starts."""
        self.rows.append([])
        left = {column: rows - 1 for column, rows in self._owed.items() if rows > 1}
        self._owed, self._below = {**left, **self._below}, {}

    def cell(self, text: str, attrs: dict[str, Any], *, header: bool) -> None:
        """Another cell of the row, where the cells above it leave room."""
        if not self.rows:
            self.row()
        self.headed = self.headed or (header and len(self.rows) == 1)
        self._skip()
        rows = _span(attrs.get("rowspan"))
        for at in range(min(_span(attrs.get("colspan")), _MOST_MERGED)):
            self._reserve(len(self.rows[-1]), rows - 1)
            self.rows[-1].append("" if at else text)

    def _skip(self) -> None:
        row = self.rows[-1]
        while left := self._owed.pop(len(row), 0):
            self._reserve(len(row), left - 1)
            row.append("")

    def _reserve(self, column: int, rows: int) -> None:
        if rows > 0 and column < _MOST_MERGED:
            self._below[column] = rows


def _span(span: Any) -> int:
    return max(span, 1) if isinstance(span, int) else 1


def plain_table(grid: Grid) -> list[str]:
    """A line a row; what a merged or empty cell leaves is not shown."""
    return [line for row in grid.rows if (line := " | ".join(cell for cell in row if cell))]


def markdown_table(grid: Grid) -> list[str]:
    """GitHub's table; a table without headings gets an empty head, as there is none without."""
    head, *body = grid.rows if grid.headed else [[], *grid.rows]
    body = [row for row in body if any(row)]
    if not body and not any(head):
        return []
    width = max(map(len, [head, *body]))
    head = [*head, *[""] * (width - len(head))]
    return [_line(head), _line(["---"] * width), *map(_line, body)]


def _line(cells: Iterable[str]) -> str:
    # Read before anything else in the line, within code too.
    safe = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(safe)} |"
