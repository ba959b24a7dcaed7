"""Any JSON in: rows, or a reason; never another error."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ty import STREAMS, answer, run

from productops.errors import ProductopsError, RecordRejected
from productops.kit import Request
from productops.sandbox import Company
from productops.testing.anything import ANY_JSON, spoilt
from productops_tally.sandbox import TallySandbox, blocks
from productops_tally.sandbox.questions import questions
from productops_tally.sandbox.submissions import submission, touched

COMPANY = Company(5, 60)
NOW = COMPANY.clock.epoch
SITE = TallySandbox(COMPANY)
FORM = {
    "form": {
        "id": "fern00", "name": "x", "status": "PUBLISHED", "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z", "blocks": blocks.blocks(0, blocks.asked(COMPANY, 0, NOW)),
    },
    "questions": questions(COMPANY, 0, NOW, 5),
}  # fmt: skip
SUBMISSION = next(
    submission(COMPANY, 0, visit, NOW)
    for visit in SITE.visits(0)
    if touched(visit, NOW) == visit.sent
)
EXAMPLES = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def as_json(value: Any) -> bytes:
    """Also what no 64-bit reader takes."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def normalised(stream: str, value: Any, form: Any) -> list[Any]:
    """The rows of a record, or none where it is set aside."""
    found = STREAMS[stream]
    try:
        record = msgspec.json.decode(as_json(value), type=found.wire)
        found.identify(record)
        return list(
            found.normalise(record, run(stream, context={"forms": {"fern00": as_json(form)}}))
        )
    except (msgspec.MsgspecError, RecordRejected):
        return []


@EXAMPLES
@given(form=spoilt(FORM, most=4))
def test_a_spoilt_form_gives_rows_or_a_reason(form: Any) -> None:
    """Whatever of it is missing, null, doubled or of another type; and never two rows of one id."""
    rows = normalised("forms", form, FORM)

    assert len(rows) == len({row.id for row in rows})


@EXAMPLES
@given(held=spoilt(SUBMISSION, most=4))
def test_a_spoilt_submission_gives_rows_or_a_reason(held: Any) -> None:
    """And never two rows of one id."""
    rows = normalised("responses", held, FORM)

    assert len(rows) == len({row.id for row in rows})


@EXAMPLES
@given(form=spoilt(FORM, most=4))
def test_a_submission_to_a_spoilt_form_keeps_what_was_said(form: Any) -> None:
    """The answers stay, in whatever the form still explains; no id comes twice."""
    try:
        held = msgspec.json.decode(as_json(form), type=STREAMS["forms"].wire)
    except msgspec.MsgspecError:
        return  # it would not be held
    if held.form.id != "fern00":
        return
    unasked = {
        q.id
        for q in held.questions or ()
        if (q.type or "").endswith(("_FIELDS", "COUNTRY", "PAYMENT"))
    }

    rows = normalised("responses", SUBMISSION, form)

    answered = {
        r["questionId"]
        for r in SUBMISSION["responses"]
        if not r["questionId"].endswith(("from", "calc"))
    }
    said = {
        r.source_id.split(":")[1]
        for r in rows
        if r.table == "answer" and not r.skipped and not r.not_shown
    }
    assert answered - unasked <= said
    assert len(rows) == len({row.id for row in rows})


@EXAMPLES
@given(data=st.data())
def test_any_answer_is_read_or_refused(data: st.DataObject) -> None:
    """A page of anything: a page, or an error of ours."""
    (listed,) = STREAMS["forms"].start(run("forms"))
    (page,) = STREAMS["responses"].start(run("responses", context={"forms": {"fern00": FORM}}))
    one = Request(path="/forms/a", partition="a")
    stream, request, body = data.draw(
        st.sampled_from([
            ("forms", listed, {"items": [{"id": "a", "updatedAt": "x"}], "hasMore": True, "limit": 5}),
            ("forms", one, {"id": "a"}),
            ("responses", page, {"submissions": [{"id": "a"}], "hasMore": True, "limit": 5}),
        ])
    )  # fmt: skip
    held = as_json(data.draw(spoilt(body) | ANY_JSON))
    beside = answer(as_json(data.draw(spoilt({"questions": [], "submissions": []}) | ANY_JSON)))

    try:
        STREAMS[stream].read(request, answer(held, also=(beside,)), run(stream))
    except ProductopsError:
        return


@pytest.mark.parametrize("stream", sorted(STREAMS))
def test_a_record_that_is_whole_gives_rows(stream: str) -> None:
    """What is spoilt above is good before."""
    assert normalised(stream, FORM if stream == "forms" else SUBMISSION, FORM)
