"""Settings, the opening chain and paging: what a person may get wrong is told with what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError
from tf import CONNECTOR, NOW, STREAMS, answer, read, response, run, settings

from productops.errors import (
    CredentialsRejected,
    DeliveryRefused,
    PermissionMissing,
    SourceNotFound,
    UnexpectedAnswer,
)
from productops.kit import Bearer, Instance, Request

FORMS = {"items": [{"id": "form1"}], "page_count": 1}


def opened(*answers: tuple[Any, int], **keys: Any) -> Instance:
    """Walk the chain with these answers."""
    step: Request | Instance = CONNECTOR.open(settings(**keys))
    for body, status in answers:
        assert isinstance(step, Request)
        step = CONNECTOR.opened(step, answer(body, status))
    assert isinstance(step, Instance)
    return step


def test_the_account_is_opened_in_three_steps() -> None:
    """Who we are, whether forms may be read, and responses; ids bear the source's own name."""
    found = opened(
        ({"alias": "Fernhill", "email": "ops@fernhill.example"}, 200),
        (FORMS, 200),
        ({"items": []}, 200),
    )
    assert (found.name, found.account, found.user) == ("", "Fernhill", "ops@fernhill.example")


def test_an_account_without_forms_opens_too() -> None:
    """There is nothing to try responses with."""
    assert opened(({}, 403), ({"items": []}, 200)).account == ""


@pytest.mark.parametrize(
    ("answers", "scope"),
    [
        ([({}, 200), ({"code": "FORBIDDEN"}, 403)], "forms:read"),
        ([({}, 200), (FORMS, 200), ({"code": "FORBIDDEN"}, 403)], "responses:read"),
    ],
)
def test_a_missing_scope_is_named_with_the_place_to_tick_it(answers: Any, scope: str) -> None:
    """Both in the message and in what to do."""
    with pytest.raises(PermissionMissing) as caught:
        opened(*answers)
    assert scope in caught.value.message
    assert scope in caught.value.hint


def test_a_refused_token_is_told_with_the_region() -> None:
    """A good one of the other data centre is refused just so."""
    with pytest.raises(CredentialsRejected) as caught:
        opened(({"code": "AUTHENTICATION_FAILED"}, 401))
    assert 'region = "eu"' in caught.value.hint
    assert "access_token" in caught.value.hint


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_page_for_people_is_not_typeform(status: int) -> None:
    """It says nothing of tokens and scopes."""
    with pytest.raises(SourceNotFound, match=f"HTTP {status}: the answer is HTML"):
        opened((b"<html>Sign in</html>", status))


def test_the_documented_pace_is_kept() -> None:
    """Two requests a second."""
    assert {name: (p.requests, p.seconds) for name, p in CONNECTOR.paces.items()} == {"": (2, 1.0)}


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ("u6nXL7xy", "u6nXL7xy"),
        (" u6nXL7xy ", "u6nXL7xy"),
        ("https://acme.typeform.com/to/u6nXL7xy?x=1#a", "u6nXL7xy"),
        ("https://admin.typeform.com/form/u6nXL7xy/create", "u6nXL7xy"),
    ],
)
def test_a_form_is_taken_as_people_paste_it(given: str, form: str) -> None:
    """The id, or an address from the browser; once."""
    assert settings(forms=[given, form]).forms == (form,)


@pytest.mark.parametrize("given", [[], ["a b"], [""], ["https://acme.typeform.com/"], "u6nXL7xy"])
def test_what_is_no_list_of_forms_is_refused(given: Any) -> None:
    """Told at the key."""
    with pytest.raises(ValidationError) as caught:
        settings(forms=given)
    assert {error["loc"][0] for error in caught.value.errors()} == {"forms"}


def test_a_region_is_a_host() -> None:
    """And the token a bearer."""
    assert settings().host == "api.typeform.com"
    assert settings(region="eu").host == "api.eu.typeform.com"
    with pytest.raises(ValidationError, match="region"):
        settings(region="de")
    assert isinstance(CONNECTOR.auth(settings()), Bearer)


def first(**keys: Any) -> list[Request]:
    return list(
        STREAMS["responses"].start(
            run("responses", context={"forms": {"f1": {}, "f2": {}}}, **keys)
        )
    )


def test_each_form_is_a_partition_bounded_by_the_start_of_the_run() -> None:
    """Completed ones only, unless partial ones are asked for, which are read whole."""
    until = int(NOW.timestamp())
    assert [(r.partition, r.query) for r in first()] == [
        (form, {"page_size": 1000, "response_type": "completed", "until": until})
        for form in ("f1", "f2")
    ]
    partial = [r for r in first(partial=True) if r.partition.endswith(":partial")]
    assert [r.query for r in partial] == [
        {"page_size": 1000, "response_type": "started,partial"}
    ] * 2


def test_a_later_run_starts_where_the_partition_ended() -> None:
    """At its own cursor; `since` where there is none."""
    held = datetime(2026, 1, 10, tzinfo=UTC)
    stream = STREAMS["responses"]
    asked = run("responses", context={"forms": {"f1": {}}}, since="2026-01-01")
    assert [r.query["since"] for r in stream.start(asked)] == [
        int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
    ]
    asked.checkpoints = {"f1": _checkpoint(held)}
    assert [r.query["since"] for r in stream.start(asked)] == [int(held.timestamp()) - 3600]


def _checkpoint(at: datetime) -> Any:
    from productops.sync.run import to_checkpoint

    return to_checkpoint("responses", "f1", at, datetime(2026, 1, 1, tzinfo=UTC))


def test_pages_go_on_from_the_last_token_and_end_with_the_cursor() -> None:
    """The newest response that was shown, whatever our own clock says; never before the last page."""
    request = first()[0]
    sent = "2026-01-10T08:00:00Z"
    items = [{"token": f"t{n}", "response_id": f"r{n}", "submitted_at": sent} for n in range(3)]
    page = read("responses", request, {"items": items, "total_items": 7})
    assert page.next is not None
    assert page.next.query["before"] == "t2"
    assert page.cursor is None
    last = read("responses", page.next, {"items": items, "total_items": 3})
    assert (last.next, last.cursor) == (None, datetime(2026, 1, 10, 8, tzinfo=UTC))
    assert read("responses", page.next, {"items": [], "total_items": 7}).next is None


def test_a_page_that_cannot_be_followed_is_an_error() -> None:
    """Ending there would lose the rest."""
    with pytest.raises(UnexpectedAnswer, match="no token"):
        read("responses", first()[0], {"items": [{"token": None}], "total_items": 2})


def test_a_deleted_form_has_no_responses_and_an_unknown_one_is_a_mistake() -> None:
    """It was known once."""
    request = first()[0]
    assert read("responses", request, {}, status=404, context={"forms": {"f1": {}}}).records == ()
    with pytest.raises(UnexpectedAnswer, match="knows no form f1"):
        read("responses", request, {}, status=404)
    with pytest.raises(PermissionMissing, match="responses:read"):
        read("responses", request, {}, status=403)


def delivery(body: Any, **keys: Any) -> Any:
    return CONNECTOR.received(msgspec.json.encode(body), {}, settings(**keys))


def test_a_webhook_holds_the_response() -> None:
    """As the stream knows it; one of a form that is not read, or never sent in, is left out."""
    sent = {"form_id": "form1", **response()["response"]}
    found = delivery({"event_id": "e", "event_type": "form_response", "form_response": sent})
    (record,) = found.records["responses"]
    assert (
        STREAMS["responses"].identify(
            msgspec.convert({"form": "form1", "response": sent}, STREAMS["responses"].wire)
        )[0]
        == "r1"
    )
    assert (record["form"], msgspec.json.decode(record["response"])) == ("form1", sent)
    assert found.sent_at == datetime(2026, 1, 5, 9, 2, tzinfo=UTC)
    assert not delivery(
        {"event_type": "form_response", "form_response": sent}, forms=["other1"]
    ).records
    assert not delivery({"event_type": "form_response_partial", "form_response": sent}).records
    assert delivery(
        {"event_type": "form_response_partial", "form_response": sent}, partial=True
    ).records
    with pytest.raises(DeliveryRefused):
        delivery({"hello": 1})


def test_a_webhook_is_signed_in_base64() -> None:
    """`sha256=` and the HMAC of the body, by the secret of the webhook."""
    found = CONNECTOR.signature(settings(webhook_secret="s3cret"))
    assert (found.header, found.prefix, found.encoding, found.algorithm) == (
        "typeform-signature",
        "sha256=",
        "base64",
        "sha256",
    )
    assert CONNECTOR.signature(settings()).secret is None
