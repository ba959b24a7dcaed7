"""Decoders, built one at a time.

msgspec may decode on many threads, but must not learn a type on two at once: while one thread resolves the
annotations of a Struct, another one finds the half-made description and crashes the process (seen with 0.22).
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_building = threading.Lock()
_built: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoder(type_: Any) -> msgspec.json.Decoder[Any]:
    """The decoder of a type; the same one each time."""
    found = _built.get(type_)
    if found is None:
        with _building:
            found = _built.setdefault(type_, msgspec.json.Decoder(type_))
    return found


def decode(data: bytes | msgspec.Raw, type_: type[T]) -> T:
    """JSON as *type_*, from any thread.

    Raises:
        msgspec.DecodeError: it is no JSON, or does not fit.
    """
    found: T = decoder(type_).decode(data)
    return found


def learn_structs(packages: Collection[str]) -> None:
    """Have msgspec learn every Struct of some packages, so that plugins may call it themselves on any thread.

    Args:
        packages: names of top-level packages; nobody else's Structs are touched.
    """
    found = (s for s in _below(msgspec.Struct) if s.__module__.partition(".")[0] in packages)
    for struct in list(found):
        # Generic ones, and those whose annotations do not resolve, are learnt where they are used, or fail there
        with suppress(Exception):
            decoder(struct)


def _below(struct: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for sub in struct.__subclasses__():
        yield sub
        yield from _below(sub)
