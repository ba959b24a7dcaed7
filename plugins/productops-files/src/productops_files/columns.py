"""What the columns of an export mean: the same whatever tool wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from productops.kit.cells import text_of

Role = Literal[
    "answer", "id", "started", "submitted", "updated", "completed", "progress", "seconds", "email", "name",
    "first_name", "last_name", "phone", "collector", "language", "hidden", "left_out",
]  # fmt: skip
Part = Literal["value", "option", "row", "other"]
"""What a column is of its question: all of it, one option, one row of a matrix, or the text beside "other"."""

BLANK = frozenset({"", "-", "not selected"})
"""Cells that hold nothing: tools write a dash or `Not selected` for what was left empty."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        index: its place, from 0.
        header: what stands above it.
        question: what the columns of one question share; the wording, made unique within the file.
        text: the wording; None where the export does not tell it.
        label: of an option or a row.
        multi: the sign that parts several choices in one cell.
    """

    index: int
    header: str
    role: Role = "answer"
    part: Part = "value"
    question: str = ""
    text: str | None = None
    label: str = ""
    multi: str = ""

    def as_(self, role: Role) -> Column:
        """The same column in another role."""
        return replace(self, role=role)


@dataclass(frozen=True, slots=True)
class Header:
    """How a file is to be read.

    Attributes:
        dialect: the tool that wrote it.
        height: rows before the first record.
        columns: every column, in order.
        confidence: 0 to 1.
        order: how its dates are written, if the dialect fixes that.
    """

    dialect: str
    height: int
    columns: tuple[Column, ...]
    confidence: float
    order: str = ""
    notes: tuple[str, ...] = field(default=())

    def of(self, role: Role) -> list[Column]:
        """The columns of a role."""
        return [column for column in self.columns if column.role == role]

    def questions(self) -> dict[str, list[Column]]:
        """The columns of each question, in order."""
        found: dict[str, list[Column]] = {}
        for column in self.of("answer"):
            found.setdefault(column.question, []).append(column)
        return found


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return text_of(cell).casefold() in BLANK


def filled(rows: Sequence[Sequence[object]], index: int) -> list[str]:
    """The texts of a column, without blank ones."""
    return [text_of(row[index]) for row in rows if index < len(row) and not is_blank(row[index])]
