"""Which failures are worth another try, and how long to wait before it."""

from __future__ import annotations

from ..errors import AnswerTooBig, QuotaExhausted, RateLimited, RetryableError, SourceUnavailable
from ..kit.wire import Request
from .base import Observer
from .limits import Limiter
from .waiting import Bounds, Waiter

SAME_SIZE = 2
"""How often a page that is too slow is asked for in one size: then only a smaller one helps."""


class Tries:
    """The tries of one request: `again` decides after a failure, `rest` waits before the next try.

    Args:
        new: the host has never answered; a wrong name should be told soon.
    """

    def __init__(
        self,
        request: Request,
        *,
        source: str,
        bounds: Bounds,
        waiter: Waiter,
        observer: Observer,
        limiter: Limiter,
        new: bool,
    ) -> None:
        self._request = request
        self._source = source
        self._bounds = bounds
        self._waiter = waiter
        self._observer = observer
        self._limiter = limiter
        self._new = new
        self._failures = 0
        self._waited = 0.0
        self._planned: tuple[str, float] | None = None
        if request.wait > 0:
            self._plan("asks again later", request.wait)

    def again(self, error: Exception) -> float | bool:
        """For stamina: False lets *error* out, 0.0 tries again (`rest` does the waiting)."""
        if not isinstance(error, RetryableError) or isinstance(error, AnswerTooBig):
            return False
        self._failures += 1
        if self._failures >= self._most(error):
            return False
        self._plan(error.message, self._pause(error))
        return 0.0

    def rest(self) -> None:
        """Wait as planned, and tell the observer that the request is sent once more.

        Raises:
            QuotaExhausted: all waits of this request together would be too long.
        """
        if self._planned is None:
            return
        reason, seconds = self._planned
        self._planned = None
        most = self._bounds.max_wait - self._waited
        self._waiter.wait(
            self._request, f"{self._source}: {reason}", seconds, observer=self._observer, most=most
        )
        self._waited += seconds
        if self._failures:
            self._observer.retried(self._request, reason)

    def given_up(self, error: RateLimited) -> QuotaExhausted:
        """A source that goes on asking to wait is out of quota for this run."""
        return QuotaExhausted(
            f"{error.message}, {self._failures} times in a row",
            where=error.where,
            hint=error.hint,
            resets_at=None if error.retry_after is None else self._waiter.at(error.retry_after),
        )

    def _plan(self, reason: str, seconds: float) -> None:
        self._planned = (reason, seconds)

    def _most(self, error: RetryableError) -> int:
        if isinstance(error, SourceUnavailable) and error.shrink:
            return SAME_SIZE
        never_there = isinstance(error, SourceUnavailable) and error.status == 0 and self._new
        return self._bounds.first_attempts if never_there else self._bounds.attempts

    def _pause(self, error: RetryableError) -> float:
        """What the source asked for; from the second time on at least our own backoff.

        A 429 with a time holds every thread that counts against the same limit.
        """
        backoff = self._waiter.backoff(self._failures, self._bounds)
        if error.retry_after is None:
            return backoff
        asked = max(0.0, error.retry_after)
        if isinstance(error, RateLimited):
            until = self._waiter.now() + asked
            self._limiter.pause(self._request.host, self._request.bucket, until)
        return asked if self._failures == 1 else max(asked, backoff)
