"""Which streams of a connector are read, in what order, and what each one declares.

Everything a stream may leave out gets its default here, once, so that the rest of the engine need not ask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from typing import Any

import msgspec

from ..errors import PluginError, SettingsError, did_you_mean
from ..kit.connector import Can, Connector, Run, Stream
from ..kit.decoding import decoder
from ..kit.wire import Answer, Request

_REQUIRED = ("name", "start", "read", "identify", "normalise")


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """A stream with every declaration filled in.

    *context* is true where another stream needs it: its raw records are kept in every version.
    """

    name: str
    stream: Stream
    needs: tuple[str, ...]
    below: tuple[str, ...]
    decoder: msgspec.json.Decoder[Any]
    can: Can
    lookback: timedelta
    optional: bool
    context: bool
    lists_whole: bool
    part_of: str
    content: Callable[[Any], Any] | None
    census: Callable[[Run], Iterable[Request]] | None
    missing: Callable[[Sequence[str], Run], Iterable[Request]] | None
    seek: Callable[[Iterable[Any], Run], Iterable[Request]] | None
    count: Callable[[Run], Request | None] | None
    counted: Callable[[Answer], int] | None


def plan(connector: Connector, wanted: Sequence[str] | None) -> list[StreamPlan]:
    """The streams to read, needs first; *wanted* names some of them (all by default).

    Raises:
        SettingsError: an unknown stream name.
        PluginError: the connector's declarations do not hold together.
    """
    streams = {_name(stream, connector): stream for stream in connector.streams}
    chosen = _with_needs(streams, _checked(wanted, streams, connector.name), connector.name)
    order = _ordered(chosen, streams, connector.name)
    context = {need for name in streams for need in _needs(streams[name])}
    return [_filled(streams[name], context=name in context) for name in order]


def _name(stream: Any, connector: Connector) -> str:
    absent = [name for name in _REQUIRED if not hasattr(stream, name)]
    if absent:
        raise PluginError(
            f"a stream of connector {connector.name} has no {', '.join(absent)}",
            where=getattr(stream, "name", type(stream).__name__),
            hint="See docs/how-to/write-a-connector.md for what a stream declares.",
        )
    return str(stream.name)


def _needs(stream: Any) -> tuple[str, ...]:
    return tuple(getattr(stream, "needs", ()))


def _below(stream: Any) -> tuple[str, ...]:
    return tuple(getattr(stream, "below", ()))


def _checked(wanted: Sequence[str] | None, streams: Mapping[str, Any], connector: str) -> list[str]:
    unknown = [name for name in wanted or () if name not in streams]
    if unknown:
        raise SettingsError(
            f'{connector} has no stream "{unknown[0]}"',
            where="streams",
            hint=f"{did_you_mean(unknown[0], streams)} It has: {', '.join(streams)}.".strip(),
        )
    return list(streams if wanted is None else wanted)


def _with_needs(streams: Mapping[str, Any], names: list[str], connector: str) -> list[str]:
    chosen = dict.fromkeys(names)
    pending = list(chosen)
    while pending:
        stream = streams[pending.pop()]
        for need in _needs(stream) + _below(stream):
            if need not in streams:
                raise PluginError(f'connector {connector} needs an unknown stream "{need}"')
            if need not in chosen:
                chosen[need] = None
                pending.append(need)
    return list(chosen)


def _ordered(names: list[str], streams: Mapping[str, Any], connector: str) -> list[str]:
    sorter = TopologicalSorter({name: _needs(streams[name]) for name in names})
    try:
        return list(sorter.static_order())
    except CycleError as error:
        raise PluginError(f"streams of {connector} need one another: {error.args[1]}") from None


def _filled(stream: Any, *, context: bool) -> StreamPlan:
    return StreamPlan(
        name=stream.name,
        stream=stream,
        needs=_needs(stream),
        below=_below(stream),
        decoder=decoder(getattr(stream, "wire", dict)),
        can=getattr(stream, "can", Can()),
        lookback=getattr(stream, "lookback", timedelta(0)),
        optional=getattr(stream, "optional", False),
        context=context,
        lists_whole=getattr(stream, "lists_whole", False),
        part_of=getattr(stream, "part_of", ""),
        content=getattr(stream, "content", None),
        census=getattr(stream, "census", None),
        missing=getattr(stream, "missing", None),
        seek=getattr(stream, "seek", None),
        count=getattr(stream, "count", None),
        counted=getattr(stream, "counted", None),
    )
