"""A source's record as bytes: what is stored, hashed, and decoded again later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from xxhash import xxh3_128_hexdigest

from ..kit.wire import RawRecord

MAX_RECORD = 16 * 1024 * 1024
"""Bytes; a larger record is set aside (DuckDB's JSON reader takes no larger object either)."""


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
