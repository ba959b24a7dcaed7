"""From checked settings to what the engine runs: connector, transport, vocabulary in one `Source`."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from .kit.auth import Auth, RefreshToken
from .settings import Bound
from .settings.secrets import keep
from .sync.source import Source

if TYPE_CHECKING:
    from .model.vocabulary import Table
    from .transport.base import Observer, Transport


def source_of(bound: Bound, vocabulary: Mapping[str, Table], folder: Path) -> Source:
    """The source that *bound* describes. *folder* is what its `file:` references are relative to."""
    make = partial(_transport, bound, folder)
    return Source(bound.name, bound.connector, bound.settings, make, vocabulary)


def _transport(bound: Bound, folder: Path, observer: Observer, stop: threading.Event) -> Transport:
    # httpx takes as long to import as everything else together, and looking at a store needs none of it
    from .transport.http import HttpTransport
    from .transport.waiting import Waiter

    return HttpTransport(
        source=bound.name,
        hosts=bound.hosts,
        observer=observer,
        auth=_auth(bound),
        base_url=bound.settings.base_url,
        rate_share=bound.settings.rate_share,
        waiter=Waiter(stop=stop),
        keep=partial(keep, folder=folder),
        secrets=list(_secrets(bound.settings)),
    )


def _auth(bound: Bound) -> Auth:
    """How to sign in; a rotating token is told where it is kept, which only the settings know."""
    auth = bound.connector.auth(bound.settings)
    if isinstance(auth, RefreshToken) and not auth.kept_in:
        return replace(auth, kept_in=bound.references.get("refresh_token", ""))
    return auth


def _secrets(settings: Any) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
