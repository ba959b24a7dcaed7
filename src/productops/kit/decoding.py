"""Decoders, built one at a time; and text that no decoder takes, mended.

msgspec may decode on many threads, but must not learn a type on two at once: while one thread resolves the
annotations of a Struct, another one finds the half-made description and crashes the process (seen with 0.22).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

# An escape other than \\u, a whole surrogate pair, or (the group) half of one
_ESCAPE = re.compile(
    rb"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
# Half the time of two `in`, for every page there is
_MAYBE_HALF = re.compile(rb"\\u[dD]")
_REPLACEMENT = rb"\ufffd"

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


def mended(body: bytes) -> bytes:
    """*body* with what is no Unicode replaced by U+FFFD; the same object where nothing is.

    Vendors cut texts in the middle of an emoji, which leaves half of a surrogate pair (RFC 8259, 8.2), and pass on
    bytes that are no UTF-8. No strict reader takes either, so that one such record would cost its page.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        body = body.decode("utf-8", "replace").encode()
    if _MAYBE_HALF.search(body):
        found = _ESCAPE.sub(lambda m: _REPLACEMENT if m[1] else m[0], body)
        return body if found == body else found
    return body
