"""One source in one run: open it, keep its streams going until they are read, then take the census."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from ..errors import (
    CredentialsRejected,
    Interrupted,
    PermissionMissing,
    PluginError,
    ProductopsError,
    QuotaExhausted,
    SourceError,
    StoreError,
    UnexpectedAnswer,
)
from ..kit.wire import Request
from ..model.vocabulary import Vocabulary
from ..store.base import PageCommit, Queued, SourceEntry, Store
from . import opening
from .census import take_census
from .commit import Writer
from .fetch import Fetched, Fetcher, following, guarded
from .known import Known
from .pages import build_page
from .plan import StreamPlan, plan
from .renew import renew_stale
from .report import CENSUS_STREAM, SOURCE_STREAM, Problem, Show, SourceReport
from .rows import Normaliser, held_of
from .run import Context, StreamRun
from .source import Source
from .watch import Watch
from .work import PAGES_IN_FLIGHT, Chain, StreamWork, Task, chain_of

if TYPE_CHECKING:
    from ..plugins import Plugins

FETCHERS = 6
PAGES_IN_MEMORY = 16
_STOPS_SOURCE = (CredentialsRejected, QuotaExhausted, Interrupted, StoreError)
_NOT_THERE = (402, 403, 404)


@dataclass(frozen=True, slots=True, eq=False)
class _Event:
    """What a fetching thread or the writer reports to the source's thread."""

    work: StreamWork
    task: Task
    fetched: Fetched | None = None
    follower: Task | None = None
    commit: PageCommit | None = None
    error: ProductopsError | None = None


class SourceRun:
    """Reads one source into the store. `run()` never raises; the report says what happened."""

    def __init__(  # noqa: PLR0913 - the options of a run
        self,
        source: Source,
        store: Store,
        writer: Writer,
        *,
        run_id: str,
        now: datetime,
        full: bool,
        limit: int | None,
        show: Show | None,
        plugins: Plugins | None,
        stop: threading.Event,
    ) -> None:
        self.source = source
        self.report = SourceReport(connector=source.connector.name)
        self.store = store
        self.writer = writer
        self.run_id = run_id
        self.now = now
        self.full = full
        self.limit = limit
        self.plugins = plugins
        self.stop = stop
        self.watch = Watch(source.name, self.report, show)
        self.works: dict[str, StreamWork] = {}
        self._inbox: queue.Queue[_Event] = queue.Queue()
        self._slots = threading.Semaphore(PAGES_IN_MEMORY)
        self._children = count()
        self._ended = False

    def run(self) -> None:
        """Open, read, take the census; every error ends up in the report."""
        try:
            with (
                ThreadPoolExecutor(FETCHERS, f"{self.source.name}-fetch") as self._pool,
                ThreadPoolExecutor(FETCHERS, f"{self.source.name}-also") as also,
            ):
                self._read(also)
        except ProductopsError as error:
            self.report.problem = Problem.of(error)
        except Exception as error:  # noqa: BLE001 - one source's fault must not take the others along
            self.report.problem = Problem.of(
                PluginError(f"{type(error).__name__}: {error}", where=self.source.name)
            )
            self.report.problem.hint = (
                "This is a mistake in productops or a plugin; please report it."
            )
        event = "failed" if self.report.problem else "done"
        self.watch.tell(event, text=str(self.report.problem or ""))

    def _read(self, also: ThreadPoolExecutor) -> None:
        transport = self.source.transport(self.watch, self.stop)
        try:
            self.watch.tell("opening")
            self.instance = opening.open_source(self.source, transport)
            self.scope = opening.scope_of(self.source, self.instance)
            self.report.instance = self.scope.instance
            self.report.warnings.extend(self.instance.warnings)
            self.fetcher = Fetcher(transport, self.watch, also)
            self._remember()
            self._prepare()
            self._loop()
            self._census()
            self._close_books()
        except BaseException:
            self._abandon()
            raise
        finally:
            transport.close()

    def _close_books(self) -> None:
        for name in (SOURCE_STREAM, CENSUS_STREAM):
            if name in self.report.streams:
                self.report.streams[name].complete = True

    def _remember(self) -> None:
        entry = SourceEntry(self.source.name, self.scope, opening.pack(self.instance), self.now)
        self.store.remember_source(entry)

    # --- what there is to do -------------------------------------------------------------------

    def _prepare(self) -> None:
        plans = {p.name: p for p in plan(self.source.connector, self.source.settings.streams)}
        self.context = Context(self.store, self.scope, plans)
        if self.full:
            for name in plans:
                self.store.forget_queue(self.scope, name)
        for name in plans:
            self.works[name] = self._work(plans[name])
        self._pending: dict[str, list[Queued]] = {}
        for entry in self.store.queued(self.scope):
            self._pending.setdefault(entry.stream, []).append(entry)

    def _work(self, stream: StreamPlan) -> StreamWork:
        checkpoints = {
            c.partition: c for c in self.store.checkpoints(self.scope) if c.stream == stream.name
        }
        run = StreamRun(
            stream, settings=self.source.settings, instance=self.instance, scope=self.scope,
            now=self.now, context=self.context, checkpoints=checkpoints, full=self.full,
            vocabulary=Vocabulary(
                self.source.vocabulary, getattr(self.source.connector, "vocabulary", None)
            ),
        )  # fmt: skip
        report = self.report.stream(stream.name)
        enrich = self.plugins.enrich if self.plugins and self.plugins.enriches else None
        return StreamWork(
            stream, run, report,
            Normaliser(stream, run, self.scope, self.run_id, report, enrich),
            Known(self.store, self.scope, stream.name),
            limit=None if stream.context else self.limit,
            full=self.full,
        )  # fmt: skip

    def _start_ready(self) -> None:
        """Start every stream whose needs are read."""
        for work in self.works.values():
            needs = [self.works[need] for need in work.plan.needs]
            if work.started or not all(need.finished for need in needs):
                continue
            work.started = True
            broken = [n.plan.name for n in needs if n.report.problem is not None]
            if broken:
                why = SourceError(f"it needs {broken[0]}, which could not be read")
                work.fail(Problem.of(why))
                work.finished = True
                continue
            self._start(work)

    def _start(self, work: StreamWork) -> None:
        work.began = perf_counter()
        self.watch.tell("stream", work.plan.name)
        try:
            tasks = [self._resumed(work, entry) for entry in self._pending.get(work.plan.name, ())]
            work.resumed = bool(tasks)
            tasks += self._roots(work, {task.chain.key for task in tasks})
        except ProductopsError as error:
            work.fail(Problem.of(error))
            return
        work.rootless = not tasks
        if work.plan.count and work.plan.counted and tasks:
            self._pool.submit(self._count, work)
        for task in tasks:
            self._send(work, task)

    def _resumed(self, work: StreamWork, entry: Queued) -> Task:
        request = msgspec.json.decode(entry.request, type=Request)
        return work.task(chain_of(entry.key), request)

    def _roots(self, work: StreamWork, running: set[str]) -> list[Task]:
        """One task a partition that is not already under way."""
        found: dict[str, Task] = {}
        for request in guarded(work.plan, "start", lambda: list(work.plan.stream.start(work.run))):
            key = f"r:{work.plan.name}:{request.partition}"
            if key in found:
                raise PluginError(
                    f'start gave partition "{request.partition}" twice', where=work.plan.name
                )
            work.incremental |= work.run.cursor(request.partition) is not None
            if key not in running:
                found[key] = work.task(Chain(key), request.with_(stream=work.plan.name))
        return list(found.values())

    def _count(self, work: StreamWork) -> None:
        """Ask the source for its own number; a help, so a refusal is no failure."""
        try:
            request = work.plan.count and work.plan.count(work.run)
            if request is None:
                return
            answer = self.fetcher.transport.send(request.with_(stream=SOURCE_STREAM))
            work.expected = opening.counted(answer, work.plan.counted)
            work.report.expected = work.expected
        except Exception:  # noqa: BLE001 - see above
            work.expected = None

    # --- fetching: on the pool's threads --------------------------------------------------------

    def _send(self, work: StreamWork, task: Task) -> None:
        with work.lock:
            work.active += 1
        with task.chain.lock:
            task.chain.open_pages += 1
        self._pool.submit(self._fetch, work, task)

    def _fetch(self, work: StreamWork, task: Task) -> None:
        try:
            self._take_slot()
            if work.given_up:
                raise SourceError("not tried, since too much of this stream failed before")
            fetched = self.fetcher.page(task.request, work.plan, work.run)
            work.count(len(fetched.page.records))
            follower = self._follow(work, task, fetched)
            # the page goes in line before its follower is sent, so that pages commit in their order
            self._inbox.put(_Event(work, task, fetched=fetched, follower=follower))
            self._advance(work, task.chain)
        except ProductopsError as error:
            self._inbox.put(_Event(work, task, error=error))
        except Exception as error:  # noqa: BLE001 - must reach the source's thread, or it waits for ever
            wrapped = PluginError(f"{type(error).__name__}: {error}", where=work.plan.name)
            self._inbox.put(_Event(work, task, error=wrapped))

    def _take_slot(self) -> None:
        while not self._slots.acquire(timeout=0.2):
            if self.stop.is_set():
                raise Interrupted("asked to stop")

    def _follow(self, work: StreamWork, task: Task, fetched: Fetched) -> Task | None:
        request = following(fetched, task.request)
        if request is None:
            return None
        follower = work.task(task.chain, request)
        with task.chain.lock:
            task.chain.ready = follower
        return follower

    def _advance(self, work: StreamWork, chain: Chain) -> None:
        """Send a chain's next request, unless two of its pages are still on their way to the store."""
        with chain.lock:
            task = chain.ready
            if task is None or chain.open_pages >= PAGES_IN_FLIGHT or work.limited:
                return
            if self.stop.is_set() or self._ended:
                return
            chain.ready = None
        self._send(work, task)

    # --- the source's thread ----------------------------------------------------------------------

    def _loop(self) -> None:
        self._start_ready()
        self._finish_idle()
        while not all(work.finished for work in self.works.values()):
            if self.stop.is_set():
                raise Interrupted(
                    "stopped", where=self.source.name, hint="Run it again to go on from here."
                )
            try:
                event = self._inbox.get(timeout=0.1)
            except queue.Empty:
                continue
            self._handle(event)
            self._finish_idle()

    def _handle(self, event: _Event) -> None:
        if event.error is not None:
            self._failed(event)
        elif event.commit is not None:
            self._committed(event, event.commit)
        elif event.fetched is not None:
            self._arrived(event, event.fetched)

    def _arrived(self, event: _Event, fetched: Fetched) -> None:
        work = event.work
        began = perf_counter()
        try:
            children = self._tasks_below(work, fetched.page.children)
            commit = build_page(self.store, work, event.task, fetched, event.follower, children)
        except ProductopsError as error:
            self._failed(_Event(work, event.task, error=error))
            return
        work.spend("normalise", perf_counter() - began)
        self.watch.tell("page", work.plan.name, done=work.report.fetched, total=work.expected)

        def done(error: ProductopsError | None) -> None:
            if error is None:
                self._leave(event.task.chain)
                self._advance(work, event.task.chain)
            answer = _Event(work, event.task, follower=event.follower, commit=commit, error=error)
            self._inbox.put(answer)

        work.known.queued(held_of(commit))
        self.writer.put(commit, done)

    def _leave(self, chain: Chain) -> None:
        with chain.lock:
            chain.open_pages -= 1

    def _tasks_below(self, work: StreamWork, children: Iterable[Request]) -> list[Task]:
        """Tasks of the page's children; those of streams that are not read are left out."""
        tasks = []
        for child in children:
            below = self.works.get(child.stream or work.plan.name)
            if below is not None:
                chain = Chain(f"c:{self.run_id}:{next(self._children)}")
                tasks.append(below.task(chain, child.with_(stream=below.plan.name)))
        return tasks

    def _committed(self, event: _Event, commit: PageCommit) -> None:
        work = event.work
        work.known.committed(held_of(commit))
        for child in commit.push:
            if event.follower is None or child.key != event.follower.key:
                self._send_child(child)
        self._done(work)

    def _send_child(self, entry: Queued) -> None:
        work = self.works[entry.stream]
        chain = chain_of(entry.key)
        chain.number += 1
        self._send(work, Task(entry.key, chain, msgspec.json.decode(entry.request, type=Request)))

    def _done(self, work: StreamWork) -> None:
        self._slots.release()
        with work.lock:
            work.active -= 1

    def _failed(self, event: _Event) -> None:
        work, error = event.work, event.error
        if isinstance(error, _STOPS_SOURCE):
            raise error
        if error is not None and self._not_offered(work, error):
            work.report.warnings.append(f"not readable here: {error.message}")
            self.report.warnings.append(f"{work.plan.name} is not readable here: {error.message}")
        elif error is not None and work.failures == 0:
            error.where = error.where or work.plan.name
            work.fail(Problem.of(error))
        else:
            work.failures += 1
        self._leave(event.task.chain)
        self._done(work)

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
                    self._start_ready()
                    again = True

    def _is_idle(self, work: StreamWork) -> bool:
        if not work.started or work.active:
            return False
        others = (w for w in self.works.values() if w is not work and not w.rootless)
        return not work.rootless or all(other.finished or not other.started for other in others)

    def _finish(self, work: StreamWork) -> None:
        work.finished = True
        report = work.report
        report.complete = report.problem is None and not work.limited
        if report.complete:
            self._settle(work)
        for name, words in work.run.vocabulary.unmapped.items():
            report.unmapped.update({f"{name}/{word}": times for word, times in words.items()})
        report.seconds = perf_counter() - work.began
        report.stages["commit"] = self.writer.seconds
        self.context.forget(work.plan.name)
        self.watch.tell("stream_done", work.plan.name, done=report.fetched, total=work.expected)

    def _settle(self, work: StreamWork) -> None:
        """What belongs to a stream that was read to its end."""
        if not work.known.was_empty:
            renew_stale(self.store, self.writer, work)
        if work.normaliser.crashes:
            what, times = max(work.normaliser.crashes.items(), key=lambda item: item[1])
            work.fail(Problem.of(PluginError(
                f"{what} ({times} records set aside)", where=work.plan.name,
                hint="The connector has a mistake; mend it and run `productops renormalise`.",
            )))  # fmt: skip
            work.report.complete = False
        if (
            work.report.fetched == 0
            and (work.expected or 0) > 0
            and work.known.was_empty
            and not work.run.since
        ):
            work.fail(Problem.of(SourceError(
                f"the source answered no record, but says it has {work.expected:,}",
                where=work.plan.name,
                hint="The account may lack the role or scope to read them; nothing was changed.",
            )))  # fmt: skip
            work.report.complete = False

    def _census(self) -> None:
        for work in self.works.values():
            if work.plan.census is not None and work.report.complete:
                take_census(self, work)

    def _abandon(self) -> None:
        """A source that ends early: nothing more is sent, what is with the writer is still written."""
        self._ended = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        for work in self.works.values():
            if not work.finished:
                work.report.complete = False
                work.report.seconds = perf_counter() - work.began
