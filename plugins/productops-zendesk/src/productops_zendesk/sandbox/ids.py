"""The ids this account gives, and back again. Made up, but long as the vendor's are.

A ticket's id is its number, counted from 1; everything else has a 14-digit id.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

STAFF = 41_001_000_000_000
TEAM = 41_002_000_000_000
BRAND = 41_003_000_000_000
STATUS = 41_004_000_000_000
FIELD = 41_005_000_000_000
FORM = 41_006_000_000_000
MEMBERSHIP = 41_007_000_000_000
POLICY = 41_008_000_000_000
SCHEDULE = 41_009_000_000_000
HELP = 41_010_000_000_000
POST = 41_020_000_000_000
RULE = 41_030_000_000_000
RATING = 41_040_000_000_000
APP = 41_050_000_000_000
CLIENT = 41_051_000_000_000
TOKEN = 41_052_000_000_000
ROLE = 41_053_000_000_000
ORGANISATION = 41_100_000_000_000
PERSON = 41_200_000_000_000
METRIC = 41_300_000_000_000
MEASURE = 41_400_000_000_000
AUDIT = 42_000_000_000_000

_STEP = 64
_AUDITS = 64 * 32
"""Room for the audits of a ticket: 64 of them, each with 31 events."""


def made(base: int, index: int) -> int:
    """The id of the *index*-th thing of a family."""
    return base + _STEP * index + 17


def index_of(base: int, given: int) -> int | None:
    """Which thing of a family an id means; None where it is no id of that family."""
    index, rest = divmod(given - base - 17, _STEP)
    return index if rest == 0 and index >= 0 else None


def audit(ticket: int, position: int) -> int:
    """The id of a ticket's audit; its events have the ids that follow."""
    return AUDIT + ticket * _AUDITS + position * 32


def user(author: int, *, staff: bool) -> int:
    """The user id of a person or a member of staff."""
    return made(STAFF if staff else PERSON, author)


@lru_cache(2_048)
def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")


def iso(at: int) -> str:
    """Epoch seconds as the vendor writes a time."""
    day, rest = divmod(at, 86_400)
    minutes, second = divmod(rest, 60)
    return f"{_date(day)}T{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}Z"


def iso_or_none(at: int) -> str | None:
    """The same, for a time that may not have come (0)."""
    return iso(at) if at else None
