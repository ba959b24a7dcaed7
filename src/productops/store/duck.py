"""The `Store` protocol on one DuckDB file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..model import TABLES, table_of
from .base import Checkpoint, Held, PageCommit, Queued, RawRow, Scope, SourceEntry
from .connection import Connection
from .known import Known
from .schema import columns_of, json_columns
from .writing import moment, write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_OF_STREAM = "source = $source AND source_instance = $instance AND stream = $stream"
_OF_SCOPE = "source = $source AND source_instance = $instance"


class DuckStore:
    """A store in one file; see `store.base.Store` for what its methods promise.

    Args:
        path: the file; created on first use.
        lock_wait: seconds to wait while another process has the file.
    """

    def __init__(self, path: Path, lock_wait: float = 10.0) -> None:
        self.path = path
        self.lock_wait = lock_wait
        self.connection = Connection(path, lock_wait)
        self._writing = threading.Lock()
        self._writer: tuple[int, Known, int] | None = None

    def commit(self, pages: Sequence[PageCommit]) -> None:
        """Write whole pages in one transaction; on an error nothing of them is kept."""
        with self._writing, self.connection.use() as con:
            known, seq = self._state(con)
            self._writer = None
            following = write(con, self.path, pages, known, seq)
            self._writer = (self.connection.opened, known, following)

    def _state(self, con: DuckDBPyConnection) -> tuple[Known, int]:
        """What a writer knows; asked anew after each opening, for another process may write in between."""
        if self._writer is not None and self._writer[0] == self.connection.opened:
            return self._writer[1:]
        empty = con.execute(
            "SELECT table_name FROM duckdb_tables()"
            " WHERE database_name = current_database() AND estimated_size = 0"
        ).fetchall()
        last = con.execute(
            "SELECT greatest((SELECT max(seq) FROM _raw), (SELECT max(seq) FROM _queue), 0)"
        ).fetchall()
        return Known(name for (name,) in empty), int(last[0][0]) + 1

    def lookup(self, scope: Scope, stream: str, source_ids: Sequence[str]) -> dict[str, Held]:
        """What is held of these raw records (the newest version)."""
        with self.connection.use() as con:
            found = con.execute(
                "SELECT source_id, digest, context, rows, gone, gone_at, version"
                f" FROM _raw WHERE {_OF_STREAM}"
                " AND source_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY seq",
                {**_stream(scope, stream), "ids": list(source_ids)},
            ).fetchall()
        return {
            i: Held(digest, context or "", tuple(rows or ()), gone, aware(gone_at), version)
            for i, digest, context, rows, gone, gone_at, version in found
        }

    def is_empty(self, scope: Scope, stream: str) -> bool:
        """Whether no raw record of the stream is held, so that look-ups can be spared."""
        return not self._ask(
            f"SELECT 1 FROM _raw WHERE {_OF_STREAM} LIMIT 1", _stream(scope, stream)
        )

    def live_ids(self, scope: Scope, stream: str) -> set[str]:
        """Source ids held that are no tombstones."""
        found = self._ask(
            f"SELECT source_id, arg_max(coalesce(gone, ''), seq) FROM _raw WHERE {_OF_STREAM} GROUP BY 1",
            _stream(scope, stream),
        )
        return {source_id for source_id, gone in found if not gone}

    def raw_versions(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of every version held, oldest first."""
        with self.connection.use() as con:
            cursor = con.execute(
                f"SELECT source_id, payload FROM _raw WHERE {_OF_STREAM} ORDER BY seq",
                _stream(scope, stream),
            )
            while found := cursor.fetchmany(1000):
                for source_id, payload in found:
                    yield source_id, payload.encode()

    def raws(
        self,
        scope: Scope,
        stream: str,
        *,
        stale_context: str | None = None,
        source_ids: Sequence[str] | None = None,
        batch: int = 1000,
    ) -> Iterator[list[RawRow]]:
        """The newest raw records in batches, ordered by source id.

        Keys are read first and payloads a batch at a time, so that the caller may commit in between and a
        large stream is never in memory.
        """
        wanted = self._newest(scope, stream, stale_context, source_ids)
        for start in range(0, len(wanted), batch):
            yield self._raws_of(scope, stream, wanted[start : start + batch])

    def _newest(
        self, scope: Scope, stream: str, stale: str | None, source_ids: Sequence[str] | None
    ) -> list[int]:
        found = self._ask(
            "SELECT source_id, max(seq) AS newest FROM _raw"
            f" WHERE {_OF_STREAM}"
            " AND ($ids IS NULL OR source_id IN (SELECT unnest($ids::VARCHAR[])))"
            " GROUP BY source_id"
            " HAVING $stale IS NULL OR arg_max(coalesce(context, ''), seq) <> $stale"
            " ORDER BY source_id",
            {
                **_stream(scope, stream),
                "ids": None if source_ids is None else list(source_ids),
                "stale": stale,
            },
        )
        return [newest for _, newest in found]

    def _raws_of(self, scope: Scope, stream: str, numbers: list[int]) -> list[RawRow]:
        found = self._ask(
            "SELECT source_id, version, payload, digest, context, rows, gone, gone_at FROM _raw"
            f" WHERE {_OF_STREAM} AND seq IN (SELECT unnest($numbers::BIGINT[])) ORDER BY source_id",
            {**_stream(scope, stream), "numbers": numbers},
        )
        return [
            RawRow(i, v, p.encode(), d, c or "", tuple(rows or ()), gone, aware(gone_at))
            for i, v, p, d, c, rows, gone, gone_at in found
        ]

    def set_aside_ids(self, scope: Scope, stream: str) -> set[str]:
        """Source ids now set aside."""
        found = self._ask(
            f"SELECT source_id FROM _set_aside WHERE {_OF_STREAM}", _stream(scope, stream)
        )
        return {source_id for (source_id,) in found}

    def aside(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of what is set aside."""
        found = self._ask(
            f"SELECT source_id, payload FROM _set_aside WHERE {_OF_STREAM} ORDER BY source_id",
            _stream(scope, stream),
        )
        for source_id, payload in found:
            yield source_id, payload.encode()

    def rows(self, row_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Rows by id, as JSON-able values under the tables' column names; unknown ids are left out."""
        by_table: dict[str, list[str]] = {}
        for row_id in row_ids:
            by_table.setdefault(table_of(row_id), []).append(row_id)
        found: dict[str, dict[str, Any]] = {}
        for table in sorted(by_table.keys() & TABLES.keys()):
            found.update(self._rows_of(table, by_table[table]))
        return found

    def _rows_of(self, table: str, row_ids: list[str]) -> dict[str, dict[str, Any]]:
        columns = columns_of(table)
        names = ", ".join(f'"{name}"' for name in columns)
        wanted = self._ask(
            f"SELECT {names} FROM {table} WHERE id IN (SELECT unnest($ids::VARCHAR[]))",
            {"ids": row_ids},
        )
        parsed = json_columns(table)
        rows = (
            {
                name: _jsonable(value, is_json=name in parsed)
                for name, value in zip(columns, row, strict=True)
            }
            for row in wanted
        )
        return {row["id"]: row for row in rows}

    def checkpoints(self, scope: Scope) -> list[Checkpoint]:
        """All checkpoints of a source."""
        found = self._ask(
            f"SELECT stream, partition, cursor, since FROM _checkpoint WHERE {_OF_SCOPE} ORDER BY 1, 2",
            _scope(scope),
        )
        return [Checkpoint(s, p, msgspec.json.decode(c), aware(since)) for s, p, c, since in found]

    def queued(self, scope: Scope) -> list[Queued]:
        """Requests still to be sent, in the order they were pushed."""
        found = self._ask(
            f"SELECT key, stream, request FROM _queue WHERE {_OF_SCOPE} ORDER BY seq", _scope(scope)
        )
        return [Queued(key, stream, request.encode()) for key, stream, request in found]

    def forget_queue(self, scope: Scope, stream: str) -> None:
        """Drop what is queued and checkpointed of a stream (`sync --full` starts it anew)."""
        self._change(
            [
                (f"DELETE FROM {table} WHERE {_OF_STREAM}", _stream(scope, stream))
                for table in ("_queue", "_checkpoint")
            ]
        )

    def census_at(self, scope: Scope, stream: str) -> tuple[datetime, int | None] | None:
        """When a census of the stream last ran to its end, and the drift noted then."""
        found = self._ask(
            f"SELECT taken_at, drift FROM _census WHERE {_OF_STREAM}", _stream(scope, stream)
        )
        return (_aware(found[0][0]), found[0][1]) if found else None

    def census_done(
        self, scope: Scope, stream: str, at: datetime, drift: int | None = None
    ) -> None:
        """Note that it did."""
        place = _stream(scope, stream)
        self._change(
            [
                (f"DELETE FROM _census WHERE {_OF_STREAM}", place),
                (
                    "INSERT INTO _census"
                    " VALUES ($source, $instance, $stream, $at::TIMESTAMP, $drift)",
                    {**place, "at": moment(at), "drift": drift},
                ),
            ]
        )

    def remember_source(self, entry: SourceEntry) -> None:
        """Keep what opening a source told."""
        values = {
            "name": entry.name,
            **_scope(entry.scope),
            "instance_data": msgspec.json.encode(entry.instance).decode(),
            "opened_at": moment(entry.opened_at),
        }
        self._change(
            [
                ("DELETE FROM _source WHERE name = $name", {"name": entry.name}),
                (
                    "INSERT INTO _source VALUES"
                    " ($name, $source, $instance, $instance_data, $opened_at::TIMESTAMP)",
                    values,
                ),
            ]
        )

    def sources(self) -> dict[str, SourceEntry]:
        """By configured name."""
        found = self._ask(
            "SELECT name, source, source_instance, instance, opened_at FROM _source ORDER BY name"
        )
        return {
            name: SourceEntry(
                name, Scope(source, scope), msgspec.json.decode(data), _aware(opened)
            )
            for name, source, scope, data, opened in found
        }

    def record_run(self, run_id: str, started_at: datetime, report: bytes) -> None:
        """Write or replace the row of a run; *report* is JSON."""
        self._change(
            [
                ("DELETE FROM _run WHERE run_id = $run_id", {"run_id": run_id}),
                (
                    "INSERT INTO _run VALUES ($run_id, $at::TIMESTAMP, $report)",
                    {"run_id": run_id, "at": moment(started_at), "report": report.decode()},
                ),
            ]
        )

    def last_run(self) -> tuple[str, datetime, bytes] | None:
        """The newest run."""
        found = self._ask(
            "SELECT run_id, started_at, report FROM _run ORDER BY started_at DESC, run_id DESC LIMIT 1"
        )
        return (found[0][0], _aware(found[0][1]), found[0][2].encode()) if found else None

    def rest(self) -> None:
        """Let go of the file while nothing happens, so that others can read it."""
        self.connection.rest()

    def close(self) -> None:
        """Checkpoint and close."""
        self.connection.rest()

    def _ask(self, query: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        with self.connection.use() as con:
            found: list[tuple[Any, ...]] = con.execute(query, values or {}).fetchall()
            return found

    def _change(self, steps: Sequence[tuple[str, dict[str, Any]]]) -> None:
        from .writing import roll_back  # noqa: PLC0415

        with self._writing, self.connection.use() as con:
            con.execute("BEGIN")
            try:
                for statement, values in steps:
                    con.execute(statement, values).fetchall()
                con.execute("COMMIT")
            except BaseException:
                roll_back(con)
                raise


def _jsonable(value: Any, *, is_json: bool) -> Any:
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    if is_json and isinstance(value, str):
        return msgspec.json.decode(value)
    return str(value) if isinstance(value, Decimal | date) else value


def aware(stored: datetime | None) -> datetime | None:
    """A stored moment with its zone."""
    return None if stored is None else _aware(stored)


def _aware(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC)


def _scope(scope: Scope) -> dict[str, Any]:
    return {"source": scope.source, "instance": scope.instance}


def _stream(scope: Scope, stream: str) -> dict[str, Any]:
    return {**_scope(scope), "stream": stream}
