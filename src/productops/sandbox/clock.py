"""Simulated time: the company changes when somebody moves the clock, and at no other moment."""

from __future__ import annotations

from datetime import datetime, timedelta

DEFAULT_NOW = datetime.fromisoformat("2026-06-01T09:00:00+00:00")
"""When nobody says otherwise; fixed, so that two runs see the same company."""


class SimulatedClock:
    """The time in the company's world.

    Args:
        now: where it starts; with a zone.
    """

    def __init__(self, now: datetime = DEFAULT_NOW) -> None:
        if now.tzinfo is None:
            raise ValueError("the simulated time needs a zone; write datetime(…, tzinfo=UTC)")
        self._start = now.replace(microsecond=0)
        self._now = self._start

    @property
    def start(self) -> datetime:
        """Where the clock started."""
        return self._start

    @property
    def now(self) -> datetime:
        """The simulated time."""
        return self._now

    @property
    def epoch(self) -> int:
        """The simulated time in whole seconds since 1970-01-01 UTC."""
        return int(self._now.timestamp())

    def advance(self, by: timedelta) -> datetime:
        """Move on by *by*; what happens in the company until then has happened.

        Raises:
            ValueError: *by* is negative; the past of the company is fixed.
        """
        if by < timedelta():
            raise ValueError("the simulated time only moves forward")
        self._now += by
        return self._now
