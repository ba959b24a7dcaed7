"""A run of a source that reads nothing but a delivery: what it holds, and what it names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..kit.webhooks import Delivery
from ..kit.wire import Page, Request
from .courier import Event
from .fetch import Fetched
from .work import Chain, StreamWork

if TYPE_CHECKING:
    from .source_run import SourceRun


def begin(run: SourceRun, delivery: Delivery) -> None:
    """Give each stream what was delivered for it; streams that got nothing are done."""
    wanted = [*delivery.records, *delivery.gone, *(one.stream for one in delivery.requests)]
    for name, work in run.works.items():
        work.started = True
        work.finished = name not in wanted
    for name in dict.fromkeys(wanted):
        if name not in run.works:
            run.report.warnings.append(f"{name} is not among the streams that are read; left out")
            continue
        _begin(run, run.works[name], delivery)


def _begin(run: SourceRun, work: StreamWork, delivery: Delivery) -> None:
    name = work.plan.name
    records, gone = delivery.records.get(name, ()), delivery.gone.get(name, ())
    work.present = None  # a few records are no listing
    if records or gone:
        task = work.task(_chain(run, name, 0), Request(path="/delivered", stream=name))
        work.count(len(records))
        with work.lock:
            work.active += 1
        run.courier.deliver(
            Event(work, task, fetched=Fetched(Page(records, gone=gone), task.request))
        )
    asked = [one for one in delivery.requests if one.stream == name]
    for number, request in enumerate(asked, 1):
        run.courier.send(work, work.task(_chain(run, name, number), request))


def without_cursor(fetched: Fetched) -> Fetched:
    """What a delivery led to says nothing of what came before it."""
    return replace(fetched, page=replace(fetched.page, cursor=None))


def _chain(run: SourceRun, name: str, number: int) -> Chain:
    return Chain(f"w:{run.options.run_id}:{name}:{number}")
