"""A record of a file, whatever its format, and its values as what the model holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from productops.errors import RecordRejected
from productops.kit import dates, money
from productops.kit.cells import plain, text_of

_NOTHING = frozenset({"", "null"})
"""Cells that hold nothing: exports of databases write NULL for what is empty."""
_YES = frozenset({"true", "yes", "1", "y", "active", "enabled"})
_NO = frozenset({"false", "no", "0", "n", "inactive", "disabled"})
_LARGEST = 2**53


@dataclass(frozen=True)
class Manner:
    """How a file writes what it holds.

    Attributes:
        order: `mdy`, `dmy`, `ymd`; "" where no date needs it.
        style: of amounts, `money.POINT` or `money.COMMA`; "" where none needs it.
        currency: of amounts that name none.
    """

    zone: ZoneInfo
    order: str = ""
    style: str = ""
    currency: str | None = None


@dataclass(frozen=True)
class Entry:
    """A record of a file.

    Attributes:
        fields: its values by the names that the file has, corrected by the mapping; nested where the file is.
        lines: where each value stands, by JSON pointer (`/tools/0/name`); of YAML only.
    """

    file: str
    row: int
    fields: Mapping[str, Any]
    manner: Manner
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def _plain(self) -> dict[str, Any]:
        return {plain(str(name)): value for name, value in reversed(list(self.fields.items()))}

    def get(self, *names: str) -> Any:
        """The first value there is: by its name, by its name however it is written, or nested (`profile.email`)."""
        for name in names:
            found = self.fields[name] if name in self.fields else self._plain.get(plain(name))
            if found is None and "." in name:
                found = _dug(self.fields, name.split("."))
            if found is not None and not (isinstance(found, str) and _is_nothing(found)):
                return found
        return None

    def has(self, *names: str) -> bool:
        """Whether the record has all of these, filled or not."""
        return all(name in self.fields or plain(name) in self._plain for name in names)

    def text(self, *names: str) -> str | None:
        """A value as text, without what surrounds it; None where there is none."""
        found = self.get(*names)
        if isinstance(found, bool | list | dict):
            return None
        return text_of(found) or None

    def sure(self, *names: str) -> str:
        """The same, of a record that is nothing without it.

        Raises:
            RecordRejected: there is none.
        """
        found = self.text(*names)
        if found is None:
            raise RecordRejected(f"there is no {names[0]}", field=names[0])
        return found

    def items(self, name: str) -> Sequence[Any]:
        """A list, or what stands in for one of a single value."""
        found = self.get(name)
        if found is None:
            return ()
        return found if isinstance(found, list) else (found,)

    def objects(self, name: str) -> list[dict[str, Any]]:
        """The objects of a list."""
        return [each for each in self.items(name) if isinstance(each, dict)]

    def truth(self, *names: str) -> bool | None:
        """Yes or no; None for anything else."""
        found = self.get(*names)
        if isinstance(found, bool):
            return found
        word = text_of(found).casefold()
        return True if word in _YES else False if word in _NO else None

    def amount(self, *names: str) -> Decimal | None:
        """An amount to its last digit.

        Raises:
            RecordRejected: it is none, or could be two.
        """
        found = self.get(*names)
        if found is None or isinstance(found, bool | list | dict):
            return None
        if isinstance(found, int | float):
            return money.amount(repr(found), money.POINT, names[0])
        return money.amount(text_of(found), self.manner.style, names[0])

    def whole(self, *names: str) -> int | None:
        """A count.

        Raises:
            RecordRejected: it is no whole number.
        """
        found = self.amount(*names)
        if found is None:
            return None
        if found != found.to_integral_value() or abs(found) > _LARGEST:
            raise RecordRejected("it is no whole number", field=names[0])
        return int(found)

    def moment(self, *names: str) -> datetime | None:
        """A moment in UTC; one without zone is in the file's.

        Raises:
            RecordRejected: it is none, or could be two.
        """
        found = self.text(*names)
        if found is None:
            return None
        return dates.moment(found, self.manner.order, self.manner.zone, names[0])

    def day(self, *names: str) -> date | None:
        """The day on the clock of the file's zone.

        Raises:
            RecordRejected: it is none, or could be two.
        """
        found = self.moment(*names)
        return found.astimezone(self.manner.zone).date() if found else None


def _is_nothing(text: str) -> bool:
    return text_of(text).casefold() in _NOTHING


def _dug(held: Any, path: Sequence[str]) -> Any:
    for key in path:
        if not isinstance(held, Mapping):
            return None
        held = held.get(key)
    return held
