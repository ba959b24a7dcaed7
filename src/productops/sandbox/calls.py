"""A log of what a sandbox was asked."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

from .wire import Call

_IDS = re.compile(r"/\d+(?=/|\.|$)")
_KEPT = 100_000


@dataclass(frozen=True, slots=True)
class Logged:
    """One call: its number (from 1), what was asked, the status (0: cut off) and the fault, if any."""

    number: int
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    status: int
    fault: str


class CallLog:
    """The newest 100,000 calls, and counts of all; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._calls: deque[Logged] = deque(maxlen=_KEPT)
        self._number = 0
        self.by_endpoint: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()
        self.by_fault: Counter[str] = Counter()

    def begin(self) -> int:
        """The number of the next call."""
        with self._lock:
            self._number += 1
            return self._number

    def add(self, number: int, call: Call, status: int, fault: str = "") -> None:
        """Note how a call ended."""
        with self._lock:
            self._calls.append(Logged(number, call.method, call.path, call.query, status, fault))
            self.by_endpoint[endpoint_of(call.path)] += 1
            self.by_status[status] += 1
            if fault:
                self.by_fault[fault] += 1

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Logged]:
        with self._lock:
            return iter(sorted(self._calls, key=lambda logged: logged.number))

    def count(self, prefix: str = "") -> int:
        """How many calls went to endpoints that start with *prefix* (ids written as `{id}`)."""
        with self._lock:
            return sum(n for name, n in self.by_endpoint.items() if name.startswith(prefix))

    def clear(self) -> None:
        """Forget all calls; numbering goes on."""
        with self._lock:
            self._calls.clear()
            self.by_endpoint.clear()
            self.by_status.clear()
            self.by_fault.clear()


def endpoint_of(path: str) -> str:
    """A path with its ids replaced: `/api/v2/tickets/{id}/comments`."""
    return _IDS.sub("/{id}", path.removesuffix(".json"))
