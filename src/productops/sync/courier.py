"""Sends a source's requests on threads of its own and puts what comes back in line.

A page goes in line before its follower is sent, so that the pages of a chain are committed in their order; and
a follower is sent only while fewer than two pages of its chain are on their way to the store.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from ..errors import Interrupted, PluginError, ProductopsError, SourceError
from ..kit.wire import Request
from ..store.base import PageCommit, RawRow
from .fetch import Fetched, Fetcher, following
from .work import PAGES_IN_FLIGHT, Chain, StreamWork, Task

FETCHERS = 6
PAGES_IN_MEMORY = 16


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """What a fetching thread or the writer reports to the source's thread."""

    work: StreamWork
    task: Task
    fetched: Fetched | None = None
    follower: Task | None = None
    commit: PageCommit | None = None
    raws: Mapping[str, RawRow] | None = None
    error: ProductopsError | None = None


class Courier:
    """The fetching side of one source in one run."""

    def __init__(self, fetcher: Fetcher, name: str, stop: threading.Event) -> None:
        self.inbox: queue.Queue[Event] = queue.Queue()
        self._fetcher = fetcher
        self._stop = stop
        self._ended = False
        self._slots = threading.Semaphore(PAGES_IN_MEMORY)
        self._pool = ThreadPoolExecutor(FETCHERS, f"{name}-fetch")

    def send(self, work: StreamWork, task: Task) -> None:
        """Fetch a task's page soon."""
        with work.lock:
            work.active += 1
        with task.chain.lock:
            task.chain.open_pages += 1
        self._pool.submit(self._fetch, work, task)

    def deliver(self, event: Event) -> None:
        """Put a page in line that came without being asked for; its task counts as under way."""
        self._slots.acquire()
        with event.task.chain.lock:
            event.task.chain.open_pages += 1
        self.inbox.put(event)

    def aside(self, call: object, *args: object) -> None:
        """Call something on a fetching thread; what it raises is its own affair."""
        self._pool.submit(call, *args)  # type: ignore[arg-type]

    def advance(self, work: StreamWork, chain: Chain) -> None:
        """Send a chain's next request, unless two of its pages are still on their way to the store."""
        with chain.lock:
            task = chain.ready
            if task is None or chain.open_pages >= PAGES_IN_FLIGHT:
                return
            if work.limited or self._ended or self._stop.is_set():
                work.left |= work.limited
                return
            chain.ready = None
        self.send(work, task)

    def stored(self, chain: Chain) -> None:
        """A page of the chain has left for good, into the store or by an error."""
        with chain.lock:
            chain.open_pages -= 1
        self._ask_ahead(chain)

    def done(self, work: StreamWork) -> None:
        """A task is through."""
        self._slots.release()
        with work.lock:
            work.active -= 1

    def close(self) -> None:
        """Send nothing more; wait for what is under way."""
        self._ended = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _fetch(self, work: StreamWork, task: Task) -> None:
        try:
            self._take_slot()
            if work.given_up:
                raise SourceError("not tried, since too much of this stream failed before")
            began = perf_counter()
            coming = partial(self._coming, work, task.chain)
            fetched = self._fetcher.page(task.request, work.plan, work.run, task.ahead, coming)
            work.spend("fetch", perf_counter() - began)
            work.count(len(fetched.page.records))
            follower = self._follower(work, task, fetched)
            self.inbox.put(Event(work, task, fetched=fetched, follower=follower))
            self.advance(work, task.chain)
        except ProductopsError as error:
            self.inbox.put(Event(work, task, error=error))
        except Exception as error:  # noqa: BLE001 - must reach the source's thread, or it waits for ever
            wrapped = PluginError(f"{type(error).__name__}: {error}", where=work.plan.name)
            self.inbox.put(Event(work, task, error=wrapped))

    def _take_slot(self) -> None:
        while not self._slots.acquire(timeout=0.2):
            if self._stop.is_set() or self._ended:
                raise Interrupted("asked to stop")

    def _coming(self, work: StreamWork, chain: Chain, request: Request) -> None:
        """A page waits for answers it needs besides, and what follows it is known: that need not wait as well."""
        if request.wait or work.limit is not None:
            return
        with chain.lock:
            chain.coming = self._fetcher.transport.settle(request)
        self._ask_ahead(chain)

    def _ask_ahead(self, chain: Chain) -> None:
        """Send what is coming; it is the second page of the chain under way, so there must be no other."""
        with chain.lock:
            if chain.coming is None or chain.open_pages >= PAGES_IN_FLIGHT or self._ended:
                return
            request, chain.coming = chain.coming, None
            # The writer may come by when all is over
            with suppress(RuntimeError):
                chain.ahead = self._fetcher.ask_ahead(request)

    def _follower(self, work: StreamWork, task: Task, fetched: Fetched) -> Task | None:
        request, chain = following(fetched, task.request), task.chain
        with chain.lock:
            ahead, chain.ahead, chain.coming = chain.ahead, None, None
        if request is None:
            return None
        follower = work.follow(chain, self._fetcher.transport.settle(request), fetched.page)
        with chain.lock:
            chain.ready = replace(follower, ahead=ahead)
        return follower
