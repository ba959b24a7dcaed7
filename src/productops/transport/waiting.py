"""Waiting that is announced, bounded and can be ended; and the bounds themselves."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..errors import Interrupted, QuotaExhausted
from ..kit.wire import Request
from .base import Observer


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much the transport puts up with.

    Attributes:
        connect_timeout, read_timeout: seconds; reading counts from byte to byte.
        attempts: how often one request is sent before the source counts as unavailable.
        first_attempts: the same while the host has never answered and cannot be reached: a wrong
            name should be told soon.
        backoff, backoff_max: first and longest wait (seconds) where the source names none.
        max_wait: seconds one request may wait in all; beyond it the source counts as out of quota.
        max_bytes: largest answer, decompressed.
        max_redirects: on the same host.
    """

    connect_timeout: float = 10
    read_timeout: float = 120
    attempts: int = 8
    first_attempts: int = 3
    backoff: float = 0.5
    backoff_max: float = 15
    max_wait: float = 900
    max_bytes: int = 64 * 1024 * 1024
    max_redirects: int = 5


class Waiter:
    """The transport's only clock and its only way to wait.

    Args:
        stop: ends every wait at once when set.
        now: seconds since the epoch.
        pause: waits that many seconds and says whether it was told to stop; by default `stop.wait`.
        jitter: a number from 0 to 1, so that threads do not come back in step.
    """

    def __init__(
        self,
        stop: threading.Event | None = None,
        *,
        now: Callable[[], float] = time.time,
        pause: Callable[[float], bool] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.stop = stop or threading.Event()
        self.now = now
        self.jitter = jitter
        self._pause = pause or self.stop.wait

    def check(self) -> None:
        """Raise `Interrupted` if we were asked to stop."""
        if self.stop.is_set():
            raise Interrupted("stopped on request", hint="Run again to go on where it stopped.")

    def at(self, seconds: float) -> datetime:
        """The moment *seconds* from now (UTC)."""
        return datetime.fromtimestamp(self.now(), tz=UTC) + timedelta(seconds=seconds)

    def wait(
        self, request: Request, reason: str, seconds: float, *, observer: Observer, most: float
    ) -> None:
        """Tell *observer*, then wait; at most *most* seconds.

        Raises:
            QuotaExhausted: the wait would be longer; nothing was waited.
            Interrupted: asked to stop meanwhile.
        """
        self.check()
        if seconds <= 0:
            return
        until = self.at(seconds)
        if seconds > most:
            raise QuotaExhausted(
                f"{reason}; that is until {until:%Y-%m-%d %H:%M} UTC, longer than we wait",
                where=request.stream,
                hint="Run again later; everything fetched so far is kept.",
                resets_at=until,
            )
        observer.waiting(request, reason, seconds, until)
        self._pause(seconds)
        self.check()

    def backoff(self, failures: int, bounds: Bounds) -> float:
        """Seconds after the *failures*-th failure: doubling, bounded, plus up to half of it."""
        doubled = bounds.backoff * 2.0 ** (failures - 1)
        return min(doubled, bounds.backoff_max) * (1 + self.jitter() / 2)
