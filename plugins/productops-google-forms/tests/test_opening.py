"""Settings, the opening chain and paging: what a person may get wrong is told with what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from gf import CONNECTOR, FORM, STREAMS, answer, read, run, settings
from pydantic import ValidationError

from productops.errors import SourceNotFound, UnexpectedAnswer
from productops.kit import Bearer, Instance, PermissionMissing, Request, ServiceAccount

SCOPES = {
    "error": {
        "code": 403,
        "message": "Request had insufficient authentication scopes.",
        "status": "PERMISSION_DENIED",
    }
}
DENIED = {
    "error": {
        "code": 403,
        "message": "The caller does not have permission",
        "status": "PERMISSION_DENIED",
    }
}


@pytest.mark.parametrize(
    ("given", "form"),
    [
        (FORM, FORM),
        (f"https://docs.google.com/forms/d/{FORM}/edit", FORM),
        (f"https://docs.google.com/forms/u/0/d/{FORM}/edit#responses", FORM),
    ],
)
def test_a_form_is_taken_as_people_paste_it(given: str, form: str) -> None:
    """The id, or the address it is edited at; once."""
    assert settings(forms=[given, form]).forms == (form,)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ([], "lists no forms"),
        (["a b"], "long part"),
        (["https://docs.google.com/forms/d/e/1FAIpQLSdx_x/viewform"], "that people answer at"),
        (["1FAIpQLSdabcdefg"], "that people answer at"),
        (None, "list|tuple"),
    ],
)
def test_what_is_no_list_of_forms_is_refused(given: Any, what: str) -> None:
    """The published address is the usual mistake: it holds another id."""
    with pytest.raises(ValidationError, match=what):
        settings(forms=given)


@pytest.mark.parametrize(
    ("keys", "what"),
    [
        ({"access_token": None}, "no way to sign in"),
        ({"service_account": "{}"}, "keep one"),
    ],
)
def test_exactly_one_way_to_sign_in(keys: Any, what: str) -> None:
    """A token or a key."""
    with pytest.raises(ValidationError, match=what):
        settings(**keys)


def test_each_way_becomes_its_declaration() -> None:
    """The assertion is made out to Google whatever `base_url` is; read-only scopes."""
    assert isinstance(CONNECTOR.auth(settings()), Bearer)
    found = CONNECTOR.auth(settings(access_token=None, service_account='{"x": 1}'))
    assert isinstance(found, ServiceAccount)
    assert (found.host, found.token_path, found.audience) == (
        "token",
        "/token",
        "https://oauth2.googleapis.com/token",
    )
    assert all(scope.endswith(".readonly") for scope in found.scopes)


def opened(*answers: tuple[Any, int]) -> Instance:
    """Walk the chain with these answers."""
    step: Request | Instance = CONNECTOR.open(settings())
    for body, status in answers:
        assert isinstance(step, Request)
        assert step.bucket in CONNECTOR.paces
        step = CONNECTOR.opened(step, answer(body, status))
    assert isinstance(step, Instance)
    return step


def test_the_first_form_tells_what_may_be_read() -> None:
    """A form of its own that is refused is told later, so that others are read."""
    assert opened(({"formId": FORM}, 200), ({}, 200)).name == ""
    (denied,) = opened((DENIED, 403), (DENIED, 403)).warnings
    (missing,) = opened(({}, 404), ({}, 404)).warnings
    assert "Share the form" in denied
    assert f"knows no form {FORM}" in missing
    assert opened(({"formId": FORM}, 200), ({}, 200)).warnings == ()


@pytest.mark.parametrize(
    ("answers", "scope"),
    [
        ([(SCOPES, 403)], "forms.body.readonly"),
        ([({}, 200), (SCOPES, 403)], "forms.responses.readonly"),
    ],
)
def test_a_missing_scope_is_named(answers: Any, scope: str) -> None:
    """The one that is missing; and both to ask for."""
    with pytest.raises(PermissionMissing) as caught:
        opened(*answers)
    assert scope in caught.value.message
    assert "forms.body.readonly" in caught.value.hint


@pytest.mark.parametrize("status", [403, 404])
def test_a_page_for_people_is_not_google(status: int) -> None:
    """It says nothing of scopes, nor that the form is not there."""
    with pytest.raises(SourceNotFound, match=f"HTTP {status}: the answer is HTML"):
        opened((b"<html>Sign in</html>", status))


def first(**keys: Any) -> Request:
    return next(iter(STREAMS["responses"].start(run("responses", **keys))))


def test_every_request_keeps_the_documented_pace() -> None:
    """https://developers.google.com/workspace/forms/api/limits: 390 reads a minute, 180 of responses."""
    assert {name: (p.requests, p.seconds) for name, p in CONNECTOR.paces.items()} == {
        "reads": (390, 60),
        "responses": (180, 60),
    }
    stream = STREAMS["responses"]
    census = list(stream.census(run("responses")))
    asked = [*STREAMS["forms"].start(run("forms")), first(), *census]
    assert [request.bucket for request in asked] == ["reads", "responses", "responses"]


def test_a_partition_reads_what_was_sent_since_its_cursor() -> None:
    """As the only filter there is; all at first."""
    assert first().query == {"pageSize": 5000}
    assert first(since="2026-01-01").query["filter"] == "timestamp >= 2026-01-01T00:00:00.000000Z"
    assert first(page_size=9999).query["pageSize"] == 5000


def test_pages_go_on_by_token_and_end_with_the_cursor() -> None:
    """The newest response that was shown, whatever our own clock says."""
    asked = first(since="2026-01-01")
    sent = {"responseId": "r1", "lastSubmittedTime": "2026-01-10T08:00:00.123456789Z"}
    page = read("responses", asked, {"responses": [sent], "nextPageToken": "t2"})
    assert page.next is not None
    assert (page.next.query["pageToken"], page.next.query["filter"], page.cursor) == (
        "t2",
        asked.query["filter"],
        None,
    )
    last = read("responses", page.next, {})
    newest = datetime(2026, 1, 10, 8, 0, 0, 123456, tzinfo=UTC)
    assert (last.next, last.cursor, list(last.records)) == (None, newest, [])


def test_a_token_that_is_worth_nothing_any_more_starts_the_form_anew() -> None:
    """A run that was killed days ago would otherwise fail for ever."""
    page = read("responses", first(), {"nextPageToken": "t2"})
    assert page.next is not None
    assert 400 in page.next.expect
    again = read("responses", page.next, {"error": {"code": 400}}, status=400)
    assert again.next is not None
    assert "pageToken" not in again.next.query
    assert 400 not in again.next.expect
    assert again.cursor is None


def test_a_form_that_is_gone_has_no_responses_and_an_unknown_one_is_a_mistake() -> None:
    """It was known once; or the id is wrong, or it is not shared."""
    assert read("responses", first(), {}, status=404, context={"forms": {FORM: {}}}).records == ()
    with pytest.raises(UnexpectedAnswer, match=f"knows no form {FORM}"):
        read("responses", first(), {}, status=404)
    with pytest.raises(PermissionMissing, match=f"may not read form {FORM}") as caught:
        read("responses", first(), DENIED, status=403)
    assert "Share the form" in caught.value.hint


def test_the_census_asks_for_ids_only() -> None:
    """Page after page."""
    (asked,) = STREAMS["responses"].census(run("responses"))
    assert "responseId" in str(asked.query["fields"])
    page = read(
        "responses", asked, {"responses": [{"responseId": "r1"}, {"x": 1}], "nextPageToken": "t"}
    )
    assert (page.present, page.next is not None) == (["r1"], True)


def test_the_lookback_covers_clocks_that_differ() -> None:
    """Ours may be ahead of Google's."""
    assert STREAMS["responses"].lookback >= timedelta(minutes=5)
    assert datetime(2026, 1, 1, tzinfo=UTC).tzinfo
