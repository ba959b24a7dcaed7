"""A source's record as bytes: what is stored, hashed, and decoded again later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from xxhash import xxh3_128_hexdigest

from ..kit.wire import RawRecord

MAX_RECORD = 16 * 1024 * 1024
"""Bytes; a larger record is set aside (DuckDB's JSON reader takes no larger object either)."""

# An escape other than \\u, a whole surrogate pair, or (the group) half of one
_ESCAPE = re.compile(
    rb"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
# Half the time of two `in`, for every page there is
_MAYBE_HALF = re.compile(rb"\\u[dD]")
_REPLACEMENT = rb"\ufffd"


def to_payload(record: RawRecord | Any) -> bytes:
    """The JSON bytes of a record: the source's own slice, or its named parts as one object."""
    if isinstance(record, msgspec.Raw):
        return bytes(record)
    if isinstance(record, bytes):
        return record
    if isinstance(record, Mapping):
        return b"{" + b",".join(_part(key, value) for key, value in record.items()) + b"}"
    return msgspec.json.encode(record)


def _part(key: str, value: Any) -> bytes:
    raw = bytes(value) if isinstance(value, msgspec.Raw | bytes) else msgspec.json.encode(value)
    return msgspec.json.encode(key) + b":" + (raw or b"null")


def digest(payload: bytes) -> str:
    """128 bits of XXH3: equal payloads need no second look. It guards against change, not against an attacker."""
    return xxh3_128_hexdigest(payload)


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
