"""Texts as what a column of the model holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.dates import moment
from productops.model import TABLES, Record

from .infer import number_of, truth

OUR_ID = re.compile(r"^[a-z_]+_[a-z2-7]{26}$")
_LISTED = re.compile(r"\s*[;|]\s*|\s*,\s*")
_CROSSES = frozenset({"x", "y", "1"})
VOCABULARIES = {("feedback", "kind"): "kind", ("feedback", "priority"): "priority"}
# Whose id a column holds, where its name does not say
_WHOSE = {
    "author_id": "person", "submitted_by_id": "person", "assignee_id": "person", "owner_id": "person",
    "participant_id": "person", "respondent_id": "person", "item_id": "feedback", "node_id": "product",
    "parent_id": "", "survey_id": "survey", "response_id": "response",
}  # fmt: skip


Convert = Callable[[Any, str, Run], Any]
"""A cell, and the same as text, to the value of a column.

Raises `RecordRejected` where it is no value of that kind; *field* is the cell's header.
"""


def converter(table: type[Record], column: str, order: str, zone: ZoneInfo, header: str) -> Convert:
    """How the cells under *header* become values of a column; worked out once a file."""
    if vocabulary := VOCABULARIES.get((table.table, column)):
        return lambda _, text, run: run.map(vocabulary, text)
    if column.endswith("_id") and column != "source_id":
        return lambda _, text, run: _reference(table, column, text, run)
    kind = kind_of(table, column)
    if kind is datetime:
        return lambda _, text, __: moment(text, order, zone, header)
    if kind is date:
        return lambda _, text, __: moment(text, order, zone, header).astimezone(zone).date()
    return _plain(kind, header)


def _plain(kind: Any, header: str) -> Convert:
    if kind in (Decimal, int, float):
        return lambda _, text, __: _number(kind, text, header)
    if kind is bool:
        return lambda _, text, __: truth(text) or text.casefold() in _CROSSES
    if kind is list:
        return lambda cell, text, _: _list(cell, text)
    if isinstance(kind, tuple):
        return lambda _, text, __: _one_of(kind, text, header)
    return lambda _, text, __: text


def _list(cell: Any, text: str) -> list[str]:
    return (
        list(map(str, cell)) if isinstance(cell, list) else list(filter(None, _LISTED.split(text)))
    )


def _number(kind: Callable[[Any], Any], text: str, header: str) -> Any:
    number = number_of(re.sub(r"[^\d.,()-]", "", text)) if re.search(r"\d", text) else None
    if number is None:
        raise RecordRejected(f'"{text[:40]}" is no number', field=header)
    return kind(number)


def _one_of(words: tuple[str, ...], text: str, header: str) -> str:
    """A word of the model's own, however it is written."""
    found = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if found in words:
        return found
    if "unknown" in words:
        return "unknown"
    raise RecordRejected(f'"{text[:40]}" is none of: {", ".join(words)}', field=header)


def _reference(table: type[Record], column: str, text: str, run: Run) -> str | None:
    if OUR_ID.match(text):
        return text
    whose = _WHOSE.get(column, column.removesuffix("_id")) or table.table
    return run.ref(TABLES[whose], text) if whose in TABLES else text


def kind_of(table: type[Record], column: str) -> Any:
    """What a column holds: a type, `list`, or the words of an enumeration."""
    return _bare(table.model_fields[column].annotation)


def _bare(annotation: Any) -> Any:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return next(_bare(part) for part in get_args(annotation) if part is not NoneType)
    if origin is Literal:
        return get_args(annotation)
    return list if origin is list else annotation
