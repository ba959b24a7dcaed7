"""The opening chain: who we are, what the account has, and what the user should know now."""

from __future__ import annotations

from typing import Any

import pytest
from zd import CONNECTOR, answer, settings

from productops.errors import CredentialsRejected
from productops.kit import Instance, Request

ADMIN = {"user": {"id": 7, "name": "Robin", "role": "admin", "iana_time_zone": "Europe/Berlin"}}
SURVEY = {
    "survey_responses": [{"id": "01M4FN6P3TCFJAF93WYDFZ4KKX", "answers": []}],
    "meta": {"has_more": False},
}


def opened(*answers: tuple[Any, int], **keys: Any) -> Instance:
    """Walk the chain with these answers."""
    step: Request | Instance = CONNECTOR.open(settings(**keys))
    for body, status in answers:
        assert isinstance(step, Request)
        step = CONNECTOR.opened(step, answer(body, status))
    assert isinstance(step, Instance)
    return step


def test_an_administrator_opens_the_account() -> None:
    """Name, zone, features; the first survey dates the end of the good/bad ratings."""
    features = {"settings": {"active_features": {"business_hours": True, "voice": False}}}
    found = opened((ADMIN, 200), (features, 200), (SURVEY, 200))
    assert found.name == found.account == "acme.zendesk.com"
    assert (found.user, found.timezone) == ("Robin", "Europe/Berlin")
    assert found.features == {"business_hours"}
    assert found.detail == {"surveys_since": 1791526918}
    assert found.warnings == ()


def test_what_the_account_lacks_is_no_failure() -> None:
    """Settings and surveys that may not be read leave their parts empty."""
    found = opened((ADMIN, 200), ({"error": "Forbidden"}, 403), (b"<html>", 404))
    assert (found.features, found.detail) == (frozenset(), {})


def test_the_user_is_warned_of_a_legacy_token_and_a_missing_role() -> None:
    """The date they end, where to read on, and who may read exports."""
    agent = {"user": {"id": 7, "role": "agent"}}
    found = opened(
        (agent, 200), ({}, 200), ({}, 200), access_token=None, email="e@acme.example", api_token="t"
    )
    assert "30 April 2027" in found.warnings[0]
    assert "oauth-migration" in found.warnings[0]
    assert "administrator" in found.warnings[1]


@pytest.mark.parametrize(
    ("body", "status", "hint"),
    [
        (
            {"user": {"id": None, "name": "Anonymous user", "role": "end-user"}},
            200,
            "client_secret",
        ),
        ({"user": {"id": 3, "name": "Kim", "role": "end-user"}}, 200, "administrator"),
        ({"error": "Forbidden"}, 403, "scope"),
        (b"<!doctype html><title>Help Center Closed</title>", 404, "subdomain"),
        (b"<!doctype html><title>Sign in</title>", 200, "base_url"),
        (b"", 301, "subdomain"),
        ({"error": "Account suspended"}, 423, "suspended"),
        ({"users": []}, 200, "subdomain"),
    ],
)
def test_a_wrong_token_host_or_scope_says_where_to_fix_it(
    body: Any, status: int, hint: str
) -> None:
    """Rejected credentials, with the key to look at."""
    with pytest.raises(CredentialsRejected) as caught:
        CONNECTOR.opened(CONNECTOR.open(settings()), answer(body, status))
    assert hint in caught.value.hint
    assert caught.value.where == "acme.zendesk.com"
