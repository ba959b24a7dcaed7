"""Dates as people and spreadsheets write them; which number is the day is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ..errors import RecordRejected

ORDERS = ("mdy", "dmy", "ymd")
_NUMBERS = re.compile(r"^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\.?(?:[ ,T]+(.*))?$")
_TIME = re.compile(
    r"^(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([AaPp])?\.?\s*[Mm]?\.?\s*(?:Uhr|UTC|GMT|Z)?$"
)
_LONGEST_DAY, _MONTHS, _YEAR_DIGITS = 31, 12, 4
_CENTURY, _PIVOT = 2000, 70


def is_date(text: str) -> bool:
    """Whether a text is a date, in whatever order."""
    match = _NUMBERS.match(text)
    if not match:
        return _iso(text) is not None
    return bool(_orders(match)) and (not match[4] or bool(_TIME.match(match[4])))


def order_of(texts: Iterable[str]) -> str:
    """The one order in which all of *texts* are dates; "" where several are possible, or none."""
    possible = set(ORDERS)
    seen = False
    for text in texts:
        if match := _NUMBERS.match(text):
            seen = True
            possible &= _orders(match)
    return possible.pop() if seen and len(possible) == 1 else ""


def is_ambiguous(text: str) -> bool:
    """Whether a text is a date that could mean two days."""
    match = _NUMBERS.match(text)
    return match is not None and len(_orders(match)) > 1


def moment(text: str, order: str, zone: ZoneInfo, field: str) -> datetime:
    """A text as a moment in UTC.

    Args:
        order: `mdy`, `dmy` or `ymd`, of texts with three numbers.
        zone: where the clock hung that wrote it; a text that names its zone is taken at its word.

    Raises:
        RecordRejected: it is none, or could mean two days.
    """
    found = _iso(text)
    if found is None and (match := _NUMBERS.match(text)):
        found = _numbers(match, order, field)
    if found is None:
        raise RecordRejected(f'"{text[:40]}" is no date', field=field)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        raise RecordRejected(f'"{text[:40]}" is out of range', field=field) from None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None


def _orders(match: re.Match[str]) -> set[str]:
    """In which orders the three numbers are a date."""
    if len(match[1]) == _YEAR_DIGITS:
        return {"ymd"} if int(match[2]) <= _MONTHS and int(match[3]) <= _LONGEST_DAY else set()
    first, second = int(match[1]), int(match[2])
    found = set()
    if first <= _MONTHS and second <= _LONGEST_DAY:
        found.add("mdy")
    if first <= _LONGEST_DAY and second <= _MONTHS:
        found.add("dmy")
    return found


def _numbers(match: re.Match[str], order: str, field: str) -> datetime:
    possible = _orders(match)
    wanted = order if order in possible else next(iter(possible), "") if len(possible) == 1 else ""
    if not possible:
        raise RecordRejected(f'"{match[0][:40]}" is no date', field=field)
    if not wanted:
        raise RecordRejected(
            f'"{match[0][:40]}" could be two days; say which by dates = "mdy" or "dmy"', field=field
        )
    one, two, three = int(match[1]), int(match[2]), int(match[3])
    year, month, day = {
        "mdy": (three, one, two),
        "dmy": (three, two, one),
        "ymd": (one, two, three),
    }[wanted]
    hour, minute, second = _time(match[4], field)
    try:
        return datetime(_whole(year), month, day, hour, minute, second)  # noqa: DTZ001 - the caller knows the zone
    except ValueError:
        raise RecordRejected(f'"{match[0][:40]}" is no date', field=field) from None


def _whole(year: int) -> int:
    """26 is 2026, 99 is 1999."""
    if year >= 100:  # noqa: PLR2004 - written in full
        return year
    return year + (_CENTURY if year < _PIVOT else _CENTURY - 100)


def _time(text: str | None, field: str) -> tuple[int, int, int]:
    if not text:
        return 0, 0, 0
    match = _TIME.match(text.strip())
    if not match:
        raise RecordRejected(f'"{text[:40]}" is no time of day', field=field)
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(match[2]), int(match[3] or 0)
