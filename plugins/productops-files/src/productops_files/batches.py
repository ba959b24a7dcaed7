"""The records of a batch of rows: without header and empty rows, by their own id where there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import Raw

from productops.kit import Request, files
from productops.kit.cells import text_of
from productops.kit.decoding import decode

from .reading import Reading, cells_of

# A row of empty cells, as the transport writes it
_BLANK = re.compile(rb'"cells":\[(?:""|null|,)*\]')


class FileRow(files.Row):
    """A record of a file. *key*: what a column of ids says it is known by."""

    key: str = ""


def records_of(
    rows: Sequence[Raw], request: Request, reading: Reading, columns: Sequence[int]
) -> Sequence[Raw | bytes]:
    """The records of a batch, without header and empty rows, by their own id where there is one."""
    is_table = request.body["layout"]["format"] in ("csv", "xlsx")
    first = reading.header.height if is_table and not request.body["from"] else 0
    held = [raw for raw in rows[first:] if not _BLANK.search(raw)]
    return [_known(raw, columns, reading) for raw in held] if columns else held


def _known(raw: Raw, columns: Sequence[int], reading: Reading) -> bytes | Raw:
    record = decode(raw, FileRow)
    cells = cells_of(record.cells, record.fields, reading)
    record.key = next(
        (key for at in columns if at < len(cells) and (key := text_of(cells[at]))), ""
    )
    return msgspec.json.encode(record) if record.key else raw
