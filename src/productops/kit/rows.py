"""What a `normalise` shares with every other: rows with their identity, and values that fit no column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import wraps
from typing import Annotated, Any, TypeVar

from msgspec import Meta
from pydantic import ValidationError

from ..errors import RecordRejected
from ..model.base import Record
from .connector import Run

R = TypeVar("R", bound=Record)
Self = TypeVar("Self")

_TOO_BIG = Decimal(10) ** 12
Int = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""An integer that fits a column."""
Id = Int | str
"""An id that some answers write as a number and others as text."""


def row(kind: type[R], run: Run, source_id: str, /, **fields: Any) -> R:
    """A row of *kind* with its identity; pydantic reads the source's texts into columns."""
    return kind(**run.key(kind, source_id), **fields)


def guarded(
    normalise: Callable[[Self, Any, Run], Iterable[Record]],
) -> Callable[[Self, Any, Run], list[Record]]:
    """*normalise* as a list, with a value that fits no column told as `RecordRejected`."""

    @wraps(normalise)
    def safely(self: Self, record: Any, run: Run) -> list[Record]:
        try:
            return list(normalise(self, record, run))
        except ValidationError as error:
            raise rejected(error) from None

    return safely


def rejected(error: ValidationError) -> RecordRejected:
    """The first thing that does not fit, without the value itself."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return RecordRejected(f"{error.title}.{field}: {first['msg']}", field=field)


def number_or_none(value: object) -> Decimal | None:
    """A number, or a text that is one (`"2.5"`), if it fits a column; None for anything else, as `1,000` or `many`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        found = Decimal(str(value).strip())
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found) < _TOO_BIG else None


def moment(text: str, field: str) -> datetime:
    """An ISO 8601 text as a moment in UTC.

    Raises:
        RecordRejected: it is none, or says no zone.
    """
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise RecordRejected(f"{field} has no time zone", field=field)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise RecordRejected(f"{field} is no date and time", field=field) from None


def moment_or_none(text: object) -> datetime | None:
    """*text* as a moment for a cursor; what is none is told when the record is read in full."""
    try:
        return moment(text, "") if isinstance(text, str) else None
    except RecordRejected:
        return None
