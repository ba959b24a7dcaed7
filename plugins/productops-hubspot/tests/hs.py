"""What the tests of this plugin share: a stream's run by hand, whole syncs, answers, and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from hs_portal import NOON, Portal

from productops.kit import Answer, Instance, Page, Request
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.payload import to_payload
from productops.sync.report import SourceReport
from productops.sync.source import Source
from productops.testing import of, plain, source_on, stream_run  # noqa: F401 - tests take them from here
from productops_hubspot import Hubspot, HubspotSettings

CONNECTOR = Hubspot()
BY_NAME = {stream.name: stream for stream in CONNECTOR.streams}
NOW = NOON
DETAIL = {"currency": "EUR", "domain": "app-eu1.hubspot.com"}
TOKEN = "pat-eu1-secret"


def settings(**keys: Any) -> HubspotSettings:
    """Settings of a made-up portal."""
    return HubspotSettings.model_validate({"access_token": TOKEN, **keys})


def run(name: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of a stream; `vocabulary` and settings keys may be given."""
    words = more.pop("vocabulary", None)
    return stream_run(
        CONNECTOR,
        name,
        settings(**more),
        instance=Instance("4711", detail=DETAIL),
        context=context,
        now=NOW,
        vocabulary=words,
    )


def answer(body: Any, status: int = 200, also: tuple[Answer, ...] = ()) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(
        status, data, {"content-type": "application/json"}, "https://api.hubapi.com/x", also
    )


def read(name: str, request: Request, body: Any, *also: Any, **more: Any) -> Page:
    """The page a stream reads from *body*, and from the bodies it asked for besides."""
    status = more.pop("status", 200)
    others = tuple(each if isinstance(each, Answer) else answer(each) for each in also)
    return BY_NAME[name].read(request, answer(body, status, others), run(name, **more))


def rows(name: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* (JSON-able) yields."""
    found = BY_NAME[name]
    decoded = msgspec.json.decode(to_payload(record), type=found.wire)
    return list(found.normalise(decoded, run(name, **more)))


def first(name: str, partition: str) -> Request:
    """The first request of a partition."""
    return {each.partition: each for each in BY_NAME[name].start(run(name))}[partition]


def ref(table: Any, source_id: Any) -> Any:
    """The id that a reference must have."""
    return run("tickets").ref(table, source_id)


def crm(key: int | str, near: Mapping[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    """A record of any object, as it is held."""
    record = {
        "id": str(key),
        "properties": properties,
        "createdAt": "2026-01-05T09:00:00.000Z",
        "updatedAt": "2026-01-06T10:30:00.250Z",
        "archived": False,
    }
    return {"record": record, "near": near or {}}


def source(portal: Portal, **keys: Any) -> Source:
    """A source that reads *portal*; waits take no time."""
    return source_on(
        CONNECTOR,
        {"access_token": TOKEN, **keys},
        portal.transport(),
        name="crm",
        pause=lambda _: False,
    )


def synced(
    store: Store, portal: Portal, now: datetime = NOW, *, full: bool = False, **keys: Any
) -> SourceReport:
    """One sync, into a store; it must end well."""
    report = tried(store, portal, now, full=full, **keys)
    assert report.problem is None, report.problem
    broken = {n: s.problem for n, s in report.streams.items() if s.problem}
    assert not broken, broken
    return report


def tried(
    store: Store, portal: Portal, now: datetime = NOW, *, full: bool = False, **keys: Any
) -> SourceReport:
    """One sync, however it ends."""
    portal.calls.clear()
    return sync([source(portal, **keys)], store, now=now, full=full).sources["crm"]


def table(store: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in store.sql(query).rows()]
