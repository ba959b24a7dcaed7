"""The `Store` protocol on one DuckDB file."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import decisions, notes, records
from .asking import OF_STREAM, Step, of_stream
from .base import Checkpoint, Decision, Held, PageCommit, Queued, RawRow, Scope, SourceEntry
from .connection import Connection
from .known import Known
from .reading import Reading
from .writing import roll_back, roomy, write

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from .export import ExportReport
    from .tables import Table


LARGE = 3_000
"""Records of a page that only a large file brings."""


class DuckStore:
    """A store in one file; see `store.base.Store` for what its methods promise.

    Args:
        path: the file; created on first use.
        lock_wait: seconds to wait while another process has the file.
        display: how tables are rendered: `mask`, `keep`, `hash` or `drop` personal data.
    """

    def __init__(self, path: Path, lock_wait: float = 10.0, display: str = "mask") -> None:
        self.path = path
        self.lock_wait = lock_wait
        self.display = display
        self.connection = Connection(path, lock_wait)
        self._writing = threading.Lock()
        self._writer: tuple[int, Known, int] | None = None

    def commit(self, pages: Sequence[PageCommit]) -> None:
        """Write whole pages in one transaction; on an error nothing of them is kept."""
        with self._writing, self.connection.use() as con:
            if any(len(page.raws) >= LARGE for page in pages):
                self.connection.be_lean(con)
            known, seq = self._state(con)
            self._writer = None
            following = write(con, self.path, pages, known, seq)
            self._writer = (self.connection.opened, known, following)
        if self.connection.has_outgrown():
            # The next commit opens it; whoever writes holds the lock of a run, so nobody writes in between
            self._writer = (self.connection.opened + 1, known, following)
            self.connection.rest()

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
        return records.lookup(self._ask, scope, stream, source_ids)

    def is_empty(self, scope: Scope, stream: str) -> bool:
        """Whether no raw record of the stream is held, so that look-ups can be spared."""
        return records.is_empty(self._ask, scope, stream)

    def live_ids(self, scope: Scope, stream: str, start: str = "") -> set[str]:
        """Source ids held that are no tombstones; *start*: only those that begin so."""
        return records.live_ids(self._ask, scope, stream, start)

    def raw_versions(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of every version held, oldest first."""
        with self.connection.use() as con:
            found = con.execute(
                f"SELECT source_id, payload FROM _raw WHERE {OF_STREAM} ORDER BY seq",
                of_stream(scope, stream),
            )
            while some := found.fetchmany(1000):
                for source_id, payload in some:
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
        wanted = records.newest(self._ask, scope, stream, stale_context, source_ids)
        for start in range(0, len(wanted), batch):
            yield records.numbered(self._ask, scope, stream, wanted[start : start + batch])

    def overruled(self, scope: Scope, stream: str, table: str) -> list[str]:
        """Source ids of live raw records of which a row of *table* is gone with another record."""
        return records.overruled(self._ask, scope, stream, table)

    def below_erased(self, scope: Scope) -> dict[str, dict[str, datetime | None]]:
        """Stream → source id → when what it hangs below was deleted; of records not erased themselves."""
        return records.below_erased(self._ask, scope)

    def with_internal_comments(self, scope: Scope) -> list[str]:
        """Streams that yielded comments which are not public."""
        return records.with_internal_comments(self._ask, scope)

    def set_aside_ids(self, scope: Scope, stream: str) -> set[str]:
        """Source ids now set aside."""
        return records.set_aside_ids(self._ask, scope, stream)

    def aside(self, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
        """(source id, payload) of what is set aside."""
        return records.aside(self._ask, scope, stream)

    def rows(self, row_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Rows by id, as JSON-able values under the tables' column names; unknown ids are left out."""
        return records.rows(self._ask, row_ids)

    def checkpoints(self, scope: Scope) -> list[Checkpoint]:
        """All checkpoints of a source."""
        return notes.checkpoints(self._ask, scope)

    def queued(self, scope: Scope) -> list[Queued]:
        """Requests still to be sent, in the order they were pushed."""
        return notes.queued(self._ask, scope)

    def forget_queue(self, scope: Scope, stream: str) -> None:
        """Drop what is queued and checkpointed of a stream (`sync --full` starts it anew)."""
        self._change(notes.forget_queue(scope, stream))

    def census_at(self, scope: Scope, stream: str) -> tuple[datetime, int | None] | None:
        """When a census of the stream last ran to its end, and the drift noted then."""
        return notes.census_at(self._ask, scope, stream)

    def census_done(
        self, scope: Scope, stream: str, at: datetime, drift: int | None = None
    ) -> None:
        """Note that it did. *drift*: the source's own count less what is held, once all is told."""
        self._change(notes.census_done(scope, stream, at, drift))

    def delivered(self, scope: Scope, signature: str) -> bool:
        """Whether a webhook with this signature was received."""
        return notes.delivered(self._look, scope, signature)

    def note_delivery(self, scope: Scope, signature: str, at: datetime) -> None:
        """Keep the signature of a webhook that was received."""
        self._change(notes.note_delivery(scope, signature, at))

    def remember_source(self, entry: SourceEntry) -> None:
        """Keep what opening a source told."""
        self._change(notes.remember_source(entry))

    def sources(self) -> dict[str, SourceEntry]:
        """By configured name."""
        return notes.sources(self._look)

    def decisions(self) -> list[Decision]:
        """What people decided and did not take back, oldest first."""
        return decisions.decisions(self._look)

    def decide(self, decision: Decision) -> None:
        """Keep a decision, in place of one with the same id."""
        self._change(decisions.decide(decision))

    def undo(self, decision_id: str) -> bool:
        """Take a decision back, as if it had never been made; whether there was one."""
        known = any(one.id == decision_id for one in self.decisions())
        self._change(decisions.undo(decision_id))
        return known

    def record_run(self, run_id: str, started_at: datetime, report: bytes) -> None:
        """Write or replace the row of a run; *report* is JSON."""
        self._change(notes.record_run(run_id, started_at, report))

    def last_run(self) -> tuple[str, datetime, bytes] | None:
        """The newest run."""
        return notes.last_run(self._look)

    def rest(self) -> None:
        """Let go of the file while nothing happens, so that others can read it."""
        self.connection.rest()

    def close(self) -> None:
        """Checkpoint and close."""
        self.connection.rest()

    def table(self, name: str, *, deleted: bool = False) -> Table:
        """A copy of one table as it is now; the file is closed again.

        Args:
            name: one of the model's tables, or one of our own (`_raw`).
            deleted: with tombstones.
        """
        with self.reading() as reading:
            return reading.table(name, deleted=deleted).copied()

    def sql(self, query: str) -> Table:
        """The result of one SELECT over all tables, copied out."""
        with self.reading() as reading:
            return reading.sql(query).copied()

    def export(self, to: str | Path, format: str = "parquet") -> ExportReport:  # noqa: A002 - as documented
        """Write every table as a folder of Parquet below *to*; only what changed since the last export there."""
        with self.reading() as reading:
            return reading.export(to, format)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Tables of the file itself, without a copy; nobody can write meanwhile."""
        with self.connection.use(write=False) as con:
            yield Reading(con, self.display)

    def _ask(self, query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """For the engine, which goes on to write: the file stays open."""
        with self.connection.use() as con:
            return roomy(con, lambda: list(con.execute(query, values).fetchall()))

    def _look(self, query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """For readers: the file is let go of again."""
        with self.connection.use(write=False) as con:
            return list(con.execute(query, values).fetchall())

    def _change(self, steps: Sequence[Step]) -> None:
        with self._writing, self.connection.use() as con:
            con.execute("BEGIN")
            try:
                for statement, values in steps:
                    con.execute(statement, values).fetchall()
                con.execute("COMMIT")
            except BaseException:
                roll_back(con)
                raise
