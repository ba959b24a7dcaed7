"""Who we are there, and what a refusal means: which scope, which data centre, which token."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sm import CONNECTOR, answer, error, settings

from productops.errors import (
    CredentialsRejected,
    PermissionMissing,
    SourceNotFound,
)
from productops.kit import Instance
from productops.sandbox import transport
from productops.testing import source_on
from productops_surveymonkey import SurveyMonkey
from productops_surveymonkey.sandbox import SurveyMonkeySandbox

GRANTED = {"x-oauth-scopes-granted": "users_read,surveys_read,responses_read_detail"}
ME = {"id": "1", "username": "acme", "email": "ops@acme.example", "account_type": "team_premier"}


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("us", "api.surveymonkey.com"),
        ("eu", "api.eu.surveymonkey.com"),
        ("ca", "api.surveymonkey.ca"),
    ],
)
def test_the_region_chooses_the_host(region: str, host: str) -> None:
    """As the vendor's access URL does."""
    source = source_on(
        SurveyMonkey(),
        {"access_token": "t", "region": region},
        transport(SurveyMonkeySandbox(size=4)),
    )

    values = source.settings
    assert SurveyMonkey.hosts["api"].format(**values.model_dump()) == f"https://{host}"


def test_an_unknown_region_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(ValidationError, match="region"):
        settings(region="asia")


def test_the_account_is_named() -> None:
    """The name in ids is the source's own, so the instance has none."""
    found = CONNECTOR.opened(CONNECTOR.open(settings()), answer(ME, headers=GRANTED))

    assert isinstance(found, Instance)
    assert (found.name, found.account, found.user, found.plan) == (
        "",
        "acme",
        "ops@acme.example",
        "team_premier",
    )
    assert found.scopes == ("users_read", "surveys_read", "responses_read_detail")


@pytest.mark.parametrize(
    ("missing", "called"),
    [("surveys_read", "View Surveys"), ("responses_read_detail", "View Response Details")],
)
def test_a_missing_scope_is_named_with_where_to_tick_it(missing: str, called: str) -> None:
    """As the app's settings call it, before a request is spent on it."""
    granted = ",".join(s for s in GRANTED["x-oauth-scopes-granted"].split(",") if s != missing)

    with pytest.raises(PermissionMissing, match=called) as refused:
        CONNECTOR.opened(
            CONNECTOR.open(settings()), answer(ME, headers={"x-oauth-scopes-granted": granted})
        )

    assert "developer.surveymonkey.com" in refused.value.hint


def test_without_responses_their_scope_is_not_needed() -> None:
    """`streams = ["surveys"]` asks for nothing else."""
    held = answer(ME, headers={"x-oauth-scopes-granted": "surveys_read"})

    found = CONNECTOR.opened(CONNECTOR.open(settings(streams=["surveys"])), held)

    assert isinstance(found, Instance)


def test_an_app_that_may_not_say_who_it_is_goes_on_without_a_name() -> None:
    """Nothing else needs "View Users"."""
    refused = error(1014, 403, "Permission has not been granted")
    held = {**refused.headers, "x-oauth-scopes-granted": "surveys_read,responses_read_detail"}

    found = CONNECTOR.opened(
        CONNECTOR.open(settings()), type(refused)(403, refused.body, held, refused.url)
    )

    assert isinstance(found, Instance)
    assert found.account == ""


@pytest.mark.parametrize(
    ("number", "status", "kind", "words"),
    [
        (1010, 401, CredentialsRejected, "no access token"),
        (1011, 401, CredentialsRejected, "is wrong"),
        (1012, 401, CredentialsRejected, "has expired"),
        (1013, 401, CredentialsRejected, "withdrawn"),
        (1014, 403, PermissionMissing, "lacks the scope"),
        (1015, 403, PermissionMissing, "plan"),
        (1016, 403, PermissionMissing, "may not read"),
        (1018, 403, CredentialsRejected, "another data centre"),
    ],
)
def test_each_refusal_is_told(number: int, status: int, kind: type[Exception], words: str) -> None:
    """The id in the body says more than the status."""
    with pytest.raises(kind, match=words):
        CONNECTOR.opened(CONNECTOR.open(settings()), error(number, status))


def test_a_wrong_region_says_how_to_set_it() -> None:
    """The three there are, and how to know one's own."""
    with pytest.raises(CredentialsRejected) as refused:
        CONNECTOR.opened(CONNECTOR.open(settings()), error(1018, 403))

    assert 'region = "us", "eu" or "ca"' in refused.value.hint


@pytest.mark.parametrize("status", [403, 404])
def test_a_page_for_people_is_told_as_such(status: int) -> None:
    """Somebody else answers there: it says nothing of scopes."""
    page = answer(b"\n\n<!DOCTYPE html><html><body>404</body></html>", status)

    with pytest.raises(SourceNotFound, match="HTML") as refused:
        CONNECTOR.opened(CONNECTOR.open(settings()), page)

    assert "base_url" in refused.value.hint
