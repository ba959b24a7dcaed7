"""Webhooks: a delivery holds the response itself.

https://www.typeform.com/developers/webhooks/secure-your-webhooks/
"""

from __future__ import annotations

import msgspec
from msgspec import Raw, Struct

from productops.errors import DeliveryRefused
from productops.kit import Secret
from productops.kit.decoding import decode
from productops.kit.rows import moment_or_none
from productops.kit.webhooks import Delivery, Signature

from .settings import TypeformSettings


class _Event(Struct):
    event_type: str
    form_response: Raw


class _Sent(Struct):
    form_id: str
    submitted_at: str | None = None
    staged_at: str | None = None


def signature(secret: Secret | None) -> Signature:
    """The body, by HMAC-SHA256 in base64."""
    return Signature(header="typeform-signature", secret=secret, prefix="sha256=")


def received(body: bytes, settings: TypeformSettings) -> Delivery:
    """The response, if its form is read and it was sent in, or partial ones are wanted.

    Raises:
        DeliveryRefused: it is no response.
    """
    try:
        event = decode(body, _Event)
        sent = decode(event.form_response, _Sent)
    except msgspec.DecodeError:
        raise DeliveryRefused("the body is no response of Typeform") from None
    wanted = settings.forms is None or sent.form_id in settings.forms
    whole = event.event_type == "form_response"
    if not wanted or not (whole or settings.partial):
        return Delivery()
    record = {"form": sent.form_id, "response": event.form_response}
    at = moment_or_none(sent.submitted_at or sent.staged_at)
    return Delivery(records={"responses": [record]}, sent_at=at)
