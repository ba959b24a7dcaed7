"""Synthetic frames: plain rows as the frames of an engine, with the columns and types that a store gives.

    frames = company({"tool": [{"id": "t1", "name": "Figma"}], "seat": […]}, "polars")

A column that a row does not name is empty; `id` is `TABLE_1`, `TABLE_2`, … and `deleted` False, if not given. Every
table of the model is there, empty if not given. Without `match`, each row of `tool` is a product of its own; without
`product`, each product has what its first row of `tool` says, and `vendor` is the vendor's name. Moments are aware, or
dates (midnight, UTC); amounts are texts, numbers or `Decimal`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl

from productops.model import TABLES
from productops.store.schema import columns_of

ENGINES = ("duckdb", "polars", "pandas")
Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

MATCH = {"row_id": "VARCHAR", "tool_id": "VARCHAR", "tool_name": "VARCHAR"}
PRODUCT = {
    "id": "VARCHAR", "name": "VARCHAR", "vendor": "VARCHAR", "category": "VARCHAR", "capabilities": "VARCHAR[]",
    "status": "VARCHAR", "criticality": "VARCHAR", "owner_id": "VARCHAR", "backup_owner": "VARCHAR",
    "docs_url": "VARCHAR", "onboarding_url": "VARCHAR", "best_practices": "VARCHAR[]", "sso": "BOOLEAN",
    "scim": "BOOLEAN", "holds_pii": "BOOLEAN", "data_classes": "VARCHAR[]", "sanctioned": "BOOLEAN",
    "review_by": "DATE", "hosting": "VARCHAR", "url": "VARCHAR", "discovered_in": "VARCHAR[]", "row_ids": "VARCHAR[]",
}  # fmt: skip
_POLARS = {
    "VARCHAR": pl.String(), "BOOLEAN": pl.Boolean(), "BIGINT": pl.Int64(), "DOUBLE": pl.Float64(), "DATE": pl.Date(),
    "DECIMAL(18,6)": pl.Decimal(18, 6), "TIMESTAMP": pl.Datetime("us", "UTC"), "VARCHAR[]": pl.List(pl.String()),
}  # fmt: skip


def company(tables: Tables, engine: str = "polars") -> Mapping[str, Any]:
    """Frames of *engine*, each made when it is asked for."""
    return _Frames(tables, engine)


def moment(text: str) -> datetime:
    """`2026-03-01`, or with a time, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class _Frames(Mapping[str, Any]):
    def __init__(self, tables: Tables, engine: str) -> None:
        unknown = set(tables) - {*TABLES, "match", "product"}
        assert not unknown, unknown
        match = tables.get("match", _alone(tables.get("tool", ())))
        self._rows = {**tables, "match": match}
        self._rows.setdefault("product", _products(self._rows, match))
        self._make = {"duckdb": _Duck, "polars": lambda: _polars, "pandas": lambda: _pandas}[
            engine
        ]()
        self._made: dict[str, Any] = {}

    def __getitem__(self, table: str) -> Any:
        if table not in self._made:
            types = _types(table)
            rows = [
                _filled(table, at, row, types)
                for at, row in enumerate(self._rows.get(table, ()), 1)
            ]
            self._made[table] = self._make(table, types, rows)
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        return iter((*TABLES, "match", "product"))

    def __len__(self) -> int:
        return len(TABLES) + 2


def _types(table: str) -> Mapping[str, str]:
    return {"match": MATCH, "product": PRODUCT}.get(table) or columns_of(table)


def _filled(table: str, at: int, row: Row, types: Mapping[str, str]) -> dict[str, Any]:
    unknown = set(row) - set(types)
    assert not unknown, (table, unknown)
    usual = {"id": f"{table}_{at}", "deleted": False, "source": "synthetic", "source_id": str(at)}
    given = {**usual, **row}
    return {name: _value(given.get(name), type_) for name, type_ in types.items()}


def _value(value: Any, type_: str) -> Any:
    if value is None:
        return [] if type_ == "VARCHAR[]" else None
    if type_ == "TIMESTAMP" and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if type_.startswith("DECIMAL"):
        return Decimal(str(value))
    return value


def _alone(tools: Sequence[Row]) -> list[Row]:
    ids = [row.get("id", f"tool_{at}") for at, row in enumerate(tools, 1)]
    return [
        {"row_id": id_, "tool_id": id_, "tool_name": row.get("name")}
        for id_, row in zip(ids, tools, strict=True)
    ]


def _products(tables: Tables, match: Sequence[Row]) -> list[Row]:
    tools = {row.get("id", f"tool_{at}"): row for at, row in enumerate(tables.get("tool", ()), 1)}
    vendors = {row.get("id"): row.get("name") for row in tables.get("vendor", ())}
    found: dict[str, dict[str, Any]] = {}
    for row in match:
        tool = tools.get(row["row_id"], {})
        told = {name: value for name, value in tool.items() if name in PRODUCT}
        told |= {"id": row["tool_id"], "name": row["tool_name"]}
        told |= {"vendor": vendors.get(tool.get("vendor_id")), "discovered_in": [], "row_ids": []}
        product = found.setdefault(row["tool_id"], told)
        product["row_ids"].append(row["row_id"])
        product["discovered_in"] += [tool["discovered_in"]] if tool.get("discovered_in") else []
    return list(found.values())


def _polars(table: str, types: Mapping[str, str], rows: Sequence[Row]) -> pl.LazyFrame:
    columns = {
        name: pl.Series(name, [row[name] for row in rows], dtype=_POLARS[type_])
        for name, type_ in types.items()
    }
    return pl.LazyFrame(columns)


def _pandas(table: str, types: Mapping[str, str], rows: Sequence[Row]) -> pd.DataFrame:
    return _polars(table, types, rows).collect().to_arrow().to_pandas(types_mapper=pd.ArrowDtype)


class _Duck:
    """Tables in memory, read as the store gives them: moments with zone."""

    def __init__(self) -> None:
        self._con = duckdb.connect(config={"threads": 1})
        self._con.execute("SET TimeZone = 'UTC'")

    def __call__(self, table: str, types: Mapping[str, str], rows: Sequence[Row]) -> Any:
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
        self._con.execute(f'CREATE TABLE "{table}" ({columns})')
        values = [[_bare(value) for value in row.values()] for row in rows]
        if values:
            marks = ", ".join("?" for _ in types)
            self._con.executemany(f'INSERT INTO "{table}" VALUES ({marks})', values)
        shown = ", ".join(_zoned(name, type_) for name, type_ in types.items())
        return self._con.sql(f'SELECT {shown} FROM "{table}"')


def _bare(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _zoned(name: str, type_: str) -> str:
    return f'"{name}" AT TIME ZONE \'UTC\' AS "{name}"' if type_ == "TIMESTAMP" else f'"{name}"'


def day(text: str) -> date:
    """`2026-03-01`."""
    return date.fromisoformat(text)
