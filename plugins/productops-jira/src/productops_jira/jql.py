"""JQL: quoted words and bounds of time.

Texts like `'2026-01-15 12:00'` are read in the zone of the caller's profile, to the minute, and can name no
other zone. Milliseconds of the epoch have no zone, but are not documented, so opening the source asks for
them once. https://github.com/airbytehq/airbyte/pull/48395
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from productops.kit import Instance

NEVER = 32_503_680_000_000
"""The year 3000, in milliseconds: nothing is updated after it, wherever the number is understood."""
IN_ORDER = "order by updated asc, key asc"
FAR = 'updated >= "2999-12-31 00:00"'
"""Bounds a query that is only tried, in the documented form."""
PROBE = f"updated >= {NEVER} {IN_ORDER}"
_MINUTE = timedelta(minutes=1)
_FOLD = timedelta(hours=1)
# No clock on earth is further from UTC; a zone nobody knows may be any between them
_WESTMOST, _EASTMOST = timedelta(hours=12), timedelta(hours=14)


def quoted(word: str) -> str:
    """A word as a JQL string; a project may have a reserved word (`TO`, `AND`) as its key."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def of_projects(keys: Iterable[str]) -> str:
    """The issues of these projects."""
    return f"project in ({', '.join(map(quoted, keys))})"


def both(*conditions: str) -> str:
    """All of *conditions*, each in brackets, since a user's may hold an `or`."""
    return " and ".join(f"({each})" for each in conditions if each)


def since(moment: datetime, instance: Instance) -> str:
    """Changed at or after *moment*."""
    return f"updated >= {_bound(moment, instance, later=False)}"


def until(moment: datetime, instance: Instance) -> str:
    """Changed at or before *moment*."""
    return f"updated <= {_bound(moment, instance, later=True)}"


def _bound(moment: datetime, instance: Instance, *, later: bool) -> str:
    """*moment* as a bound that never cuts off what it should include."""
    if instance.detail.get("epoch", True):
        milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)
        return str(int(milliseconds) + (1 if later and milliseconds % 1 else 0))
    zone = zone_of(instance.timezone)
    step = _MINUTE if later else timedelta(0)
    if zone is None:
        return _literal(moment + step + (_EASTMOST if later else -_WESTMOST))
    local = (moment + step).astimezone(zone)
    if _is_ambiguous(local, zone):
        # The clock shows this hour twice, and JQL cannot say which one is meant
        local = (moment + step + (_FOLD if later else -_FOLD)).astimezone(zone)
    return _literal(local)


def _literal(clock: datetime) -> str:
    return f'"{clock:%Y-%m-%d %H:%M}"'


def _is_ambiguous(local: datetime, zone: ZoneInfo) -> bool:
    bare = local.replace(tzinfo=None)
    first, second = (bare.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second


def zone_of(name: str) -> ZoneInfo | None:
    """The zone of that name; None where it is not known here (some machines have no table of zones)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
