"""What the tests of this plugin share: a stream's run by hand, answers, forms and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from productops.kit import Answer, Instance
from productops.sync.payload import to_payload
from productops.testing import stream_run
from productops_tally import Tally, TallySettings

CONNECTOR = Tally()
STREAMS = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SENT = "2026-01-05T09:02:10.000Z"


def settings(**keys: Any) -> TallySettings:
    """Settings of a made-up workspace."""
    return TallySettings.model_validate({"api_key": "tly-x", **keys})


def run(stream: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of *stream*; settings keys and `cursor` may be given."""
    cursor = more.pop("cursor", None)
    return stream_run(
        CONNECTOR, stream, settings(**more), instance=Instance("forms"), context=context, cursor=cursor,
        now=NOW,
    )  # fmt: skip


def answer(body: Any, status: int = 200, also: tuple[Answer, ...] = ()) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    held = {"content-type": "application/json"}
    return Answer(status, data, held, "https://api.tally.so/x", also)


def rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* (JSON-able) yields."""
    found = STREAMS[stream]
    decoded = msgspec.json.decode(to_payload(record), type=found.wire)
    return list(found.normalise(decoded, run(stream, **more)))


def block(kind: str, group: str, key: str = "", **payload: Any) -> dict[str, Any]:
    """A block; its id is its group's unless another is given."""
    return {
        "uuid": key or group,
        "type": kind,
        "groupUuid": group,
        "groupType": kind,
        "payload": payload,
    }


def asked(key: str, kind: str, title: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question with its blocks."""
    fields = [
        {"uuid": f"g-{key}", "type": "INPUT_FIELD", "blockGroupUuid": f"g-{key}", "title": title}
    ]
    question = {
        "id": key,
        "type": kind,
        "title": title,
        "isDeleted": False,
        "fields": fields,
        **more,
    }
    return {"question": question, "blocks": blocks or [block(kind, f"g-{key}")]}


def form(*questions: dict[str, Any], logic: bool = False, **more: Any) -> dict[str, Any]:
    """A form as it is kept."""
    blocks = [one for each in questions for one in each["blocks"]]
    blocks += [block("CONDITIONAL_LOGIC", "logic")] if logic else []
    body = {
        "id": "mexJoq", "name": "Feedback", "status": "PUBLISHED", "isClosed": False, "createdAt": "2025-11-01T08:00:00.000Z",
        "updatedAt": "2025-12-01T08:00:00.000Z", "settings": {"language": "en"}, "blocks": blocks, **more,
    }  # fmt: skip
    return {"form": body, "questions": [each["question"] for each in questions]}


def submission(*given: tuple[str, Any], **more: Any) -> dict[str, Any]:
    """A completed submission; pairs of question and answer."""
    return {
        "id": "GG6z5L", "formId": "mexJoq", "respondentId": "jzQdR9", "isCompleted": True, "submittedAt": SENT,
        "responses": [{"id": f"r{n}", "questionId": q, "answer": a} for n, (q, a) in enumerate(given)], **more,
    }  # fmt: skip


def said(held: dict[str, Any], *given: tuple[str, Any], **more: Any) -> list[Any]:
    """The rows of a submission to a form."""
    return rows("responses", submission(*given, **more), context={"forms": {"mexJoq": held}})


def plain(row: Any) -> dict[str, Any]:
    """A row without what is empty, and without what every row has."""
    always = {"id", "source", "source_instance", "schema_version"}
    found = row.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in found.items() if key not in always}


def of(table: str, rows_: list[Any]) -> list[dict[str, Any]]:
    """The plain rows of one table."""
    return [plain(row) for row in rows_ if row.table == table]


def values(found: list[Any]) -> dict[str, dict[str, Any]]:
    """Answers by part, without what all share."""
    shared = {
        "source_id", "source_url", "occurred_at", "source_created_at", "source_updated_at", "response_id", "question_id",
        "question_ref", "group_id", "matrix_row_id",
    }  # fmt: skip
    return {
        a["source_id"].partition(":")[2]: {k: v for k, v in a.items() if k not in shared}
        for a in of("answer", found)
    }


def ref(stream: str, table: Any, source_id: Any) -> Any:
    """The id that a reference must have."""
    return run(stream).ref(table, source_id)
