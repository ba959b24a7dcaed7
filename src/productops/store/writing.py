"""The write path: whole pages, one transaction, one call into DuckDB.

A call holds the interpreter's lock only while it begins and ends, and every further one must win it back; so all
files are written and all statements joined first.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb
import msgspec

from ..model import TABLES, table_of
from .asking import moment
from .base import PageCommit, Row
from .connection import MEMORY, TEMPORARY
from .faults import on_disk
from .folding import Changes, fold
from .handover import encoded, fields, payload, readable, text, write_own, write_rows
from .known import Known
from .schema import OWN, physical

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Found = TypeVar("Found")
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
    text = "; ".join(["BEGIN", *statements, "COMMIT"])
    roomy(con, lambda: _whole(con, text))


def roomy(con: DuckDBPyConnection, step: Callable[[], Found]) -> Found:
    """What *step* gives; tried again with all the memory there may be, where records of many megabytes need it."""
    try:
        return step()
    except duckdb.OutOfMemoryException:
        con.execute(f"SET GLOBAL memory_limit = '{MEMORY}'")
        return step()


def _whole(con: DuckDBPyConnection, text: str) -> None:
    try:
        con.execute(text)
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
                yield _delete_same(folder, table, [rows[key] for key in same])
            lines = [line for _, _, line in rows.values()]
            yield f"INSERT INTO {physical(table)} {write_rows(folder, table, lines)}"


def _delete_same(folder: Path, table: str, rows: Sequence[Row]) -> str:
    """No row is ever doubled: what bears one of these ids goes first.

    A key on the table would cost twice as much; the source ids, loaded in order, let DuckDB skip the row groups
    that cannot hold them.
    """
    columns = {"id": "VARCHAR", "source_id": "VARCHAR"}
    lines = [encoded(fields(row_id, source_id)) for row_id, source_id, _ in rows]
    ids = write_own(folder, f"{table}-ids", columns, lines)
    return (
        f"DELETE FROM {physical(table)} old USING {ids} new"
        " WHERE old.source_id = new.source_id AND old.id = new.id"
    )


def _raw_statements(changes: Changes, folder: Path, known: Known, seq: int) -> Iterator[str]:
    if replaced := known.perhaps("_raw", changes.replaced):
        columns = {**_PLACE, "source_id": "VARCHAR", "digest": "VARCHAR"}
        lines = [encoded(fields(*place, key, digest)) for place, key, digest in replaced]
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
    for number, ((place, _, _), (page, raw)) in enumerate(changes.raws.items(), seq):
        yield b"".join(
            (
                encoded(f"{_fields(*place)}\x1f{text(raw.source_id)}\x1f{text(raw.version)}\x1f"),
                payload(raw.payload),
                encoded(
                    f"\x1f{len(raw.payload)}\x1f{_run(page)}\x1f[{', '.join(raw.rows)}]"
                    f"\x1f{text(raw.digest)}\x1f{_fields(raw.context)}"
                    f"\x1f{_fields(raw.gone)}\x1f{_moment(raw.gone_at)}\x1f{number}"
                ),
            )
        )


# What is the same for all records of a page, or for most
_fields = lru_cache(maxsize=64)(fields)
_moment = lru_cache(maxsize=64)(lambda at: fields(moment(at)))


def _run(page: PageCommit) -> str:
    return f"{_moment(page.fetched_at)}\x1f{_fields(page.run_id)}"


def _aside_statements(changes: Changes, folder: Path, known: Known) -> Iterator[str]:
    if gone := known.perhaps("_set_aside", changes.aside_gone):
        keys = [fields(*place, source_id) for place, source_id in gone]
        yield _delete(folder, "_set_aside", {**_PLACE, "source_id": "VARCHAR"}, keys)
    if changes.aside:
        lines = [
            _line(
                fields(*place, source_id, row.reason, row.field, row.message),
                readable(row.payload),
                fields(page.run_id, moment(page.fetched_at)),
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
            _line(
                fields(source, instance, queued.stream, key),
                queued.request,
                fields(page.run_id, number),
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
            _line(
                fields(*place, partition),
                msgspec.json.encode(point.cursor),
                fields(moment(point.since), page.run_id),
            )
            for (place, partition), (page, point) in changes.checkpoints.items()
        ]
        yield _insert(folder, "_checkpoint", lines)


def _line(before: str, data: bytes, after: str) -> bytes:
    return b"\x1f".join((encoded(before), payload(data), encoded(after)))


def _delete(folder: Path, table: str, key: Mapping[str, str], lines: Sequence[str]) -> str:
    same = " AND ".join(f"old.{name} = gone.{name}" for name in key)
    gone = write_own(folder, f"{table}-gone", key, [encoded(line) for line in lines])
    return f"DELETE FROM {table} old USING {gone} gone WHERE {same}"


def _insert(folder: Path, table: str, lines: Sequence[bytes]) -> str:
    return f"INSERT INTO {table} FROM {write_own(folder, table, OWN[table], lines)}"
