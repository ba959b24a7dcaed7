"""The verbs `check` and `verify`: does it open, and is everything here that the source shows?"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from ..errors import PermissionMissing, ProductopsError, UnexpectedAnswer
from ..kit.connector import Instance
from ..kit.wire import Request
from ..model.vocabulary import Vocabulary
from ..store.base import Scope, SourceEntry, Store
from . import opening
from .census import bury_lost, count_ids
from .commit import Writer
from .engine import run_id
from .fetch import Fetcher
from .known import Known
from .plan import StreamPlan, plan
from .report import (
    CENSUS_STREAM,
    SOURCE_STREAM,
    Missing,
    Problem,
    Show,
    SourceCheck,
    SourceReport,
    StreamCheck,
    VerifyReport,
)
from .rows import Normaliser
from .run import Context, StreamRun
from .source import Source
from .watch import Watch
from .work import StreamWork


@contextmanager
def _reach(source: Source, show: Show | None, stop: threading.Event | None) -> Iterator[Fetcher]:
    watch = Watch(source.name, SourceReport(source.connector.name), show)
    transport = source.transport(watch, stop or threading.Event())
    try:
        with ThreadPoolExecutor(2, "productops-also") as also:
            yield Fetcher(transport, watch, also)
    finally:
        transport.close()


def check(
    sources: Sequence[Source], *, now: datetime, stop: threading.Event | None = None
) -> dict[str, SourceCheck]:
    """Open every source and ask it for its own counts; changes nothing anywhere."""
    return {source.name: _checked(source, now, stop) for source in sources}


def _checked(source: Source, now: datetime, stop: threading.Event | None) -> SourceCheck:
    found = SourceCheck(source.connector.name)
    try:
        with _reach(source, None, stop) as fetcher:
            instance = opening.open_source(source, fetcher.transport)
            found.instance = opening.scope_of(source, instance).instance
            found.account, found.user = instance.account, instance.user
            found.plan, found.timezone = instance.plan, instance.timezone
            found.warnings = list(instance.warnings)
            for stream in plan(source.connector, source.settings.streams):
                _try_stream(source, instance, stream, fetcher, now, found)
        found.ok = True
    except ProductopsError as error:
        found.problem = Problem.of(error)
    return found


def _try_stream(
    source: Source,
    instance: Instance,
    stream: StreamPlan,
    fetcher: Fetcher,
    now: datetime,
    found: SourceCheck,
) -> None:
    """Ask for a stream's count, which proves that the account may read it."""
    if stream.count is None or stream.counted is None:
        return
    run = _run(source, stream, opening.scope_of(source, instance), instance, now, None)
    try:
        request = stream.count(run)
        if request is not None:
            answer = fetcher.transport.send(request.with_(stream=SOURCE_STREAM))
            found.counts[stream.name] = opening.counted(answer, stream.counted)
            found.streams[stream.name] = "readable"
    except (PermissionMissing, UnexpectedAnswer) as error:
        found.streams[stream.name] = f"not readable: {error.message}"
        if not stream.optional:
            raise
        if isinstance(error, PermissionMissing):
            found.warnings.append(f"{stream.name}: {error.in_one_line()}")


def _run(
    source: Source,
    stream: StreamPlan,
    scope: Scope,
    instance: Instance,
    now: datetime,
    context: Context | None,
) -> StreamRun:
    return StreamRun(
        stream, settings=source.settings, instance=instance, scope=scope, now=now,
        context=context,  # type: ignore[arg-type]  # a count asks no context
        vocabulary=Vocabulary(source.vocabulary, getattr(source.connector, "vocabulary", None)),
    )  # fmt: skip


def offline_works(
    source: Source, store: Store, entry: SourceEntry, *, now: datetime, run_name: str
) -> list[StreamWork]:
    """The streams of a source as the store knows it, to be normalised without the network."""
    instance, scope = opening.unpack(entry.instance), entry.scope
    plans = {p.name: p for p in plan(source.connector, source.settings.streams)}
    context = Context(store, scope, plans)
    works = []
    for stream in plans.values():
        run = _run(source, stream, scope, instance, now, context)
        report = SourceReport(scope.source).stream(stream.name)
        normaliser = Normaliser(stream, run, scope, run_name, report)
        known = Known(store, scope, stream.name)
        works.append(StreamWork(stream, run, report, normaliser, known))
    return works


def verify(
    sources: Sequence[Source],
    store: Store,
    *,
    now: datetime,
    show: Show | None = None,
    stop: threading.Event | None = None,
) -> VerifyReport:
    """Compare every stream that can be counted with the source, id by id; what is gone becomes a tombstone."""
    report = VerifyReport()
    writer = Writer(store)
    try:
        for source in sources:
            try:
                report.sources[source.name] = _verified(source, store, writer, now, show, stop)
                compared = report.sources[source.name]
                every = plan(source.connector, source.settings.streams)
                report.not_compared[source.name] = [p.name for p in every if p.name not in compared]
            except ProductopsError as error:
                report.problems[source.name] = Problem.of(error)
    finally:
        writer.close()
    return report


def _verified(
    source: Source,
    store: Store,
    writer: Writer,
    now: datetime,
    show: Show | None,
    stop: threading.Event | None,
) -> dict[str, StreamCheck]:
    checks: dict[str, StreamCheck] = {}
    with _reach(source, show, stop) as fetcher:
        known = source.name in store.sources()
        instance = opening.open_source(source, fetcher.transport, known=known)
        scope = opening.scope_of(source, instance)
        entry = SourceEntry(source.name, scope, opening.pack(instance), now)
        run_name = run_id(now, [source])
        works = {
            work.plan.name: work
            for work in offline_works(source, store, entry, now=now, run_name=run_name)
        }
        for name, work in works.items():
            if work.plan.census is not None:
                checks[name] = _compared(source, store, writer, fetcher, work, works)
    return checks


def _compared(
    source: Source,
    store: Store,
    writer: Writer,
    fetcher: Fetcher,
    work: StreamWork,
    works: Mapping[str, StreamWork],
) -> StreamCheck:
    scope = work.normaliser.scope
    held = store.live_ids(scope, work.plan.name)
    found = StreamCheck(held=len(held), counted=_counted(fetcher, work))
    try:
        census = count_ids(fetcher, work, held, store)
    except (PermissionMissing, UnexpectedAnswer) as error:
        if not work.plan.optional:
            raise
        found.note = f"not readable here: {error.message}"
        return found
    bury_lost(store, writer, work, census, works)
    store.census_done(scope, work.plan.name, work.run.now)
    found.present, found.complete = len(census.present), True
    place = (source.name, work.plan.name)
    names = _names(store, work, [i for ids in census.gone.values() for i in ids])
    found.missing = [
        Missing(*place, i, reason, *names.get(i, ("", "")))
        for reason, ids in census.gone.items()
        for i in ids
    ]
    found.missing += [Missing(*place, i, "not_held") for i in census.not_held]
    return found


def _names(store: Store, work: StreamWork, source_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Source id → id and title (or name) of its first row."""
    if not source_ids:
        return {}
    batches = store.raws(work.normaliser.scope, work.plan.name, source_ids=source_ids)
    first = {raw.source_id: raw.rows[0] for batch in batches for raw in batch if raw.rows}
    rows = store.rows(list(first.values()))
    return {
        source_id: (row_id, _title(rows.get(row_id, {}))) for source_id, row_id in first.items()
    }


def _title(row: Mapping[str, Any]) -> str:
    return str(row.get("title") or row.get("name") or row.get("source_key") or "")


def _counted(fetcher: Fetcher, work: StreamWork) -> int | None:
    if work.plan.count is None or work.plan.counted is None:
        return None
    request: Request | None = work.plan.count(work.run)
    if request is None:
        return None
    try:
        answer = fetcher.transport.send(request.with_(stream=CENSUS_STREAM))
    except (PermissionMissing, UnexpectedAnswer):
        return None
    return opening.counted(answer, work.plan.counted)
