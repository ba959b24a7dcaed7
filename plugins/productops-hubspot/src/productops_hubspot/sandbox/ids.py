"""The ids this account gives, and how it writes times.

Ids of records have twelve digits and do not grow with time, as in recordings of 2026.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

PORTAL = 147_000_311
OWNER, TEAM, SURVEY = 88_400_017, 5_100_001, 31
_STEP, _WITHIN, _TURN = 41, 8, 5
"""Records are numbered in blocks of eight, in another order than they came in."""
SECOND, DAY = 1_000, 86_400_000


def made(base: int, index: int) -> int:
    """The id of the *index*-th record of a family."""
    block, at = divmod(index, _WITHIN)
    return base + (block * _WITHIN + at * _TURN % _WITHIN) * _STEP + 17


def index_of(base: int, given: str | int) -> int | None:
    """Which record of a family an id means; None where it is no id of that family."""
    text = str(given)
    if not (text.isascii() and text.isdigit()):
        return None
    place, rest = divmod(int(text) - base - 17, _STEP)
    if rest or place < 0:
        return None
    block, at = divmod(place, _WITHIN)
    return block * _WITHIN + at * _TURN % _WITHIN


def owner(key: int) -> str:
    """The id of an owner."""
    return str(OWNER + 37 * key)


@lru_cache(65_536)
def uuid_of(*key: str | int) -> str:
    """Something that looks like a UUID, the same for the same key."""
    text = sha256("/".join(map(str, key)).encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


def ms(at: int, salt: int) -> int:
    """A second of the company's time in milliseconds: never later, spread over the second before."""
    return at * SECOND - (salt * 7_919 + at) % SECOND


@lru_cache(4_096)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


def day(at: int) -> str:
    """The date of epoch milliseconds, UTC."""
    return _date(at // DAY)


def iso(at: int) -> str:
    """Epoch milliseconds as the vendor writes a time."""
    days, rest = divmod(at, DAY)
    seconds, milli = divmod(rest, SECOND)
    minutes, second = divmod(seconds, 60)
    return f"{_date(days)}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}.{milli:03d}Z"


def iso_or_none(at: int) -> str | None:
    """The same, for a time that may not have come (0)."""
    return iso(at) if at else None
