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
from productops_google_forms import GoogleForms, GoogleFormsSettings
from productops_google_forms.sandbox import GoogleFormsSandbox

CONNECTOR = GoogleForms()
STREAMS = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FORM = "1fernhillform0001"


def settings(**keys: Any) -> GoogleFormsSettings:
    """Settings of a made-up account."""
    return GoogleFormsSettings.model_validate(
        {"access_token": "ya29.t0ken", "forms": [FORM], **keys}
    )


def run(stream: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of *stream*; settings keys may be given."""
    return stream_run(
        CONNECTOR, stream, settings(**more), instance=Instance("surveys"), context=context, now=NOW
    )


def answer(body: Any, status: int = 200) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Answer(
        status, data, {"content-type": "application/json"}, "https://forms.googleapis.com/x"
    )


def asks(
    name: str, title: str | None = None, *, grading: Any = None, required: bool = False, **kind: Any
) -> dict[str, Any]:
    """An item with one question; *kind*: `textQuestion={}` and the like."""
    question = {"questionId": f"q-{name}", **kind, **({"required": True} if required else {})}
    if grading:
        question["grading"] = grading
    return {
        "itemId": f"i-{name}",
        "title": title or f"About {name}?",
        "questionItem": {"question": question},
    }


def choice(kind: str, *labels: str, other: bool = False) -> dict[str, Any]:
    """The key of a choice question."""
    options: list[dict[str, Any]] = [{"value": label} for label in labels]
    return {
        "choiceQuestion": {
            "type": kind,
            "options": options + ([{"isOther": True}] if other else []),
        }
    }


def grid(name: str, title: str, rows_: Mapping[str, str], *labels: str) -> dict[str, Any]:
    """An item with a grid."""
    questions = [
        {"questionId": f"q-{row}", "rowQuestion": {"title": text}} for row, text in rows_.items()
    ]
    columns = {"type": "RADIO", "options": [{"value": label} for label in labels]}
    return {
        "itemId": f"i-{name}",
        "title": title,
        "questionGroupItem": {"questions": questions, "grid": {"columns": columns}},
    }


BREAK = {"itemId": "i-break", "title": "Next page", "pageBreakItem": {}}


def form(*items: Any, seen: str = "2026-01-01T00:00:00+00:00", **more: Any) -> dict[str, Any]:
    """A form, as the stream `forms` holds it."""
    body = {
        "formId": FORM,
        "info": {"title": "Survey"},
        "revisionId": "0000001",
        "items": list(items),
        **more,
    }
    return {"form": body, "seen_at": seen}


def texts(*values: str, **more: Any) -> dict[str, Any]:
    """An answer in words."""
    return {"textAnswers": {"answers": [{"value": value} for value in values]}, **more}


def response(answers: Any = None, **more: Any) -> dict[str, Any]:
    """A response, as the stream `responses` holds it."""
    body = {
        "responseId": "r1", "createTime": "2026-01-05T09:00:00.123Z", "lastSubmittedTime": "2026-01-05T09:00:00.123Z",
        "answers": {f"q-{name}": {"questionId": f"q-{name}", **given} for name, given in (answers or {}).items()},
    }  # fmt: skip
    return {"form": FORM, "response": {**body, **more}}


def rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* yields."""
    found = STREAMS[stream]
    decoded = msgspec.json.decode(to_payload(record), type=found.wire)
    return list(found.normalise(decoded, run(stream, **more)))


def answered(definition: Any, answers: Any = None, **more: Any) -> list[Any]:
    """The rows of a response to one form; several versions of it may be given, oldest first."""
    held = run("responses")
    versions = definition if isinstance(definition, list) else [definition]
    held._context._payloads["forms"] = {FORM: [msgspec.json.encode(each) for each in versions]}
    stream = STREAMS["responses"]
    decoded = msgspec.json.decode(to_payload(response(answers, **more)), type=stream.wire)
    return list(stream.normalise(decoded, held))


def ref(table: Any, source_id: str) -> Any:
    """The id that a reference must have."""
    return run("responses").ref(table, source_id)


def read(stream: str, request: Request, body: Any, status: int = 200, **more: Any) -> Page:
    """The page that *stream* reads from *body*."""
    return STREAMS[stream].read(request, answer(body, status), run(stream, **more))


def synced(
    store: Any,
    sandbox: GoogleFormsSandbox,
    *,
    code: int | None = 0,
    kind: str = "token",
    **keys: Any,
) -> SourceReport:
    """One sync of everything; its exit code must be *code*."""
    full, pause = keys.pop("full", False), keys.pop("pause", lambda _: False)
    network = transport(sandbox, sleep=lambda _: None)
    given = {**sandbox.credentials(kind), **keys}
    source = source_on(GoogleForms(), given, network, name="surveys", pause=pause)
    report = sync([source], store, now=sandbox.company.clock.now, full=full)
    assert code in (None, report.exit_code), report.sources["surveys"]
    return report.sources["surveys"]


def table(store: Any, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in store.sql(query).rows()]
