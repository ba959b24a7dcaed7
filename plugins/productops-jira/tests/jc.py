"""What the tests of this plugin share: a stream's run by hand, answers, and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from productops.kit import Answer, Instance, Page, Request
from productops.testing import of, plain, rows_of, stream_run  # noqa: F401 - tests take them from here
from productops_jira import Jira, JiraSettings

CONNECTOR = Jira()
BY_NAME = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
MADE, TOUCHED = "2026-01-05T10:00:00.000+0100", "2026-01-06T11:30:00.250+0100"
MADE_UTC, TOUCHED_UTC = "2026-01-05T09:00:00Z", "2026-01-06T10:30:00.250000Z"
SITE = "https://acme.atlassian.net"
PROJECTS: dict[str, Any] = {
    "10000": {"id": "10000", "key": "APP", "projectTypeKey": "software"},
    "10001": {"id": "10001", "key": "HELP", "projectTypeKey": "service_desk"},
    "10002": {"id": "10002", "key": "OLD", "projectTypeKey": "software", "archived": True},
}


def settings(**keys: Any) -> JiraSettings:
    """Settings of a made-up site."""
    given = {"site": SITE, "email": "ops@acme.example", "api_token": "t0ken", **keys}
    return JiraSettings.model_validate(given)


def run(name: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of a stream; `cursor`, `detail`, `timezone`, `vocabulary` and settings keys may be given."""
    cursor, detail = more.pop("cursor", None), more.pop("detail", {})
    instance = Instance("acme.atlassian.net", timezone=more.pop("timezone", "UTC"), detail=detail)
    held = {"projects": PROJECTS, **(context or {})}
    words = more.pop("vocabulary", None)
    return stream_run(
        CONNECTOR,
        name,
        settings(**more),
        instance=instance,
        context=held,
        cursor=cursor,
        now=NOW,
        vocabulary=words,
    )


def answer(body: Any, status: int = 200, also: tuple[Answer, ...] = ()) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(status, data, {"content-type": "application/json"}, f"{SITE}/x", also)


def starts(name: str, **more: Any) -> dict[str, Request]:
    """The first requests of a stream, by partition."""
    return {each.partition: each for each in BY_NAME[name].start(run(name, **more))}


def read(name: str, request: Request, body: Any, *also: Any, **more: Any) -> Page:
    """The page a stream reads from *body*, and from the bodies it asked for besides."""
    status = more.pop("status", 200)
    others = tuple(each if isinstance(each, Answer) else answer(each) for each in also)
    return BY_NAME[name].read(request, answer(body, status, others), run(name, **more))


def rows(name: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* (JSON-able) yields."""
    return rows_of(BY_NAME[name], record, run(name, **more))


def ref(table: Any, source_id: Any) -> Any:
    """The id that a reference must have."""
    return run("issues").ref(table, source_id)


def adf(*paragraphs: str) -> dict[str, Any]:
    """A document of plain paragraphs."""
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs
    ]
    return {"type": "doc", "version": 1, "content": content}
