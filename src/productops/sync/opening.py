"""Opening a source: follow the connector's chain of requests until it knows who answers."""

from __future__ import annotations

from typing import Any

import msgspec

from ..errors import (
    ForeignLink,
    PluginError,
    ProductopsError,
    SourceNotFound,
    SourceUnavailable,
    UnexpectedAnswer,
)
from ..kit.connector import Instance
from ..kit.wire import Answer, Request
from ..store.base import Scope
from ..transport.base import Transport
from .report import SOURCE_STREAM
from .source import Source

_STEPS = 12


def open_source(source: Source, transport: Transport, *, known: bool = False) -> Instance:
    """Who answers, under which host, in which time zone.

    Args:
        known: it answered before, so that silence is no proof of wrong settings.

    Raises:
        ProductopsError: as the transport and the connector; a chain that does not end is a `PluginError`.
    """
    step: Request | Instance = _called(source, "open", source.settings)
    for _ in range(_STEPS):
        if isinstance(step, Instance):
            return _placed(step, transport)
        request = step.with_(stream=SOURCE_STREAM)
        step = _called(source, "opened", request, _sent(source, transport, request, known=known))
    raise PluginError(f"opening did not end after {_STEPS} requests", where=source.name)


def reopened(told: Any, transport: Transport) -> Instance:
    """A source as it was when it was last opened, without asking it."""
    return _placed(unpack(told), transport)


def _placed(instance: Instance, transport: Transport) -> Instance:
    if instance.hosts and hasattr(transport, "set_hosts"):
        transport.set_hosts(instance.hosts)
    return instance


def _sent(source: Source, transport: Transport, request: Request, *, known: bool) -> Answer:
    """The answer; where nobody answers as this vendor at all, the place is wrong, not the request."""
    try:
        return transport.send(request)
    except (UnexpectedAnswer, ForeignLink) as error:
        raise SourceNotFound(error.message, where=error.where, hint=error.hint) from None
    except SourceUnavailable as error:
        if error.status or known:
            raise
        hint = error.hint or f"Check the host settings of sources.{source.name}, and the network."
        raise SourceNotFound(error.message, where=error.where, hint=hint) from None


def _called(source: Source, method: str, *args: Any) -> Request | Instance:
    try:
        found: Request | Instance = getattr(source.connector, method)(*args)
    except ProductopsError:
        raise
    except Exception as error:
        raise PluginError(
            f"connector {source.connector.name}: {method} raised {type(error).__name__}: {error}",
            where=source.name,
        ) from error
    return found


def scope_of(source: Source, instance: Instance) -> Scope:
    """The name pair that the ids of this source's rows are made of."""
    return Scope(source.connector.name, source.settings.instance or instance.name or source.name)


def pack(instance: Instance) -> Any:
    """An instance as plain data, to be remembered."""
    return msgspec.to_builtins(instance)


def unpack(data: Any) -> Instance:
    """What `pack` kept."""
    return msgspec.convert(data, Instance)


def counted(answer: Answer, read: Any) -> int | None:
    """The source's own number, where it gives one that can be read."""
    try:
        return int(read(answer))
    except Exception:  # noqa: BLE001 - a count is a help, never a reason to fail
        return None
