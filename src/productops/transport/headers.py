"""What rate-limit headers say, in every spelling met so far. Pure functions; garbage is ignored.

Sources: Zendesk https://developer.zendesk.com/api-reference/introduction/rate-limits/ ·
Jira https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ ·
HubSpot https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines ·
SurveyMonkey https://github.com/SurveyMonkey/public_api_docs ·
IETF https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"\s*(\d{1,15}(?:\.\d+)?)\s*(?:[,;].*)?$", re.DOTALL)
_FAMILY = re.compile(
    r"^(?P<family>(?:x-)?(?:beta-)?rate-?limit(?:-[a-z0-9-]+?)?)-(?P<part>limit|remaining|reset)$"
)
_ZENDESK = re.compile(r"^zendesk-rate-?limit-(?P<bucket>.+)$")
_STRUCTURED = re.compile(r"^(?:x-)?(?:beta-)?ratelimit$")
_POLICY = re.compile(r"^(?:x-)?(?:beta-)?ratelimit-policy$")
_PAIR = re.compile(r"([a-z]+)\s*=\s*\"?(\d{1,15})")
_HUBSPOT = "x-hubspot-ratelimit-"
_YEAR = 366 * 86_400
_EPOCH = 1_000_000_000
_EPOCH_MS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """What is left of one limit.

    Attributes:
        name: unique among the windows of an answer, for messages.
        remaining: requests (or points) left.
        limit: its size, if told.
        resets_in: seconds until it starts anew, if told.
        period: its length in seconds, if told or documented.
        bucket: the vendor's name of the limit, empty for the account's.
    """

    name: str
    remaining: float
    limit: float | None = None
    resets_in: float | None = None
    period: float | None = None
    bucket: str = ""


def windows(headers: Mapping[str, str], now: float) -> tuple[Window, ...]:
    """Every limit that *headers* (lower-case names) tell of; *now* is seconds since the epoch."""
    told = {key: value for key, value in headers.items() if "limit" in key}
    if not told:
        return ()
    moment = server_time(headers, now)
    plain = list(_families(told, moment))
    return (*_zendesk(told), *_without_doubles(plain), *_structured(told), *_hubspot(told))


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds of `Retry-After` (a number or a date, never below 0), or None where it says nothing.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    text = headers.get("retry-after", "")
    seconds = number(text)
    if seconds is not None and seconds < _EPOCH:
        return seconds
    moment = seconds if seconds is not None else _timestamp(text)
    return None if moment is None else max(0.0, moment - server_time(headers, now))


def server_time(headers: Mapping[str, str], now: float) -> float:
    """The server's clock, by its `Date` header; ours where it has none."""
    moment = _timestamp(headers.get("date", ""))
    return now if moment is None else moment


def number(text: str | None) -> float | None:
    """The number *text* starts with (`100, 100;w=60` → 100), or None. Never negative, never nan."""
    found = _NUMBER.match(text or "")
    return float(found[1]) if found else None


def _families(told: Mapping[str, str], now: float) -> Iterator[Window]:
    """`x-rate-limit*`, `ratelimit-*`, `rate-limit-*`, `x-ratelimit-*`, `…-app-global-*`."""
    families = {found["family"]: None for key in told if (found := _FAMILY.match(key))}
    for family in families:
        remaining = number(told.get(f"{family}-remaining"))
        if remaining is None:
            continue
        limit = number(told.get(f"{family}-limit")) or number(told.get(family))
        resets_in = _until(told.get(f"{family}-reset"), now)
        # Zendesk's account limit is documented as per minute and comes without a reset.
        period = 60.0 if family == "x-rate-limit" and resets_in is None else None
        yield Window(family, remaining, limit, resets_in, period)


def _without_doubles(found: list[Window]) -> Iterator[Window]:
    """Zendesk tells its account limit twice, once with a reset: that one is enough."""
    exact = {window.limit for window in found if window.resets_in is not None}
    return (one for one in found if one.resets_in is not None or one.limit not in exact)


def _zendesk(told: Mapping[str, str]) -> Iterator[Window]:
    """`zendesk-ratelimit-incremental-exports: total=10; remaining=9; resets=48`."""
    for key, value in told.items():
        if not (found := _ZENDESK.match(key)):
            continue
        parts = {name: float(count) for name, count in _PAIR.findall(value)}
        if "remaining" in parts:
            bucket = found["bucket"]
            yield Window(
                bucket, parts["remaining"], parts.get("total"), parts.get("resets"), None, bucket
            )


def _structured(told: Mapping[str, str]) -> Iterator[Window]:
    """`RateLimit: "tenant-app-quota";r=17842;t=2107` with `RateLimit-Policy: "…";q=100100;w=3600`.

    An older draft writes `RateLimit: limit=100, remaining=50, reset=5`.
    """
    policies = dict(_items(told, _POLICY))
    for name, parts in _items(told, _STRUCTURED):
        policy = policies.get(name, {})
        remaining = parts.get("r", parts.get("remaining"))
        if remaining is not None:
            limit = policy.get("q", parts.get("limit"))
            yield Window(
                name, remaining, limit, parts.get("t", parts.get("reset")), policy.get("w")
            )


def _items(told: Mapping[str, str], key: re.Pattern[str]) -> Iterator[tuple[str, dict[str, float]]]:
    for header, value in told.items():
        if not key.match(header):
            continue
        old_draft = ";" not in value and "remaining" in value
        for item in [value] if old_draft else value.split(","):
            name = item.split(";")[0].strip().strip('"') if not old_draft else header
            yield name, {short: float(count) for short, count in _PAIR.findall(item.lower())}


def _hubspot(told: Mapping[str, str]) -> Iterator[Window]:
    """Three windows: a day (its end is not told), some seconds, one second."""
    millis = number(told.get(f"{_HUBSPOT}interval-milliseconds"))
    for name, limit, remaining, period in (
        ("daily", "daily", "daily-remaining", 86_400.0),
        ("rolling", "max", "remaining", millis / 1000 if millis else None),
        ("secondly", "secondly", "secondly-remaining", 1.0),
    ):
        left = number(told.get(_HUBSPOT + remaining))
        if left is not None and period:
            size = number(told.get(_HUBSPOT + limit))
            yield Window(f"hubspot-{name}", left, size, None, period)


def _until(text: str | None, now: float) -> float | None:
    """Seconds until a reset given as seconds, epoch seconds, epoch milliseconds or a date."""
    value = number(text)
    if value is None:
        moment = _timestamp(text or "")
        seconds = None if moment is None else moment - now
    elif value > _EPOCH_MS:
        seconds = value / 1000 - now
    else:
        seconds = value - now if value > _EPOCH else value
    return seconds if seconds is not None and 0 <= seconds <= _YEAR else None


def _timestamp(text: str) -> float | None:
    """Epoch seconds of an HTTP or ISO 8601 date (`2026-03-26T16:00Z`); UTC where no zone is."""
    if not text:
        return None
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
