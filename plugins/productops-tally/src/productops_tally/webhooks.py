"""Webhooks: an event holds a submission in a shape of its own, so the submission is fetched as the list shows it.

https://tally.so/help/webhooks
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from productops.errors import DeliveryRefused
from productops.kit import Secret
from productops.kit.decoding import decode
from productops.kit.rows import moment_or_none
from productops.kit.webhooks import Delivery, Signature

from .requests import one_submission


class _Data(Struct, rename="camel"):
    submission_id: str | None = None
    response_id: str | None = None
    form_id: str | None = None


class _Event(Struct, rename="camel"):
    event_type: str | None = None
    created_at: str | None = None
    data: _Data | None = None


def signature(secret: Secret | None) -> Signature:
    """The body, by HMAC-SHA256."""
    return Signature(header="tally-signature", secret=secret)


def received(body: bytes) -> Delivery:
    """The submission an event tells of.

    Raises:
        DeliveryRefused: it is no event.
    """
    try:
        event = decode(body, _Event)
    except msgspec.DecodeError:
        raise DeliveryRefused("the body is no event of Tally") from None
    held = event.data or _Data()
    key = held.submission_id or held.response_id
    if event.event_type != "FORM_RESPONSE" or not key or not held.form_id:
        return Delivery()
    return Delivery(
        requests=[one_submission(held.form_id, key)], sent_at=moment_or_none(event.created_at)
    )
