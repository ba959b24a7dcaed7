"""Values of `tools.yaml` that are more than text or a number; each says what to write instead."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from ...errors import RecordRejected, did_you_mean
from ..dates import ORDERS, moment
from ..mistakes import wrong
from ..money import COMMA, CURRENCIES, POINT, amount, currency_of

_MOST = 10**12
"""What fits a column, and no contract comes near."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_URL = r"^https?://\S+$"
_CURRENCY = r"^[A-Z]{3}$"
_IDENTIFIER = r"^[a-z_]+:\S.*$"
_UTC = ZoneInfo("UTC")
_DATE = "must be a date, like 2026-01-31"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _day(given: Any) -> Any:
    """A date as ISO 8601; any other way to write one is refused with the choice to make."""
    if isinstance(given, date):
        return given
    text = str(given).strip()
    if _ISO.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise wrong(f"there is no day {text}", "Look at the calendar.") from None
    days = _meant(text) if isinstance(given, str) else []
    hint = f"Write {' or '.join(map(str, days))}." if days else ""
    if len(days) > 1:
        names = " or ".join(f"{day.day} {_MONTHS[day.month - 1]}" for day in days)
        raise wrong(f'"{text}" could be {names}', hint)
    raise wrong(_DATE, hint)


def _meant(text: str) -> list[date]:
    """The days that a text may mean."""
    found = set()
    for order in ORDERS:
        try:
            found.add(moment(text[:10] if _ISO.match(text) else text, order, _UTC, "").date())
        except RecordRejected:
            continue
    return sorted(found)


def _address(text: str) -> str:
    if not re.match(_ADDRESS, text):
        raise wrong("must be the address of a person", "Write it like ana@acme.example.")
    return text.lower()


def _url(text: str) -> str:
    if not re.match(_URL, text):
        raise wrong("must be a web address", "It begins with https:// or http://.")
    return text


def _currency(text: str) -> str:
    if text in CURRENCIES:
        return text
    code = text.strip().upper()
    near = f"Write {code}." if code in CURRENCIES else did_you_mean(code, sorted(CURRENCIES))
    raise wrong("must be the three letters of a currency, like EUR", near)


def _identifier(text: str) -> str:
    if not re.match(_IDENTIFIER, text):
        raise wrong("must say what it is", 'Write it like "domain:figma.com" or "oauth:ID".')
    return text


def _written(given: Any) -> Any:
    """A number of a contract may be written as a number."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


def _amount(given: Any) -> Any:
    """Only a number is an amount: `50,000` means two things, and a currency has a key of its own."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given
    meant = _amounts(given) if isinstance(given, str) else []
    code = currency_of(given) if isinstance(given, str) else None
    beside = f", and beside it: currency: {code}" if code else ""
    if len(meant) > 1:
        what = f'"{given.strip()}" could be {" or ".join(meant)}'
        raise wrong(what, f"Write {' or '.join(meant)}{beside}.")
    hint = f"Write {meant[0]}{beside}." if meant else "Its currency has a key of its own."
    raise wrong("must be a number, like 50000.00", hint)


def _amounts(text: str) -> list[str]:
    """The amounts that a text may mean, as the file wants them."""
    found = set()
    for style in (POINT, COMMA):
        try:
            found.add(amount(text, style, ""))
        except RecordRejected:
            continue
    return [format(one, "f") for one in sorted(found, reverse=True)]


def _text(text: str) -> str:
    if not (bare := text.strip()):
        raise wrong("must not be empty", "Give it a value, or take the line out.")
    return bare


def _version(given: Any) -> Any:
    if given != 1 or isinstance(given, bool):
        raise wrong("must be 1", "Later versions of the file need a later productops.")
    return given


Text = Annotated[
    str,
    AfterValidator(_text),
    WithJsonSchema({"type": "string", "minLength": 1, "pattern": r"\S"}),
]
Code = Annotated[
    str,
    BeforeValidator(_written),
    AfterValidator(_text),
    WithJsonSchema({"type": ["string", "integer"], "minLength": 1}),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{_ISO.pattern}$"}),
]
Address = Annotated[
    str,
    AfterValidator(_address),
    WithJsonSchema({"type": "string", "format": "email", "pattern": _ADDRESS}),
]
Url = Annotated[
    str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri", "pattern": _URL})
]
Currency = Annotated[
    str, AfterValidator(_currency), WithJsonSchema({"type": "string", "pattern": _CURRENCY})
]
Identifier = Annotated[
    str, AfterValidator(_identifier), WithJsonSchema({"type": "string", "pattern": _IDENTIFIER})
]
Version = Annotated[int, BeforeValidator(_version), WithJsonSchema({"const": 1})]
Amount = Annotated[
    float,
    BeforeValidator(_amount),
    Field(ge=0, lt=_MOST),
    WithJsonSchema({"type": "number", "minimum": 0, "exclusiveMaximum": _MOST}),
]
Count = Annotated[int, Field(ge=0, lt=_MOST, strict=True)]
Switch = Annotated[bool, Field(strict=True)]
