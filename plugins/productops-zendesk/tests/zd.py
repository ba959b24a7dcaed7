"""What the tests of this plugin share: a stream's run by hand, answers, and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from productops.kit import Answer, Instance, Page, Request
from productops.testing import of, plain, rows_of, stream_run  # noqa: F401 - tests take them from here
from productops_zendesk import Zendesk, ZendeskSettings

CONNECTOR = Zendesk()
STREAMS = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
AT = "2026-01-05T09:00:00Z"
LATER = "2026-01-06T10:30:00Z"


def settings(**keys: Any) -> ZendeskSettings:
    """Settings of a made-up account."""
    return ZendeskSettings.model_validate({"subdomain": "acme", "access_token": "t0ken", **keys})


def run(stream: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of *stream*; settings keys and `cursor`, `detail` may be given."""
    cursor, detail = more.pop("cursor", None), more.pop("detail", {})
    return stream_run(
        CONNECTOR,
        stream,
        settings(**more),
        instance=Instance("acme.zendesk.com", detail=detail),
        context=context,
        cursor=cursor,
        now=NOW,
    )


def answer(body: Any, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(status, data, {"content-type": "application/json"}, "https://acme.zendesk.com/x")


def first(stream: str, **more: Any) -> Request:
    """The first request of *stream*."""
    return next(iter(STREAMS[stream].start(run(stream, **more))))


def read(stream: str, body: Any, request: Request | None = None, **more: Any) -> Page:
    """The page that *stream* reads from *body*."""
    status = more.pop("status", 200)
    asked = request or first(stream, **more)
    return STREAMS[stream].read(asked, answer(body, status), run(stream, **more))


def rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* (JSON-able) yields."""
    return rows_of(STREAMS[stream], record, run(stream, **more))


def ref(stream: str, table: Any, source_id: Any) -> Any:
    """The id that a reference must have."""
    return run(stream).ref(table, source_id)
