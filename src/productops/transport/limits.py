"""Keeps a source's rate limits: learned from answers, shared by all threads of an account.

A window's *share* is taken from what was left when we first saw it: at 0.7 of 100 left we send 70
and leave 30 to the account's other users. A request in flight counts as used.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..kit.connector import Pace
from .headers import Window

Place = tuple[str, str]
"""(host, bucket); the empty bucket is the account's limit on that host."""


@dataclass(slots=True)
class _Held:
    """A window as we follow it. *reserve*: left to others; *resets_at*: epoch seconds."""

    remaining: float
    first: float
    reserve: float
    resets_at: float


@dataclass(slots=True)
class _Account:
    """What is known of one (host, bucket)."""

    held: dict[str, _Held] = field(default_factory=dict)
    paused_until: float = 0
    in_flight: int = 0


@dataclass(frozen=True, slots=True)
class Delay:
    """Why and how long a request must wait before it is sent."""

    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Permit:
    """A request under way, and the limits it counts against."""

    host: str
    bucket: str
    stream: str
    places: tuple[Place, ...]


class Limiter:
    """Says how long to wait before a request; one for all threads that use an account.

    Args:
        share: how much of what a window leaves we use, above 0 up to 1.
        paces: bucket → how fast it may be used, where the source's answers do not tell.
    """

    def __init__(self, share: float, paces: Mapping[str, Pace] = MappingProxyType({})) -> None:
        self._share = share
        self._paces = paces
        self._sent = {bucket: deque[float](maxlen=pace.requests) for bucket, pace in paces.items()}
        self._lock = threading.Lock()
        self._accounts: dict[Place, _Account] = {}
        self._buckets: dict[tuple[str, str, str], set[str]] = {}

    def enter(self, host: str, bucket: str, stream: str, now: float) -> Permit | Delay:
        """Start a request, or say how long to wait. A permit is given back by `leave`."""
        with self._lock:
            places = self._places(host, bucket, stream)
            delays = [one for place in places if (one := self._delay(place, now))]
            delays += self._too_fast(bucket, now)
            if delays:
                return max(delays, key=lambda delay: delay.seconds)
            for place in places:
                self._account(place).in_flight += 1
            if bucket in self._sent:
                self._sent[bucket].append(now)
            return Permit(host, bucket, stream, places)

    def leave(self, permit: Permit, windows: Iterable[Window], now: float) -> None:
        """End a request; *windows* are what its answer told."""
        with self._lock:
            for place in permit.places:
                self._account(place).in_flight -= 1
            asked = (permit.host, permit.bucket, permit.stream)
            for window in windows:
                if window.bucket:
                    self._buckets.setdefault(asked, set()).add(window.bucket)
                self._learn(self._account((permit.host, window.bucket)), window, now)

    def pause(self, host: str, bucket: str, until: float) -> None:
        """The source asked for silence until then (epoch seconds); all threads keep it."""
        with self._lock:
            account = self._account((host, bucket))
            account.paused_until = max(account.paused_until, until)

    def _places(self, host: str, bucket: str, stream: str) -> tuple[Place, ...]:
        """The account, the request's bucket, and buckets that answers to this stream named."""
        named = self._buckets.get((host, bucket, stream), set())
        return tuple((host, name) for name in sorted({"", bucket, *named}))

    def _account(self, place: Place) -> _Account:
        return self._accounts.setdefault(place, _Account())

    def _delay(self, place: Place, now: float) -> Delay | None:
        account = self._account(place)
        if account.paused_until > now:
            return Delay(account.paused_until - now, f"the source asked to wait{_at(place)}")
        for name, held in list(account.held.items()):
            if held.resets_at <= now:
                del account.held[name]
            elif held.remaining - account.in_flight <= held.reserve:
                return Delay(
                    held.resets_at - now,
                    f"our share of the rate limit is used ({name}: {held.remaining:.0f} of "
                    f"{held.first:.0f} left, rate_share {self._share:g})",
                )
        return None

    def _too_fast(self, bucket: str, now: float) -> list[Delay]:
        """How long a bucket with a pace has to wait, if it has to."""
        pace, sent = self._paces.get(bucket), self._sent.get(bucket)
        if pace is None or not sent or len(sent) < pace.requests:
            return []
        seconds = sent[0] + pace.seconds - now
        reason = f"at most {pace.requests} requests in {pace.seconds:g} s ({bucket})"
        return [Delay(seconds, reason)] if seconds > 0 else []

    def _learn(self, account: _Account, window: Window, now: float) -> None:
        """Follow *window*; one without reset and length is left out: how long to wait?"""
        lasts = window.resets_in if window.resets_in is not None else window.period
        if not lasts or (window.limit is not None and window.limit <= 0):
            return
        held = account.held.get(window.name)
        if held is None or held.resets_at <= now or window.remaining > held.first:
            left = window.remaining
            reserve = left - math.floor(left * self._share)
            account.held[window.name] = _Held(left, left, reserve, now + lasts)
            return
        held.remaining = window.remaining
        if window.resets_in is not None:
            held.resets_at = now + window.resets_in


def _at(place: Place) -> str:
    return f" ({place[1]})" if place[1] else ""
