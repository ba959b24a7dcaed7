"""Tables read from the store's file itself."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..errors import SettingsError
from .export import ExportReport, export, state_of
from .schema import OWN, physical
from .shape import shape_of, shape_of_query
from .tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Reading:
    """The store while `reading()` lasts: its tables, without a copy."""

    def __init__(self, con: DuckDBPyConnection, display: str = "mask") -> None:
        self._con = con
        self._display = display

    def table(self, name: str, *, deleted: bool = False) -> Table:
        """One table; *deleted*: with tombstones.

        Raises:
            SettingsError: there is no such table.
        """
        shape = shape_of(name)
        where = "" if deleted or name in OWN else " WHERE NOT deleted"
        source = f"(SELECT * FROM {physical(name)}{where})"
        return Table(self._con, source, shape, self._display, "store")

    def sql(self, query: str) -> Table:
        """The result of one SELECT over all tables.

        Raises:
            SettingsError: it is not one SELECT, or DuckDB does not understand it.
        """
        try:
            statements = self._con.extract_statements(query)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise SettingsError(
                    "sql() takes one SELECT; the store is written by syncing and deciding only",
                    where="sql",
                )
            text = statements[0].query.strip().rstrip(";")
            return Table(
                self._con, f"({text})", shape_of_query(self._con, text), self._display, "store"
            )
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as error:
            raise SettingsError(
                str(error).splitlines()[0],
                where="sql",
                hint="Check the names of tables and columns.",
            ) from None

    def export(self, to: str | Path, format: str = "parquet") -> ExportReport:  # noqa: A002 - as documented
        """Write every table below the folder *to*; see `store.export.export`."""
        return export(self, to, format)

    def state(self, name: str) -> str:
        """A digest of the rows of a table: another one says that something changed."""
        return state_of(self._con, name)
