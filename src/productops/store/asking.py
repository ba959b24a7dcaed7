"""What the store's queries share: how to ask, the place of a stream, and moments on their way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from .base import Scope

Ask = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]
"""Runs a query with named values, and gives its rows."""
Step = tuple[str, Mapping[str, Any]]
"""A statement and its values."""

OF_SCOPE = "source = $source AND source_instance = $instance"
OF_STREAM = f"{OF_SCOPE} AND stream = $stream"


def of_scope(scope: Scope) -> dict[str, Any]:
    """Values for `OF_SCOPE`."""
    return {"source": scope.source, "instance": scope.instance}


def of_stream(scope: Scope, stream: str) -> dict[str, Any]:
    """Values for `OF_STREAM`."""
    return {**of_scope(scope), "stream": stream}


def aware(stored: datetime) -> datetime:
    """A stored moment with its zone."""
    return stored.replace(tzinfo=UTC)


def perhaps_aware(stored: datetime | None) -> datetime | None:
    """The same, where there may be none."""
    return None if stored is None else aware(stored)


def moment(at: datetime | None) -> str | None:
    """*at* as the store keeps it: UTC, without zone."""
    return None if at is None else at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
