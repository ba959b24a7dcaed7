"""What the tests of this plugin share: a stream's run by hand, answers, surveys and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from productops.kit import Answer, Instance, Page, Request
from productops.sync.payload import to_payload
from productops.testing import of, plain, stream_run  # noqa: F401 - tests take them from here
from productops_surveymonkey import SurveyMonkey, SurveyMonkeySettings

CONNECTOR = SurveyMonkey()
STREAMS = {stream.name: stream for stream in CONNECTOR.streams}
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
STARTED, SENT = "2026-01-05T09:00:00+00:00", "2026-01-05T09:02:10+00:00"


def settings(**keys: Any) -> SurveyMonkeySettings:
    """Settings of a made-up account."""
    return SurveyMonkeySettings.model_validate({"access_token": "t0ken", **keys})


def run(stream: str, *, context: Mapping[str, Any] | None = None, **more: Any) -> Any:
    """A run of *stream*; settings keys, `cursor` and `now` may be given."""
    cursor, now = more.pop("cursor", None), more.pop("now", NOW)
    return stream_run(
        CONNECTOR, stream, settings(**more), instance=Instance("surveys"), context=context,
        cursor=cursor, now=now,
    )  # fmt: skip


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON body."""
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    held = {"content-type": "application/json", **(headers or {})}
    return Answer(status, data, held, "https://api.surveymonkey.com/v3/x")


def error(number: int, status: int, message: str = "No.") -> Answer:
    """A refusal as the vendor writes it."""
    return answer({"error": {"id": str(number), "message": message, "name": "Error"}}, status)


def read(stream: str, request: Request, body: Any, status: int = 200, **more: Any) -> Page:
    """The page that *stream* reads from *body*."""
    return STREAMS[stream].read(request, answer(body, status), run(stream, **more))


def rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows that *record* (JSON-able) yields."""
    found = STREAMS[stream]
    decoded = msgspec.json.decode(to_payload(record), type=found.wire)
    return list(found.normalise(decoded, run(stream, **more)))


def survey(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A survey of one page."""
    return {
        "id": "10", "title": "Autumn survey", "language": "en", "date_created": "2025-11-01T08:00:00",
        "date_modified": "2025-12-01T08:00:00", "page_count": 1, "question_count": len(questions),
        "analyze_url": "https://www.surveymonkey.example/analyze/10",
        "pages": [{"id": "100", "questions": list(questions)}], **more,
    }  # fmt: skip


def question(number: str, family: str, subtype: str, heading: str, **more: Any) -> dict[str, Any]:
    """A question of it."""
    return {
        "id": number, "visible": True, "family": family, "subtype": subtype, "headings": [{"heading": heading}],
        **more,
    }  # fmt: skip


def choices(*texts: str, weights: tuple[int, ...] = (), first: int = 1) -> list[dict[str, Any]]:
    """Choices with ids `c1`, `c2` and so on."""
    found: list[dict[str, Any]] = [
        {"id": f"c{first + n}", "position": n + 1, "text": text} for n, text in enumerate(texts)
    ]
    for choice, weight in zip(found, weights, strict=False):
        choice["weight"] = weight
    return found


def lines(*texts: str) -> list[dict[str, Any]]:
    """Rows with ids `r1`, `r2` and so on."""
    return [
        {"id": f"r{n}", "position": n, "visible": True, "text": t} for n, t in enumerate(texts, 1)
    ]


def response(*answered: tuple[str, list[dict[str, Any]]], **more: Any) -> dict[str, Any]:
    """A completed response; pairs of question and answers."""
    return {
        "id": "900", "survey_id": "10", "collector_id": "70", "response_status": "completed",
        "collection_mode": "default", "total_time": 130, "date_created": STARTED, "date_modified": SENT,
        "custom_variables": {}, "custom_value": "", "first_name": "", "last_name": "", "email_address": "",
        "analyze_url": "https://www.surveymonkey.example/analyze/browse/?respondent_id=900",
        "ip_address": "203.0.113.4", "page_path": [], "logic_path": {}, "metadata": {"contact": {}},
        "pages": [{"id": "100", "questions": [{"id": q, "answers": a} for q, a in answered]}], **more,
    }  # fmt: skip


def answered(
    held: dict[str, Any], *pairs: tuple[str, list[dict[str, Any]]], **more: Any
) -> list[Any]:
    """The rows of a response to a survey."""
    return rows("responses", response(*pairs, **more), context={"surveys": {"10": held}})


def ref(stream: str, table: Any, source_id: Any) -> Any:
    """The id that a reference must have."""
    return run(stream).ref(table, source_id)
