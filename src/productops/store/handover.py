"""Files that hand rows to DuckDB: NDJSON for the model's tables, delimited text for our own.

Rows of the model come as JSON lines already. Our own rows carry a source's JSON as a text; delimited by control
characters, which JSON never holds, it needs neither escaping nor parsing and comes back byte for byte.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from .schema import columns_of, copies_in

DELIMITER = "\x1f"
_QUOTE = "\x1e"
# Room DuckDB reserves for the longest line; a larger one costs memory for every file read
_SMALLEST_ROOM = 1 << 20


def write_rows(folder: Path, table: str, lines: Sequence[bytes]) -> str:
    """Write JSON *lines* of *table* to a file; the SELECT that reads them in the order of the physical columns."""
    file = folder / f"{table}.ndjson"
    _write(file, b"\n".join(lines))
    types = {
        # Offsets would be dropped silently by TIMESTAMP; this type heeds them, and the cast gives UTC
        name: "TIMESTAMPTZ" if type_ == "TIMESTAMP" else type_
        for name, type_ in columns_of(table).items()
    }
    room = max(_SMALLEST_ROOM, 2 * max(map(len, lines)))
    read = (
        f"read_json('{_quoted(file)}', format='newline_delimited', auto_detect=false,"
        f" maximum_object_size={room}, columns={_struct(types)})"
    )
    return f"SELECT {', '.join(_written(table))} FROM {read}"


def write_own(folder: Path, name: str, columns: Mapping[str, str], lines: Sequence[bytes]) -> str:
    """Write *lines* (see `fields`) of *columns* (name → type) to a file; the table function that reads them."""
    file = folder / f"{name}.txt"
    data = b"\n".join(lines)
    _write(file, data)
    line = max(map(len, lines)) + 2
    # All in one buffer: a larger one than the file costs more than reading it
    return (
        f"read_csv('{_quoted(file)}', auto_detect=false, header=false, parallel=false,"
        f" delim='\x1f', quote='\x1e', escape='\x1e', new_line='\\n',"
        f" allow_quoted_nulls=false, max_line_size={line}, buffer_size={len(data) + 2},"
        f" columns={_struct(columns)})"
    )


def fields(*values: str | int | None) -> str:
    """One line, or a part of one."""
    return DELIMITER.join(
        [str(value) if isinstance(value, int) else text(value) for value in values]
    )


def encoded(line: str) -> bytes:
    """A line of our own texts; what UTF-8 cannot hold as escapes."""
    return line.encode("utf-8", "backslashreplace")


def text(value: str | None) -> str:
    """One field of text. An empty field is NULL, so that an empty text is quoted."""
    if value is None:
        return ""
    return (
        value
        if value and value.isprintable()
        else f"{_QUOTE}{value.replace(_QUOTE, _QUOTE * 2)}{_QUOTE}"
    )


def payload(data: bytes) -> bytes:
    """One field of a source's bytes, which are kept as they are."""
    breaking = b"\n" in data or b"\r" in data or b"\x1f" in data or b"\x1e" in data or not data
    return b"\x1e" + data.replace(b"\x1e", b"\x1e\x1e") + b"\x1e" if breaking else data


def readable(data: bytes) -> bytes:
    """*data*, with what is no UTF-8 as escapes: no reader could hold it."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "backslashreplace").encode()
    return data


def _written(table: str) -> list[str]:
    """What goes into each physical column: the value, or nothing where it repeats another column."""
    copies = copies_in(table)
    values = [_value(name, type_, copies) for name, type_ in columns_of(table).items()]
    return [*values, *(_same(copy, original) for copy, original in copies.items())]


def _value(name: str, type_: str, copies: Mapping[str, str]) -> str:
    if name in copies:
        return f'CASE WHEN {_same(name, copies[name])} THEN NULL ELSE "{name}" END'
    return f'"{name}"::TIMESTAMP' if type_ == "TIMESTAMP" else f'"{name}"'


def _same(copy: str, original: str) -> str:
    return f'coalesce("{copy}" = "{original}", false)'


def _struct(columns: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items()) + "}"


def _write(file: Path, data: bytes) -> None:
    """Only we may read it: it holds what customers wrote."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
