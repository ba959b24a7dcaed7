"""Settings: the site as people paste it, one way to sign in, every mistake at once."""

from __future__ import annotations

import pytest
from jc import CONNECTOR
from pydantic import ValidationError

from productops.kit import Basic, Bearer, ClientCredentials
from productops_jira import JiraSettings


@pytest.mark.parametrize(
    "given",
    ["acme", "acme.atlassian.net", "https://acme.atlassian.net/", " https://Acme.atlassian.net/browse/APP-1?x=1 "],
)  # fmt: skip
def test_a_site_is_taken_as_people_paste_it(given: str) -> None:
    """The name, the host, or an address copied from the browser."""
    found = JiraSettings.model_validate({"site": given, "access_token": "t"})
    assert (found.site, found.host) == ("https://acme.atlassian.net", "acme.atlassian.net")


@pytest.mark.parametrize(
    "given", ["", "http://acme.atlassian.net", "a b", "https://", "ftp://x.y", "https://u@x.y"]
)
def test_what_is_no_site_is_refused(given: str) -> None:
    """Plain http would send the token readable; credentials have keys of their own."""
    with pytest.raises(ValidationError, match=r"atlassian\.net"):
        JiraSettings.model_validate({"site": given, "access_token": "t"})


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "no way to sign in"),
        ({"client_id": "c"}, "client_secret is missing"),
        ({"api_token": "t"}, "email is missing"),
        ({"access_token": "t", "client_id": "c", "client_secret": "s"}, "keep one"),
    ],
)
def test_exactly_one_way_to_sign_in(keys: dict[str, str], message: str) -> None:
    """None, half of one, and two are mistakes that say what to do."""
    with pytest.raises(ValidationError, match=message):
        JiraSettings.model_validate({"site": "acme", **keys})


def test_all_mistakes_are_told_at_once_and_no_secret_with_them() -> None:
    """A wrong site, an unknown key, a half sign-in, an ordered query: four problems."""
    given = {
        "site": "a b",
        "api_token": "s3cret",
        "tokn": "s3cret",
        "feedback_jql": "a = 1 ORDER  by b",
    }
    with pytest.raises(ValidationError) as caught:
        JiraSettings.model_validate(given)
    places = {error["loc"][0] for error in caught.value.errors()}
    assert places == {"site", "access_token", "tokn", "feedback_jql"}
    assert "s3cret" not in str(caught.value)


def test_a_query_may_speak_of_an_order() -> None:
    """Only the clause is refused, not the words in a text."""
    jql = 'summary ~ "order by mail"'
    found = JiraSettings.model_validate({"site": "acme", "access_token": "t", "feedback_jql": jql})
    assert found.feedback_jql == jql


def test_project_keys_are_upper_case_and_listed_once() -> None:
    """As Jira writes them; an empty key is a mistake."""
    found = JiraSettings.model_validate(
        {"site": "acme", "access_token": "t", "projects": ["app", " APP", "to"]}
    )
    assert found.projects == ("APP", "TO")
    with pytest.raises(ValidationError, match="empty"):
        JiraSettings.model_validate({"site": "acme", "access_token": "t", "projects": [" "]})


def test_each_way_becomes_its_declaration() -> None:
    """A service account asks for tokens at Atlassian's own host; the others are sent as they are."""
    client = CONNECTOR.auth(JiraSettings(site="acme", client_id="c", client_secret="s"))
    assert isinstance(client, ClientCredentials)
    assert (client.host, client.token_path, client.as_json) == ("auth", "/oauth/token", True)
    basic = CONNECTOR.auth(JiraSettings(site="acme", email="ops@acme.example", api_token="t"))
    assert isinstance(basic, Basic)
    assert basic.username == "ops@acme.example"
    assert isinstance(CONNECTOR.auth(JiraSettings(site="acme", access_token="t")), Bearer)
