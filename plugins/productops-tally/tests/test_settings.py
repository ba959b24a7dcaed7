"""Keys of a source: what is told before anything is sent, and how deliveries are signed."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError
from ty import CONNECTOR, settings

from productops.errors import DeliveryRefused


@pytest.mark.parametrize(
    ("keys", "named"),
    [({"forms": []}, "forms"), ({"api_kye": "x"}, "api_kye"), ({"api_key": None}, "api_key")],
)
def test_a_mistake_names_its_key(keys: dict[str, object], named: str) -> None:
    """As the settings file will show it."""
    with pytest.raises(ValidationError) as refused:
        settings(**keys)

    assert named in {str(error["loc"][0]) for error in refused.value.errors()}


def test_the_key_is_in_no_text() -> None:
    """Neither of the settings nor of what they make."""
    held = settings(api_key="s3cret", webhook_secret="s3cret")

    assert "s3cret" not in repr(
        (held, CONNECTOR.auth(held), CONNECTOR.signature(held), CONNECTOR.open(held))
    )


@pytest.mark.parametrize(
    ("event", "fetched"),
    [
        (
            {"eventType": "FORM_RESPONSE", "data": {"submissionId": "S", "formId": "F"}},
            ["/forms/F/submissions/S"],
        ),
        (
            {"eventType": "FORM_RESPONSE", "data": {"responseId": "S", "formId": "F"}},
            ["/forms/F/submissions/S"],
        ),
        ({"eventType": "OTHER", "data": {"submissionId": "S", "formId": "F"}}, []),
    ],
)
def test_an_event_names_a_submission(event: dict[str, object], fetched: list[str]) -> None:
    """It is fetched as the list shows it, so that it is the same row."""
    found = CONNECTOR.received(json.dumps(event).encode(), {}, settings())

    assert [one.path for one in found.requests] == fetched


def test_what_is_no_event_is_refused() -> None:
    """A list, or no JSON."""
    for body in (b"[]", b"<html>", b'"x"'):
        with pytest.raises(DeliveryRefused):
            CONNECTOR.received(body, {}, settings())
