"""Where a request goes: hosts by name, `base_url` over all of them, and links that stay at home."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from ..errors import ForeignLink, SettingsError, did_you_mean
from ..kit.wire import Request

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of one source.

    Attributes:
        named: host name → the vendor's base URL; a path in it stays with the vendor's paths.
        base_url: replaces scheme, host and port of every host; its path goes before the vendor's.
        source: name of the source in the settings, for messages.
        home: every address (`host:port`) a link may name.
    """

    named: Mapping[str, str]
    base_url: str | None = None
    source: str = ""
    home: frozenset[str] = field(default=frozenset())

    def __post_init__(self) -> None:
        for name, url in self.named.items():
            _check(url, f"sources.{self.source}", f'the host "{name}"')
        if self.base_url is not None:
            _check(self.base_url, f"sources.{self.source}.base_url", "base_url")
        urls = [*self.named.values(), *([self.base_url] if self.base_url else [])]
        ours = {_address(urlsplit(url)) for url in urls}
        object.__setattr__(self, "home", self.home | ours)

    def with_hosts(self, found: Mapping[str, str]) -> Hosts:
        """These hosts, with those found while opening in place of the connector's own."""
        return Hosts({**self.named, **found}, self.base_url, self.source, self.home)

    def describe(self) -> str:
        """For a repr: where requests go."""
        return f"base_url={self.base_url!r}" if self.base_url else f"hosts={dict(self.named)}"

    def is_loopback(self) -> bool:
        """Whether everything stays on this machine."""
        urls = [self.base_url] if self.base_url else list(self.named.values())
        return all(_is_loopback(urlsplit(url).hostname or "") for url in urls)

    def settle(self, request: Request) -> Request:
        """*request* without its link: checked, and with the path as the vendor writes it.

        What this returns no longer depends on `base_url`, so it can be kept and sent another day.

        Raises:
            ForeignLink: the link names a host that is not the connector's.
        """
        if not request.link_host:
            return request
        address = _address(urlsplit(f"https://{request.link_host}"))
        if not self._is_home(request.link_host):
            raise ForeignLink(
                f'a link in the answer leads to "{address}", which is not a host of this source; '
                "it was not followed",
                where=f"{self.source}/{request.stream}",
                hint="If a proxy answers under its own name, set base_url to it.",
            )
        return request.with_(path=self._vendor_path(request), link_host="")

    def url(self, request: Request) -> str:
        """The full URL of a settled request.

        Raises:
            SettingsError: the request names a host that the connector does not have.
            ForeignLink: the path would leave the host.
        """
        scheme, netloc, prefix = self._root(request.host)
        query = urlencode(_pairs(request), doseq=True)
        path = f"{prefix}/{request.path.lstrip('/')}"
        url = f"{scheme}://{netloc}{path}{'?' + query if query else ''}"
        if _address(urlsplit(url)) != _address(urlsplit(f"{scheme}://{netloc}")):
            raise ForeignLink("the path of a request leaves its host", where=self.source)
        return url

    def redirected(self, request: Request, url: str, location: str) -> str | None:
        """Where a redirect leads, if that is the same host under one of its names, else None."""
        target = urlsplit(urljoin(url, location))
        named = urlsplit(self.named[request.host])
        if _address(target) not in {_address(urlsplit(url)), _address(named)}:
            return None
        link = request.with_(path=target.path or "/", query={}, link_host=target.netloc)
        query = f"?{target.query}" if target.query else ""
        return f"{self.url(self.settle(link))}{query}"

    def _is_home(self, link_host: str) -> bool:
        """Links come without scheme, so a bare name may mean port 443 or 80."""
        return any(_address(urlsplit(f"{scheme}://{link_host}")) in self.home for scheme in _PORTS)

    def _root(self, host: str) -> tuple[str, str, str]:
        """Scheme, netloc and path prefix of a named host."""
        if host not in self.named:
            raise SettingsError(
                f'the connector has no host "{host}"',
                where=self.source,
                hint=did_you_mean(host, self.named),
            )
        own = urlsplit(self.named[host])
        over = urlsplit(self.base_url) if self.base_url else None
        root = over or own
        before = over.path.rstrip("/") if over else ""
        return root.scheme, root.netloc, before + own.path.rstrip("/")

    def _vendor_path(self, request: Request) -> str:
        """The link's path less what `_root` puts before it (the path of base_url, of the host)."""
        path = request.path or "/"
        over = urlsplit(self.base_url) if self.base_url else None
        if over and _address(over) == _address(urlsplit(f"{over.scheme}://{request.link_host}")):
            path = _without(path, over.path.rstrip("/"))
        return _without(path, urlsplit(self.named.get(request.host, "")).path.rstrip("/"))


def _pairs(request: Request) -> list[tuple[str, str | list[str]]]:
    return [
        (key, [_text(one) for one in value] if isinstance(value, list) else _text(value))
        for key, value in request.query.items()
    ]


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _without(path: str, prefix: str) -> str:
    inside = bool(prefix) and (path == prefix or path.startswith(f"{prefix}/"))
    return (path[len(prefix) :] or "/") if inside else path


def _address(parts: SplitResult) -> str:
    """`host:port`, lower-case, the scheme's port where none is given; never user or password."""
    try:
        port = parts.port
    except ValueError:
        return "?"
    return f"{parts.hostname or ''}:{port or _PORTS.get(parts.scheme, 0)}"


def _check(url: str, where: str, what: str) -> None:
    """Refuse what is no plain base URL, and plain http to another machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in _PORTS or not host or parts.query or parts.fragment or parts.username:
        raise SettingsError(
            f"{what} is not a base URL",
            where=where,
            hint="Write it like https://acme.example or http://127.0.0.1:8700, no credentials.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise SettingsError(
            f"{what} is plain http to another machine; credentials would travel unencrypted",
            where=where,
            hint="Use https. Plain http works only to this machine (127.0.0.1, localhost).",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
