"""Several pages become one set of changes: the last page that speaks of a row has the say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..model import table_of
from .base import AsideRow, Checkpoint, PageCommit, Queued, RawRow, Row

Place = tuple[str, str, str]
"""source, source_instance, stream."""


@dataclass(slots=True)
class Changes:
    """What a transaction writes.

    Attributes:
        rows: table → row id → row.
        removed: ids of rows that go and do not come back.
        raws: the new raw records; those of a stream without versions once each.
        replaced: source ids whose older raw records go; with a digest, only the copy of that digest.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    raws: dict[tuple[Place, str, str | None], tuple[PageCommit, RawRow]] = field(
        default_factory=dict
    )
    replaced: dict[tuple[Place, str, str | None], None] = field(default_factory=dict)
    aside: dict[tuple[Place, str], tuple[PageCommit, AsideRow]] = field(default_factory=dict)
    aside_gone: dict[tuple[Place, str], None] = field(default_factory=dict)
    queue: dict[tuple[str, str, str], tuple[PageCommit, Queued]] = field(default_factory=dict)
    unqueued: dict[tuple[str, str, str], None] = field(default_factory=dict)
    checkpoints: dict[tuple[Place, str], tuple[PageCommit, Checkpoint]] = field(
        default_factory=dict
    )


def fold(pages: Sequence[PageCommit]) -> Changes:
    """The net effect of *pages*, in their order."""
    changes = Changes()
    for page in pages:
        place = (page.scope.source, page.scope.instance, page.stream)
        _fold_rows(changes, page)
        _fold_raws(changes, page, place)
        _fold_aside(changes, page, place)
        _fold_queue(changes, page)
    return changes


def _fold_rows(changes: Changes, page: PageCommit) -> None:
    for row_id in page.deletes:
        changes.rows.get(table_of(row_id), {}).pop(row_id, None)
    changes.removed.update(page.deletes)
    for table, lines in page.upserts.items():
        rows = changes.rows.setdefault(table, {})
        for row in lines:
            rows[row[0]] = row
        if changes.removed:
            changes.removed.difference_update(row[0] for row in lines)


def _fold_raws(changes: Changes, page: PageCommit, place: Place) -> None:
    if not page.keep_versions:
        for source_id in page.replaced:
            changes.replaced[place, source_id, None] = None
            changes.raws.pop((place, source_id, None), None)
    for raw in page.raws:
        # A version that came once more moves to the end; other versions stay
        key = (place, raw.source_id, raw.digest if page.keep_versions else None)
        changes.replaced[key] = None
        changes.raws.pop(key, None)
        changes.raws[key] = (page, raw)


def _fold_aside(changes: Changes, page: PageCommit, place: Place) -> None:
    for source_id in page.aside_cleared:
        changes.aside_gone[place, source_id] = None
        changes.aside.pop((place, source_id), None)
    for row in page.aside:
        changes.aside_gone[place, row.source_id] = None
        changes.aside[place, row.source_id] = (page, row)


def _fold_queue(changes: Changes, page: PageCommit) -> None:
    scope = (page.scope.source, page.scope.instance)
    for key in page.done:
        changes.unqueued[*scope, key] = None
        changes.queue.pop((*scope, key), None)
    for queued in page.push:
        changes.unqueued[*scope, queued.key] = None
        changes.queue.pop((*scope, queued.key), None)
        changes.queue[*scope, queued.key] = (page, queued)
    if page.checkpoint is not None:
        place = (*scope, page.checkpoint.stream)
        changes.checkpoints[place, page.checkpoint.partition] = (page, page.checkpoint)
