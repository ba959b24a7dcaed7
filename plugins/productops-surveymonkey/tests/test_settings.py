"""Keys of a source: what is told before anything is sent, and how deliveries are signed."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from sm import CONNECTOR, settings

from productops.errors import DeliveryRefused


@pytest.mark.parametrize(
    ("keys", "named"),
    [({"region": "US"}, "region"), ({"forms": []}, "forms"), ({"regoin": "eu"}, "regoin"), ({"access_token": None}, "access_token")],
)  # fmt: skip
def test_a_mistake_names_its_key(keys: dict[str, object], named: str) -> None:
    """As the settings file will show it."""
    with pytest.raises(ValidationError) as refused:
        settings(**keys)

    assert named in {str(error["loc"][0]) for error in refused.value.errors()}


def test_the_token_is_in_no_text() -> None:
    """Neither of the settings nor of what they make."""
    held = settings(access_token="s3cret", webhook_secret="s3cret", api_key="client")

    assert "s3cret" not in repr(
        (held, CONNECTOR.auth(held), CONNECTOR.signature(held), CONNECTOR.open(held))
    )


def test_deliveries_are_signed_with_id_and_secret() -> None:
    """Without either nothing can be checked."""
    both = CONNECTOR.signature(settings(api_key="client", webhook_secret="s"))

    assert both.secret is not None
    assert (both.secret.get_secret_value(), both.algorithm, both.header) == (
        "client&s",
        "sha1",
        "sm-signature",
    )
    assert CONNECTOR.signature(settings(webhook_secret="s")).secret is None


@pytest.mark.parametrize(
    ("event", "fetched", "gone"),
    [
        (
            {"event_type": "response_completed", "object_type": "response"},
            ["/v3/surveys/7/responses/9/details"],
            {},
        ),
        ({"event_type": "response_deleted", "object_type": "response"}, [], {"responses": ["9"]}),
        ({"event_type": "survey_updated", "object_type": "survey"}, [], {}),
    ],
)
def test_an_event_names_a_response(
    event: dict[str, str], fetched: list[str], gone: dict[str, list[str]]
) -> None:
    """It is fetched, or gone; what happens to surveys comes with the next sync."""
    body = json.dumps({**event, "object_id": 9, "resources": {"survey_id": "7"}}).encode()

    found = CONNECTOR.received(body, {}, settings())

    assert ([one.path for one in found.requests], dict(found.gone)) == (fetched, gone)


def test_what_is_no_event_is_refused() -> None:
    """A list, or no JSON."""
    for body in (b"[]", b"<html>", b'"x"'):
        with pytest.raises(DeliveryRefused):
            CONNECTOR.received(body, {}, settings())
