"""Rows computed beside the store, as relations that join with its tables."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Given:
    """Rows computed beside the store. *types*: column → DuckDB type; *rows*: plain values by column."""

    types: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]


def relation_of(given: Given, con: DuckDBPyConnection) -> DuckDBPyRelation:
    """*given* on *con*, held in memory until the file is closed: the file itself may be open for reading only."""
    name = f"memory.main.given_{next(_numbers)}"
    columns = ", ".join(f'"{column}" {type_}' for column, type_ in given.types.items())
    con.execute(f"CREATE TABLE {name} ({columns})")
    con.execute(
        f"INSERT INTO {name} SELECT r.* FROM (SELECT unnest(from_json($rows, $shape)) AS r)",
        {"rows": json.dumps(given.rows, default=str), "shape": json.dumps([dict(given.types)])},
    )
    return con.sql(f"SELECT * FROM {name}")
