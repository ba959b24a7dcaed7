"""Settings: one way to sign in, a subdomain as people paste it, every mistake at once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from productops.kit import Basic, Bearer, ClientCredentials
from productops_zendesk import Zendesk, ZendeskSettings


@pytest.mark.parametrize(
    "given",
    [
        "acme",
        "Acme",
        " acme ",
        "acme.zendesk.com",
        "https://acme.zendesk.com/",
        "https://acme.zendesk.com/agent/x",
    ],
)
def test_a_subdomain_is_taken_as_people_paste_it(given: str) -> None:
    """The name, the host, or an address copied from the browser."""
    assert ZendeskSettings(subdomain=given, access_token="t").subdomain == "acme"


@pytest.mark.parametrize(
    "given", ["", "support.acme.com", "acme zendesk", "https://", "ac_me", "-acme"]
)
def test_what_is_no_subdomain_is_refused(given: str) -> None:
    """A host mapping is not the account's own name."""
    with pytest.raises(ValidationError, match=r"zendesk\.com"):
        ZendeskSettings(subdomain=given, access_token="t")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "no way to sign in"),
        ({"client_id": "c"}, "client_secret is missing beside client_id"),
        ({"api_token": "t"}, "email is missing beside api_token"),
        ({"access_token": "t", "client_id": "c", "client_secret": "s"}, "keep one"),
        (
            {"client_id": "c", "email": "e"},
            "client_secret is missing.*api_token is missing.*keep one",
        ),
    ],
)
def test_exactly_one_way_to_sign_in(keys: dict[str, str], message: str) -> None:
    """None, half of one, and two are mistakes that say what to do."""
    with pytest.raises(ValidationError, match=message):
        ZendeskSettings(subdomain="acme", **keys)


def test_all_mistakes_are_told_at_once_and_no_secret_with_them() -> None:
    """A wrong subdomain, an unknown key and no sign-in: three problems."""
    with pytest.raises(ValidationError) as caught:
        ZendeskSettings.model_validate(
            {"subdomain": "a b", "client_secret": "s3cret", "tokn": "s3cret"}
        )
    assert {error["loc"][0] for error in caught.value.errors()} == {
        "subdomain",
        "access_token",
        "tokn",
    }
    assert "s3cret" not in str(caught.value)


def test_each_way_becomes_its_declaration() -> None:
    """Client credentials ask for the scope in JSON; an API token signs in as `email/token`."""
    connector = Zendesk()
    client = connector.auth(ZendeskSettings(subdomain="acme", client_id="c", client_secret="s"))
    assert isinstance(client, ClientCredentials)
    assert (client.token_path, client.as_json) == ("/oauth/tokens", True)
    assert client.extra["scope"] == "read"
    legacy = connector.auth(
        ZendeskSettings(subdomain="acme", email="ops@acme.example", api_token="t")
    )
    assert isinstance(legacy, Basic)
    assert legacy.username == "ops@acme.example/token"
    assert isinstance(connector.auth(ZendeskSettings(subdomain="acme", access_token="t")), Bearer)
