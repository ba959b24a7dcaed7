"""Any JSON in: rows, or a reason; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from tf import FORM, STREAMS, answer, field, form, response, run, said

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Page
from productops.sync.payload import to_payload
from productops.testing.anything import ANY_JSON, spoilt

CHOICES = [{"id": "c1", "ref": "one", "label": "One"}, {"id": "c2", "ref": "two", "label": "Two"}]
JUMP = {"action": "jump", "details": {"to": {"type": "field", "value": "why"}},
        "condition": {"op": "and", "vars": [
            {"op": "greater_than", "vars": [{"type": "field", "value": "nps"}, {"type": "constant", "value": 3}]},
            {"op": "contains", "vars": [{"type": "hidden", "value": "plan"}, {"type": "constant", "value": "x"}]},
        ]}}  # fmt: skip
DEFINITION = form(
    field("nps", "nps", labels={"left": "No", "center": "Well", "right": "Yes"}),
    field("scale", "opinion_scale", steps=7, start_at_one=True),
    field(
        "several",
        "multiple_choice",
        allow_multiple_selection=True,
        allow_other_choice=True,
        choices=CHOICES,
    ),
    field("rank", "ranking", choices=CHOICES),
    field("matrix", "matrix", fields=[field("row", "multiple_choice", choices=CHOICES)]),
    field("group", "group", fields=[field("why", "long_text", "{{field:nps}} {{hidden:plan}}")]),
    logic=[{"type": "field", "ref": "nps", "actions": [JUMP]}],
    variables={"score": 0},
    thankyou_screens=[{"ref": "bye", "title": "Bye"}],
    created_at="2026-01-01T00:00:00Z",
    _links={"display": "https://x.example"},
)
RESPONSE = response(
    said("nps", "nps", "number", 9),
    said("scale", "opinion_scale", "number", 3),
    said(
        "several",
        "multiple_choice",
        "choices",
        {"ids": ["c1"], "refs": ["one"], "labels": ["One"], "other": "z"},
    ),
    said("rank", "ranking", "choices", {"ids": ["c2", "c1"], "labels": ["Two", "One"]}),
    said("row", "multiple_choice", "choice", {"id": "c1", "ref": "one", "label": "One"}),
    said("why", "long_text", "text", "because"),
    said("when", "date", "date", "2026-01-01"),
    said("mail", "email", "email", "a@b.example"),
    said(
        "film",
        "multi_format",
        "multi_format",
        {"video_url": "https://v.example", "transcript": "hello"},
    ),
    hidden={"email": "a@b.example", "n": 1},
    variables=[{"key": "score", "type": "number", "number": 3}],
    calculated={"score": 3},
    tags=["x"],
    thankyou_screen_ref="bye",
    staged_at="2026-01-05T09:01:00Z",
)
LISTED = {"id": FORM, "title": "S", "created_at": "2026-01-01T00:00:00Z", "last_updated_at": "2026-01-02T00:00:00Z",
          "settings": {"is_public": True}}  # fmt: skip
RECORDS = {"form_list": LISTED, "forms": DEFINITION, "responses": RESPONSE}
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
    """Its questions, scales and jumps may be anything that decodes."""

    @QUICK
    @given(definition=spoilt(DEFINITION, most=2))
    def holds(definition: Any) -> None:
        try:
            msgspec.json.decode(encoded(definition), type=STREAMS["forms"].wire)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return
        held = run("responses", context={"forms": {FORM: encoded(definition)}})
        check("responses", RESPONSE, held)

    holds()


@pytest.mark.parametrize("name", RECORDS)
def test_any_answer_gives_a_page_or_an_error_that_says_why(name: str) -> None:
    """Whatever stands in a page, each of its records can be stored by itself."""
    stream, held = STREAMS[name], run(name, context={"forms": {FORM: DEFINITION}}, partial=True)
    listing = next(iter(STREAMS["form_list"].start(run("form_list"))))
    requests = {
        "form_list": [listing],
        "forms": [listing, listing.with_(path=f"/forms/{FORM}", state={"form": FORM, "listed": None, "missing": False})],
        "responses": list(stream.start(held)) if name == "responses" else [],
    }[name]  # fmt: skip
    whole = {
        "items": [{"id": FORM}] if name != "responses" else [RESPONSE["response"]],
        "total_items": 9,
        "page_count": 3,
    }

    @QUICK
    @given(body=spoilt(whole) | ANY_JSON)
    def holds(body: Any) -> None:
        for request in requests:
            try:
                page = stream.read(request, answer(encoded(body)), held)
            except ProductopsError:
                continue
            assert isinstance(page, Page)
            assert all(
                msgspec.json.decode(to_payload(record)) is not ... for record in page.records
            )

    holds()
