"""From a request to its page: send, read, ask for what the page needs besides, make it smaller.

Runs on the fetching threads; nothing here touches the store.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ..errors import (
    AnswerTooBig,
    PluginError,
    ProductopsError,
    RetryableError,
    SourceUnavailable,
    UnexpectedAnswer,
)
from ..kit.decoding import mended
from ..kit.wire import Answer, Page, Request
from ..transport.base import Transport
from .plan import StreamPlan
from .run import StreamRun
from .watch import Watch

T = TypeVar("T")

REREADS = 4
"""How often an answer that cannot be read is asked for again: a truncated body is not the last word."""
ALSO_MOST = 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page and the request it answers, in the size it was finally asked for."""

    page: Page
    request: Request


@dataclass(frozen=True, slots=True)
class Ahead:
    """A request that was sent before its turn, and its answer to come."""

    request: Request
    answer: Future[Answer]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Everything needed to fetch pages of one source."""

    transport: Transport
    watch: Watch
    also: Executor

    def page(
        self,
        request: Request,
        plan: StreamPlan,
        run: StreamRun,
        ahead: Ahead | None = None,
        coming: Callable[[Request], None] | None = None,
    ) -> Fetched:
        """The page that *request* leads to.

        Args:
            ahead: what was sent before its turn; taken where it is this request.
            coming: told of the following request where that is known before the page is whole.

        Raises:
            ProductopsError: as the transport; an answer too big for one piece or timing out is asked for in
                smaller pieces first, and one that cannot be read is asked for again.
        """
        unread = 0
        while True:
            try:
                taken, ahead = ahead, None
                answer = self._answer(request, taken)
                return self._read(request, answer, plan, run, coming)
            except (AnswerTooBig, SourceUnavailable) as error:
                smaller = halved(request) if _may_shrink(error) else None
                if smaller is None:
                    raise
                self.watch.retried(request, f"{error.message}; asking for a smaller page")
                request = smaller
            except UnexpectedAnswer as error:
                unread += 1
                if error.status >= 300 or unread > REREADS:  # noqa: PLR2004 - not a success
                    raise
                self.watch.retried(request, error.message)
                request = request.with_(wait=0.1 * 2**unread)

    def ask_ahead(self, request: Request) -> Ahead:
        """Send *request* now, on a thread of its own."""
        return Ahead(request, self.also.submit(self._send, request))

    def _answer(self, request: Request, ahead: Ahead | None) -> Answer:
        if ahead is not None and ahead.request == request:
            return ahead.answer.result()
        return self._send(request)

    def _read(
        self,
        request: Request,
        answer: Answer,
        plan: StreamPlan,
        run: StreamRun,
        coming: Callable[[Request], None] | None,
    ) -> Fetched:
        page = guarded(plan, "read", plan.stream.read, request, answer, run)
        if page.also:
            follower = following(Fetched(page, request), request)
            if coming is not None and follower is not None:
                coming(follower)
            page = self._with_also(request, answer, page, plan, run)
        return Fetched(page, request.with_(wait=0))

    def _send(self, request: Request) -> Answer:
        """The answer, in text that every reader takes."""
        answer = self.transport.send(request)
        body = mended(answer.body)
        if body is answer.body:
            return answer
        self.watch.mended(request)
        return replace(answer, body=body)

    def _with_also(
        self, request: Request, answer: Answer, page: Page, plan: StreamPlan, run: StreamRun
    ) -> Page:
        """The page with what it asked for besides; what those answers lead to may be asked for in turn."""
        held: tuple[Answer, ...] = ()
        while page.also:
            if len(held) + len(page.also) > ALSO_MOST:
                raise PluginError(
                    f"a page asks for {len(held) + len(page.also)} further answers; at most {ALSO_MOST} belong to "
                    "one page",
                    where=plan.name,
                    hint="Make them `children`, which are queued.",
                )
            asked = [other.with_(stream=request.stream) for other in page.also]
            held += tuple(self.also.map(self._send, asked))
            whole = replace(answer, also=held)
            page = guarded(plan, "read", plan.stream.read, request, whole, run)
        return page


def _may_shrink(error: RetryableError) -> bool:
    return isinstance(error, AnswerTooBig) or getattr(error, "shrink", False)


def size_of(request: Request) -> int | None:
    """Records a page that *request* asks for, if it says."""
    holder: Any = request.query if request.page_size in request.query else request.body
    value = str(holder.get(request.page_size)) if isinstance(holder, dict) else ""
    return int(value) if value.isdigit() else None


def resized(request: Request, size: int) -> Request:
    """The same request for pages of *size*."""
    if request.page_size in request.query:
        return request.ask(**{request.page_size: size})
    return request.with_(body={**request.body, request.page_size: size})


def halved(request: Request) -> Request | None:
    """The same request for half as many records, or None where it cannot get smaller."""
    size = size_of(request)
    return resized(request, size // 2) if size is not None and size > 1 else None


def following(fetched: Fetched, first: Request) -> Request | None:
    """The next request of the chain; a page that had to be smaller stays so, inside a followed link too."""
    found = fetched.page.next
    if found is None:
        return None
    found = found.with_(stream=first.stream, partition=first.partition, of=first.of)
    size, asked = size_of(fetched.request), size_of(found)
    if size is not None and asked is not None and asked > size:
        return resized(found, size)
    return found


def guarded(plan: StreamPlan, what: str, call: Callable[..., T], *args: Any) -> T:
    """Call a plugin; whatever it raises names it."""
    try:
        return call(*args)
    except ProductopsError:
        raise
    except Exception as error:
        raise PluginError(
            f"{what} raised {type(error).__name__}: {error}",
            where=plan.name,
            hint="The connector has a mistake; nothing of this page was kept. Report it to its author.",
        ) from error
