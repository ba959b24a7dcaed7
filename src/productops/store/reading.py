"""Tables read from the store's file itself."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from ..errors import ProductopsError, SettingsError, did_you_mean
from ..model import TABLES
from ..model.base import PiiClass
from . import notes
from .export import ExportReport, export, state_of
from .given import Given, relation_of
from .schema import OWN, READABLE, physical
from .shape import Column, Shape, shape_of, shape_of_query
from .tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

    from ..kit.connector import Connector

_OF_SOURCE = "source = $source AND ($instance IS NULL OR source_instance = $instance)"
_STRICTEST: tuple[PiiClass, ...] = ("none", "pseudonymous", "free_text", "direct")
_TEXT = re.compile(r"VARCHAR|\bJSON\b|ENUM\(")
# what is masked is no JSON any more, and no value of its enumeration
_STRICT_TEXT = re.compile(r"\bJSON\b|ENUM\([^)]*\)")
_OF_COLUMNS = re.compile(r"\s*(?:DESCRIBE|SHOW)\b", re.IGNORECASE)


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

    def frames(
        self, *names: str, given: Mapping[str, Given] | None = None
    ) -> dict[str, DuckDBPyRelation]:
        """Tables as relations that can be joined, for measures; all tables of the model by default.

        DuckDB joins only what stands on one connection, and each table has its own otherwise. *given*: rows computed
        beside the store, by name.
        """
        on = self._con.cursor()
        on.execute("USE store")
        tables = {name: self.table(name).relation(on=on) for name in names or TABLES}
        return tables | {name: relation_of(one, on) for name, one in (given or {}).items()}

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
            shape = _shape_of(self._con, text)
            return Table(self._con, f"({text})", shape, self._display, "store")
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as error:
            raise SettingsError(
                str(error).splitlines()[0],
                where="sql",
                hint="Check the names of tables and columns.",
            ) from None

    def raw(
        self,
        source: str,
        stream: str,
        source_id: str,
        configured: Mapping[str, str],
        connector_of: Callable[[str], Connector],
    ) -> Any:
        """The record as it was received last, as plain data; None if it is not held.

        Args:
            source: a source's name, or its connector's.
            stream, source_id: which record.
            configured: source → connector, of the settings.
            connector_of: the connector of a name; may raise.

        Raises:
            SettingsError: there is no such source, or it has no such stream.
        """
        known = notes.sources(self._ask)
        held = known.get(source)
        scope = (held.scope.source, held.scope.instance) if held else (source, None)
        found = self._ask(
            f"SELECT payload FROM _raw WHERE {_OF_SOURCE} AND stream = $stream AND source_id = $id"
            " ORDER BY seq DESC LIMIT 1",
            {**_named(scope), "stream": stream, "id": str(source_id)},
        )
        if found:
            return json.loads(found[0][0])
        connectors = {entry.scope.source for entry in known.values()} | set(configured.values())
        _must_be(source, "source", {*known, *configured, *connectors})
        rows = self._ask(f"SELECT DISTINCT stream FROM _raw WHERE {_OF_SOURCE}", _named(scope))
        offered = _streams(connector_of, configured.get(source, scope[0]))
        _must_be(stream, f"stream of {source}", {*offered, *(name for (name,) in rows)})
        return None

    def _ask(self, query: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return self._con.execute(query, dict(values)).fetchall()

    def export(self, to: str | Path, format: str = "parquet") -> ExportReport:  # noqa: A002 - as documented
        """Write every table below the folder *to*; see `store.export.export`."""
        return export(self, to, format)

    def state(self, name: str) -> str:
        """A digest of the rows of a table: another one says that something changed."""
        return state_of(self._con, name)


def _named(scope: tuple[str, str | None]) -> dict[str, str | None]:
    return {"source": scope[0], "instance": scope[1]}


def _streams(connector_of: Callable[[str], Connector], name: str) -> list[str]:
    """Names of a connector's streams; none where it is not installed, or does not work."""
    try:
        return [stream.name for stream in connector_of(name).streams]
    except ProductopsError:
        return []


def _must_be(name: str, what: str, known: set[str]) -> None:
    if name not in known:
        near = did_you_mean(name, sorted(known))
        hint = near or f"Known: {', '.join(sorted(known)) or 'none'}."
        raise SettingsError(f'there is no {what} called "{name}"', where="raw", hint=hint)


def _shape_of(con: DuckDBPyConnection, query: str) -> Shape:
    """The shape of a query's result.

    A name that the tables in the query do not have may be another name for any of their columns, or be made
    of them: where they hold personal data, its text counts as a direct identifier.
    """
    shape, known = shape_of_query(con, query), _classes_in(con, query)
    if not {"direct", "free_text"} & set(known.values()) or _OF_COLUMNS.match(query):
        return shape
    return replace(shape, columns=tuple(_classed(column, known) for column in shape.columns))


def _classed(column: Column, known: Mapping[str, PiiClass]) -> Column:
    if not _TEXT.search(column.type):
        return replace(column, pii="none")
    pii = known.get(column.name, "direct")
    if pii in ("none", "pseudonymous"):
        return replace(column, pii=pii)
    return replace(column, pii=pii, type=_STRICT_TEXT.sub("VARCHAR", column.type))


def _classes_in(con: DuckDBPyConnection, query: str) -> dict[str, PiiClass]:
    """Column → its class, of all tables that *query* names."""
    found: dict[str, PiiClass] = {}
    for table in _tables_in(con, query):
        for column in shape_of(table).columns:
            classes = (found.get(column.name, "none"), column.pii)
            found[column.name] = max(classes, key=_STRICTEST.index)
    return found


def _tables_in(con: DuckDBPyConnection, query: str) -> set[str]:
    try:
        return con.get_table_names(query) & set(READABLE)
    except duckdb.Error:
        # where DuckDB cannot tell, it may be any
        return set(READABLE)
