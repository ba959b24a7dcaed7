"""The transport over HTTP: signs, paces, retries, and refuses what is unsafe.

What happens to a request stands here in order: `send` tries again, `_attempt` signs and renews,
`_exchange` waits for its turn and learns from the answer, `carrier` moves the bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

import stamina

from ..errors import ProductopsError, RateLimited
from ..kit.auth import Auths, NoAuth
from ..kit.connector import Pace
from ..kit.wire import Answer, Request
from .base import Observer
from .carrier import Carrier, Sealed, seal
from .headers import Window, windows
from .hosts import Hosts
from .limits import Delay, Limiter, Permit
from .redaction import Redactor
from .retries import Tries
from .tokens import Keep, Means, signers
from .verdict import Reading, judge
from .waiting import Bounds, Waiter

if TYPE_CHECKING:
    import httpx

# stamina reports each retry to the log; ours go to the observer, and without a handler Python would
# print stamina's to stderr. https://docs.python.org/3/howto/logging.html#library-config
logging.getLogger("stamina").addHandler(logging.NullHandler())


class HttpTransport:
    """Sends requests to one source. Several threads may call `send`.

    Args:
        source: its name in the settings, for messages.
        hosts: host name → base URL.
        observer: is told of everything sent, repeated and waited for.
        auth: how to sign in, everywhere or by host name.
        base_url: replaces scheme, host and port of every host.
        rate_share: how much of what a rate limit leaves we use.
        paces: bucket → how fast it may be used, where answers do not tell.
        waiter: clock and waits; its `stop` event ends them.
        bounds: time-outs, attempts and sizes.
        transport: in place of the network, for sandboxes and tests.
        keep: writes a rotated refresh token back to its reference.
        secrets: further values that must never be shown.

    Raises:
        SettingsError: a host is no base URL, or plain http to another machine; the credentials
            cannot be signed here.
    """

    def __init__(  # noqa: PLR0913 - the parts of a connection, all named
        self,
        *,
        source: str,
        hosts: Mapping[str, str],
        observer: Observer,
        auth: Auths | None = None,
        base_url: str | None = None,
        rate_share: float = 0.7,
        paces: Mapping[str, Pace] = MappingProxyType({}),
        waiter: Waiter | None = None,
        bounds: Bounds | None = None,
        transport: httpx.BaseTransport | None = None,
        keep: Keep | None = None,
        secrets: Iterable[str] = (),
    ) -> None:
        self._source = source
        self._observer = observer
        self._waiter = waiter or Waiter()
        self._bounds = bounds or Bounds()
        self._limiter = Limiter(rate_share, paces)
        self.redactor = Redactor(secrets)
        means = Means(self._fetch_token, self.redactor, self._waiter.now, keep, source)
        self._signers = signers(auth or NoAuth(), means)
        hosts_ = Hosts(hosts, base_url, source)
        self._carrier = Carrier(
            hosts_, self._bounds, self._waiter.check, self.redactor.clean, transport
        )

    def __repr__(self) -> str:
        return f"HttpTransport(source={self._source!r}, {self._carrier.hosts.describe()})"

    def set_hosts(self, found: Mapping[str, str]) -> None:
        """Use hosts found while opening in place of the connector's own."""
        self._carrier.hosts = self._carrier.hosts.with_hosts(found)

    def settle(self, request: Request) -> Request:
        """*request* with its link checked and taken off, to be kept whatever `base_url` is then.

        Raises:
            ForeignLink: the link names a host that is not the connector's.
        """
        return self._carrier.hosts.settle(request)

    def send(self, request: Request) -> Answer:
        """The answer to *request*; see `base.Transport`."""
        try:
            return self._send(self._carrier.hosts.settle(request))
        except ProductopsError as error:
            failure = error
        raise self._clean(failure)

    def close(self) -> None:
        """Give connections back."""
        self._carrier.close()

    def _send(self, request: Request) -> Answer:
        """Try until there is an answer or `Tries` has had enough."""
        tries = Tries(
            request,
            source=self._source,
            bounds=self._bounds,
            waiter=self._waiter,
            observer=self._observer,
            limiter=self._limiter,
            new=self._carrier.is_new(request.host),
        )
        try:
            return self._tried(request, tries)
        except RateLimited as error:
            raise tries.given_up(error) from None

    def _tried(self, request: Request, tries: Tries) -> Answer:
        # stamina's own waits stay empty (`again` gives 0.0) and untimed: ours are announced, end when
        # asked to stop, and last as long as the source says.
        for attempt in stamina.retry_context(
            on=tries.again, attempts=self._bounds.attempts, timeout=None
        ):
            with attempt:
                tries.rest()
                return self._attempt(request)
        raise AssertionError("stamina ends with an answer or an error")  # pragma: no cover

    def _attempt(self, request: Request) -> Answer:
        """One try. A token that ended meanwhile is renewed, which is no failure."""
        signer = self._signers(request.host)
        signature = signer.header()
        answer = self._exchange(request, seal(request, signature))
        if answer.status == HTTPStatus.UNAUTHORIZED and signer.renew(signature):
            self._observer.retried(request, "the access token was no longer valid")
            answer = self._exchange(request, seal(request, signer.header()))
        return self._judged(request, answer)

    def _fetch_token(self, request: Request, fields: Mapping[str, str]) -> Answer:
        """A token request, sent once: the request that wants the token is tried again."""
        return self._judged(request, self._exchange(request, seal(request, {}, fields)))

    def _judged(self, request: Request, answer: Answer) -> Answer:
        reading = Reading(self._where(request), self._waiter, self.redactor.clean)
        if error := judge(request, answer, reading):
            raise self._clean(error)
        return answer

    def _exchange(self, request: Request, sealed: Sealed) -> Answer:
        """Wait for a turn, send, and learn from what the answer says of limits."""
        permit = self._permit(request)
        told: tuple[Window, ...] = ()
        try:
            self._waiter.check()
            self._observer.sent(request)
            answer = self._carrier.carry(request, sealed, self._where(request))
            told = self._told(answer)
            return answer
        finally:
            self._limiter.leave(permit, told, self._waiter.now())

    def _told(self, answer: Answer) -> tuple[Window, ...]:
        """What the answer says of limits; a Retry-After says it better."""
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and "retry-after" in answer.headers:
            return ()
        return windows(answer.headers, self._waiter.now())

    def _permit(self, request: Request) -> Permit:
        """A turn under the rate limits; waits for it, visibly."""
        while True:
            turn = self._limiter.enter(
                request.host, request.bucket, request.stream, self._waiter.now()
            )
            if not isinstance(turn, Delay):
                return turn
            self._waiter.wait(
                request,
                f"{self._source}: {turn.reason}",
                turn.seconds,
                observer=self._observer,
                most=self._bounds.max_wait,
            )

    def _where(self, request: Request) -> str:
        return f"{self._source}/{request.stream}" if request.stream else self._source

    def _clean(self, error: ProductopsError) -> ProductopsError:
        """*error* with every secret taken out of its texts."""
        clean = self.redactor.clean
        error.message, error.where = clean(error.message), clean(error.where)
        error.hint = clean(error.hint)
        error.args = (error.message,)
        return error
