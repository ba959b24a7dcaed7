"""Any JSON in: rows, or a reason; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from gf import BREAK, FORM, STREAMS, answer, asks, choice, form, grid, response, run, texts
from hypothesis import HealthCheck, given, settings

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Page
from productops.sync.payload import to_payload
from productops.testing.anything import ANY_JSON, spoilt

GRADING = {"pointValue": 2, "correctAnswers": {"answers": [{"value": "One"}]}}
DEFINITION = form(
    asks("scale", scaleQuestion={"low": 1, "high": 5, "lowLabel": "x"}),
    asks("stars", ratingQuestion={"ratingScaleLevel": 5, "iconType": "STAR"}),
    asks("pick", grading=GRADING, **choice("CHECKBOX", "One", "Two", other=True)),
    BREAK,
    grid("g", "Grid", {"x": "X", "y": "Y"}, "Yes", "No"),
    asks("day", dateQuestion={"includeYear": True}),
    asks("file", fileUploadQuestion={"folderId": "f"}),
    publishSettings={"publishState": {"isPublished": True}},
)
RESPONSE = response(
    {
        "scale": texts("4"), "stars": texts("5"), "pick": texts("One", "Else", grade={"score": 1.5, "correct": False}),
        "x": texts("Yes"), "day": texts("2026-01-05"), "gone": texts("hm"),
        "file": {"fileUploadAnswers": {"answers": [{"fileId": "f1", "fileName": "a", "mimeType": "b"}]}},
    },
    respondentEmail="a@b.example", totalScore=2,
)  # fmt: skip
RECORDS = {"forms": DEFINITION, "responses": RESPONSE}
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def encoded(value: Any) -> bytes:
    """JSON, as Python's own encoder writes it: numbers of any size, lone surrogates escaped."""
    return json.dumps(value).encode()


def check(name: str, record: Any, held: Any) -> None:
    """Decoding, identifying and normalising raise what the engine knows to set aside."""
    stream = STREAMS[name]
    try:
        decoded = msgspec.json.Decoder(stream.wire).decode(encoded(record))
        source_id, version = stream.identify(decoded)
        rows = list(stream.normalise(decoded, held))
    except (msgspec.MsgspecError, RecordRejected, UnicodeDecodeError):
        return
    assert isinstance(source_id, str)
    assert version is None or isinstance(version, str)
    assert all(row.table in stream.reads for row in rows)
    assert len({row.id for row in rows}) == len(rows)


@pytest.mark.parametrize("name", RECORDS)
def test_a_spoilt_record_gives_rows_or_a_reason(name: str) -> None:
    """Whatever stands in any of its parts."""
    held = run(name, context={"forms": {FORM: DEFINITION}})

    @QUICK
    @given(record=spoilt(RECORDS[name]) | ANY_JSON)
    def holds(record: Any) -> None:
        check(name, record, held)

    holds()


def test_a_response_to_a_spoilt_form_gives_rows_or_a_reason() -> None:
    """Its questions, scales and options may be anything that decodes."""

    @QUICK
    @given(definition=spoilt(DEFINITION, most=2))
    def holds(definition: Any) -> None:
        try:
            msgspec.json.decode(encoded(definition), type=STREAMS["forms"].wire)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return
        check(
            "responses", RESPONSE, run("responses", context={"forms": {FORM: encoded(definition)}})
        )

    holds()


@pytest.mark.parametrize("name", RECORDS)
def test_any_answer_gives_a_page_or_an_error_that_says_why(name: str) -> None:
    """Whatever stands in a page, each of its records can be stored by itself."""
    stream, held = STREAMS[name], run(name, context={"forms": {FORM: DEFINITION}})
    census = list(stream.census(held)) if name == "responses" else []
    whole = {"responses": [RESPONSE["response"]], "nextPageToken": "t", "formId": FORM}

    @QUICK
    @given(body=spoilt(whole) | ANY_JSON)
    def holds(body: Any) -> None:
        for request in [*stream.start(held), *census]:
            try:
                page = stream.read(request, answer(encoded(body)), held)
            except ProductopsError:
                continue
            assert isinstance(page, Page)
            assert all(
                msgspec.json.decode(to_payload(record)) is not ... for record in page.records
            )

    holds()
