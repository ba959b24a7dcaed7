"""A source's record as bytes: what is stored, hashed, and decoded again later."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ..kit.wire import RawRecord

MAX_RECORD = 16 * 1024 * 1024
"""Bytes; a larger record is set aside (DuckDB's JSON reader takes no larger object either)."""

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


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
    """128 bits of sha256: equal payloads need no second look."""
    return hashlib.sha256(payload).hexdigest()[:32]


def unstorable(payload: bytes) -> str:
    """Why a payload cannot be kept as text, or an empty text.

    Bad UTF-8 and lone surrogates make a whole page unreadable for a JSON reader that is strict.
    """
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}"
    if _SURROGATE.search(payload):
        try:
            json.dumps(json.loads(text), ensure_ascii=False).encode()
        except (UnicodeEncodeError, ValueError):
            return "holds half of a surrogate pair"
    return ""


def suspicious(body: bytes) -> bool:
    """Whether some record of an answer may be unstorable; cheap enough for every page."""
    if b"\\ud" in body or b"\\uD" in body:
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return True
    return False
