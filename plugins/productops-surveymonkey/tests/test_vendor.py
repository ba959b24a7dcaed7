"""Recorded and vendor-written answers: each normalises, nothing is set aside, and no column stays empty that they fill.

Read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository); skipped where that is absent.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sm import CONNECTOR, STREAMS, answer, of, rows, run, settings

from productops.errors import CredentialsRejected
from productops.transport.headers import windows
from productops_surveymonkey.requests import responses

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "forms" / "surveymonkey"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the vendors' recordings are not here"),
]
FILLED_BY = {
    "source_url": "analyze_url", "occurred_at": "date_modified", "source_created_at": "date_created",
    "started_at": "date_created", "duration_seconds": "total_time", "collector": "collector_id", "completed": "response_status",
}  # fmt: skip
"""Column of `response` → the key that fills it."""


def replayed() -> Iterator[tuple[str, dict[str, Any]]]:
    """Request line and answer of every recorded exchange of 2018."""
    for path in sorted((DATA / "streams_replay").glob("*.json")):
        held = json.loads(path.read_text())
        yield held["request"]["line"].split()[1], held["response"]


def recorded(name: str) -> Any:
    """One recording of 2022."""
    (path,) = DATA.glob(f"mattroumaya/**/{name}.json")
    return json.loads(path.read_text())


def decoded_rows(stream: str, record: Any, **more: Any) -> list[Any]:
    """The rows of a record, through its identity."""
    found = STREAMS[stream]
    wired = msgspec.json.decode(json.dumps(record).encode(), type=found.wire)
    assert found.identify(wired)[0] == record["id"]
    return rows(stream, record, **more)


def test_the_recorded_list_is_read() -> None:
    """With what `include` adds, and without it."""
    (request,) = STREAMS["surveys"].start(run("surveys"))
    for name in ("surveys-7ad99d", "surveys-aa605d"):
        page = STREAMS["surveys"].read(request, answer(recorded(name)), run("surveys"))
        asked = [page.next.path.split("/")[3], *page.next.state["left"]] if page.next else []
        assert asked == ["318754279", "318736637"], name
        assert [child.partition for child in page.children] == asked
    marks = msgspec.json.decode(str(page.cursor))
    assert marks["318754279"][:2] == [2, "2022-03-05T18:06:00"]


def test_a_recorded_survey_and_its_responses_are_joined() -> None:
    """Every id becomes the label it stands for; every text is feedback."""
    details = recorded("details")
    found = decoded_rows("surveys", details)
    assert [
        (q["text"], q["question_type"], len(q.get("options", ()))) for q in of("question", found)
    ] == [
        ("How many pets do you have?", "single_choice", 5),
        ("What are the names of your pets?", "short_text", 0),
    ]
    bulk = recorded("bulk-eda25e")
    page = STREAMS["responses"].read(
        responses("318754279", None, run("responses")), answer(bulk), run("responses")
    )
    assert (len(page.records), page.next) == (2, None)

    given = [
        row
        for record in bulk["data"]
        for row in decoded_rows("responses", record, context={"surveys": {"318754279": details}})
    ]

    answers = of("answer", given)
    assert Counter(a["value_type"] for a in answers) == {"options": 2, "text": 2}
    assert [a["option_labels"] for a in answers if "option_labels" in a] == [["3"], ["3"]]
    assert [row["body"] for row in of("feedback", given)] == [
        "Donut, Mango, Phil",
        "Phil, Mango, Donut",
    ]
    _all_filled(bulk["data"], [row for row in given if row.table == "response"])


def test_recorded_responses_without_their_survey_keep_every_answer() -> None:
    """61 responses of quizzes: 660 answers, none set aside, each question of unknown kind."""
    records, found = [], []
    answered = 0
    for line, reply in replayed():
        if "/bulk" in line and isinstance(reply["body"], dict):
            asked = responses(line.split("/")[3], None, run("responses"))
            page = STREAMS["responses"].read(asked, answer(reply["body"]), run("responses"))
            assert len(page.records) == len(reply["body"]["data"])
            assert (page.next is None) is ("next" not in reply["body"]["links"])
            for record in reply["body"]["data"]:
                records.append(record)
                found += decoded_rows("responses", record)
                answered += sum(
                    len(q["answers"]) > 0 for p in record["pages"] for q in p["questions"]
                )
    assert len(records) == 61
    assert sum(row.table == "response" for row in found) == 61
    said = of("answer", found)
    assert len(said) >= answered > 500
    assert not any(row.get("skipped") for row in said)
    assert sum("quiz_score" in row.get("custom_fields", {}) for row in of("response", found)) == 53
    _all_filled(records, [row for row in found if row.table == "response"])


def _all_filled(records: list[Any], rows_: list[Any]) -> None:
    for column, key in FILLED_BY.items():
        given = sum(record.get(key) not in (None, "") for record in records)
        assert given == sum(getattr(row, column) is not None for row in rows_), column


def test_recorded_refusals_are_told() -> None:
    """A wrong token (error 1011), and a page in HTML."""
    told: list[str] = []
    for _, reply in replayed():
        status = int(reply["status"].split()[1])
        if status == 200:
            continue
        body = reply["body"]
        held = answer(body.encode() if isinstance(body, str) else body, status)
        with pytest.raises(CredentialsRejected) as refused:
            CONNECTOR.opened(CONNECTOR.open(settings()), held)
        told.append(refused.value.message)
    assert told == [
        "the access token is wrong (SurveyMonkey's error 1011)",
        "SurveyMonkey does not answer there (HTTP 404: the answer is HTML (application/json), not JSON)",
    ]


def test_recorded_limits_are_learned() -> None:
    """A minute and a day in every answer that was counted."""
    seen = 0
    for _, reply in replayed():
        headers = {name.lower(): value for name, value in reply["headers"]}
        found = {window.name: window for window in windows(headers, 0.0)}
        if "x-ratelimit-app-global-day-limit" not in headers:
            assert found == {}
            continue
        day, minute = found["x-ratelimit-app-global-day"], found["x-ratelimit-app-global-minute"]
        assert (day.limit, minute.limit) == (500, 120)
        assert day.remaining < 500
        assert 0 < (minute.resets_in or 0) <= 60 < (day.resets_in or 0) <= 86_400
        seen += 1
    assert seen == 18


def _samples() -> list[dict[str, Any]]:
    listed = (
        json.loads((DATA / "vendor_docs_samples" / "questions.json").read_text())
        if DATA.is_dir()
        else []
    )
    return [
        each["sample"] | {"section": each["section"]}
        for each in listed
        if "family" in each.get("sample", {})
    ]


@pytest.mark.parametrize("sample", _samples(), ids=lambda sample: sample["section"])
def test_the_vendor_s_questions_of_every_family_are_known(sample: dict[str, Any]) -> None:
    """With ids, which only the answers to a request have."""
    question = {key: value for key, value in sample.items() if key != "section"} | {"id": "1"}
    number = iter(range(100, 999))
    for part in (question.get("answers") or {}).values():
        for one in part if isinstance(part, list) else [part]:
            one["id"] = str(next(number))
            for choice in one.get("choices", ()):
                choice["id"] = str(next(number))
    details = {"id": "7", "title": "t", "pages": [{"id": "70", "questions": [question]}]}

    found = [row for row in rows("surveys", details) if row.table == "question"]

    options = question.get("answers") or {}
    expected = max(1, len(options.get("rows", ())) * len(options.get("cols", [None])))
    assert len(found) == expected
    assert {row.question_type for row in found}.isdisjoint({"unknown"})
    assert all(row.text for row in found)
    weights = {choice.get("weight") for choice in options.get("choices", ())}
    assert all(
        (row.best_rating is not None)
        is (
            len(weights - {None}) > 1
            or ("max" in (question.get("validation") or {}) and question["subtype"] == "single")
        )
        for row in found
    )


def test_the_vendor_s_sample_of_a_response_is_read() -> None:
    """As its documentation writes it."""
    listed = json.loads((DATA / "vendor_docs_samples" / "responses.json").read_text())
    found = [
        each["sample"]["data"][0]
        for each in listed
        if each["section"].endswith("{id}/responses/bulk")
    ]
    found += [each["sample"] for each in listed if each["section"].endswith("{id}/details")]

    given = [row for record in found for row in decoded_rows("responses", record)]

    assert [row["hidden_fields"]["custom_value"] for row in of("response", given)] == [
        "custom identifier for the response"
    ] * 2
    assert [row["value_option_ids"] for row in of("answer", given)] == [
        ["3057839051"],
        ["3057839051"],
    ]
