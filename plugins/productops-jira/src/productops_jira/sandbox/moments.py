"""What JQL means by a date: the caller's time zone, minutes, epoch milliseconds, and functions.

https://support.atlassian.com/jira-software-cloud/docs/jql-fields/#Updated
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from .jql import Refused

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:\s+(\d{1,2}):(\d{2}))?")
_AGO = re.compile(r"([-+]?)(\d+)(mo|[wdhmy])", re.IGNORECASE)
_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "mo": 2_592_000, "y": 31_536_000}
MINUTE = 60_000


def of(field: str, text: str, *, zone: ZoneInfo, now: int, epoch: bool) -> int:
    """A date as epoch milliseconds; literals have the precision of a minute and no zone of their own.

    Raises:
        Refused: it is no date.
    """
    if epoch and text.lstrip("-").isdigit():
        return int(text)
    match = _DATE.fullmatch(text)
    if match:
        year, month, day, hour, minute = (int(part or 0) for part in match.groups())
        try:
            return int(datetime(year, month, day, hour, minute, tzinfo=zone).timestamp() * 1_000)
        except ValueError:
            pass
    ago = _AGO.fullmatch(text)
    if ago:
        span = int(ago[2]) * _UNITS[ago[3].lower()] * 1_000
        return (now + (span if ago[1] == "+" else -span)) // MINUTE * MINUTE
    named = _named(text.lower(), zone, now)
    if named is not None:
        return named
    raise Refused(
        f"Date value '{text}' for field '{field}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', "
        "'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
    )


def _named(text: str, zone: ZoneInfo, now: int) -> int | None:
    here = datetime.fromtimestamp(now / 1_000, zone)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    found = {
        "now()": here,
        "startofday()": midnight,
        "startofweek()": midnight - timedelta(days=(here.weekday() + 1) % 7),
        "startofmonth()": midnight.replace(day=1),
        "startofyear()": midnight.replace(month=1, day=1),
    }.get(text)
    return None if found is None else int(found.timestamp() * 1_000)
