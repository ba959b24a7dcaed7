"""Frames of any engine as narwhals sees them, and small results as plain rows.

A result leaves a DuckDB frame by its relation: narwhals' own `collect` would need pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

import narwhals as nw

Frames = Mapping[str, Any]
"""Table → a frame that narwhals understands (DuckDB relation, Polars, pandas, PySpark), as `ws.table(…).frame()`.

Besides the model's tables there may be `match`: `row_id`, `tool_id` and `tool_name`, one row for each row of `tool`.
"""


def lazy(frame: Any) -> nw.LazyFrame[Any]:
    """*frame* as a lazy narwhals frame."""
    found: nw.LazyFrame[Any] = nw.from_native(frame).lazy()
    return found


def live(frames: Frames, table: str, *columns: str) -> nw.LazyFrame[Any]:
    """These columns of a table's rows that are not deleted.

    Raises:
        KeyError: there is no such table among *frames*.
    """
    return lazy(frames[table]).filter(~nw.col("deleted")).select(*columns)


def of_tools(frames: Frames, table: str, *columns: str) -> nw.LazyFrame[Any]:
    """`live`, with `tool` (the id of the product) and `tool_name` in place of `tool_id`; rows of no known tool are left out."""
    return matched(frames, live(frames, table, "tool_id", *columns))


def matched(frames: Frames, rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """*rows* with `tool` and `tool_name` in place of `tool_id`. Of millions of rows, what can be counted is counted before."""
    match = lazy(frames["match"]).select("row_id", nw.col("tool_id").alias("tool"), "tool_name")
    return rows.join(match, left_on="tool_id", right_on="row_id", how="inner").drop("tool_id")


def with_person(frames: Frames, rows: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """*rows* with `who`: their `person_id`, one for all rows of a person in several sources who share an address.

    Addresses are compared whole and in lower case; nothing else makes two persons one.
    """
    email = nw.col("email").str.to_lowercase()
    people = live(frames, "person", "id", "email").select("id", email.alias("email"))
    joined = rows.join(people, left_on="person_id", right_on="id", how="left")
    return joined.with_columns(nw.coalesce("email", "person_id").alias("who")).drop("email")


def rows_of(frame: nw.LazyFrame[Any]) -> list[dict[str, Any]]:
    """A small result as dicts."""
    native = frame.to_native()
    if not hasattr(native, "fetchall"):
        found: Iterable[dict[str, Any]] = frame.collect().iter_rows(named=True)
    else:
        shown = native.project(", ".join(map(_naive, native.columns, native.types)))
        found = (dict(zip(native.columns, row, strict=True)) for row in shown.fetchall())
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def streamed(frame: nw.LazyFrame[Any], size: int = 20_000) -> Iterator[dict[str, Any]]:
    """A large result as dicts, *size* rows in memory at a time; DuckDB is asked once for each."""
    native = frame.to_native()
    if not hasattr(native, "fetchall"):
        yield from (
            {name: _plain(value) for name, value in row.items()}
            for row in frame.collect().iter_rows(named=True)
        )
        return
    shown = native.project(", ".join(map(_naive, native.columns, native.types)))
    for start in count(0, size):
        rows = shown.limit(size, start).fetchall()
        for row in rows:
            yield {name: _plain(value) for name, value in zip(native.columns, row, strict=True)}
        if len(rows) < size:
            return


def _naive(name: str, type_: object) -> str:
    # DuckDB hands an aware moment over only where pytz is installed
    quoted = '"' + name.replace('"', '""') + '"'
    return f"{quoted} AT TIME ZONE 'UTC' AS {quoted}" if "TIME ZONE" in str(type_) else quoted


def _plain(value: Any) -> Any:
    """A cell as plain Python: pandas' NA, NaT and NaN are None, its moments and arrays are datetimes and lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list) or value is None:
        return value
    if isinstance(value, datetime):
        return _aware(value) if value == value else None  # noqa: PLR0124 - NaT is a datetime
    return None if type(value).__name__ == "NAType" or value != value else value  # noqa: PLR0124


def _aware(value: datetime) -> datetime:
    # pandas' own kind of moment knows nanoseconds
    value = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def by(rows: Iterable[Mapping[str, Any]], key: str) -> dict[Any, Mapping[str, Any]]:
    """*rows* by the value of a column that each value stands in once."""
    return {row[key]: row for row in rows}
