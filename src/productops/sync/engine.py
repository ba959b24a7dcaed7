"""The verb `sync`: every source on a thread of its own, one writer for all of them."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from ..errors import ProductopsError
from ..kit.decoding import learn_structs
from ..kit.webhooks import Delivery
from ..store.base import Store
from .commit import Writer
from .report import Problem, Show, SourceReport, SyncReport
from .source import Source
from .source_run import Options, SourceRun
from .turns import short_turns

if TYPE_CHECKING:
    from ..plugins import Plugins


def sync(  # noqa: PLR0913 - what a run may be asked for
    sources: Sequence[Source],
    store: Store,
    *,
    now: datetime,
    full: bool = False,
    limit: int | None = None,
    show: Show | None = None,
    plugins: Plugins | None = None,
    stop: threading.Event | None = None,
    delivery: Delivery | None = None,
) -> SyncReport:
    """Bring *sources* into *store*; whatever was begun before goes on where it stopped.

    Args:
        now: the start of the run (aware); the only clock rows see.
        full: read again from `since`, then take a census.
        limit: end each stream after the page with its *limit*-th record; the next run goes on from there.
        show: called for each step.
        stop: set it to end the run cleanly.
        delivery: read nothing but what a source sent by itself; see `receiving`.

    Returns:
        What happened, by source and stream. A source that fails does not raise.
    """
    began = perf_counter()
    learn_structs(_packages(sources))
    report = SyncReport(run_id=run_id(now, sources), started_at=now.astimezone(UTC))
    stop = stop or threading.Event()
    writer = Writer(store)
    options = Options(report.run_id, now, full, limit, show, plugins, delivery)
    runs = [SourceRun(source, store, writer, options, stop) for source in sources]
    report.sources = {source.name: run.report for source, run in zip(sources, runs, strict=True)}
    with short_turns():
        try:
            _run_all(runs, stop)
        finally:
            writer.close()
    report.finished_at = report.started_at + timedelta(seconds=perf_counter() - began)
    if plugins is not None:
        plugins.synced(report)
    if delivery is not None:
        return report
    try:
        store.record_run(report.run_id, report.started_at, report.to_json())
    except ProductopsError as error:
        report.problem = Problem.of(error)
    return report


def _packages(sources: Sequence[Source]) -> set[str]:
    modules = [__name__, *(type(source.connector).__module__ for source in sources)]
    return {module.partition(".")[0] for module in modules}


def _run_all(runs: Sequence[SourceRun], stop: threading.Event) -> None:
    threads = [threading.Thread(target=run.run, name=run.source.name, daemon=True) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            try:
                # a join without a time would not let Ctrl-C through on every platform
                thread.join(0.1)
            except KeyboardInterrupt:
                if stop.is_set():  # asked before: this one does not wait
                    raise
                stop.set()


def run_id(now: datetime, sources: Sequence[Source]) -> str:
    """A name for the run: when it began, and of what."""
    names = ",".join(source.name for source in sources)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return f"{stamp}-{hashlib.sha256(names.encode()).hexdigest()[:6]}"


__all__ = ["SourceReport", "sync"]
