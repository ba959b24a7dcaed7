"""Rate limits as vendors keep them: so many calls in a window, then a refusal with a time to wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

PLENTY = 1_000_000
"""Calls a window, where no limit holds."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a bucket held after a call. *resets*: seconds until the window starts anew."""

    total: int
    remaining: int
    resets: int
    refused: bool


class Buckets:
    """Counters of calls, one a bucket, in fixed windows.

    Args:
        timer: seconds, growing (`time.monotonic`, or a test's own).
        enforced: refuse what is over the limit; otherwise only count.
    """

    def __init__(self, timer: Callable[[], float], *, enforced: bool) -> None:
        self._timer = timer
        self._enforced, self._lifted = enforced, False
        self._windows: dict[str, tuple[float, int]] = {}
        self._lock = Lock()

    def lift(self) -> None:
        """From now on every bucket allows plenty."""
        self._lifted = True

    def take(self, bucket: str, total: int, window: float = 60.0) -> Allowance:
        """Count one call against *bucket*, which allows *total* calls a *window* (seconds)."""
        total = PLENTY if self._lifted else total
        with self._lock:
            now = self._timer()
            since, used = self._windows.get(bucket, (now, 0))
            if now - since >= window:
                since, used = now, 0
            refused = self._enforced and used >= total
            used += not refused
            self._windows[bucket] = (since, used)
        left = max(1, int(window - (now - since) + 0.999))
        return Allowance(total, max(0, total - used), left, refused)
