"""Copies of rows in a DuckDB of their own, in memory, that spill into a private folder when they grow."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb

from ..render import display

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from .shape import Column

COPY = "copied"
"""Name of the table in a copy."""
_SETTINGS = {
    "memory_limit": "512MB",
    "threads": "2",
    "TimeZone": "UTC",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_BATCH = 1000


class Stream:
    """A relation as nothing but an Arrow stream, so that a library does not take its own way with DuckDB."""

    def __init__(self, relation: DuckDBPyRelation) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


def copy_of(relation: DuckDBPyRelation) -> DuckDBPyConnection:
    """The rows of *relation*, copied batch by batch."""
    con = _instance()
    con.register("given", Stream(relation))
    con.execute(f"CREATE TABLE {COPY} AS SELECT * FROM given")
    con.unregister("given")
    return con


def cover(rows: Iterator[Sequence[Any]], columns: Sequence[Column], how: str) -> DuckDBPyConnection:
    """*rows* of *columns* with personal data masked, hashed or left out, in a table of the same columns."""
    con = _instance()
    names = [column.quoted for column in columns]
    defined = ", ".join(f"{name} {c.type}" for name, c in zip(names, columns, strict=True))
    con.execute(f"CREATE TABLE {COPY} ({defined})")
    values = ", ".join(f"unnest(${n}::{c.type}[])" for n, c in enumerate(columns, 1))
    while batch := list(islice(rows, _BATCH)):
        cells = [
            [display(value, column.pii, how) for value in values]
            for column, values in zip(columns, zip(*batch, strict=True), strict=True)
        ]
        con.execute(f"INSERT INTO {COPY} SELECT {values}", cells)
    return con


def _instance() -> DuckDBPyConnection:
    """A DuckDB in memory. Its folder goes with it."""
    con = duckdb.connect()
    folder = tempfile.mkdtemp(prefix="productops-")
    weakref.finalize(con, shutil.rmtree, folder, ignore_errors=True)
    for name, value in _SETTINGS.items():
        con.execute(f"SET GLOBAL {name} = '{value}'")
    con.execute("SET GLOBAL temp_directory = '{}'".format(folder.replace("'", "''")))
    return con
