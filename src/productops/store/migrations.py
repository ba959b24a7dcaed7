"""Numbered, append-only migrations. A store knows by name which ones it has had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import StoreError
from ..model import TABLES
from .schema import BASE, OWN, create_table, create_view, physical

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Migration = Callable[["DuckDBPyConnection"], None]
_MIGRATIONS: list[Migration] = []


def migration(step: Migration) -> Migration:
    """Register *step*. Never change, rename or remove one that was released; add another."""
    _MIGRATIONS.append(step)
    return step


def pending(con: DuckDBPyConnection, where: str) -> list[Migration]:
    """The steps that the store behind *con* has not had.

    Raises:
        StoreError: the store has had steps that this version does not know.
    """
    names = [step.__name__ for step in _MIGRATIONS]
    applied = _applied(con)
    unknown = sorted(applied.difference(names))
    if unknown:
        raise StoreError(
            f"the store was written by a newer version of productops ({unknown[-1]})",
            where=where,
            hint="Upgrade productops: pip install --upgrade productops",
        )
    return [step for step in _MIGRATIONS if step.__name__ not in applied]


def migrate(con: DuckDBPyConnection, where: str) -> None:
    """Bring the store up to date, each step in a transaction of its own."""
    for step in pending(con, where):
        con.execute("BEGIN")
        try:
            step(con)
            con.execute(
                "INSERT INTO _migration VALUES ($1, now()::TIMESTAMP)", [step.__name__]
            ).fetchall()
            con.execute("COMMIT")
        except BaseException:
            con.execute("ROLLBACK")
            raise


def _applied(con: DuckDBPyConnection) -> set[str]:
    found = con.execute(
        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
        " WHERE table_catalog = current_database()"
    ).fetchall()
    tables = {name for (name,) in found}
    if "main._migration" not in tables:
        if tables:
            raise StoreError(
                "the file is a DuckDB database, but not a productops store",
                hint="Name another file as the store; this one was left as it is.",
            )
        return set()
    return {name for (name,) in con.execute("SELECT name FROM _migration").fetchall()}


@migration
def m001_initial(con: DuckDBPyConnection) -> None:
    """Every table of the model, its view, and our own tables."""
    con.execute(f"CREATE SCHEMA {BASE}")
    for table in (*OWN, *TABLES):
        con.execute(create_table(table))
    for record in TABLES.values():
        con.execute(create_view(record))


@migration
def m002_deliveries(con: DuckDBPyConnection) -> None:
    """Signatures of webhooks that were received, so that none counts twice."""
    con.execute(create_table("_delivery").replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))


@migration
def m003_inventory(con: DuckDBPyConnection) -> None:
    """The tool inventory's tables anew: what a tool is recognised by, seats that a source counts, seats that are free."""
    for table in ("tool", "contract", "seat"):
        con.execute(f"CREATE TEMP TABLE former AS FROM {physical(table)}")
        con.execute(f'DROP VIEW "{table}"; DROP TABLE {physical(table)}')
        con.execute(create_table(table))
        con.execute(f"INSERT INTO {physical(table)} BY NAME FROM former; DROP TABLE former")
        con.execute(create_view(TABLES[table]))
