"""What a sandbox is asked and what it answers, whatever carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec


@dataclass(frozen=True)
class Call:
    """A request as the vendor sees it.

    Attributes:
        path: without query, percent-decoded.
        query: pairs in the order they were sent, decoded.
        headers: lower-case names.
        origin: scheme and host the call came to (`http://127.0.0.1:8700`).
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = "http://127.0.0.1"

    @cached_property
    def first(self) -> dict[str, str]:
        """Each query key with its last value, as the usual web frameworks read them."""
        return dict(self.query)

    def every(self, key: str) -> list[str]:
        """All values of a query key."""
        return [value for name, value in self.query if name == key]

    def link(
        self, changes: Mapping[str, str | int | None] | None = None, *, origin: str = ""
    ) -> str:
        """The URL of this call with some query keys changed; `None` removes one."""
        held = changes or {}
        pairs = [(key, value) for key, value in self.query if key not in held]
        pairs += [(key, str(value)) for key, value in held.items() if value is not None]
        query = urlencode(sorted(pairs))
        return f"{origin or self.origin}{self.path}" + (f"?{query}" if query else "")

    def form(self) -> dict[str, str]:
        """The body as a flat mapping, sent as JSON or as a form; empty if it is neither."""
        if "json" in self.headers.get("content-type", "") or self.body[:1] == b"{":
            try:
                decoded = msgspec.json.decode(self.body)
            except msgspec.DecodeError:
                return {}
            return decoded if isinstance(decoded, dict) else {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; header names in lower case."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def with_headers(self, headers: Mapping[str, str]) -> Reply:
        """The same answer with further headers."""
        return Reply(self.status, self.body, {**self.headers, **headers})


JSON = {"content-type": "application/json; charset=utf-8"}
_ENCODER = msgspec.json.Encoder()


def as_json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer in JSON."""
    return Reply(status, _ENCODER.encode(value), {**JSON, **(headers or {})})


def encode(value: Any) -> bytes:
    """The JSON bytes of *value*."""
    return _ENCODER.encode(value)


def array_page(name: str, rows: list[bytes], rest: Mapping[str, Any]) -> Reply:
    """`{"name": [rows…], …rest}` from rows that are rendered already."""
    tail = _ENCODER.encode(rest)[1:]
    comma = b"," if len(tail) > 1 else b""
    body = b'{"' + name.encode() + b'":[' + b",".join(rows) + b"]" + comma + tail
    return Reply(200, body, JSON)
