"""What the tests of this plugin share: runs by hand, whole syncs, and plain rows. All data here is made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from productops.kit import Answer, Instance, Page, Request
from productops.sandbox import transport
from productops.sync.engine import sync
from productops.sync.payload import to_payload
from productops.sync.report import SourceReport
from productops.testing import of, plain, source_on, stream_run  # noqa: F401 - tests take them from here
from productops_typeform import Typeform, TypeformSettings
from productops_typeform.sandbox import TypeformSandbox

CONNECTOR = Typeform()
STREAMS = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FORM = "u6nXL7xy"


def settings(**keys: Any) -> TypeformSettings:
    """Settings of a made-up account."""
    return TypeformSettings.model_validate({"access_token": "tfp_t0ken", **keys})


def run(stream: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of *stream*; settings keys and `cursor` may be given."""
    cursor = more.pop("cursor", None)
    return stream_run(
        CONNECTOR, stream, settings(**more), instance=Instance("feedback"), context=context, cursor=cursor, now=NOW
    )  # fmt: skip


def answer(body: Any, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(status, data, {"content-type": "application/json"}, "https://api.typeform.com/x")


def field(name: str, kind: str, title: str | None = None, **properties: Any) -> dict[str, Any]:
    """A field of a definition; `required` is a validation."""
    required = properties.pop("required", False)
    return {
        "id": f"id-{name}", "ref": name, "title": title or f"About {name}?", "type": kind,
        "properties": properties, "validations": {"required": required},
    }  # fmt: skip


def form(*fields: Any, **more: Any) -> dict[str, Any]:
    """A definition, as the stream `forms` holds it."""
    body = {
        "id": FORM,
        "title": "Survey",
        "fields": list(fields),
        "last_updated_at": "2026-01-01T00:00:00Z",
    }
    body |= {"settings": {"language": "en", "is_public": True}, **more}
    return {"form": body, "listed": None}


def said(name: str, kind: str, key: str, value: Any) -> dict[str, Any]:
    """An answer to the field *name*."""
    return {"field": {"id": f"id-{name}", "type": kind, "ref": name}, "type": key, key: value}


def response(*answers: Any, **more: Any) -> dict[str, Any]:
    """A response, as the stream `responses` holds it; sent in unless it says otherwise."""
    body = {
        "response_id": "r1", "token": "r1", "landed_at": "2026-01-05T09:00:00Z",
        "submitted_at": "2026-01-05T09:02:00Z", "answers": list(answers),
    }  # fmt: skip
    return {"form": FORM, "response": {**body, **more}}


def rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* yields."""
    found = STREAMS[stream]
    decoded = msgspec.json.decode(to_payload(record), type=found.wire)
    return list(found.normalise(decoded, run(stream, **more)))


def answered(definition: Any, *answers: Any, **more: Any) -> list[Any]:
    """The rows of a response to one form."""
    keys = more.pop("settings", {})
    return rows(
        "responses", response(*answers, **more), context={"forms": {FORM: definition}}, **keys
    )


def ref(table: Any, source_id: str) -> Any:
    """The id that a reference must have."""
    return run("responses").ref(table, source_id)


def read(stream: str, request: Request, body: Any, status: int = 200, **more: Any) -> Page:
    """The page that *stream* reads from *body*."""
    return STREAMS[stream].read(request, answer(body, status), run(stream, **more))


def synced(store: Any, sandbox: TypeformSandbox, *, code: int = 0, **keys: Any) -> SourceReport:
    """One sync of everything; its exit code must be *code*."""
    full, pause = keys.pop("full", False), keys.pop("pause", lambda _: False)
    network = transport(sandbox, sleep=lambda _: None)
    source = source_on(
        Typeform(), {**sandbox.credentials(), **keys}, network, name="feedback", pause=pause
    )  # fmt: skip
    report = sync([source], store, now=sandbox.company.clock.now, full=full)
    assert report.exit_code == code, report.sources["feedback"]
    return report.sources["feedback"]


def table(store: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in store.sql(query).rows()]
