"""A row of a survey export as a response with its answers: every cell is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from productops.kit.cells import text_of
from productops.kit.dates import moment
from productops.kit.surveys import Asked, Choice, Response, Said

from .columns import BLANK, Column, Role, filled, is_blank
from .infer import number_of, truth
from .reading import Reading

_MOST_SECONDS = 10**9


def response_of(cells: Sequence[Any], source_id: str, reading: Reading) -> Response:
    """Who answered, when, and what came with it.

    Raises:
        RecordRejected: a moment is none.
    """
    return Response(
        id=source_id,
        form=reading.form,
        said_at=_at("submitted", cells, reading) or _at("updated", cells, reading),
        started=_at("started", cells, reading),
        updated=_at("updated", cells, reading),
        completed=_completed(reading, cells),
        progress=_share(_first("progress", reading, cells)),
        seconds=_seconds(_first("seconds", reading, cells)),
        email=_email(_first("email", reading, cells)),
        name=_name(reading, cells),
        phone=_first("phone", reading, cells).removeprefix("'") or None,
        collector=_first("collector", reading, cells) or None,
        language=_first("language", reading, cells).lower() or None,
        hidden={
            column.header: text_of(cells[column.index])
            for column in reading.by_role.get("hidden", ())
            if column.index < len(cells) and not is_blank(cells[column.index])
        },
    )


def said_of(cells: Sequence[Any], reading: Reading) -> Iterator[Said]:
    """An answer a question; what was left empty is skipped, for an export does not tell what was not shown."""
    for asked in reading.questions:
        yield _said(asked, reading.by_question[asked.key], cells)


def _said(asked: Asked, columns: Sequence[Column], cells: Sequence[Any]) -> Said:
    other = " ".join(_values([c for c in columns if c.part == "other"], cells)) or None
    if asked.matrix_row is not None:
        mine = [c for c in columns if c.part == "row" and c.label == asked.matrix_row]
        return _value(asked, next(iter(_values(mine, cells)), ""), None)
    if asked.type == "multi_choice":
        return Said(asked=asked, chosen=_chosen(asked, columns, cells), other=other)
    value = next(iter(_values([c for c in columns if c.part == "value"], cells)), "")
    return _value(asked, value, other)


def _chosen(asked: Asked, columns: Sequence[Column], cells: Sequence[Any]) -> list[Choice]:
    known = {choice.label: choice for choice in asked.options}
    labels = [c.label for c in columns if c.part == "option" and _values([c], cells)]
    for column in columns:
        if column.multi and (values := _values([column], cells)):
            labels += [part.strip() for part in values[0].split(column.multi) if part.strip()]
    return [known.get(label) or Choice(label) for label in labels]


def _value(asked: Asked, value: str, other: str | None) -> Said:
    """One cell by the kind of its question; what does not fit the kind is kept as text."""
    if not value:
        return Said(asked=asked, other=other)
    number = (
        number_of(value) if asked.type in ("number", "scale", "nps", "ranking", "matrix") else None
    )
    if number is not None:
        return Said(asked=asked, number=number, other=other)
    if asked.type == "yes_no":
        return Said(asked=asked, boolean=truth(value), chosen=[Choice(value)], other=other)
    if asked.type in ("single_choice", "matrix"):
        found = next((choice for choice in asked.options if choice.label == value), Choice(value))
        return Said(asked=asked, chosen=[found], other=other)
    return Said(asked=asked, text=value, other=other)


def _values(columns: Sequence[Column], cells: Sequence[Any]) -> list[str]:
    return [value for column in columns for value in filled([cells], column.index)]


def _first(role: Role, reading: Reading, cells: Sequence[Any]) -> str:
    return next(iter(_values(reading.by_role.get(role, ()), cells)), "")


def _at(role: Role, cells: Sequence[Any], reading: Reading) -> datetime | None:
    for column in reading.by_role.get(role, ()):
        for value in filled([cells], column.index):
            zone = reading.utc if "UTC" in column.header else reading.zone
            return moment(value, reading.order, zone, column.header)
    return None


def _completed(reading: Reading, cells: Sequence[Any]) -> bool | None:
    value = _first("completed", reading, cells).casefold()
    return (
        None if value in BLANK else value in ("1", "true", "completed", "yes", "finished", "wahr")
    )


def _share(text: str) -> float | None:
    number = number_of(text) if text else None
    return float(min(max(number, Decimal(0)), Decimal(100))) / 100 if number is not None else None


def _seconds(text: str) -> float | None:
    number = number_of(text) if text else None
    return float(number) if number is not None and 0 <= number < _MOST_SECONDS else None


def _email(text: str) -> str | None:
    """Microsoft writes `anonymous` where a form asks for no name."""
    return text if "@" in text else None


def _name(reading: Reading, cells: Sequence[Any]) -> str | None:
    whole = _first("name", reading, cells)
    parts = [_first("first_name", reading, cells), _first("last_name", reading, cells)]
    name = whole or " ".join(filter(None, parts))
    return None if name.casefold() in ("", "anonymous", "anonym") else name
