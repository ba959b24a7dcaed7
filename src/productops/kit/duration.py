"""Durations as people write them: `90s`, `15m`, `1h`, `2d`, `1h 30m`."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*", re.IGNORECASE)


def parse_duration(text: str) -> timedelta:
    """`"1h 30m"` → 90 minutes.

    Raises:
        ValueError: the text is no duration; says what one looks like.
    """
    parts = _PART.findall(text)
    if not parts or _PART.sub("", text):
        raise ValueError(f'"{text}" is no duration; write 90s, 15m, 1h, 2d or 1h 30m')
    return sum(
        (timedelta(**{_UNITS[unit.lower()]: float(number)}) for number, unit in parts), timedelta()
    )
