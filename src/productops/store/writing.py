"""The write path: whole pages, one transaction, one call into DuckDB.

A call holds the interpreter's lock only while it begins and ends, and every further one must win it back; so all
files are written and all statements joined first.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import msgspec

from ..model import TABLES, table_of
from .asking import moment
from .base import PageCommit
from .connection import TEMPORARY
from .faults import on_disk
from .folding import Changes, Place, fold
from .handover import DELIMITER, fields, list_of, payload, text, write_own, write_rows
from .known import Known
from .schema import OWN, physical

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PLACE = {"source": "VARCHAR", "source_instance": "VARCHAR", "stream": "VARCHAR"}


def write(
    con: DuckDBPyConnection, store: Path, pages: Sequence[PageCommit], known: Known, seq: int
) -> int:
    """Write *pages* in one transaction; *seq* is the first free sequence number, the result the next one."""
    changes = fold(pages)
    with on_disk(store), _folder(store) as folder:
        transact(
            con,
            [
                *_row_statements(changes, folder, known),
                *_raw_statements(changes, folder, known, seq),
                *_aside_statements(changes, folder, known),
                *_queue_statements(changes, folder, known, seq),
                *_checkpoint_statements(changes, folder, known),
            ],
        )
    return seq + max(len(changes.raws), len(changes.queue))


def transact(con: DuckDBPyConnection, statements: Sequence[str]) -> None:
    """Run *statements* in one transaction; on any error nothing of it is kept."""
    if not statements:
        return
    try:
        con.execute("; ".join(["BEGIN", *statements, "COMMIT"]))
    except BaseException:
        roll_back(con)
        raise


def roll_back(con: DuckDBPyConnection) -> None:
    """End a failed transaction, if one is open; the error that led here stays the one to report."""
    try:
        con.execute("ROLLBACK")
    except duckdb.Error:
        return


@contextmanager
def _folder(store: Path) -> Iterator[Path]:
    """A folder beside the store for the hand-over files, only for us, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f"{TEMPORARY}{store.name}-", dir=store.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _row_statements(changes: Changes, folder: Path, known: Known) -> Iterator[str]:
    if changes.removed:
        lines = [row_id.encode() for row_id in changes.removed]
        gone = write_own(folder, "removed", {"id": "VARCHAR"}, lines)
        for table in sorted({table_of(row_id) for row_id in changes.removed}.intersection(TABLES)):
            yield f"DELETE FROM {physical(table)} WHERE id IN (SELECT id FROM {gone})"
    for table, rows in changes.rows.items():
        if rows:
            if same := known.perhaps(table, rows):
                yield _delete_same(folder, table, [(key, rows[key][0]) for key in same])
            lines = [line for _, line in rows.values()]
            yield f"INSERT INTO {physical(table)} {write_rows(folder, table, lines)}"


def _delete_same(folder: Path, table: str, keys: Sequence[tuple[str, str]]) -> str:
    """No row is ever doubled: what bears one of these ids goes first.

    A key on the table would cost twice as much; the source ids, loaded in order, let DuckDB skip the row groups
    that cannot hold them.
    """
    columns = {"id": "VARCHAR", "source_id": "VARCHAR"}
    lines = [row_id.encode() + DELIMITER + text(source_id) for row_id, source_id in keys]
    ids = write_own(folder, f"{table}-ids", columns, lines)
    return (
        f"DELETE FROM {physical(table)} old USING {ids} new"
        " WHERE old.source_id = new.source_id AND old.id = new.id"
    )


def _raw_statements(changes: Changes, folder: Path, known: Known, seq: int) -> Iterator[str]:
    if replaced := known.perhaps("_raw", changes.replaced):
        columns = {**_PLACE, "source_id": "VARCHAR", "digest": "VARCHAR"}
        lines = [fields(*place, source_id, digest) for place, source_id, digest in replaced]
        old = write_own(folder, "replaced", columns, lines)
        yield (
            f"DELETE FROM _raw r USING {old} o WHERE r.source_id = o.source_id"
            " AND r.stream = o.stream AND r.source_instance = o.source_instance"
            " AND r.source = o.source AND (o.digest IS NULL OR r.digest = o.digest)"
        )
    if changes.raws:
        lines = list(_raw_lines(changes, seq))
        yield f"INSERT INTO _raw FROM {write_own(folder, 'raw', OWN['_raw'], lines)}"


def _raw_lines(changes: Changes, seq: int) -> Iterator[bytes]:
    numbers = count(seq)
    for (place, source_id, _), (page, raw) in changes.raws.items():
        yield DELIMITER.join(
            (
                _place(place),
                text(source_id),
                text(raw.version),
                payload(raw.payload),
                b"%d" % len(raw.payload),
                _run(page.fetched_at, page.run_id),
                list_of(raw.rows),
                text(raw.digest),
                text(raw.context),
                fields(raw.gone, moment(raw.gone_at)),
                b"%d" % next(numbers),
            )
        )


@lru_cache(maxsize=64)
def _place(place: Place) -> bytes:
    return fields(*place)


@lru_cache(maxsize=64)
def _run(fetched_at: datetime, run_id: str) -> bytes:
    return fields(moment(fetched_at), run_id)


def _aside_statements(changes: Changes, folder: Path, known: Known) -> Iterator[str]:
    if gone := known.perhaps("_set_aside", changes.aside_gone):
        keys = [fields(*place, source_id) for place, source_id in gone]
        yield _delete(folder, "_set_aside", {**_PLACE, "source_id": "VARCHAR"}, keys)
    if changes.aside:
        lines = [
            DELIMITER.join(
                (
                    fields(*place, source_id, row.reason, row.field, row.message),
                    payload(row.payload),
                    fields(page.run_id, moment(page.fetched_at)),
                )
            )
            for (place, source_id), (page, row) in changes.aside.items()
        ]
        yield _insert(folder, "_set_aside", lines)


def _queue_statements(changes: Changes, folder: Path, known: Known, seq: int) -> Iterator[str]:
    if gone := known.perhaps("_queue", changes.unqueued):
        columns = {"source": "VARCHAR", "source_instance": "VARCHAR", "key": "VARCHAR"}
        yield _delete(folder, "_queue", columns, [fields(*key) for key in gone])
    if changes.queue:
        lines = [
            DELIMITER.join(
                (
                    fields(source, instance, queued.stream, key),
                    payload(queued.request),
                    fields(page.run_id, number),
                )
            )
            for number, ((source, instance, key), (page, queued)) in enumerate(
                changes.queue.items(), seq
            )
        ]
        yield _insert(folder, "_queue", lines)


def _checkpoint_statements(changes: Changes, folder: Path, known: Known) -> Iterator[str]:
    if gone := known.perhaps("_checkpoint", changes.checkpoints):
        keys = [fields(*place, partition) for place, partition in gone]
        yield _delete(folder, "_checkpoint", {**_PLACE, "partition": "VARCHAR"}, keys)
    if changes.checkpoints:
        lines = [
            DELIMITER.join(
                (
                    fields(*place, partition),
                    payload(msgspec.json.encode(point.cursor)),
                    fields(moment(point.since), page.run_id),
                )
            )
            for (place, partition), (page, point) in changes.checkpoints.items()
        ]
        yield _insert(folder, "_checkpoint", lines)


def _delete(folder: Path, table: str, key: Mapping[str, str], lines: Sequence[bytes]) -> str:
    same = " AND ".join(f"old.{name} = gone.{name}" for name in key)
    gone = write_own(folder, f"{table}-gone", key, lines)
    return f"DELETE FROM {table} old USING {gone} gone WHERE {same}"


def _insert(folder: Path, table: str, lines: Sequence[bytes]) -> str:
    return f"INSERT INTO {table} FROM {write_own(folder, table, OWN[table], lines)}"
