"""Synthetic rows and pages for the store's tests: every column of every table filled from one seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from productops.model import TABLES, FeedbackItem, Record, record_id
from productops.store.base import AsideRow, Checkpoint, PageCommit, RawRow, Scope
from productops.store.schema import _core

SCOPE = Scope("zendesk", "acme.zendesk.com")
OTHER = Scope("zendesk", "globex.zendesk.com")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
NASTY = 'ü 🔥 "quoted" \'single\' \\ back\n\tline\u2028 \x1e\x1f end, {"a": 1.10} =1+1'
ODD_COLUMNS = {"custom_fields", "id", "source", "source_instance", "source_id", "schema_version"}


def filled(table: str, source_id: str = "1", seed: int = 1) -> Record:
    """A record of *table* with a value in every column."""
    rng = random.Random(f"{table}-{seed}")
    values: dict[str, Any] = {
        name: _value(rng, name, field.annotation)
        for name, field in TABLES[table].model_fields.items()
        if name not in ODD_COLUMNS
    }
    values["custom_fields"] = {"360": {"name": "Größe", "type": "text", "value": [1.5, None, "ü"]}}
    return TABLES[table](**key(table, source_id), **values)


def empty(table: str, source_id: str = "1") -> Record:
    """A record of *table* with nothing but what it needs."""
    needed = {
        name: _value(random.Random(1), name, field.annotation)
        for name, field in TABLES[table].model_fields.items()
        if field.is_required() and name not in ODD_COLUMNS
    }
    return TABLES[table](**key(table, source_id), **needed)


def key(table: str, source_id: str, scope: Scope = SCOPE) -> dict[str, str]:
    """The identity of a row."""
    return {
        "id": record_id(scope.source, scope.instance, table, source_id),
        "source": scope.source,
        "source_instance": scope.instance,
        "source_id": source_id,
    }


def _value(rng: random.Random, name: str, annotation: Any) -> Any:  # noqa: PLR0911 - one line a type
    core = _core(annotation)
    if get_origin(core) is Literal:
        return rng.choice(get_args(core))
    if get_origin(core) is list:
        return [_value(rng, name, get_args(core)[0]) for _ in range(3)]
    if get_origin(core) is dict:
        return {"key": NASTY, "none": None, "list": [1, "2", {"deep": True}]}
    if core is bool:
        return rng.random() < 0.5
    if core is int:
        return rng.randrange(-(2**40), 2**40)
    if core is float:
        return rng.random() * 1000
    if core is Decimal:
        return Decimal(rng.randrange(10**9)) / 1000
    if core is date:
        return date(2024, 2, 29)
    if core is str:
        return f"{name} {NASTY} {rng.random()}"
    return NOW + timedelta(seconds=rng.randrange(10**6), microseconds=rng.randrange(10**6))


def line(record: Record) -> bytes:
    """A row as the engine hands it over."""
    return record.model_dump_json().encode()


def entry(record: Record) -> tuple[str, str, bytes]:
    """A row with what names it."""
    return record.id, record.source_id, line(record)


def feedback(
    source_id: str, title: str = "a title", scope: Scope = SCOPE, **more: Any
) -> FeedbackItem:
    """A piece of feedback."""
    return FeedbackItem(
        **key("feedback", source_id, scope),
        fetched_at=NOW,
        content_hash=hashlib.sha256(title.encode()).hexdigest(),
        title=title,
        **more,
    )


def raw(source_id: str, payload: bytes = b"{}", rows: Iterable[str] = (), **more: Any) -> RawRow:
    """A raw record."""
    digest = hashlib.sha256(payload).hexdigest()
    return RawRow(source_id, None, payload, digest, more.pop("context", "c1"), tuple(rows), **more)


def page(stream: str = "tickets", scope: Scope = SCOPE, **more: Any) -> PageCommit:
    """A page; *more* are its attributes."""
    return PageCommit(scope, stream, "run-1", NOW, **more)


def ticket_page(numbers: Iterable[int], title: str = "a title", **more: Any) -> PageCommit:
    """A page of tickets with their raw records and a checkpoint that names the last."""
    items = [feedback(str(n), f"{title} {n}") for n in numbers]
    return page(
        upserts={"feedback": [entry(item) for item in items]},
        raws=[raw(item.source_id, line(item), [item.id]) for item in items],
        checkpoint=Checkpoint("tickets", "", {"last": items[-1].source_id}),
        **more,
    )


def aside(source_id: str, payload: bytes = b"{}", message: str = "does not fit") -> AsideRow:
    """A record set aside."""
    return AsideRow(source_id, "not_decodable", "id", message, payload)
