"""The tables, as DDL from the model: one physical table a record type, and a view that readers see.

The physical tables stand in the schema `base`. Where a text is only a copy of another one (a plain ticket's
`body`, `body_plain` and `body_clean` are mostly one text), the copy is not stored again: a flag says so, and
the view gives the text back. That spares a fifth of the time and a third of the file.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime

from ..model import TABLES
from ..model.base import Record

BASE = "base"
"""Schema of the physical tables."""

_SCALARS: dict[Any, str] = {
    str: "VARCHAR",
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    Decimal: "DECIMAL(18,6)",
    datetime: "TIMESTAMP",
    AwareDatetime: "TIMESTAMP",
    date: "DATE",
}
# DuckDB takes zstd by itself only for long texts; these repeat from row to row and shrink to an eighth
_ZSTD = frozenset({"body", "body_plain", "body_clean", "custom_fields", "payload"})
_COPY_OF = {"body_plain": "body", "body_clean": "body_plain"}

OWN: dict[str, dict[str, str]] = {
    "_raw": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "stream": "VARCHAR",
        "source_id": "VARCHAR",
        "version": "VARCHAR",
        "payload": "VARCHAR",
        "bytes": "BIGINT",
        "fetched_at": "TIMESTAMP",
        "run_id": "VARCHAR",
        "rows": "VARCHAR[]",
        "digest": "VARCHAR",
        "context": "VARCHAR",
        "gone": "VARCHAR",
        "gone_at": "TIMESTAMP",
        "seq": "BIGINT",
    },
    "_queue": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "stream": "VARCHAR",
        "key": "VARCHAR",
        "request": "VARCHAR",
        "run_id": "VARCHAR",
        "seq": "BIGINT",
    },
    "_checkpoint": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "stream": "VARCHAR",
        "partition": "VARCHAR",
        "cursor": "VARCHAR",
        "since": "TIMESTAMP",
        "run_id": "VARCHAR",
    },
    "_run": {"run_id": "VARCHAR", "started_at": "TIMESTAMP", "report": "VARCHAR"},
    "_set_aside": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "stream": "VARCHAR",
        "source_id": "VARCHAR",
        "reason": "VARCHAR",
        "field": "VARCHAR",
        "message": "VARCHAR",
        "payload": "VARCHAR",
        "run_id": "VARCHAR",
        "fetched_at": "TIMESTAMP",
    },
    "_decision": {
        "id": "VARCHAR",
        "kind": "VARCHAR",
        "subject_id": "VARCHAR",
        "decided_at": "TIMESTAMP",
        "decided_by": "VARCHAR",
        "detail": "VARCHAR",
        "undone_at": "TIMESTAMP",
    },
    "_suppressed": {"key": "VARCHAR", "reason": "VARCHAR", "since": "TIMESTAMP"},
    "_source": {
        "name": "VARCHAR",
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "instance": "VARCHAR",
        "opened_at": "TIMESTAMP",
    },
    "_census": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "stream": "VARCHAR",
        "taken_at": "TIMESTAMP",
        "drift": "BIGINT",
    },
    "_delivery": {
        "source": "VARCHAR",
        "source_instance": "VARCHAR",
        "signature": "VARCHAR",
        "received_at": "TIMESTAMP",
    },
    "_migration": {"name": "VARCHAR", "applied_at": "TIMESTAMP"},
}
"""The library's own tables: name → column → type."""

READABLE: tuple[str, ...] = (*TABLES, *OWN)
"""Every table a reader can ask for."""


@cache
def columns_of(table: str) -> Mapping[str, str]:
    """Column → DuckDB type of *table*, in order, as readers see it."""
    if table in OWN:
        return OWN[table]
    return {
        name: column_type(field.annotation) for name, field in TABLES[table].model_fields.items()
    }


@cache
def json_columns(table: str) -> frozenset[str]:
    """Columns of *table* that hold JSON as text: objects, and lists of objects."""
    fields = TABLES[table].model_fields if table in TABLES else {}
    return frozenset(name for name, field in fields.items() if _is_json(field.annotation))


@cache
def copies_in(table: str) -> Mapping[str, str]:
    """Column → the column whose text it usually repeats."""
    columns = columns_of(table)
    return {
        copy: original
        for copy, original in _COPY_OF.items()
        if table in TABLES and copy in columns and original in columns
    }


def column_type(annotation: Any) -> str:
    """The DuckDB type of a field: `str | None` → VARCHAR, `list[str]` → VARCHAR[], objects → VARCHAR with JSON."""
    core = _core(annotation)
    if get_origin(core) is Literal:
        return "VARCHAR"
    if get_origin(core) is list:
        item = _SCALARS.get(_core(get_args(core)[0]))
        return f"{item}[]" if item else "VARCHAR"
    return _SCALARS.get(core, "VARCHAR")


def _is_json(annotation: Any) -> bool:
    core = _core(annotation)
    if get_origin(core) is list:
        return _core(get_args(core)[0]) not in _SCALARS
    return get_origin(core) is dict


def _core(annotation: Any) -> Any:
    """The type without `| None` and annotations."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def create_table(table: str) -> str:
    """DDL of the physical table."""
    columns = [f'"{name}" {type_}{_compression(name)}' for name, type_ in columns_of(table).items()]
    columns += [f'"{flag(copy)}" BOOLEAN' for copy in copies_in(table)]
    return f"CREATE TABLE {physical(table)} ({', '.join(columns)})"


def create_view(record: type[Record]) -> str:
    """DDL of the view that readers see: the model's columns in order, copies given back."""
    table = record.table
    columns = ", ".join(_shown(table, name) for name in columns_of(table))
    return f'CREATE OR REPLACE VIEW "{table}" AS SELECT {columns} FROM {physical(table)}'


def physical(table: str) -> str:
    """Where the rows of *table* are written."""
    return f'"{table}"' if table in OWN else f'{BASE}."{table}"'


def flag(copy: str) -> str:
    """The column that says that *copy* is the same text as its original."""
    return f"{copy}_same"


def expression(table: str, name: str) -> str:
    """How column *name* is read from the physical columns; empty where it is stored as it is."""
    return _text(table, name) if name in copies_in(table) else ""


def _shown(table: str, name: str) -> str:
    read = expression(table, name)
    return f'{read} AS "{name}"' if read else f'"{name}"'


def _text(table: str, name: str) -> str:
    original = copies_in(table).get(name)
    if original is None:
        return f'"{name}"'
    return f'CASE WHEN "{flag(name)}" THEN {_text(table, original)} ELSE "{name}" END'


def _compression(name: str) -> str:
    return " USING COMPRESSION zstd" if name in _ZSTD else ""
