"""What a table looks like to a reader: columns in order, their types, and their classes of personal data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from ..errors import SettingsError, did_you_mean
from ..model import TABLES
from ..model.base import PiiClass, Record
from .schema import OWN, READABLE, columns_of, expression

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Whatever a source sent may hold anything
_OWN_TEXT = frozenset({"payload", "message", "request", "detail", "report", "instance", "cursor"})


# Shown last: a person looks first for what was said, when, and where it stands
_LATE = frozenset(
    {"id", "source_instance", "source_type", "source_url", "source_created_at", "source_updated_at",
     "fetched_at", "schema_version", "content_hash", "deleted", "custom_fields", "body",
     "body_format", "body_clean", "kind_source"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name, type: as DuckDB has them.
        pii: class of personal data.
        expression: how it is read from the stored columns; by its name, if empty.
        late: shown after the others.
    """

    name: str
    type: str
    pii: PiiClass = "none"
    expression: str = ""
    late: bool = False

    @property
    def quoted(self) -> str:
        """The name inside an SQL text."""
        return '"' + self.name.replace('"', '""') + '"'

    @property
    def sql(self) -> str:
        """The column in a SELECT, under its name."""
        return f"{self.expression} AS {self.quoted}" if self.expression else self.quoted


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's name (empty for the result of a query), its columns, and the record type of its rows."""

    name: str
    columns: tuple[Column, ...]
    record: type[Record] | None = None

    def plain(self) -> Shape:
        """The same, of rows that are stored as they are read."""
        return replace(self, columns=tuple(replace(c, expression="") for c in self.columns))


@cache
def shape_of(table: str) -> Shape:
    """The shape of one of the store's tables.

    Raises:
        SettingsError: there is no such table.
    """
    if table not in READABLE:
        hint = did_you_mean(table, READABLE)
        raise SettingsError(
            f'there is no table "{table}"',
            where="table",
            hint=hint or f"Tables: {', '.join(TABLES)}; of the library: {', '.join(OWN)}.",
        )
    record = TABLES.get(table)
    classes = record.pii_classes() if record else {}
    columns = (
        Column(
            name,
            type_,
            classes.get(name, _own_class(name)),
            expression(table, name),
            late=record is not None
            and (_is_late(name) or (name == "body_plain" and "title" in columns_of(table))),
        )
        for name, type_ in columns_of(table).items()
    )
    return Shape(table, tuple(columns), record)


def _is_late(name: str) -> bool:
    return name in _LATE or (name.endswith("_id") and name != "source_id")


def shape_of_query(con: DuckDBPyConnection, query: str) -> Shape:
    """The shape of a query's result. A text whose column is not one of the model's may hold anything."""
    described = [(str(row[0]), str(row[1])) for row in con.execute(f"DESCRIBE {query}").fetchall()]
    return Shape("", tuple(Column(name, type_, _class(name, type_)) for name, type_ in described))


def _class(name: str, type_: str) -> PiiClass:
    if type_ != "VARCHAR":
        return "none"
    known = {classes[name] for classes in _classes() if name in classes}
    return max(known, key=_ORDER.index, default="free_text")


_ORDER: tuple[PiiClass, ...] = ("none", "pseudonymous", "direct", "free_text")


@cache
def _classes() -> tuple[dict[str, PiiClass], ...]:
    return tuple(record.pii_classes() for record in TABLES.values())


def _own_class(name: str) -> PiiClass:
    return "free_text" if name in _OWN_TEXT else "none"
