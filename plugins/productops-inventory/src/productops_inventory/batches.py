"""The records of a batch of rows: without header, empty rows and secrets, by their own id where there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec import Raw

from productops.errors import RecordRejected
from productops.kit.decoding import decode

from .reading import FileRow, Looked, Reading
from .secrets import blanked, cleaned, secret_columns

# A row of empty cells, as the transport writes it
_BLANK = re.compile(rb'"cells":\[(?:""|null|,)*\]')


def records_of(
    rows: Sequence[Raw], looked: Looked, reading: Reading, *, starts: bool
) -> list[Raw | bytes]:
    """The records of a batch; *starts*: whether it is the first of its file."""
    header = looked.rows[0].cells if looked.rows else None
    held = rows[1:] if starts and header is not None else rows
    secret = secret_columns(header or ())
    found = (raw for raw in held if not _BLANK.search(raw))
    return [_record(raw, secret, reading, table=header is not None) for raw in found]


def _record(raw: Raw, secret: Sequence[int], reading: Reading, *, table: bool) -> Raw | bytes:
    if table and not secret and not (reading.kind and reading.kind.keyed):
        return raw
    record = decode(raw, FileRow)
    if record.cells is not None:
        record.cells = blanked(record.cells, secret)
    if record.fields is not None:
        record.fields = cleaned(record.fields)
    if reading.kind is not None:
        record.key = _key(record, reading)
    return msgspec.json.encode(record)


def _key(record: FileRow, reading: Reading) -> str:
    """What a record is known by; one that does not fit is told when it is read in full."""
    try:
        return reading.kind.key(reading.entry(record)) if reading.kind else ""
    except RecordRejected:
        return ""


def without_secrets(looked: Looked) -> bytes:
    """The first rows of a file as they are kept."""
    header = looked.rows[0].cells if looked.rows else None
    secret = secret_columns(header or ())
    for at, row in enumerate(looked.rows):
        if row.cells is not None and at:
            row.cells = blanked(row.cells, secret)
        if row.fields is not None:
            row.fields = cleaned(row.fields)
    return msgspec.json.encode(looked)
