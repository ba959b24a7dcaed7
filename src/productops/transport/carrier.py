"""Moves the bytes of one request and its answer; the only module that knows httpx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import cast
from urllib.parse import urlencode

import httpx
import msgspec

from ..errors import ForeignLink, ProductopsError, SourceUnavailable, UnexpectedAnswer
from ..kit.wire import Answer, Request
from .body import BrokenBody, read_body, too_big
from .hosts import Hosts
from .verdict import page_size
from .waiting import Bounds

_REDIRECTS = (301, 302, 303, 307, 308)
_TIMEOUTS = (httpx.ReadTimeout, httpx.WriteTimeout)


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Headers and body as they go out, signed; never shown."""

    headers: Mapping[str, str]
    content: bytes | None


def seal(
    request: Request, signature: Mapping[str, str], fields: Mapping[str, str] | None = None
) -> Sealed:
    """*request* ready to go out; *fields* are a secret body in place of its own."""
    body = request.body if fields is None else fields
    if body is None:
        return Sealed({**request.headers, **signature}, None)
    if request.form:
        kind, content = "application/x-www-form-urlencoded", urlencode(body, doseq=True).encode()
    else:
        kind, content = "application/json", msgspec.json.encode(body)
    return Sealed({"Content-Type": kind, **request.headers, **signature}, content)


class Carrier:
    """Sends and receives over HTTP, within the hosts of one source.

    Args:
        check: called while an answer comes in; raises to stop.
        clean: takes secrets out of the address that goes into messages.
        transport: in place of the network.
    """

    def __init__(
        self,
        hosts: Hosts,
        bounds: Bounds,
        check: Callable[[], None],
        clean: Callable[[str], str],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.hosts = hosts
        self._bounds = bounds
        self._check = check
        self._clean = clean
        self._client = _client(bounds, transport, loopback=hosts.is_loopback())
        self._reached: set[str] = set()

    def is_new(self, host: str) -> bool:
        """Whether this host has never answered."""
        return host not in self._reached

    def carry(self, request: Request, sealed: Sealed, where: str) -> Answer:
        """The answer to *request*, whatever its status.

        Raises:
            SourceUnavailable: no whole answer came.
            AnswerTooBig: larger than we accept.
            ForeignLink: redirected to another host.
            UnexpectedAnswer: redirected in circles, or the path is no URL.
        """
        failure: ProductopsError
        try:
            return self._follow(request, sealed)
        except ProductopsError as error:
            error.where = error.where or where
            failure = error
        except httpx.InvalidURL:
            failure = UnexpectedAnswer("the path of a request is no URL", where=where)
        except (httpx.HTTPError, httpx.StreamError, BrokenBody, OSError) as error:
            # Raised below, outside of this block: httpx's error holds the signed request.
            failure = self._broken(request, error, where)
        raise failure

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def _follow(self, request: Request, sealed: Sealed) -> Answer:
        """Send, and follow redirects of a GET within the same host."""
        url = self.hosts.url(request)
        for _ in range(self._bounds.max_redirects + 1):
            answer = self._roundtrip(request, url, sealed)
            self._reached.add(request.host)
            if answer.status not in _REDIRECTS or answer.status in request.expect:
                return answer
            url = self._redirected(request, url, answer)
        raise UnexpectedAnswer("too many redirects", hint="Check host, subdomain and base_url.")

    def _redirected(self, request: Request, url: str, answer: Answer) -> str:
        target = self.hosts.redirected(request, url, answer.headers.get("location", ""))
        if target is None:
            raise ForeignLink(
                "the source redirects to another host; nothing was sent there",
                hint="Check host and subdomain: a wrong one often leads to the vendor's home page.",
            )
        if request.method not in {"GET", "HEAD"}:
            raise UnexpectedAnswer(
                f"a {request.method} was redirected",
                hint="Check host, subdomain and base_url.",
                status=answer.status,
            )
        return target

    def _roundtrip(self, request: Request, url: str, sealed: Sealed) -> Answer:
        outgoing = self._client.build_request(
            request.method, url, content=sealed.content, headers=sealed.headers
        )
        response = self._client.send(outgoing, stream=True)
        try:
            body = self._read(response)
        finally:
            response.close()
        told = {key: value for key, value in response.headers.items() if key != "set-cookie"}
        return Answer(response.status_code, body, told, self._clean(url))

    def _read(self, response: httpx.Response) -> bytes:
        """The body, inflated by us: httpx takes a gzip stream that is cut off for a whole one."""
        most = self._bounds.max_bytes
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            raise too_big(most)
        chunks = cast("Iterable[bytes]", response.stream)
        encoding = response.headers.get("content-encoding", "")
        return read_body(chunks, encoding, most, self._check)

    def _broken(self, request: Request, error: Exception, where: str) -> SourceUnavailable:
        if isinstance(error, _TIMEOUTS):
            what = f"the source said nothing for {self._bounds.read_timeout:g} s"
        elif isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            what = f"cannot connect to the source ({error or 'time-out'})"
        else:
            what = f"the connection broke off ({error or type(error).__name__})"
        return SourceUnavailable(
            what,
            where=where,
            hint="Check host, subdomain and base_url: it has not answered once."
            if self.is_new(request.host)
            else "Run again later; everything fetched so far is kept.",
            shrink=isinstance(error, _TIMEOUTS) and page_size(request) > 1,
        )


def _client(
    bounds: Bounds, transport: httpx.BaseTransport | None, *, loopback: bool
) -> httpx.Client:
    """A client that signs and follows nothing by itself; proxies only towards other machines."""
    return httpx.Client(
        transport=transport,
        timeout=httpx.Timeout(bounds.read_timeout, connect=bounds.connect_timeout),
        limits=httpx.Limits(max_connections=32, max_keepalive_connections=16),
        headers={
            "User-Agent": f"productops/{version('productops')}",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
        },
        follow_redirects=False,
        trust_env=not loopback,
    )
