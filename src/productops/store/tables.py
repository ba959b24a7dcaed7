"""What a reader holds: one table, with the ways out of it.

Moments leave with the zone UTC, whatever way they take. Columns, their order and their types are the same when a
table is empty. Nothing here needs pandas, Polars or pyarrow until it is asked for.
"""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from ..errors import SettingsError, StoreError
from ..model.base import Record
from ..render import display, html_table, salted_as, text_table
from .copies import COPY, Stream, copy_of, cover
from .faults import explained
from .records import as_values
from .shape import Column, Shape

if TYPE_CHECKING:
    import narwhals
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl
    import pyarrow as pa
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

Pii = Literal["keep", "mask", "hash", "drop"]
_WAYS: tuple[Pii, ...] = ("keep", "mask", "hash", "drop")
_SHOWN_ROWS = 20
_NEWEST = " ORDER BY occurred_at DESC NULLS LAST, source_id"
_SHOWN_WIDTH = 120
_BATCH = 2000
# 122,880 long texts, DuckDB's default, would not fit into the memory it may use
_GROUP = 20_000
_NOTHING: tuple[Any, ...] = (None, "", [], "{}")


class Table:
    """A table of the store, or the result of a query.

    It renders in a terminal and in a notebook (masked, 20 rows) and goes out whole to Arrow, Polars, pandas,
    narwhals and records.
    """

    def __init__(
        self,
        con: DuckDBPyConnection,
        source: str,
        shape: Shape,
        shown: str = "mask",
        catalog: str = "memory",
    ) -> None:
        self._con = con
        self._source = source
        self._shape = shape
        self._shown = shown
        self._catalog = catalog

    @property
    def name(self) -> str:
        """The table's name; empty for the result of a query."""
        return self._shape.name

    @property
    def columns(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self._shape.columns]

    def to_polars(self, pii: Pii = "keep") -> pl.DataFrame:
        """A Polars frame.

        Args:
            pii: personal data as it is (`keep`), shortened and made unreadable (`mask`), replaced by a digest
                (`hash`) or left out (`drop`: the columns stay, their values do not).

        Raises:
            SettingsError: Polars is not installed.
        """
        try:
            import polars as pl
        except ImportError:
            raise _missing("polars") from None
        return pl.DataFrame(Stream(self.relation(pii)))

    def to_arrow(self, pii: Pii = "keep") -> pa.Table:
        """A pyarrow table; *pii* as in `to_polars`.

        Raises:
            SettingsError: pyarrow is not installed.
        """
        try:
            import pyarrow as pa
        except ImportError:
            raise _missing("arrow") from None
        return pa.table(Stream(self.relation(pii)))

    def to_pandas(self, pii: Pii = "keep") -> pd.DataFrame:
        """A pandas frame of Arrow-backed columns, so that no type depends on what is missing.

        Raises:
            SettingsError: pandas or pyarrow is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise _missing("pandas") from None
        return self.to_arrow(pii).to_pandas(types_mapper=pd.ArrowDtype)

    def frame(self) -> narwhals.LazyFrame[Any]:
        """A lazy narwhals frame over it, on which the measures run."""
        import narwhals

        return narwhals.from_native(self.relation())

    def write_parquet(self, file: str | Path, limit: int | None = None) -> None:
        """Write it, or its first *limit* rows, as one Parquet file.

        Raises:
            StoreError: the file cannot be written, or the disk is full.
        """
        relation = self.relation() if limit is None else self.relation().limit(limit)
        with explained(Path(file)):
            relation.write_parquet(str(file), compression="zstd", row_group_size=_GROUP)

    def records(self) -> Iterator[Record]:
        """The rows as objects of the model, one at a time.

        Raises:
            SettingsError: it is not a table of the model.
        """
        record = self._shape.record
        if record is None:
            raise SettingsError(
                "only a table of the model has records",
                where=self.name or "sql",
                hint="Use rows(), to_polars(), to_pandas() or to_arrow().",
            )
        for values in self.plain():
            yield record.model_validate(values)

    def plain(self) -> Iterator[dict[str, Any]]:
        """The rows of a table of the model as plain values, as their JSON has them."""
        return (as_values(self.name, values) for values in self.values())

    def rows(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """The rows as dicts; moments are aware, objects are JSON text."""
        names = self.columns
        for values in self.values(limit):
            yield dict(zip(names, map(_zoned, values), strict=True))

    def relation(self, pii: Pii = "keep", on: DuckDBPyConnection | None = None) -> DuckDBPyRelation:
        """It as a DuckDB relation, moments with zone; *pii* as in `to_polars`.

        Relations are joined only if they are *on* one connection to the store.
        """
        if pii not in _WAYS:
            raise SettingsError(
                f'pii cannot be "{pii}"', where="pii", hint=f"Use one of {', '.join(_WAYS)}."
            )
        if pii != "keep":
            return self.covered(pii).relation()
        query = f"SELECT {', '.join(map(_zoned_sql, self._shape.columns))} FROM {self._source}"
        return (on or self._cursor()).sql(query)

    def covered(self, pii: Pii) -> Table:
        """A copy with personal data masked, hashed or left out."""
        shape = self._shape.plain()
        covered = cover(self.values(), shape.columns, salted_as(pii, self._shown))
        return Table(covered, COPY, shape, salted_as("keep", self._shown))

    def copied(self) -> Table:
        """A copy in memory, which does not hold the store's file."""
        stored = self._cursor().sql(f"SELECT * FROM {self._source}")
        return Table(copy_of(stored), COPY, self._shape, self._shown)

    def values(self, limit: int | None = None, *, newest: bool = False) -> Iterator[Sequence[Any]]:
        """The rows as tuples in the order of the columns, moments in UTC without zone; *newest* ones first."""
        some = "" if limit is None else f" LIMIT {int(limit)}"
        columns = ", ".join(map(_naive_sql, self._shape.columns))
        order = _NEWEST if newest and self._shape.record else ""
        found = self._cursor().execute(f"SELECT {columns} FROM {self._source}{order}{some}")
        while batch := found.fetchmany(_BATCH):
            yield from batch

    def __len__(self) -> int:
        found = self._cursor().execute(f"SELECT count(*) FROM {self._source}").fetchall()
        return int(found[0][0])

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.relation().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        columns, rows = self.shown(_SHOWN_ROWS)
        return f"{self._caption()}\n{text_table(columns, rows, max_width=_SHOWN_WIDTH)}"

    def _repr_html_(self) -> str:
        columns, rows = self.shown(_SHOWN_ROWS)
        return html_table(columns, rows, caption=self._caption())

    def _caption(self) -> str:
        count, name = len(self), self.name or "result"
        more = f", the first {_SHOWN_ROWS} shown" if count > _SHOWN_ROWS else ""
        return f"{name}: {count:,} {'row' if count == 1 else 'rows'}{more}"

    def shown(self, limit: int) -> tuple[list[str], list[list[Any]]]:
        """Rows as they may be rendered: the newest first, masked, without columns that are empty in all of them."""
        columns = self._shape.columns
        rows = [
            [display(_zoned(v), c.pii, self._shown) for v, c in zip(row, columns, strict=True)]
            for row in self.values(limit, newest=True)
        ]
        kept = [
            n
            for n in range(len(columns))
            if not rows or any(row[n] not in _NOTHING for row in rows)
        ]
        kept.sort(key=lambda n: columns[n].late)
        return [columns[n].name for n in kept], [[row[n] for n in kept] for row in rows]

    def _cursor(self) -> DuckDBPyConnection:
        try:
            cursor = self._con.cursor()
            cursor.execute(f"USE {self._catalog}")
        except duckdb.Error:
            raise StoreError(
                "the table was read from the file itself, and the file is closed",
                where=self.name or "sql",
                hint="Use it inside `with ws.reading():`, or take a copy with ws.table(…).",
            ) from None
        return cursor


def _zoned(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _zoned_sql(column: Column) -> str:
    if column.type != "TIMESTAMP":
        return column.sql
    # AT TIME ZONE asks a calendar about every row: half a second for seven millions, of which this takes a twentieth
    stored = column.expression or column.quoted
    return f"make_timestamptz(epoch_us({stored})) AS {column.quoted}"


def _naive_sql(column: Column) -> str:
    # Python gets an aware moment from DuckDB only where pytz is installed
    if column.type != "TIMESTAMP WITH TIME ZONE":
        return column.sql
    return f"{column.quoted} AT TIME ZONE 'UTC' AS {column.quoted}"


def _missing(extra: str) -> SettingsError:
    return SettingsError(
        f"this needs the extra `{extra}`, which is not installed",
        where=extra,
        hint=f"pip install 'productops[{extra}]'",
    )
