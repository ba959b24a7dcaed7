"""What belongs to a stream that was read to its end: last checks, and rows brought up to date."""

from __future__ import annotations

from time import perf_counter

from ..errors import PluginError, ProductopsError, SourceError
from ..store.base import Store
from .commit import Writer
from .renew import renew_stale, restore_shared
from .report import Problem
from .work import StreamWork


def finish(store: Store, writer: Writer, work: StreamWork) -> None:
    """Close the books of a stream."""
    report = work.report
    work.finished = True
    report.complete = report.problem is None and not work.left
    if report.complete:
        if not work.known.was_empty:
            renew_stale(store, writer, work)
            restore_shared(store, writer, work)
        for problem in (_plugin_faults(work), _silence(work)):
            if problem is not None:
                work.fail(Problem.of(problem))
                report.complete = False
    for name, words in work.run.vocabulary.unmapped.items():
        report.unmapped.update({f"{name}/{word}": times for word, times in words.items()})
    report.seconds = perf_counter() - work.began


def _plugin_faults(work: StreamWork) -> ProductopsError | None:
    if not work.normaliser.crashes:
        return None
    what, times = max(work.normaliser.crashes.items(), key=lambda item: item[1])
    return PluginError(
        f"{what} ({times} records set aside)",
        where=work.plan.name,
        hint="The connector has a mistake; mend it and run `productops renormalise`.",
    )


def _silence(work: StreamWork) -> ProductopsError | None:
    """No record where the source's own count says some: a missing role looks just like that."""
    nothing = work.report.fetched == 0 and work.known.was_empty and not work.refused
    if not nothing or work.run.since is not None or not work.expected:
        return None
    return SourceError(
        f"the source answered no record, but says it has {work.expected:,}",
        where=work.plan.name,
        hint="The account may lack the role or scope to read them; nothing was changed.",
    )
