"""What a stream makes of one record, and what a store holds, in a form that a test can compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ..kit.connector import Stream
from ..model import TABLES, Record
from ..sync.payload import to_payload
from ..sync.run import StreamRun

_ALWAYS = {"id", "source", "source_instance", "schema_version"}


def rows_of(stream: Stream, record: Any, run: StreamRun) -> list[Record]:
    """The rows that *record* (JSON-able, or bytes) yields; see `stream_run`."""
    decoded = msgspec.json.decode(to_payload(record), type=getattr(stream, "wire", dict))
    return list(stream.normalise(decoded, run))


def plain(row: Record) -> dict[str, Any]:
    """A row as JSON has it, without what is empty and without what every row has."""
    found = row.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in found.items() if key not in _ALWAYS}


def of(table: str, rows: Iterable[Record]) -> list[dict[str, Any]]:
    """The plain rows of one table."""
    return [plain(row) for row in rows if row.table == table]


def contents(store: Any) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of a store, but for when it was fetched: equal stores have equal contents."""
    return {
        table: list(store.sql(f"SELECT * EXCLUDE (fetched_at) FROM {table} ORDER BY id").rows())  # noqa: S608 - names of ours
        for table in TABLES
    }


def ask(store: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in store.sql(query).rows()]
