"""A clock that only moves when someone waits, an observer that remembers, and a transport on a function."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import pytest

from productops.kit import Request
from productops.transport.http import HttpTransport
from productops.transport.waiting import Waiter

Handler = Callable[[httpx.Request], httpx.Response]
START = 1_800_000_000.0


class Clock:
    """Time as the tests need it: waiting is instant and moves it."""

    def __init__(self) -> None:
        self.time = START
        self.waits: list[float] = []
        self.stop = threading.Event()

    def now(self) -> float:
        return self.time

    def pause(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.time += seconds
        return self.stop.is_set()

    def waiter(self) -> Waiter:
        return Waiter(self.stop, now=self.now, pause=self.pause, jitter=lambda: 0.0)


@dataclass
class Seen:
    """An observer that remembers everything, in order."""

    events: list[tuple[str, str, str]] = field(default_factory=list)
    waits: list[tuple[str, float, datetime]] = field(default_factory=list)

    def sent(self, request: Request) -> None:
        self.events.append(("sent", request.stream, request.path))

    def retried(self, request: Request, reason: str) -> None:
        self.events.append(("retried", request.stream, reason))

    def waiting(self, request: Request, reason: str, seconds: float, until: datetime) -> None:
        self.events.append(("waiting", request.stream, reason))
        self.waits.append((reason, seconds, until))

    def count(self, what: str, stream: str | None = None) -> int:
        return sum(1 for kind, of, _ in self.events if kind == what and stream in (None, of))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def connect(clock: Clock, seen: Seen) -> Iterator[Callable[..., HttpTransport]]:
    """A transport whose network is a function."""
    opened: list[HttpTransport] = []

    def build(handler: Handler | None = None, **options: Any) -> HttpTransport:
        options.setdefault("waiter", clock.waiter())
        if handler:
            options["transport"] = httpx.MockTransport(handler)
        transport = HttpTransport(
            source="support",
            observer=seen,
            **{"hosts": {"api": "https://acme.zendesk.example"}, **options},
        )
        opened.append(transport)
        return transport

    yield build
    for transport in opened:
        transport.close()


@pytest.fixture
def replies() -> Callable[..., Handler]:
    """A source that gives these answers in turn; the last one for ever."""

    def build(*answers: httpx.Response | Exception) -> Handler:
        left = list(answers)

        def handle(request: httpx.Request) -> httpx.Response:
            answer = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(
                answer.status_code, headers=answer.headers, content=answer.content
            )

        return handle

    return build
