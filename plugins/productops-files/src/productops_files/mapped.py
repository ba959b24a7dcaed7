"""A row of a plain file as records, by the user's mapping."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.cells import text_of
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import TABLES, Record

from .columns import BLANK
from .converting import Convert, converter
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
_DEFAULTS: dict[str, dict[str, Any]] = {
    "feedback": {"channel": "import"},
    "rating": {"rating_type": "custom"},
}


@dataclass(frozen=True)
class Plan:
    """A mapping, worked out for the columns of one file.

    Attributes:
        main: the table that a row is about; "" where nothing is mapped.
        steps: place of a column, its table, its column there, and how a cell becomes a value.
        besides: place and header of the columns that are kept beside the main record.
        ids: places of the columns that say what a row is known by.
    """

    main: str
    steps: tuple[tuple[int, str, str, Convert], ...]
    besides: tuple[tuple[int, str], ...]
    ids: tuple[int, ...]
    defaults: Mapping[str, dict[str, Any]]


def plan_of(reading: Reading, mapping: Mapping[str, str], *, note: bool = False) -> Plan:
    """The plan for a file; *note*: what its front matter does not say follows from its being one."""
    main = main_table(mapping)
    steps = []
    for column in reading.header.columns:
        table, _, name = mapping.get(column.header, LEFT_OUT).partition(".")
        if name:
            convert = converter(TABLES[table], name, reading.order, reading.zone, column.header)
            steps.append((column.index, table, name, convert))
    return Plan(
        main,
        tuple(steps),
        tuple(
            (c.index, c.header)
            for c in reading.header.columns
            if mapping.get(c.header, KEPT) == KEPT
        ),
        tuple(index for index, table, name, _ in steps if (table, name) == (main, "source_id")),
        _of_note(reading) if note else _DEFAULTS,
    )


def main_table(mapping: Mapping[str, str]) -> str:
    """The table that a row is about: feedback where it is named, else the first."""
    tables = [target.partition(".")[0] for target in mapping.values() if "." in target]
    return "feedback" if "feedback" in tables else next(iter(tables), "")


def mapped(cells: Sequence[Any], source_id: str, plan: Plan, run: Run) -> Iterator[Record]:
    """The records of a row: one of each table that the mapping names and the row fills.

    Columns that the mapping does not name are kept in `custom_fields` of the first.

    Raises:
        RecordRejected: a cell does not fit its column; *field* is the cell's header.
    """
    if not plan.main:
        raise RecordRejected("nobody said what the columns mean: set `mapping`", field="mapping")
    texts = [text_of(cell) for cell in cells]
    values = _values(cells, texts, plan, run)
    ids = {table: str(held.pop("source_id", None) or source_id) for table, held in values.items()}
    values[plan.main]["custom_fields"] = {
        header: {"name": header, "value": texts[index]}
        for index, header in plan.besides
        if index < len(texts) and texts[index].casefold() not in BLANK
    }
    for table, held in values.items():
        found = {**plan.defaults.get(table, {}), **held, **_neighbours(table, held, ids, run)}
        yield row(TABLES[table], run, ids[table], **_shaped(table, found, run))


def _values(
    cells: Sequence[Any], texts: Sequence[str], plan: Plan, run: Run
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {plan.main: {}}
    for index, table, name, convert in plan.steps:
        text = texts[index] if index < len(texts) else ""
        if text.casefold() in BLANK:
            continue
        value = convert(cells[index], text, run)
        held = found.setdefault(table, {})
        held[name] = _joined(held[name], value) if name in held else value
    return found


def _joined(held: Any, value: Any) -> Any:
    """Two columns of one target: texts below one another, lists together, else the first."""
    if isinstance(held, list) and isinstance(value, list):
        return held + value
    return f"{held}\n\n{value}" if isinstance(held, str) and isinstance(value, str) else held


def _neighbours(
    table: str, found: Mapping[str, Any], ids: Mapping[str, str], run: Run
) -> dict[str, Any]:
    if len(ids) == 1:
        return {}
    return {
        column: run.ref(TABLES[other], ids[other])
        for owner, column, other in _TOGETHER
        if owner == table and other in ids and column not in found
    }


def _shaped(table: str, found: dict[str, Any], run: Run) -> dict[str, Any]:
    """Columns that follow from others."""
    if table in _BODIES and "body" in found:
        found |= bodies(found["body"])
    if table == "feedback" and "status" in found and "status_category" not in found:
        found["status_category"] = run.map("status", found["status"])
    return found


def _of_note(reading: Reading) -> dict[str, dict[str, Any]]:
    """What a note is where its front matter does not say."""
    told = {"title": PurePath(reading.form).stem, "kind": "interview_note", "channel": "interview"}
    return {"feedback": {**told, "status_category": "done"}}


def rejected(error: RecordRejected, file: str, number: int) -> RecordRejected:
    """The same with the place a person looks at."""
    return RecordRejected(
        f'{file}, row {number}, "{error.field}": {error.message}', field=error.field
    )
