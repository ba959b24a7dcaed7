"""From checked settings to what the engine runs: connector, transport, vocabulary in one `Source`."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from .errors import (
    CredentialsRejected,
    ForeignLink,
    PermissionMissing,
    QuotaExhausted,
    SettingsError,
    SourceUnavailable,
    UnexpectedAnswer,
)
from .kit.auth import Auth, Auths, RefreshToken
from .kit.files import LOCAL
from .settings import Bound, Broken, Connectors, Settings, SourceKeys
from .settings.secrets import keep, secret_keys
from .sync.report import SOURCE_STREAM
from .sync.source import Source

if TYPE_CHECKING:
    from .kit.wire import Answer, Request
    from .transport.base import Observer, Transport


class Sources:
    """The sources of a workspace: those of its settings, and those added in this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._added: dict[str, Bound | Broken] = {}

    def add(self, keys: SourceKeys, connectors: Connectors) -> None:
        """Add a source, or replace one of that name.

        Raises:
            SettingsError: all mistakes in its keys at once.
        """
        (bound,) = Settings(keys.folder, sources={keys.name: keys}).bound(connectors)
        self._added[keys.name] = bound

    def connectors(self) -> dict[str, str]:
        """The connector's name, by source."""
        written = {name: keys.connector for name, keys in self._settings.sources.items()}
        return written | {name: _connector(bound) for name, bound in self._added.items()}

    def chosen(
        self, names: str | Collection[str] | None, connectors: Connectors, *, secrets: bool = True
    ) -> tuple[list[Source], list[Broken]]:
        """The sources asked for: those that can run, and those whose connector does not work.

        Raises:
            SettingsError: mistakes in the settings, an unknown name, or no source at all.
        """
        wanted = [names] if isinstance(names, str) else names
        written = None if wanted is None else [n for n in wanted if n not in self._added]
        others = self._added.keys()
        found = self._settings.bound(connectors, written, secrets=secrets, others=others)
        found = [one for one in found if one.name not in self._added]
        found += [one for name, one in self._added.items() if wanted is None or name in wanted]
        if not found:
            hint = 'Add one: ws.connect("support", "zendesk", …), or in productops.toml.'
            raise SettingsError("there is no source to work with", hint=hint)
        good = [source_of(one, self._settings) for one in found if isinstance(one, Bound)]
        return good, [one for one in found if isinstance(one, Broken)]


def source_of(bound: Bound, settings: Settings) -> Source:
    """The source that *bound* describes; the vocabulary is that of *settings*."""
    vocabulary = {str(name): words for name, words in settings.shape.vocabulary.items()}
    make = partial(_transport, bound)
    return Source(bound.name, bound.connector, bound.settings, make, vocabulary)


def _connector(bound: Bound | Broken) -> str:
    return bound.connector.name if isinstance(bound, Bound) else bound.connector


def _transport(bound: Bound, observer: Observer, stop: threading.Event) -> Transport:
    if bound.hosts and all(url.startswith(LOCAL) for url in bound.hosts.values()):
        from .transport.files import LocalFiles

        return LocalFiles(bound.folder, observer, stop)
    return _over_http(bound, observer, stop)


def _over_http(bound: Bound, observer: Observer, stop: threading.Event) -> Transport:
    # httpx takes as long to import as everything else together, and looking at a store needs none of it
    from .transport.http import HttpTransport
    from .transport.waiting import Waiter

    held = dict(_secrets(bound.settings))
    transport = HttpTransport(
        source=bound.name,
        hosts=bound.hosts,
        observer=observer,
        auth=_auth(bound),
        base_url=bound.settings.base_url,
        rate_share=bound.settings.rate_share,
        paces=getattr(bound.connector, "paces", {}),
        waiter=Waiter(stop=stop),
        keep=partial(keep, folder=bound.folder),
        secrets=list(held.values()),
    )
    keys = ", ".join(f"sources.{bound.name}.{key}" for key in held)
    words = {name: getattr(bound.connector, name, "") for name in ("grants", "day")}
    return _Named(transport, _asked(bound), keys, **words)


class _Named:
    """A transport whose errors name what the settings say, and what only the connector knows."""

    def __init__(
        self, transport: Any, asked: str, keys: str, *, grants: str = "", day: str = ""
    ) -> None:
        self._transport = transport
        self._asked = asked
        self._keys = keys
        self._grants = grants
        self._day = day
        self.settle = transport.settle
        self.set_hosts = transport.set_hosts
        self.close = transport.close

    def send(self, request: Request) -> Answer:
        """The answer to *request*."""
        try:
            answer: Answer = self._transport.send(request)
        except CredentialsRejected as error:
            error.hint = f"{error.hint} They are in {self._keys}.".lstrip()
            raise
        except PermissionMissing as error:
            error.hint = f"{error.hint} {self._grants}".strip()
            raise
        except QuotaExhausted as error:
            if error.resets_at is None:
                error.hint = f"{error.hint} {self._day}".strip()
            raise
        except (SourceUnavailable, UnexpectedAnswer, ForeignLink) as error:
            if request.stream == SOURCE_STREAM:
                error.hint = f"{error.hint} It was looked for at {self._asked}.".lstrip()
            raise
        return answer


def _asked(bound: Bound) -> str:
    """Where a source is looked for: `acme.zendesk.com`, and how it is reached if not directly."""
    names = ", ".join(dict.fromkeys(urlsplit(url).netloc for url in bound.hosts.values()))
    over = bound.settings.base_url
    return f"{names}, by way of {over}" if over else names


def _auth(bound: Bound) -> Auths:
    """How to sign in, everywhere or by host."""
    found = bound.connector.auth(bound.settings)
    if isinstance(found, Mapping):
        return {host: _placed(auth, bound) for host, auth in found.items()}
    return _placed(found, bound)


def _placed(auth: Auth, bound: Bound) -> Auth:
    """A rotating token is told where it is kept, which only the settings know."""
    if isinstance(auth, RefreshToken) and not auth.kept_in:
        return replace(auth, kept_in=bound.references.get("refresh_token", ""))
    return auth


def _secrets(settings: Any) -> Iterator[tuple[str, str]]:
    """The secrets that are set, by key."""
    for key in sorted(secret_keys(type(settings))):
        value = getattr(settings, key)
        if isinstance(value, SecretStr):
            yield key, value.get_secret_value()
