"""The engine's notes: checkpoints, the queue, censuses, sources and runs. Small tables, seldom written."""

# ruff: noqa: S608 - what is put into these queries are names of ours; values are parameters or files

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from .asking import (
    OF_SCOPE,
    OF_STREAM,
    Ask,
    Step,
    aware,
    moment,
    of_scope,
    of_stream,
    perhaps_aware,
)
from .base import Checkpoint, Queued, Scope, SourceEntry

DELIVERIES_KEPT = timedelta(days=90)


def checkpoints(ask: Ask, scope: Scope) -> list[Checkpoint]:
    """All checkpoints of a source."""
    found = ask(
        f"SELECT stream, partition, cursor, since FROM _checkpoint WHERE {OF_SCOPE} ORDER BY 1, 2",
        of_scope(scope),
    )
    return [
        Checkpoint(stream, partition, msgspec.json.decode(cursor), perhaps_aware(since))
        for stream, partition, cursor, since in found
    ]


def queued(ask: Ask, scope: Scope) -> list[Queued]:
    """Requests still to be sent, in the order they were pushed."""
    query = f"SELECT key, stream, request FROM _queue WHERE {OF_SCOPE} ORDER BY seq"
    return [Queued(key, stream, text.encode()) for key, stream, text in ask(query, of_scope(scope))]


def forget_queue(scope: Scope, stream: str) -> list[Step]:
    """Drop what is queued and checkpointed of a stream."""
    return [
        (f"DELETE FROM {table} WHERE {OF_STREAM}", of_stream(scope, stream))
        for table in ("_queue", "_checkpoint")
    ]


def census_at(ask: Ask, scope: Scope, stream: str) -> tuple[datetime, int | None] | None:
    """When a census of the stream last ran to its end, and the drift noted then."""
    query = f"SELECT taken_at, drift FROM _census WHERE {OF_STREAM}"
    found = ask(query, of_stream(scope, stream))
    return (aware(found[0][0]), found[0][1]) if found else None


def census_done(scope: Scope, stream: str, at: datetime, drift: int | None) -> list[Step]:
    """Note that it did."""
    place = of_stream(scope, stream)
    return [
        (f"DELETE FROM _census WHERE {OF_STREAM}", place),
        (
            "INSERT INTO _census VALUES ($source, $instance, $stream, $at::TIMESTAMP, $drift)",
            {**place, "at": moment(at), "drift": drift},
        ),
    ]


def delivered(ask: Ask, scope: Scope, signature: str) -> bool:
    """Whether a webhook with this signature was received."""
    query = f"SELECT 1 FROM _delivery WHERE {OF_SCOPE} AND signature = $signature"
    return bool(ask(query, {**of_scope(scope), "signature": signature}))


def note_delivery(scope: Scope, signature: str, at: datetime) -> list[Step]:
    """Keep the signature of a webhook, and forget those that would be too old by now."""
    values = {**of_scope(scope), "signature": signature, "at": moment(at)}
    return [
        (
            "DELETE FROM _delivery WHERE received_at < $old::TIMESTAMP",
            {"old": moment(at - DELIVERIES_KEPT)},
        ),
        ("INSERT INTO _delivery VALUES ($source, $instance, $signature, $at::TIMESTAMP)", values),
    ]


def remember_source(entry: SourceEntry) -> list[Step]:
    """Keep what opening a source told."""
    values = {
        "name": entry.name,
        **of_scope(entry.scope),
        "told": msgspec.json.encode(entry.instance).decode(),
        "at": moment(entry.opened_at),
    }
    return [
        ("DELETE FROM _source WHERE name = $name", {"name": entry.name}),
        ("INSERT INTO _source VALUES ($name, $source, $instance, $told, $at::TIMESTAMP)", values),
    ]


def sources(ask: Ask) -> dict[str, SourceEntry]:
    """What is remembered of each source, by configured name."""
    found = ask(
        "SELECT name, source, source_instance, instance, opened_at FROM _source ORDER BY name", {}
    )
    return {
        name: SourceEntry(name, Scope(source, scope), msgspec.json.decode(told), aware(opened))
        for name, source, scope, told, opened in found
    }


def record_run(run_id: str, started_at: datetime, report: bytes) -> list[Step]:
    """Write or replace the row of a run."""
    values = {"run_id": run_id, "at": moment(started_at), "report": report.decode()}
    return [
        ("DELETE FROM _run WHERE run_id = $run_id", {"run_id": run_id}),
        ("INSERT INTO _run VALUES ($run_id, $at::TIMESTAMP, $report)", values),
    ]


def last_run(ask: Ask) -> tuple[str, datetime, bytes] | None:
    """The newest run."""
    found = ask(
        "SELECT run_id, started_at, report FROM _run ORDER BY started_at DESC, run_id DESC LIMIT 1",
        {},
    )
    return (found[0][0], aware(found[0][1]), found[0][2].encode()) if found else None
