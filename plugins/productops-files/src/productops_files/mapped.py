"""A row of a plain file as records, by the user's mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import TABLES, Record

from .columns import is_blank, text_of
from .converting import converted
from .reading import Reading
from .settings import KEPT, LEFT_OUT

# What a row's records say of one another, if it holds both
_TOGETHER = (
    ("feedback", "author_id", "person"), ("feedback", "account_id", "account"),
    ("person", "account_id", "account"), ("rating", "feedback_id", "feedback"),
    ("rating", "person_id", "person"), ("rating", "account_id", "account"),
    ("session", "study_id", "study"), ("participation", "person_id", "person"),
    ("consent", "person_id", "person"),
)  # fmt: skip
_BODIES = ("feedback", "comment")
DEFAULTS: dict[str, dict[str, Any]] = {"feedback": {"channel": "import"}}


def mapped(
    cells: Sequence[Any],
    source_id: str,
    reading: Reading,
    mapping: Mapping[str, str],
    run: Run,
    defaults: Mapping[str, dict[str, Any]] = DEFAULTS,
) -> Iterator[Record]:
    """The records of a row: one of each table that the mapping names and the row fills.

    Columns that the mapping does not name are kept in `custom_fields` of the first.

    Raises:
        RecordRejected: a cell does not fit its column; *field* is the cell's header.
    """
    main = main_table(mapping)
    if not main:
        raise RecordRejected("nobody said what the columns mean: set `mapping`", field="mapping")
    values = _values(cells, reading, mapping, run)
    ids = {table: _id(found, source_id) for table, found in values.items()}
    for table, held in values.items():
        found = {**defaults.get(table, {}), **held}
        found.pop("source_id", None)
        found |= _neighbours(table, found, ids, run)
        if table == main:
            found["custom_fields"] = _besides(cells, reading, mapping)
        yield row(TABLES[table], run, ids[table], **_shaped(table, found, run))


def note_defaults(reading: Reading) -> dict[str, dict[str, Any]]:
    """What a note is where its front matter does not say."""
    return {
        "feedback": {
            "title": PurePath(reading.form).stem,
            "kind": "interview_note",
            "channel": "interview",
            "status_category": "done",
        }
    }


def main_table(mapping: Mapping[str, str]) -> str:
    """The table that a row is about: feedback where it is named, else the first."""
    tables = [target.partition(".")[0] for target in mapping.values() if "." in target]
    return "feedback" if "feedback" in tables else next(iter(tables), "")


def _values(
    cells: Sequence[Any], reading: Reading, mapping: Mapping[str, str], run: Run
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {main_table(mapping): {}}
    for column in reading.header.columns:
        table, _, name = mapping.get(column.header, LEFT_OUT).partition(".")
        cell = cells[column.index] if column.index < len(cells) else None
        if not name or is_blank(cell):
            continue
        value = converted(
            TABLES[table], name, cell, run, reading.order, reading.zone, column.header
        )
        held = found.setdefault(table, {})
        held[name] = _joined(held.get(name), value)
    return found


def _joined(held: Any, value: Any) -> Any:
    """Two columns of one target: texts below one another, lists together, else the first."""
    if held is None:
        return value
    if isinstance(held, list) and isinstance(value, list):
        return held + value
    return f"{held}\n\n{value}" if isinstance(held, str) and isinstance(value, str) else held


def _id(values: Mapping[str, Any], source_id: str) -> str:
    return str(values.get("source_id") or source_id)


def _neighbours(
    table: str, found: Mapping[str, Any], ids: Mapping[str, str], run: Run
) -> dict[str, Any]:
    return {
        column: run.ref(TABLES[other], ids[other])
        for owner, column, other in _TOGETHER
        if owner == table and other in ids and column not in found
    }


def _besides(cells: Sequence[Any], reading: Reading, mapping: Mapping[str, str]) -> dict[str, Any]:
    return {
        column.header: {"name": column.header, "value": text_of(cells[column.index])}
        for column in reading.header.columns
        if mapping.get(column.header, KEPT) == KEPT
        and column.index < len(cells)
        and not is_blank(cells[column.index])
    }


def _shaped(table: str, found: dict[str, Any], run: Run) -> dict[str, Any]:
    """Columns that follow from others."""
    if table in _BODIES and "body" in found:
        found |= bodies(found["body"])
    if table == "feedback" and "status" in found and "status_category" not in found:
        found["status_category"] = run.map("status", found["status"])
    if table == "rating":
        found.setdefault("rating_type", "custom")
    return found


def id_columns(reading: Reading, mapping: Mapping[str, str]) -> list[int]:
    """Places of the columns that say what a record is known by: the tool's, or the one mapped to `source_id`."""
    if reading.is_survey:
        return [column.index for column in reading.header.of("id")]
    wanted = f"{main_table(mapping)}.source_id"
    return [c.index for c in reading.header.columns if mapping.get(c.header) == wanted]


def rejected(error: RecordRejected, file: str, number: int) -> RecordRejected:
    """The same with the place a person looks at."""
    return RecordRejected(
        f'{file}, row {number}, "{error.field}": {error.message}', field=error.field
    )
