"""Text tables (CSV and its kin), a batch at a time, from any place on."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from ...errors import SourceError
from ...kit.files import Layout, Row
from .encodings import LOOKED_AT, Texts, encoding_of, lines

DELIMITERS = ",;\t|"
LONGEST_CELL = 16 << 20
MOST_BYTES = 8 << 20
_SNIFFED = 40


def layout(path: Path, texts: Texts, encoding: str = "") -> Layout:
    """How a text table is written, found by looking at its start."""
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    found = encoding or encoding_of(start, whole=len(start) < LOOKED_AT)
    opened, readable = texts.open(path, found)
    with opened as file:
        text = file.read(LOOKED_AT).decode(readable, "replace")
    newline: Literal["", "\r"] = "\r" if "\r" in text and "\n" not in text else ""
    return Layout("csv", found, _delimiter(text), newline=newline)


def _delimiter(text: str) -> str:
    """The delimiter that splits the first records most evenly into most cells."""
    return max(DELIMITERS, key=lambda mark: (_evenness(text, mark), -DELIMITERS.index(mark)))


def _evenness(text: str, mark: str) -> float:
    _wide_cells()
    widths: Counter[int] = Counter()
    try:
        for _, record in zip(
            range(_SNIFFED),
            csv.reader(text.splitlines(keepends=True), delimiter=mark),
            strict=False,
        ):
            widths[len(record)] += bool(record)
    except csv.Error:
        return 0
    split = {width: times for width, times in widths.items() if width > 1}
    if not split:
        return 0
    width, times = max(split.items(), key=lambda pair: (pair[1], pair[0]))
    return times / widths.total() + width / 10_000


def batch(
    path: Path, texts: Texts, layout: Layout, place: dict[str, int], most: int
) -> tuple[list[Row], dict[str, int] | None]:
    """Up to *most* records from a place (`byte`, `row`), and the place after them; None at the end."""
    _wide_cells()
    opened, encoding = texts.open(path, layout.encoding)
    with opened as file:
        counted = _Lines(file, encoding, layout.newline, place.get("byte", 0))
        reader = csv.reader(counted, delimiter=layout.delimiter or ",")
        rows: list[Row] = []
        first = counted.at
        for number, record in enumerate(_records(reader, path, place), place.get("row", 1)):
            rows.append(Row(path.name, number, cells=record, problem=counted.problem()))
            if len(rows) >= most or counted.at - first > MOST_BYTES:
                return rows, {"byte": counted.at, "row": number + 1}
    return rows, None


def _records(reader: Iterator[list[str]], path: Path, place: dict[str, int]) -> Iterator[list[str]]:
    """Records that are no empty line, whose number counts all the same."""
    try:
        yield from reader
    except csv.Error as error:
        raise SourceError(
            f"not a table any more after row {place.get('row', 1)}: {error}",
            where=path.name,
            hint="Check the file there for a quote that is never closed.",
        ) from None


class _Lines:
    """Decoded lines, with the place of the next one and what could not be decoded on the way."""

    def __init__(self, file: object, encoding: str, newline: str, start: int) -> None:
        file.seek(start)  # type: ignore[attr-defined]
        self.at = start
        # the mark stands at the start only
        self._encoding = "utf-8" if encoding == "utf-8-sig" and start else encoding
        self._lines = lines(file, newline)  # type: ignore[arg-type]
        self._problem = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.at += len(line)
        encoding, self._encoding = self._encoding, self._encoding.removesuffix("-sig")
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            self._problem = f"byte {error.start + 1} of its line is no {encoding}"
            return line.decode(encoding, "replace")

    def problem(self) -> str:
        """What could not be decoded since it was last asked."""
        found, self._problem = self._problem, ""
        return found


def _wide_cells() -> None:
    """The standard library refuses cells over 128 KB by default; interviews are longer."""
    if csv.field_size_limit() < LONGEST_CELL:
        csv.field_size_limit(LONGEST_CELL)
