"""Answers of every shape as texts, days and files."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec


def listed(value: Any) -> list[Any]:
    """Several values, or one."""
    return value if isinstance(value, list) else [value]


def as_text(value: Any) -> str | None:
    """A value as somebody would write it; what is no text keeps its JSON."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, dict):
        held = next(
            (value[key] for key in ("text", "label", "value", "name") if value.get(key)), None
        )
        if isinstance(held, str):
            return held
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value) or None
    return msgspec.json.encode(value).decode()


def day_of(value: Any) -> date | None:
    """`2026-01-31`, with or without a time."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def file_of(value: Any) -> str | None:
    """The names of uploaded files; their addresses open them to anybody, and are only in the raw payload."""
    names = [one.get("name") for one in listed(value) if isinstance(one, dict)]
    found = [name for name in names if isinstance(name, str)]
    return ", ".join(found) or ("file" if value else None)
