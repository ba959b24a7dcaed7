"""Webhooks: up to a hundred events at once, each naming a record that changed or went.

https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests (v3)
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from productops.errors import DeliveryRefused
from productops.kit import Request, Secret
from productops.kit.decoding import decode
from productops.kit.rows import Id
from productops.kit.webhooks import Delivery, Signature

from . import pages, presence
from .kinds import BY_NAME, KINDS

SUBJECTS = {"contact": "contacts", "company": "companies", "deal": "deals", "ticket": "tickets"}
_TYPES = {kind.type_id: kind.name for kind in KINDS}
_GONE = ("deletion", "privacyDeletion", "merge")
# What a signer decodes of the address, so that both sides sign the same text
_ESCAPES = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'", "%28": "(",
    "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip


class Event(Struct, rename="camel"):
    """One event of a delivery."""

    object_id: Id | None = None
    subscription_type: str | None = None
    object_type_id: str | None = None
    primary_object_id: Id | None = None
    merged_object_ids: list[Id] | None = None


def signature(secret: Secret | None) -> Signature:
    """Method, address, body and moment, by HMAC-SHA256 with the app's client secret; five minutes."""
    return Signature(
        header="x-hubspot-signature-v3",
        secret=secret,
        parts=("method", "url", "body", "timestamp"),
        timestamp="x-hubspot-request-timestamp",
        unit="ms",
        escaped=_ESCAPES,
    )


def received(body: bytes) -> Delivery:
    """What the events tell of. They come in no order, so what is there now is fetched.

    Raises:
        DeliveryRefused: it is no list of events.
    """
    try:
        events = decode(body, list[Event])
    except msgspec.DecodeError:
        raise DeliveryRefused(
            "the body is no list of events",
            hint="Give the body as it arrived; HubSpot sends a JSON list.",
        ) from None
    asked: dict[str, dict[str, None]] = {}
    lost: dict[str, dict[str, None]] = {}
    for event in events:
        gone = (event.subscription_type or "").rpartition(".")[2] in _GONE
        for stream, key in _named(event):
            asked.setdefault(stream, {})[key] = None
            if gone:
                lost.setdefault(stream, {})[key] = None
    requests = [one for stream, ids in asked.items() for one in _shown(stream, [*ids])]
    requests += [
        presence.look_up(BY_NAME[stream], [*ids]).with_(stream=stream)
        for stream, ids in lost.items()
    ]
    return Delivery(requests=requests)


def _shown(stream: str, ids: Sequence[str]) -> list[Request]:
    """The records as they are now, a hundred at a time."""
    return [
        pages.batch(BY_NAME[stream], ids[start : start + pages.MOST], presence.ASKED).with_(
            stream=stream, state={"step": "named", "thin": True}
        )
        for start in range(0, len(ids), pages.MOST)
    ]


def _named(event: Event) -> list[tuple[str, str]]:
    """Streams and ids: of `contact.creation`, or of `object.creation` with the object's type id."""
    subject = (event.subscription_type or "").partition(".")[0]
    stream = SUBJECTS.get(subject) or _TYPES.get(event.object_type_id or "")
    ids = [event.object_id, event.primary_object_id, *(event.merged_object_ids or ())]
    known = dict.fromkeys(str(one) for one in ids if one is not None)
    return [(stream, key) for key in known] if stream else []
