"""The vendor's rate limits: bursts by endpoint and second, and points by the hour for apps.

https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock

from productops.sandbox import Buckets, Reply
from productops.sandbox.limits import PLENTY
from productops.sandbox.wire import as_json

HOUR = 3_600.0
POINTS = 65_000
BURSTS = {"GET": 350, "POST": 200, "PUT": 300}
_SINGLE = {"/issue/{id}": 400, "/issue/{id}/changelog": 200}
_PART = re.compile(r"(?<=/)(?:\d+|[A-Z][A-Z0-9]*-\d+)(?=/|$)")


def endpoint(path: str) -> str:
    """A path with its ids and keys replaced."""
    return _PART.sub("{id}", path)


class Pace:
    """Counts calls and points, and says what is left.

    Args:
        seconds: a growing clock.
        now: the simulated time, for resets.
        limits: totals that replace the vendor's: `points` (an hour), `GET`, `POST`, or an endpoint
            (`POST /search/jql`), each a second.
        enforced: refuse what is too much; otherwise only the headers tell.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        now: Callable[[], datetime],
        *,
        limits: Mapping[str, int],
        enforced: bool,
    ) -> None:
        self._seconds, self._now = seconds, now
        self._buckets = Buckets(seconds, enforced=enforced)
        self._limits, self._enforced = limits, enforced
        self._quota = limits.get("points", POINTS)
        self._since, self._used = seconds(), 0
        self._lock = Lock()

    def lift(self) -> None:
        """From now on no limit holds."""
        self._buckets.lift()
        self._quota = PLENTY

    def take(self, method: str, path: str) -> tuple[dict[str, str], Reply | None]:
        """Count a call against its burst: the headers of its answer, and a refusal if it is too much."""
        name = endpoint(path)
        total = self._limits.get(f"{method} {name}") or self._limits.get(method)
        total = total or (_SINGLE.get(name) if method == "GET" else None) or BURSTS.get(method, 200)
        held = self._buckets.take(f"{method} {name}", total, 1.0)
        reset = self._now() + timedelta(seconds=held.resets)
        headers = {
            "x-ratelimit-limit": str(held.total),
            "x-ratelimit-remaining": str(held.remaining),
            "x-ratelimit-reset": reset.strftime("%Y-%m-%dT%H:%MZ"),
        }
        if held.remaining * 5 < held.total:
            headers["x-ratelimit-nearlimit"] = "true"
        return headers, slow_down("jira-burst-based", held.resets) if held.refused else None

    def quota(self, points: int) -> tuple[dict[str, str], Reply | None]:
        """Count *points* of an app; 0 asks only whether some are left."""
        with self._lock:
            now = self._seconds()
            if now - self._since >= HOUR:
                self._since, self._used = now, 0
            refused = self._enforced and self._used >= self._quota
            self._used += points
            left, resets = max(0, self._quota - self._used), int(HOUR - (now - self._since)) + 1
        headers = {
            "ratelimit-policy": f'"tenant-app-quota";q={self._quota};w=3600',
            "ratelimit": f'"tenant-app-quota";r={left};t={resets}',
        }
        return headers, slow_down("jira-quota-tenant-based", resets) if refused else None


def slow_down(reason: str, resets: int) -> Reply:
    """Too much; *reason* says of what."""
    body = {
        "errorMessages": ["Rate limit exceeded. Please wait before you try again."],
        "errors": {},
    }
    return as_json(body, 429, {"retry-after": str(resets), "ratelimit-reason": reason})
