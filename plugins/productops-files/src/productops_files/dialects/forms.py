"""Typeform, Google Forms and Microsoft Forms: one header row each, and their own ways with several choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from productops.kit.cells import plain, text_of, unique

from .. import grouping
from ..columns import Column, Header, Role, filled
from .meta import GOOGLE, GOOGLE_TIME, MICROSOFT, TYPEFORM

Rows = Sequence[Sequence[object]]
_SOME, _MOSTLY = 2, 0.6


def names(cells: Sequence[object]) -> list[str]:
    """The headers of one row, each of them unique."""
    return unique([text_of(cell) for cell in cells])


def typeform(rows: Rows) -> Header | None:
    """`#` first, moments in UTC last; one column a choice."""
    found = names(rows[0]) if rows else []
    if (
        not found
        or found[0] != "#"
        or not {"submitdateutc", "startdateutc"} & set(map(plain, found))
    ):
        return None
    columns = [
        column.as_("id") if column.header == "#" else column for column in _columns(found, TYPEFORM)
    ]
    return Header("typeform", 1, tuple(grouping.own_labels(columns, rows[1:])), 0.98, order="ymd")


def google(rows: Rows) -> Header | None:
    """`Timestamp` first; several choices in one cell, parted by a comma that is not marked where an option has one."""
    found = names(rows[0]) if rows else []
    if not found or plain(found[0]) not in GOOGLE_TIME:
        return None
    columns = grouping.in_brackets(_columns(found, GOOGLE))
    parted = [_parted(column, rows[1:], ", ") for column in columns]
    empty = [_left_out_if_empty(column, rows) for column in parted]
    return Header("google_forms", 1, tuple(empty), 0.9)


def microsoft(rows: Rows) -> Header | None:
    """`ID`, `Start time`, `Completion time` first; several choices end in `;` each.

    https://support.microsoft.com/office/check-and-share-your-form-results
    """
    found = names(rows[0]) if rows else []
    if not {"starttime", "completiontime"} <= set(map(plain, found)):
        return None
    columns = [_graded(column) for column in _columns(found, MICROSOFT)]
    return Header(
        "microsoft_forms", 1, tuple(_parted(each, rows[1:], ";") for each in columns), 0.95
    )


def _columns(found: Sequence[str], meta: Mapping[str, Role]) -> list[Column]:
    columns = []
    for index, name in enumerate(found):
        column = Column(index, name, question=name, text=name)
        role = meta.get(plain(name))
        columns.append(column.as_(role) if role else column)
    return columns


def _graded(column: Column) -> Column:
    """`Points - Question` and `Feedback - Question` of a quiz say something of an answer, and are none."""
    graded = column.header.startswith(("Points - ", "Feedback - "))
    return column.as_("hidden") if graded and column.role == "answer" else column


def _left_out_if_empty(column: Column, rows: Rows) -> Column:
    """A sheet keeps the column of a question that was deleted; without header and content it is nothing."""
    bare = text_of(rows[0][column.index])
    return column if bare or filled(rows[1:], column.index) else column.as_("left_out")


def _parted(column: Column, rows: Rows, sign: str) -> Column:
    """The column with the sign that parts its choices, if it holds several."""
    values = filled(rows, column.index)
    if column.role != "answer" or not values:
        return column
    if sign == ";":
        whole = sum(value.endswith(";") for value in values) > _MOSTLY * len(values)
        return replace(column, multi=sign) if whole else column
    parts = Counter(part for value in values for part in value.split(sign))
    joined = sum(sign in value for value in values)
    again = sum(times for times in parts.values() if times > 1)
    several = joined >= _SOME and again > _MOSTLY * parts.total()
    return replace(column, multi=sign) if several else column
