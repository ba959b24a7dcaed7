"""Any JSON in: rows, or a reason; never another error."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sm import STREAMS, answer, run

from productops.errors import RecordRejected
from productops.sandbox import Company
from productops.sandbox.turnout import Turnout
from productops.testing.anything import ANY_JSON, spoilt
from productops_surveymonkey.sandbox.account import Account
from productops_surveymonkey.sandbox.responses import response

COMPANY = Company(5, 60)
SURVEY = Account(COMPANY, 1).details(0)
VISITS = Turnout(COMPANY, "surveymonkey 0", 4).visits(COMPANY.clock.epoch)
RESPONSE = next(
    response(COMPANY, 0, visit, COMPANY.clock.epoch)
    for visit in VISITS
    if visit.at(COMPANY.clock.epoch) == "sent"
)
EXAMPLES = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def normalised(stream: str, data: bytes, survey: Any) -> list[Any]:
    """The rows of a record, or none where it is set aside."""
    found = STREAMS[stream]
    try:
        record = msgspec.json.decode(data, type=found.wire)
        found.identify(record)
        return list(
            found.normalise(record, run(stream, context={"surveys": {str(SURVEY["id"]): survey}}))
        )
    except (msgspec.MsgspecError, RecordRejected):
        return []


def as_json(value: Any) -> bytes:
    """Also what no 64-bit reader takes."""
    import json

    return json.dumps(value).encode("utf-8", "surrogatepass")


@EXAMPLES
@given(survey=spoilt(SURVEY, most=4))
def test_a_spoilt_survey_gives_rows_or_a_reason(survey: Any) -> None:
    """Whatever of it is missing, null, doubled or of another type."""
    for row in normalised("surveys", as_json(survey), SURVEY):
        assert row.table in STREAMS["surveys"].reads


@EXAMPLES
@given(response=spoilt(RESPONSE, most=4))
def test_a_spoilt_response_gives_rows_or_a_reason(response: Any) -> None:
    """And never two rows of one id."""
    rows = normalised("responses", as_json(response), SURVEY)

    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))


@EXAMPLES
@given(survey=spoilt(SURVEY, most=4))
def test_a_response_to_a_spoilt_survey_keeps_what_was_said(survey: Any) -> None:
    """The answers stay, in whatever the survey still explains."""
    try:
        msgspec.json.decode(as_json(survey), type=STREAMS["surveys"].wire)
    except msgspec.MsgspecError:
        return  # it would not be held
    if survey.get("id") != SURVEY["id"]:
        return

    rows = normalised("responses", as_json(RESPONSE), as_json(survey))

    assert len(rows) == len({row.id for row in rows})
    answered = {q["id"] for page in RESPONSE["pages"] for q in page["questions"]}
    said = {
        r.source_id.split(":")[1]
        for r in rows
        if r.table == "answer" and not r.skipped and not r.not_shown
    }
    assert answered <= said


@EXAMPLES
@given(data=st.data())
def test_any_answer_is_read_or_refused(data: st.DataObject) -> None:
    """A page of anything: a page, or an error of ours."""
    from productops.errors import ProductopsError

    name = data.draw(st.sampled_from(sorted(STREAMS)))
    requests = {"surveys": STREAMS["surveys"].start(run("surveys"))[0]}
    listing = {"data": [{"id": "10", "response_count": 1, "date_modified": "x"}], "links": {}}
    page = STREAMS["surveys"].read(requests["surveys"], answer(listing), run("surveys"))
    requests |= {"responses": page.children[0]}
    request = data.draw(
        st.sampled_from([requests[name], page.next if name == "surveys" else page.children[0]])
    )
    body = data.draw(spoilt(listing) | ANY_JSON)

    try:
        STREAMS[name].read(request, answer(as_json(body)), run(name))
    except ProductopsError:
        return


@pytest.mark.parametrize("stream", sorted(STREAMS))
def test_a_record_that_is_whole_gives_rows(stream: str) -> None:
    """What is spoilt above is good before."""
    assert normalised(stream, as_json(SURVEY if stream == "surveys" else RESPONSE), SURVEY)
