"""Opening and settings: whose account it is, what a refusal means, one way to sign in."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hs import CONNECTOR, TOKEN, answer, settings, synced, tried
from hs_portal import DETAILS, Portal
from pydantic import ValidationError

from productops.errors import CredentialsRejected, SourceNotFound
from productops.kit import Bearer, Instance, RefreshToken
from productops.store.base import Store

OAUTH = {"client_id": "c", "client_secret": "s3cret", "refresh_token": "r3fresh"}


def test_the_portal_names_the_instance() -> None:
    """With its zone, its currency, and where its pages are."""
    request = CONNECTOR.open(settings())
    found = CONNECTOR.opened(request, answer(DETAILS))
    assert isinstance(found, Instance)
    assert (found.name, found.timezone) == ("4711", "Europe/Berlin")
    assert found.detail == {"currency": "EUR", "domain": "app-eu1.hubspot.com"}


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        (b"<html>Sign in</html>", 200, SourceNotFound),
        ({"message": "not found"}, 404, SourceNotFound),
        ({"status": "error"}, 403, CredentialsRejected),
    ],
)
def test_what_answers_otherwise_is_told(body: Any, status: int, kind: type[Exception]) -> None:
    """A proxy, a wrong host, a token that may nothing."""
    request = CONNECTOR.open(settings())
    assert status == 200 or status in request.expect
    with pytest.raises(kind):
        CONNECTOR.opened(request, answer(body, status))


def test_each_way_to_sign_in() -> None:
    """A token as it is, or a refresh token that gives one for half an hour."""
    assert isinstance(CONNECTOR.auth(settings()), Bearer)
    auth = CONNECTOR.auth(settings(access_token=None, **OAUTH))
    assert isinstance(auth, RefreshToken)
    assert (auth.token_path, auth.rotates) == ("/oauth/2026-03/token", False)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"access_token": None}, "no way to sign in"),
        ({**OAUTH}, "keep one"),
        ({"access_token": None, "client_id": "c"}, "client_secret is missing beside client_id"),
        ({"feedback_properties": {"churn": "churn_reason"}}, "write OBJECT.NAME"),
        ({"feedback_properties": {"deals.x": "anger"}}, "feedback_properties"),
        ({"deal_amount": "weekly"}, "deal_amount"),
        ({"portal": 1}, "portal"),
    ],
)
def test_mistakes_in_the_settings_are_named(keys: dict[str, Any], told: str) -> None:
    """Without the secret."""
    with pytest.raises(ValidationError) as caught:
        settings(**keys)
    assert told in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_a_token_of_half_an_hour_is_renewed_in_the_middle(store: Store) -> None:
    """Ahead of time, and once after a 401 that says it has ended."""
    portal, given = Portal(), []
    for key in range(1, 301):
        portal.put("tickets", key, subject="x")

    def guard(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.endswith("/token"):
            given.append(request.content.decode())
            return httpx.Response(200, json={"access_token": f"t{len(given)}", "expires_in": 1800})
        if request.headers["authorization"] == "Bearer t1" and len(portal.calls) > 14:
            body = {"category": "EXPIRED_AUTHENTICATION", "message": "expired 0 second(s) ago"}
            return httpx.Response(401, json=body)
        return None

    portal.before = guard
    report = synced(store, portal, access_token=None, **OAUTH, streams=["tickets"])
    assert report.streams["tickets"].created == 300
    assert len(given) == 2
    assert "grant_type=refresh_token" in given[0]


def test_a_wrong_token_is_told_as_such(store: Store) -> None:
    """Exit 3, and not the token."""
    portal = Portal()
    portal.before = lambda request: httpx.Response(401, json={"message": f"bad {TOKEN}"})
    report = tried(store, portal)
    assert report.problem is not None
    assert report.problem.exit_code == 3
    assert TOKEN not in str(report.problem)
