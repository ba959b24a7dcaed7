"""Rows of what is gone: marked as deleted, and emptied where the source has erased it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from ..model.base import Record


def tombstones(records: Iterable[Record], at: datetime) -> list[Record]:
    """The same rows, marked as deleted."""
    return [
        record
        if record.deleted
        else record.model_copy(update={"deleted": True, "deleted_at": at.astimezone(UTC)})
        for record in records
    ]


def erased(records: Iterable[Record], at: datetime) -> list[Record]:
    """Tombstones of the same rows, without what anybody wrote and without who they are."""
    return [record.model_copy(update=_emptied(type(record))) for record in tombstones(records, at)]


@cache
def _emptied(kind: type[Record]) -> dict[str, Any]:
    told = kind.pii_classes()
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if told[name] in ("direct", "free_text") and not field.is_required()
    }
