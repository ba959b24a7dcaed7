"""How a stream of a run begins: its state, its first requests, and the source's own count."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from ..errors import PluginError
from ..kit.decoding import decode
from ..kit.wire import Request
from ..model.vocabulary import Vocabulary
from ..store.base import Queued
from . import opening
from .coverage import differs, wanted
from .fetch import guarded
from .known import Known
from .plan import StreamPlan
from .report import SOURCE_STREAM
from .rows import Normaliser
from .run import StreamRun
from .work import Chain, StreamWork, Task, chain_of

if TYPE_CHECKING:
    from .source_run import SourceRun


def new_work(source_run: SourceRun, stream: StreamPlan) -> StreamWork:
    """A stream's state at the start of a run."""
    source, options, store = source_run.source, source_run.options, source_run.store
    scope = source_run.scope
    own = getattr(source.connector, "vocabulary", None)
    held = {c.partition: c for c in store.checkpoints(scope) if c.stream == stream.name}
    coverage = wanted(stream, source.settings, source_run.plans)
    again = differs(held, coverage)
    run = StreamRun(
        stream,
        settings=source.settings,
        instance=source_run.instance,
        scope=scope,
        now=options.now,
        context=source_run.context,
        checkpoints=held,
        full=options.full or bool(again),
        vocabulary=Vocabulary(source.vocabulary, own),
    )
    report = source_run.report.stream(stream.name)
    enrich = options.plugins.enrich if options.plugins and options.plugins.enriches else None
    if again:
        report.warnings.append(f"all is read again, since {again}")
    return StreamWork(
        stream,
        run,
        report,
        Normaliser(stream, run, scope, options.run_id, report, enrich),
        Known(store, scope, stream.name),
        limit=None if stream.context else options.limit,
        full=options.full or bool(again),
        again=again,
        coverage=coverage,
    )


def first_tasks(work: StreamWork, left: Sequence[Queued]) -> list[Task]:
    """What an earlier run *left* in the queue, and one task for each partition that is not among it."""
    tasks = [work.task(chain_of(entry.key), decode(entry.request, Request)) for entry in left]
    work.resumed = bool(tasks)
    return tasks + _roots(work, {task.chain.key for task in tasks})


def _roots(work: StreamWork, running: set[str]) -> list[Task]:
    found: dict[str, Task] = {}
    requests = guarded(work.plan, "start", partial(_begun, work))
    work.rootless = not requests
    for request in requests:
        key = f"r:{work.plan.name}:{request.partition}"
        if key in found:
            raise PluginError(
                f'start gave partition "{request.partition}" twice', where=work.plan.name
            )
        work.incremental |= work.run.cursor(request.partition) is not None
        if key not in running:
            found[key] = work.task(Chain(key), request.with_(stream=work.plan.name))
    return list(found.values())


def _begun(work: StreamWork) -> list[Request]:
    begun = work.plan.stream.start(work.run)
    work.left_out = begun is None
    return list(begun or ())


def ask_count(source_run: SourceRun, work: StreamWork) -> None:
    """Ask the source for its own number; a help, so a refusal is no failure."""
    try:
        request = work.plan.count and work.plan.count(work.run)
        if request is None:
            return
        answer = source_run.fetcher.transport.send(request.with_(stream=SOURCE_STREAM))
        work.expected = opening.counted(answer, work.plan.counted)
        work.report.expected = work.expected
    except Exception:  # noqa: BLE001 - see above
        work.expected = None
