"""Answers as they go over the wire."""

from __future__ import annotations

import json
from typing import Any


def render(body: bytes, status: str = "200 OK") -> bytes:
    """A whole answer as it goes over the wire."""
    kind = "application/json; charset=utf-8"
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def as_json(value: Any) -> bytes:
    """A small answer."""
    return render(json.dumps(value, separators=(",", ":")).encode())
