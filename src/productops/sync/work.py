"""The state of one stream in a run: its chains of pages, and what is still under way.

A chain is a request and the pages that follow it. At most two of its pages are between fetching and the
store at any time, so a kill costs at most two.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import LoopDetected
from ..kit.wire import Page, Request
from ..store.base import Queued
from .known import Known
from .plan import StreamPlan
from .report import Problem, StreamReport
from .rows import Normaliser
from .run import StreamRun

if TYPE_CHECKING:
    from .fetch import Ahead

PAGES_IN_FLIGHT = 2
FAILURES_MOST = 5
"""Chains of a stream that may fail before the rest is not tried any more."""


@dataclass(slots=True, eq=False)
class Chain:
    """Pages that follow one another.

    *last*: what the newest one held, see `contents`. *seen*: hashes of the ids they gave, where the stream lists
    things whole; *blind*: they held something whose id could not be told. *coming*: what follows a page that is
    not whole yet; *ahead*: the same once it was sent.
    """

    key: str
    number: int = 0
    open_pages: int = 0
    ready: Task | None = None
    coming: Request | None = None
    ahead: Ahead | None = None
    seen: set[int] | None = None
    blind: bool = False
    last: int | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One request of a chain; *key* names it in the queue."""

    key: str
    chain: Chain
    request: Request
    ahead: Ahead | None = None

    def queued(self) -> Queued:
        """As the store keeps it."""
        return Queued(self.key, self.request.stream, msgspec.json.encode(self.request))


@dataclass(slots=True, eq=False)
class StreamWork:
    """One stream in a run.

    *active* counts tasks that were sent off and are not committed yet; *left* says that some were not sent,
    for the stream came to its limit; *left_out* that it is not read with these settings, which says nothing of what is
    held; *again* says why all is read anew, *coverage* with what; *present* gathers the ids of a stream that is
    listed whole every time, which makes the listing a census.
    """

    plan: StreamPlan
    run: StreamRun
    report: StreamReport
    normaliser: Normaliser
    known: Known
    limit: int | None = None
    full: bool = False
    again: str = ""
    coverage: dict[str, Any] = field(default_factory=dict)
    began: float = field(default_factory=perf_counter)
    active: int = 0
    started: bool = False
    rootless: bool = False
    left_out: bool = False
    finished: bool = False
    resumed: bool = False
    incremental: bool = False
    failures: int = 0
    fetched: int = 0
    limited: bool = False
    left: bool = False
    refused: bool = False
    expected: int | None = None
    present: set[str] | None = None
    sent: set[int] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        if self.plan.can.deletes and not self.plan.can.incremental and self.plan.census is None:
            self.present = set()

    @property
    def given_up(self) -> bool:
        """Whether nothing more of this stream is sent."""
        return self.failures >= FAILURES_MOST

    def task(self, chain: Chain, request: Request) -> Task:
        """The next task of a chain.

        Raises:
            LoopDetected: the chain was sent back to a request that the partition has already sent.
        """
        chain.number += 1
        mark = hash((chain.key, fingerprint(request)))
        with self.lock:
            if mark in self.sent:
                raise LoopDetected(
                    f"the source sent us back to {request.path}, which was already answered in this run",
                    where=self.plan.name,
                    hint="What was read is kept. If it stays so, report it to the source's support.",
                )
            self.sent.add(mark)
        return Task(f"{chain.key}/{chain.number}", chain, request)

    def follow(self, chain: Chain, request: Request, page: Page) -> Task:
        """The task after *page*.

        Raises:
            LoopDetected: as `task`; or *page* holds what the one before it held, so that going on has no end.
        """
        held = contents(page)
        if held is not None and held == chain.last:
            raise LoopDetected(
                f"the source gives the same page of {request.path} again, wherever we ask it to go on",
                where=self.plan.name,
                hint="What was read is kept. If it stays so, report it to the source's support.",
            )
        chain.last = held
        return self.task(chain, request)

    def count(self, records: int) -> None:
        """A page with so many records was read."""
        with self.lock:
            self.fetched += records
            if self.limit is not None and self.fetched >= self.limit:
                self.limited = True

    def fail(self, problem: Problem) -> None:
        """Remember the first problem; later ones only count."""
        self.failures += 1
        if self.report.problem is None:
            self.report.problem = problem

    def spend(self, stage: str, seconds: float) -> None:
        """Book seconds on a stage."""
        with self.lock:
            self.report.stages[stage] = self.report.stages.get(stage, 0.0) + seconds


def contents(page: Page) -> int | None:
    """A mark of what a page holds, by its ends; None of an empty one."""
    held = page.records or page.present
    if not isinstance(held, Sequence):
        return None
    return hash((len(held), msgspec.json.encode((held[0], held[-1])))) if held else None


def fingerprint(request: Request) -> str:
    """What makes a request the same: all that is asked, but for the size of the page."""
    query = {k: v for k, v in request.query.items() if k != request.page_size}
    body = request.body
    if isinstance(body, dict):
        body = {k: v for k, v in body.items() if k != request.page_size}
    parts = (request.method, request.host, request.path, sorted(query.items()), body, request.state)
    return msgspec.json.encode(parts, order="deterministic").decode()


def chain_of(key: str) -> Chain:
    """The chain that a queued task continues."""
    name, _, number = key.rpartition("/")
    return Chain(name, int(number) - 1)
