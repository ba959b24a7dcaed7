"""Qualtrics: three header rows (name, wording, ImportId), or two in exports of long ago.

The ImportId is what stays when names and wording change; of a matrix it is not unique without its choice.
https://github.com/ropensci/qualtRics/issues/181
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from msgspec import Struct

from productops.kit.cells import plain, text_of, unique

from ..columns import Column, Header, Part, is_blank
from .meta import QUALTRICS

Rows = Sequence[Sequence[object]]
_LEGACY = frozenset({"responseid", "responseset"})
_ENOUGH = 3


class _Import(Struct, rename="pascal"):
    import_id: str = ""
    choice_id: str | None = None


def look(rows: Rows) -> Header | None:
    """The header of a Qualtrics export; None where it is none."""
    if len(rows) >= _ENOUGH and (imports := _imports(rows[2])):
        return _header(rows, imports, 3, 1.0)
    if len(rows) > 1 and {plain(text_of(cell)) for cell in rows[1]} >= _LEGACY:
        return _header(rows, [text_of(cell) for cell in rows[1]], 2, 0.95)
    return None


def _imports(cells: Sequence[object]) -> list[str]:
    """ImportIds, if the row holds nothing else."""
    found = []
    for cell in cells:
        try:
            data = msgspec.json.decode(text_of(cell), type=_Import)
        except msgspec.DecodeError:
            if not is_blank(cell):
                return []
            found.append("")
        else:
            found.append(data.import_id + (f"_{data.choice_id}" if data.choice_id else ""))
    return found if any(found) else []


def _header(rows: Rows, keys: Sequence[str], height: int, confidence: float) -> Header:
    names, texts = rows[0], rows[1]
    columns = []
    for index, key in enumerate(unique([text or "" for text in keys])):
        told = text_of(texts[index]) if index < len(texts) else ""
        name = text_of(names[index]) if index < len(names) else ""
        column = Column(index, name or told or key, question=key, text=told or name or None)
        role = QUALTRICS.get(plain(keys[index]))
        empty = not (keys[index] or told or name)
        columns.append(column.as_("left_out") if empty else column.as_(role) if role else column)
    return Header("qualtrics", height, tuple(_rows_of(columns)), confidence, order="ymd")


def _rows_of(columns: Sequence[Column]) -> list[Column]:
    """`Wording - row` of a matrix, and `- Text` beside an option."""
    found = []
    texts = [(column.text or "").rpartition(" - ")[0] for column in columns]
    for column, stem in zip(columns, texts, strict=True):
        label = (column.text or "").removeprefix(stem).removeprefix(" - ")
        if column.role != "answer" or not stem or texts.count(stem) == 1:
            found.append(column)
        else:
            part: Part = "other" if label == "Text" else "row"
            found.append(replace(column, question=stem, text=stem, label=label, part=part))
    return found
