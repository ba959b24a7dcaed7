"""Questions about raw records and the rows they yielded."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from ..model import TABLES, table_of
from .asking import OF_SCOPE, OF_STREAM, Ask, of_scope, of_stream, perhaps_aware
from .base import ERASED, Held, RawRow, Scope
from .schema import columns_of, json_columns

EMPTY = 2
"""Bytes of a payload whose content was taken out: `{}`."""
_ABOVE = ("feedback", "work_item")
_HANGING = (
    ("comment", "parent_id", "true"),
    ("attachment", "parent_id", "true"),
    # What became of its status is no content; how its title read is
    ("transition", "item_id", "field IN ('title', 'subject', 'summary', 'description', 'body')"),
    ("worklog", "item_id", "true"),
)
"""Table, column that says what a row hangs below, and which of its rows hold content."""


def lookup(ask: Ask, scope: Scope, stream: str, source_ids: Sequence[str]) -> dict[str, Held]:
    """What is held of these raw records (the newest version)."""
    # Vendors' ids come mostly in order, so that DuckDB skips the row groups that cannot hold them: 5 ms for a
    # thousand at 20,000 records and at 200,000
    found = ask(
        "SELECT source_id, digest, context, rows, gone, gone_at, version FROM _raw"
        f" WHERE {OF_STREAM} AND source_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY seq",
        {**of_stream(scope, stream), "ids": list(source_ids)},
    )
    return {
        i: Held(digest, context or "", tuple(rows or ()), gone, perhaps_aware(gone_at), version)
        for i, digest, context, rows, gone, gone_at, version in found
    }


def is_empty(ask: Ask, scope: Scope, stream: str) -> bool:
    """Whether no raw record of the stream is held."""
    return not ask(f"SELECT 1 FROM _raw WHERE {OF_STREAM} LIMIT 1", of_stream(scope, stream))


def live_ids(ask: Ask, scope: Scope, stream: str, start: str = "") -> set[str]:
    """Source ids held that are no tombstones; *start*: only those that begin so."""
    found = ask(
        f"SELECT source_id, arg_max(coalesce(gone, ''), seq) FROM _raw WHERE {OF_STREAM}"
        " AND starts_with(source_id, $start) GROUP BY 1",
        {**of_stream(scope, stream), "start": start},
    )
    return {source_id for source_id, gone in found if not gone}


def newest(
    ask: Ask, scope: Scope, stream: str, stale: str | None, source_ids: Sequence[str] | None
) -> list[int]:
    """Sequence numbers of the newest raw records, ordered by source id; *stale*: of another context."""
    found = ask(
        f"SELECT source_id, max(seq) AS newest FROM _raw WHERE {OF_STREAM}"
        " AND ($ids IS NULL OR source_id IN (SELECT unnest($ids::VARCHAR[])))"
        " GROUP BY source_id"
        " HAVING ($stale IS NULL OR arg_max(coalesce(context, ''), seq) <> $stale)"
        f" AND NOT (arg_max(bytes, seq) = {EMPTY} AND arg_max(coalesce(gone, ''), seq) <> '')"
        " ORDER BY source_id",
        {
            **of_stream(scope, stream),
            "ids": None if source_ids is None else list(source_ids),
            "stale": stale,
        },
    )
    return [number for _, number in found]


def numbered(ask: Ask, scope: Scope, stream: str, numbers: list[int]) -> list[RawRow]:
    """The raw records with these sequence numbers, ordered by source id."""
    found = ask(
        "SELECT source_id, version, payload, digest, context, rows, gone, gone_at FROM _raw"
        f" WHERE {OF_STREAM} AND seq IN (SELECT unnest($numbers::BIGINT[])) ORDER BY source_id",
        {**of_stream(scope, stream), "numbers": numbers},
    )
    return [
        RawRow(i, version, data.encode(), digest, context or "", tuple(rows or ()), gone, perhaps_aware(at))
        for i, version, data, digest, context, rows, gone, at in found
    ]  # fmt: skip


def below_erased(ask: Ask, scope: Scope) -> dict[str, dict[str, datetime | None]]:
    """Stream → source id → when what it hangs below was deleted; of records not erased themselves."""
    place = of_scope(scope)
    erased = f"FROM _raw WHERE {OF_SCOPE} AND gone = '{ERASED}'"
    if not ask(f"SELECT 1 {erased} LIMIT 1", place):
        return {}
    above = " UNION ALL ".join(
        f"SELECT id, deleted_at FROM {table} WHERE id IN (SELECT unnest(rows) {erased})"
        for table in _ABOVE
    )
    below = " UNION ALL ".join(
        f'SELECT t.id, above.deleted_at FROM "{table}" t JOIN above ON above.id = t."{column}" WHERE {content}'
        for table, column, content in _HANGING
    )
    found = ask(
        f"WITH above AS ({above}), below AS ({below}), held AS ("
        f" SELECT stream, source_id, unnest(rows) AS id FROM _raw WHERE {OF_SCOPE}"
        f" AND gone IS DISTINCT FROM '{ERASED}')"
        " SELECT stream, source_id, min(deleted_at) FROM held JOIN below USING (id) GROUP BY ALL ORDER BY ALL",
        place,
    )
    streams: dict[str, dict[str, datetime | None]] = {}
    for stream, source_id, at in found:
        streams.setdefault(stream, {})[source_id] = perhaps_aware(at)
    return streams


def with_internal_comments(ask: Ask, scope: Scope) -> list[str]:
    """Streams that yielded comments which are not public."""
    found = ask(
        f"WITH held AS (SELECT stream, unnest(rows) AS id FROM _raw WHERE {OF_SCOPE})"
        " SELECT DISTINCT stream FROM held JOIN comment USING (id)"
        " WHERE visibility = 'internal' ORDER BY stream",
        of_scope(scope),
    )
    return [stream for (stream,) in found]


def overruled(ask: Ask, scope: Scope, stream: str, table: str) -> list[str]:
    """Source ids of live raw records of which a row of *table* is gone with another record; the newest for each row."""
    found = ask(
        f"WITH held AS (SELECT source_id, seq, unnest(rows) AS id FROM _raw WHERE {OF_STREAM} AND gone IS NULL)"
        " SELECT DISTINCT newest FROM (SELECT id, arg_max(source_id, seq) AS newest FROM held"
        " WHERE starts_with(id, $table || '_') AND length(id) = length($table) + 27 GROUP BY id) AS last"
        f' WHERE NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = last.id AND NOT t.deleted) ORDER BY newest',
        {**of_stream(scope, stream), "table": table},
    )
    return [source_id for (source_id,) in found]


def set_aside_ids(ask: Ask, scope: Scope, stream: str) -> set[str]:
    """Source ids now set aside."""
    found = ask(f"SELECT source_id FROM _set_aside WHERE {OF_STREAM}", of_stream(scope, stream))
    return {source_id for (source_id,) in found}


def aside(ask: Ask, scope: Scope, stream: str) -> Iterator[tuple[str, bytes]]:
    """(source id, payload) of what is set aside, one payload in memory at a time."""
    query = f"SELECT payload FROM _set_aside WHERE {OF_STREAM} AND source_id = $id"
    for source_id in sorted(set_aside_ids(ask, scope, stream)):
        for (payload,) in ask(query, {**of_stream(scope, stream), "id": source_id}):
            yield source_id, payload.encode()


def rows(ask: Ask, row_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Rows by id, as JSON-able values under the tables' column names; unknown ids are left out."""
    by_table: dict[str, list[str]] = {}
    for row_id in row_ids:
        by_table.setdefault(table_of(row_id), []).append(row_id)
    found: dict[str, dict[str, Any]] = {}
    for table in sorted(by_table.keys() & TABLES.keys()):
        found.update(_rows_of(ask, table, by_table[table]))
    return found


def _rows_of(ask: Ask, table: str, row_ids: list[str]) -> dict[str, dict[str, Any]]:
    columns = columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    query = f'SELECT {names} FROM "{table}" WHERE id IN (SELECT unnest($ids::VARCHAR[]))'
    found = (as_values(table, row) for row in ask(query, {"ids": row_ids}))
    return {row["id"]: row for row in found}


def as_values(table: str, row: Sequence[Any]) -> dict[str, Any]:
    """A row of *table* as JSON-able values by column: moments with their zone, objects as objects."""
    parsed = json_columns(table)
    return {
        name: _jsonable(value, is_json=name in parsed)
        for name, value in zip(columns_of(table), row, strict=True)
    }


def _jsonable(value: Any, *, is_json: bool) -> Any:
    if isinstance(value, datetime):
        return f"{value.replace(tzinfo=None).isoformat()}Z"
    if is_json and isinstance(value, str):
        return msgspec.json.decode(value)
    if isinstance(value, Decimal):
        # The column adds zeros to six digits; without them the row's hash is what it was
        return f"{value.normalize():f}"
    return str(value) if isinstance(value, date) else value
