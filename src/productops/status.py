"""What a store holds, how fresh it is, and what waits; asked without reaching any source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from .model import TABLES
from .render import Section, html_page, text_page
from .sync.summary import unmapped_notes

Ask = Callable[[str], Sequence[Sequence[Any]]]
"""Runs a query and gives its rows."""


@dataclass(slots=True)
class StreamStatus:
    """One stream. *fetched_at*: when its newest record was read; *queued*: requests still to be sent."""

    records: int = 0
    fetched_at: datetime | None = None
    set_aside: int = 0
    queued: int = 0
    census_at: datetime | None = None


@dataclass(slots=True)
class SourceStatus:
    """One source. *opened_at* is None where it was never synced; *configured* is false for what only the store knows."""

    connector: str
    instance: str = ""
    configured: bool = True
    opened_at: datetime | None = None
    streams: dict[str, StreamStatus] = field(default_factory=dict)


@dataclass(slots=True)
class Status:
    """The answer of `status`. *rows*: live rows by table; *unmapped*: `vocabulary/word` → live rows."""

    store: str
    exists: bool = False
    bytes: int = 0
    last_run_at: datetime | None = None
    last_run_exit_code: int | None = None
    sources: dict[str, SourceStatus] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    deleted: dict[str, int] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--json` prints it."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data

    def sections(self) -> list[Section]:
        """As tables and notes."""
        some = any(source.configured for source in self.sources.values())
        tables = [_source(name, source, some) for name, source in self.sources.items()]
        return [_head(self), *tables, *_tables(self)]

    def __str__(self) -> str:
        return text_page(self.sections())

    def _repr_html_(self) -> str:
        return html_page(self.sections())


def not_synced(connectors: Mapping[str, str]) -> dict[str, SourceStatus]:
    """The sources that are configured; *connectors*: the connector's name by source."""
    return {name: SourceStatus(connector) for name, connector in connectors.items()}


def status(path: Path, connectors: Mapping[str, str], ask: Ask) -> Status:
    """The status of the store at *path*, which exists."""
    found = Status(
        str(path), exists=True, bytes=path.stat().st_size, sources=not_synced(connectors)
    )
    runs = ask("SELECT started_at, report FROM _run ORDER BY started_at DESC LIMIT 1")
    for started, report in runs:
        found.last_run_at = _utc(started)
        found.last_run_exit_code = json.loads(report).get("exit_code")
    scopes = dict(_scopes(found, ask))
    _streams(scopes, ask)
    _rows(found, ask)
    found.unmapped = dict(_unmapped(ask))
    return found


def _scopes(found: Status, ask: Ask) -> Iterator[tuple[tuple[str, str], SourceStatus]]:
    """What the store remembers of each source, by connector and instance."""
    for name, connector, instance, opened in ask(
        "SELECT name, source, source_instance, opened_at FROM _source ORDER BY name"
    ):
        source = found.sources.setdefault(name, SourceStatus(connector, configured=False))
        source.instance, source.opened_at = instance, _utc(opened)
        yield (connector, instance), source


_OF_STREAM = (
    (
        "records",
        "SELECT source, source_instance, stream, count(DISTINCT source_id) FROM _raw GROUP BY ALL",
    ),
    (
        "fetched_at",
        "SELECT source, source_instance, stream, max(fetched_at) FROM _raw GROUP BY ALL",
    ),
    ("set_aside", "SELECT source, source_instance, stream, count(*) FROM _set_aside GROUP BY ALL"),
    ("queued", "SELECT source, source_instance, stream, count(*) FROM _queue GROUP BY ALL"),
    (
        "census_at",
        "SELECT source, source_instance, stream, max(taken_at) FROM _census GROUP BY ALL",
    ),
)


def _streams(scopes: Mapping[tuple[str, str], SourceStatus], ask: Ask) -> None:
    for attribute, query in _OF_STREAM:
        for connector, instance, stream, value in ask(f"{query} ORDER BY ALL"):
            if source := scopes.get((connector, instance)):
                line = source.streams.setdefault(stream, StreamStatus())
                setattr(line, attribute, _utc(value) if isinstance(value, datetime) else value)


def _rows(found: Status, ask: Ask) -> None:
    counts = (
        f"SELECT '{name}', count(*) FILTER (NOT deleted), count(*) FILTER (deleted) FROM {name}"  # noqa: S608 - names of ours
        for name in TABLES
    )
    for name, live, gone in ask(" UNION ALL ".join(counts)):
        if live or gone:
            found.rows[name] = live
        if gone:
            found.deleted[name] = gone


def _unmapped(ask: Ask) -> Iterator[tuple[str, int]]:
    """Words that stand in live rows and that nobody mapped."""
    for vocabulary, table, word, ours in (
        ("status", "feedback", "status", "status_category"),
        ("priority", "feedback", "source_priority", "priority"),
        ("status", "work_item", "status", "status_category"),
        ("question_type", "question", "source_type", "question_type"),
        ("field_type", "field", "source_type", "coalesce(type, 'unknown')"),
    ):
        for text, n in ask(
            f"SELECT {word}, count(*) AS n FROM {table} WHERE NOT deleted AND {ours} = 'unknown' "  # noqa: S608
            f"AND {word} IS NOT NULL GROUP BY {word} ORDER BY n DESC, {word}"
        ):
            yield f"{vocabulary}/{text}", n


def _utc(stored: datetime | None) -> datetime | None:
    return stored.replace(tzinfo=UTC) if stored else None


def _head(found: Status) -> Section:
    if not found.exists:
        return Section(f"{found.store}", notes=["There is no store yet. Fill it: productops sync"])
    ended = {0: "complete", None: "not finished"}.get(found.last_run_exit_code, "not complete")
    if ended == "complete" and any(_queued(source) for source in found.sources.values()):
        ended = "ended at its limit"
    when = f"{found.last_run_at:%Y-%m-%d %H:%M} UTC, {ended}" if found.last_run_at else "never"
    return Section(f"{found.store} ({found.bytes / 1e6:,.1f} MB)", notes=[f"Last sync: {when}."])


def _queued(source: SourceStatus) -> int:
    return sum(stream.queued for stream in source.streams.values())


def _source(name: str, source: SourceStatus, some_configured: bool) -> Section:
    title = f"{name} ({', '.join(part for part in (source.connector, source.instance) if part)})"
    if source.opened_at is None:
        return Section(title, notes=["Never synced."])
    rows = [
        (stream, s.records, s.fetched_at, s.set_aside or None, s.queued or None, s.census_at)
        for stream, s in source.streams.items()
    ]
    stray = some_configured and not source.configured
    notes = ["It is in the store, and not in the settings."] if stray else []
    if queued := _queued(source):
        wait = "request waits" if queued == 1 else "requests wait"
        notes.append(f"{queued:,} {wait} to be sent. Go on: productops sync")
    columns = ("stream", "records", "newest read", "set aside", "waiting", "counted")
    return Section(title, columns, rows, notes)


def _tables(found: Status) -> list[Section]:
    if not found.rows:
        return []
    rows = [(table, n, found.deleted.get(table)) for table, n in found.rows.items()]
    return [Section("", ("table", "rows", "deleted"), rows, list(unmapped_notes(found.unmapped)))]
