"""Webhooks: an event names a response, which is then fetched.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_webhooks.md
"""

from __future__ import annotations

import msgspec
from msgspec import Struct
from pydantic import SecretStr

from productops.errors import DeliveryRefused
from productops.kit import Secret
from productops.kit.decoding import decode
from productops.kit.rows import Id, moment_or_none
from productops.kit.webhooks import Delivery, Signature

from .requests import one_response


class _Resources(Struct):
    survey_id: Id | None = None


class _Event(Struct):
    event_type: str | None = None
    object_type: str | None = None
    object_id: Id | None = None
    event_datetime: str | None = None
    resources: _Resources | None = None


def signature(api_key: str | None, secret: Secret | None) -> Signature:
    """The body, by HMAC-SHA1; the key is made of the app's client id and its secret."""
    both = SecretStr(f"{api_key}&{secret.get_secret_value()}") if api_key and secret else None
    return Signature(
        header="sm-signature",
        secret=both,
        key="webhook_secret (and api_key)",
        algorithm="sha1",
    )


def received(body: bytes) -> Delivery:
    """What an event tells of; those of surveys and collectors come with the next sync.

    Raises:
        DeliveryRefused: it is no event.
    """
    try:
        event = decode(body, _Event)
    except msgspec.DecodeError:
        raise DeliveryRefused("the body is no event of SurveyMonkey") from None
    survey = event.resources.survey_id if event.resources else None
    if event.object_type != "response" or event.object_id is None or survey is None:
        return Delivery()
    sent = moment_or_none(event.event_datetime)
    if event.event_type == "response_deleted":
        return Delivery(gone={"responses": [str(event.object_id)]}, sent_at=sent)
    return Delivery(requests=[one_response(str(survey), str(event.object_id))], sent_at=sent)
