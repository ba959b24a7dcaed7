"""A run without an engine: call `start`, `read` and `normalise` of a stream by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from ..kit.connector import Connector, Instance
from ..model.vocabulary import Table, Vocabulary
from ..store.base import Checkpoint, Scope
from ..sync.plan import StreamPlan, plan
from ..sync.run import Context, StreamRun, to_checkpoint

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The moment every rig is at."""


class HeldContext(Context):
    """Context records given by hand instead of read from a store."""

    def __init__(
        self, plans: Mapping[str, StreamPlan], held: Mapping[str, Mapping[str, Sequence[bytes]]]
    ) -> None:
        self._plans = plans
        self._payloads = {
            stream: {source_id: list(versions) for source_id, versions in records.items()}
            for stream, records in held.items()
        }
        self._newest = {stream: {} for stream in plans}

    def payloads(self, stream: str) -> dict[str, list[bytes]]:
        """What was given for *stream*."""
        return self._payloads.get(stream, {})

    def live(self, stream: str) -> Collection[str]:
        """All of it: nothing that is given is gone."""
        return self.payloads(stream).keys()


def stream_run(
    connector: Connector,
    stream: str,
    settings: Any,
    *,
    instance: Instance | None = None,
    context: Mapping[str, Mapping[str, Any]] | None = None,
    cursor: str | datetime | None = None,
    now: datetime = NOON,
    vocabulary: Mapping[str, Table] | None = None,
) -> StreamRun:
    """A `Run` of *stream*, as the engine would give it.

    Args:
        settings: an instance of the connector's settings.
        instance: who answered; by default one named `test.example`.
        context: stream → source id → record (JSON-able, or bytes), or a list of its versions, oldest first.
        cursor: where the partition "" starts.
    """
    plans = {p.name: p for p in plan(connector, None)}
    found = instance or Instance("test.example")
    held = {
        name: {source_id: _versions(record) for source_id, record in records.items()}
        for name, records in (context or {}).items()
    }
    checkpoints: dict[str, Checkpoint] = {}
    if cursor is not None:
        checkpoints[""] = to_checkpoint(stream, "", cursor, None)
    return StreamRun(
        plans[stream], settings=settings, instance=found, now=now,
        scope=Scope(connector.name, settings.instance or found.name),
        context=HeldContext(plans, held), checkpoints=checkpoints,
        vocabulary=Vocabulary(vocabulary, getattr(connector, "vocabulary", None)),
    )  # fmt: skip


def _versions(record: Any) -> list[bytes]:
    return [_bytes(one) for one in (record if isinstance(record, list) else [record])]


def _bytes(record: Any) -> bytes:
    return record if isinstance(record, bytes) else msgspec.json.encode(record)
