"""Walk a connector's streams over its sandbox, page by page, and keep every step to be looked at."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..errors import PermissionMissing, UnexpectedAnswer
from ..kit.connector import Connector, Instance
from ..kit.wire import Answer, Page, Request
from ..model.vocabulary import Vocabulary
from ..sync.fetch import Fetcher, following
from ..sync.opening import open_source, scope_of
from ..sync.payload import to_payload
from ..sync.plan import StreamPlan, plan
from ..sync.report import SourceReport
from ..sync.run import StreamRun
from ..sync.source import Source
from ..sync.watch import Watch
from ..transport.base import Observer, Transport
from .rig import NOON, HeldContext

if TYPE_CHECKING:
    import httpx

    from ..transport.waiting import Waiter


def source_on(
    connector: Connector,
    settings: Mapping[str, Any],
    network: httpx.BaseTransport,
    *,
    name: str = "under_test",
    pause: Callable[[float], bool] | None = None,
) -> Source:
    """A source whose requests are answered by *network* (a sandbox in process, a mock).

    *pause* takes the place of waiting: it is given the seconds and says whether it was told to stop. To the
    source they have passed then.
    """
    from ..transport.http import HttpTransport

    values = connector.settings(**settings)
    hosts = {key: url.format(**values.model_dump()) for key, url in connector.hosts.items()}

    def reach(observer: Observer, stop: threading.Event) -> Transport:
        return HttpTransport(
            source=name, hosts=hosts, observer=observer, auth=connector.auth(values),
            base_url=values.base_url, rate_share=values.rate_share,
            paces=getattr(connector, "paces", {}), waiter=_waiter(stop, pause),
            transport=network,
        )  # fmt: skip

    return Source(name, connector, values, reach)


def _waiter(stop: threading.Event, pause: Callable[[float], bool] | None) -> Waiter:
    """The transport's clock; what is waited without time going by is added to it, or limits would be asked in vain."""
    from ..transport.waiting import Waiter

    if pause is None:
        return Waiter(stop)
    skipped, lock = [0.0], threading.Lock()

    def skip(seconds: float) -> bool:
        with lock:
            skipped[0] += seconds
        return pause(seconds)

    return Waiter(stop, now=lambda: time.time() + skipped[0], pause=skip)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a walk."""

    plan: StreamPlan
    run: StreamRun
    request: Request
    answer: Answer
    page: Page

    def payloads(self) -> list[bytes]:
        """The page's records, as they would be stored."""
        return [to_payload(record) for record in self.page.records]


class _Recorder:
    """A transport that remembers the answers of the page under way."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.answers: list[Answer] = []

    def send(self, request: Request) -> Answer:
        """Send, and keep the answer."""
        answer = self._inner.send(request)
        self.answers.append(answer)
        return answer

    def page(self) -> Answer:
        """The answer of the page, with what it asked for besides."""
        first, *also = self.answers
        return replace(first, also=tuple(also))

    def settle(self, request: Request) -> Request:
        """As the inner one does."""
        return self._inner.settle(request)

    def close(self) -> None:
        """Give connections back."""
        self._inner.close()


def walk(source: Source, *, now: datetime = NOON, most_pages: int = 200) -> Iterator[Step]:
    """Every page of every stream, context first, children included.

    Raises:
        AssertionError: a stream took more than *most_pages* pages.
        ProductopsError: as the engine would stop with.
    """
    watch = Watch(source.name, SourceReport(source.connector.name), None)
    recorder = _Recorder(source.transport(watch, threading.Event()))
    with ThreadPoolExecutor(2) as also:
        fetcher = Fetcher(recorder, watch, also)
        instance = open_source(source, recorder)
        yield from _streams(source, instance, fetcher, recorder, now, most_pages)
    recorder.close()


def _streams(
    source: Source,
    instance: Instance,
    fetcher: Fetcher,
    recorder: _Recorder,
    now: datetime,
    most_pages: int,
) -> Iterator[Step]:
    plans = {p.name: p for p in plan(source.connector, source.settings.streams)}
    held: dict[str, dict[str, list[bytes]]] = {}
    context = HeldContext(plans, held)
    vocabulary = Vocabulary(own=getattr(source.connector, "vocabulary", None))
    scope = scope_of(source, instance)
    runs = {
        name: StreamRun(
            stream, settings=source.settings, instance=instance, scope=scope, now=now,
            context=context, vocabulary=vocabulary,
        )
        for name, stream in plans.items()
    }  # fmt: skip
    below: dict[str, list[Request]] = {}
    started: set[str] = set()
    # twice, since a stream may send another that comes before it on errands
    for name, stream in [*plans.items(), *plans.items()]:
        begin = () if name in started else stream.stream.start(runs[name]) or ()
        started.add(name)
        waiting = [r.with_(stream=name) for r in begin] + below.pop(name, [])
        pages = 0
        while waiting:
            pages += 1
            assert pages <= most_pages, f"{name} did not end after {most_pages} pages"
            request = waiting.pop(0)
            recorder.answers = []
            try:
                fetched = fetcher.page(request, stream, runs[name])
            except (PermissionMissing, UnexpectedAnswer):
                if stream.optional and pages == 1:  # the sandbox has no such feature
                    break
                raise
            step = Step(stream, runs[name], fetched.request, recorder.page(), fetched.page)
            yield step
            if (found := following(fetched, request)) is not None:
                waiting.append(found)
            for child in fetched.page.children:
                target = child.stream or name
                if target in plans:
                    below.setdefault(target, []).append(child.with_(stream=target))
            waiting += below.pop(name, [])
            if stream.context:
                _hold(context, step)


def _hold(context: HeldContext, step: Step) -> None:
    records = context._payloads.setdefault(step.plan.name, {})  # noqa: SLF001 - the rig's own store
    for payload in step.payloads():
        source_id, _ = step.plan.stream.identify(step.plan.decoder.decode(payload))
        records[source_id] = [payload]
