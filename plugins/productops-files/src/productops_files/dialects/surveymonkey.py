"""SurveyMonkey: question above option, a blank meaning "the same question as at the left"; one, two or three rows.

https://help.surveymonkey.com/en/surveymonkey/analyze/exports/
"""

from __future__ import annotations

from collections.abc import Sequence

from productops.kit.cells import plain, text_of, unique

from .. import grouping
from ..columns import Column, Header, is_blank
from .meta import SURVEYMONKEY

Rows = Sequence[Sequence[object]]
_SECOND = frozenset({"response", "openendedresponse", "otherpleasespecify", "antwort", "réponse"})
_ID = frozenset({"respondentid"})
_FEW = 4


def look(rows: Rows) -> Header | None:
    """The header of a SurveyMonkey export; None where it is none."""
    if len(rows) < 2:  # noqa: PLR2004 - a header and a record
        return None
    first = [text_of(cell) for cell in rows[0]]
    known = sum(plain(cell) in SURVEYMONKEY for cell in first)
    height = 1 + _more(rows)
    with_id = bool(_ID & {plain(cell) for cell in first[:2]})
    coded = grouping.is_coded(first)
    if not (with_id or (known >= 2 and (height > 1 or coded)) or _speaks(rows)):  # noqa: PLR2004 - two of its names
        return None
    confidence = 0.95 if with_id else 0.8 if height > 1 else 0.7
    columns = _one(rows, first) if height == 1 else _several(rows, first, height)
    return Header("surveymonkey", height, tuple(columns), confidence, order="mdy")


def _speaks(rows: Rows) -> bool:
    """Whether the second row is one of options, where the columns of the response were taken out."""
    second = [plain(text_of(cell)) for cell in rows[1]]
    return sum(cell in _SECOND for cell in second) >= max(1, len(second) // _FEW)


def _more(rows: Rows) -> int:
    """How many header rows follow the first: rows without an id above the first record."""
    count = 0
    for row in rows[1:3]:
        cells = [text_of(cell) for cell in row]
        options = any(plain(cell) in _SECOND for cell in cells)
        filled_cells = sum(not is_blank(cell) for cell in cells)
        headless = filled_cells > 1 and is_blank(cells[0])
        gaps = any(not text_of(cell) for cell in rows[0][1:])
        if not (options or (headless and gaps)):
            break
        count += 1
    return count


def _one(rows: Rows, first: list[str]) -> list[Column]:
    columns = [_column(index, name, name) for index, name in enumerate(unique(first))]
    if grouping.is_coded(first):
        return grouping.numbered(columns, rows[1:])
    return grouping.by_suffix(columns, rows[1:])


def _several(rows: Rows, first: list[str], height: int) -> list[Column]:
    """The question holds until the next one; of three rows the middle one names the row of a matrix."""
    columns: list[Column] = []
    question = ""
    seen: dict[str, int] = {}
    for index in range(max(len(row) for row in rows[:height])):
        told = first[index] if index < len(first) else ""
        if told:
            seen[told] = seen.get(told, 0) + 1
            question = told if seen[told] == 1 else f"{told} ({seen[told]})"
        label = " - ".join(filter(None, (_cell(row, index) for row in rows[1:height])))
        columns.append(_column(index, told or label or f"Column {index + 1}", question, label))
    return grouping.two_rows(columns, rows[height:])


def _cell(row: Sequence[object], index: int) -> str:
    return text_of(row[index]) if index < len(row) else ""


def _column(index: int, header: str, question: str, label: str = "") -> Column:
    column = Column(index, header, question=question, text=question or None, label=label)
    role = SURVEYMONKEY.get(plain(header))
    return column.as_(role) if role else column
