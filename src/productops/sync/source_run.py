"""One source in one run: open it, keep its streams going until they are read, then take the census."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING

from ..errors import (
    CredentialsRejected,
    Interrupted,
    PermissionMissing,
    PluginError,
    ProductopsError,
    QuotaExhausted,
    SettingsError,
    SourceError,
    StoreError,
    UnexpectedAnswer,
)
from ..kit.decoding import decode
from ..kit.webhooks import Delivery
from ..kit.wire import Request
from ..store.base import PageCommit, Queued, Scope, SourceEntry, Store
from . import delivered, opening
from .census import open_census, take_census
from .commit import Writer
from .courier import FETCHERS, Courier, Event
from .coverage import hide_private, remember
from .ending import finish
from .erasing import erase_below
from .fetch import Fetched, Fetcher
from .pages import build_page
from .plan import plan
from .report import CENSUS_STREAM, SOURCE_STREAM, Problem, Show, SourceReport
from .rows import raws_of
from .run import Context
from .source import Source
from .starting import ask_count, first_tasks, new_work
from .watch import Watch
from .work import Chain, StreamWork, Task, chain_of

if TYPE_CHECKING:
    from ..plugins import Plugins

_STOPS_SOURCE = (CredentialsRejected, QuotaExhausted, Interrupted, StoreError)
_NOT_THERE = (402, 403, 404)


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for."""

    run_id: str
    now: datetime
    full: bool = False
    limit: int | None = None
    show: Show | None = None
    plugins: Plugins | None = None
    delivery: Delivery | None = None
    claimed: dict[Scope, str] = field(default_factory=dict)
    """Which source reads an account in this run."""


class SourceRun:
    """Reads one source into the store. `run()` never raises; the report says what happened."""

    def __init__(
        self,
        source: Source,
        store: Store,
        writer: Writer,
        options: Options,
        stop: threading.Event,
    ) -> None:
        self.source = source
        self.store = store
        self.writer = writer
        self.options = options
        self.stop = stop
        self.report = SourceReport(connector=source.connector.name)
        self.watch = Watch(source.name, self.report, options.show)
        self.works: dict[str, StreamWork] = {}
        self._children = count()

    def run(self) -> None:
        """Open, read, take the census; every error ends up in the report."""
        try:
            self._read()
        except ProductopsError as error:
            self.report.problem = Problem.of(error)
        except Exception as error:  # noqa: BLE001 - one source's fault must not take the others along
            told = PluginError(
                f"{type(error).__name__}: {error}",
                where=self.source.name,
                hint="This is a mistake in productops or a plugin; please report it.",
            )
            self.report.problem = Problem.of(told)
        self._close_books()
        event = "failed" if self.report.problem else "done"
        self.watch.tell(event, text=str(self.report.problem or ""))

    def _read(self) -> None:
        transport = self.source.transport(self.watch, self.stop)
        try:
            with ThreadPoolExecutor(FETCHERS, f"{self.source.name}-also") as also:
                self.fetcher = Fetcher(transport, self.watch, also)
                self.courier = Courier(self.fetcher, self.source.name, self.stop)
                try:
                    self._open()
                    self._prepare()
                    if self.options.delivery:
                        delivered.begin(self, self.options.delivery)
                        self._loop()
                    else:
                        self._loop()
                        erase_below(self.store, self.writer, self.scope, self.works)
                        self._census()
                finally:
                    self.courier.close()
        finally:
            transport.close()

    def _open(self) -> None:
        self.watch.tell("opening")
        known = self.store.sources().get(self.source.name)
        transport = self.fetcher.transport
        if known is not None and self.options.delivery:
            self.instance = opening.reopened(known.instance, transport)
        else:
            self.instance = opening.open_source(self.source, transport, known=known is not None)
        self.scope = opening.scope_of(self.source, self.instance)
        self._claim()
        self.report.instance = self.scope.instance
        self.report.warnings.extend(self.instance.warnings)
        packed = opening.pack(self.instance)
        entry = SourceEntry(self.source.name, self.scope, packed, self.options.now)
        self.store.remember_source(entry)

    def _claim(self) -> None:
        """One source an account: two would count every record twice."""
        first = self.options.claimed.setdefault(self.scope, self.source.name)
        if first != self.source.name:
            raise SettingsError(
                f'it is the same account as "{first}" ({self.scope.instance})',
                where=f"sources.{self.source.name}",
                hint="Remove one of them.",
            )

    def _close_books(self) -> None:
        for work in self.works.values():
            if not work.finished and work.started:
                work.report.seconds = perf_counter() - work.began
        if self.report.problem is None:
            for name in {SOURCE_STREAM, CENSUS_STREAM} & self.report.streams.keys():
                self.report.streams[name].complete = True

    # --- what there is to do -------------------------------------------------------------------

    def _prepare(self) -> None:
        plans = {p.name: p for p in plan(self.source.connector, self.source.settings.streams)}
        self.plans = list(plans.values())
        self.context = Context(self.store, self.scope, plans)
        if self.options.full:
            for name in plans:
                self.store.forget_queue(self.scope, name)
        self.works = {name: new_work(self, stream) for name, stream in plans.items()}
        self._pending: dict[str, list[Queued]] = {}
        self._early: dict[str, list[Queued]] = {}
        if self.options.delivery:
            return
        hide_private(self.store, self.writer, self.scope, self.works)
        for entry in self.store.queued(self.scope):
            self._pending.setdefault(entry.stream, []).append(entry)

    def _start_ready(self) -> None:
        """Start every stream whose needs are read."""
        for work in self.works.values():
            needs = [self.works[need] for need in work.plan.needs]
            if work.started or not all(need.finished for need in needs):
                continue
            work.started = True
            broken = [need.plan.name for need in needs if need.report.problem is not None]
            if broken:
                why = SourceError(
                    f"it needs {broken[0]}, which could not be read", where=work.plan.name
                )
                work.fail(Problem.of(why))
                work.finished = True
            else:
                self._start(work)

    def _start(self, work: StreamWork) -> None:
        work.began = perf_counter()
        self.watch.tell("stream", work.plan.name)
        try:
            tasks = first_tasks(work, self._pending.get(work.plan.name, ()))
        except SettingsError:
            raise
        except ProductopsError as error:
            work.fail(Problem.of(error))
            return
        open_census(self, work)
        if work.plan.count and work.plan.counted and tasks:
            self.courier.aside(ask_count, self, work)
        for task in tasks:
            self.courier.send(work, task)
        for entry in self._early.pop(work.plan.name, ()):
            self._send_child(entry)

    # --- until all is read -----------------------------------------------------------------------

    def _loop(self) -> None:
        self._start_ready()
        self._finish_idle()
        while not all(work.finished for work in self.works.values()):
            if self.stop.is_set():
                raise Interrupted(
                    "stopped", where=self.source.name, hint="Run it again to go on from here."
                )
            try:
                event = self.courier.inbox.get(timeout=0.1)
            except queue.Empty:
                continue
            self._handle(event)
            self._finish_idle()

    def _handle(self, event: Event) -> None:
        if event.error is not None:
            self._failed(event, event.error)
        elif event.commit is not None:
            self._committed(event, event.commit)
        elif event.fetched is not None:
            self._arrived(event, event.fetched)

    def _arrived(self, event: Event, fetched: Fetched) -> None:
        work, task = event.work, event.task
        fetched = delivered.without_cursor(fetched) if self.options.delivery else fetched
        try:
            children = self._tasks_below(work, fetched.page.children)
            commit = build_page(self.store, work, task, fetched, event.follower, children)
        except ProductopsError as error:
            self._failed(event, error)
            return
        self.watch.tell("page", work.plan.name, done=work.report.fetched, total=work.expected)

        def done(error: ProductopsError | None, seconds: float) -> None:
            work.spend("commit", seconds)
            if error is None:
                self.courier.stored(task.chain)
                self.courier.advance(work, task.chain)
            self.courier.inbox.put(
                Event(work, task, follower=event.follower, commit=commit, raws=raws, error=error)
            )

        raws = raws_of(commit)
        work.known.queued(raws)
        self.writer.put(commit, done)

    def _tasks_below(self, work: StreamWork, children: Iterable[Request]) -> list[Task]:
        """Tasks of the page's children; those of streams that are not read are left out."""
        tasks = []
        for child in children:
            below = self.works.get(child.stream or work.plan.name)
            if below is not None:
                chain = Chain(f"c:{self.options.run_id}:{next(self._children)}")
                request = self.fetcher.transport.settle(child.with_(stream=below.plan.name))
                tasks.append(below.task(chain, request))
        return tasks

    def _committed(self, event: Event, commit: PageCommit) -> None:
        event.work.known.committed(event.raws or {})
        for entry in commit.push:
            if event.follower is None or entry.key != event.follower.key:
                self._send_child(entry)
        self.courier.done(event.work)

    def _send_child(self, entry: Queued) -> None:
        below = self.works[entry.stream]
        if not below.started:  # what it needs is not read yet; it begins with this
            self._early.setdefault(entry.stream, []).append(entry)
            return
        if below.limited:
            below.left = True
            return
        chain = chain_of(entry.key)
        chain.number += 1
        request = decode(entry.request, Request)
        self.courier.send(below, Task(entry.key, chain, request))

    def _failed(self, event: Event, error: ProductopsError) -> None:
        work = event.work
        if isinstance(error, _STOPS_SOURCE):
            raise error
        if self._not_offered(work, error):
            if not work.refused:  # said once, however many records it is asked for
                why = error.in_one_line() if isinstance(error, PermissionMissing) else error.message
                work.report.warnings.append(f"not readable here: {why}")
                self.report.warnings.append(f"{work.plan.name} is not readable here: {why}")
            work.refused = True
        else:
            error.where = error.where or work.plan.name
            work.fail(Problem.of(error))
        self.courier.stored(event.task.chain)
        self.courier.done(work)

    def _not_offered(self, work: StreamWork, error: ProductopsError) -> bool:
        """Whether an optional stream was refused at its first request: the account lacks the feature."""
        refused = isinstance(error, PermissionMissing) or (
            isinstance(error, UnexpectedAnswer) and error.status in _NOT_THERE
        )
        return work.plan.optional and refused and work.fetched == 0

    def _finish_idle(self) -> None:
        """Close the books of every stream with nothing left to do; that may start others."""
        again = True
        while again:
            again = False
            for work in self.works.values():
                if not work.finished and self._is_idle(work):
                    self._finish(work)
                    again = True

    def _is_idle(self, work: StreamWork) -> bool:
        if not work.started or work.active:
            return False
        # Whoever is still at it may send more to a stream that is filled by others
        others = (w for w in self.works.values() if w is not work and w.started)
        return not work.rootless or all(
            other.finished or (other.rootless and not other.active) for other in others
        )

    def _finish(self, work: StreamWork) -> None:
        if self.options.delivery:
            work.finished, work.report.complete = True, work.report.problem is None
            return
        finish(self.store, self.writer, work)
        if work.report.complete:
            remember(self.writer, work, work.run.checkpoints)
        self.context.forget(work.plan.name)
        self.watch.tell(
            "stream_done", work.plan.name, done=work.report.fetched, total=work.expected
        )
        self._start_ready()

    def _census(self) -> None:
        for work in self.works.values():
            if work.report.complete and not work.refused:
                take_census(self, work)
