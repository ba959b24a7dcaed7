"""Webhooks: events of tickets, users and organisations, and triggers that name a ticket.

https://developer.zendesk.com/api-reference/webhooks/event-types/webhook-event-types/ An event holds a part
of its record only, so the record is fetched; a trigger's body is written by the account:
`{"ticket_id": "{{ticket.id}}"}`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from productops.errors import DeliveryRefused
from productops.kit import Request, Secret
from productops.kit.decoding import decode
from productops.kit.rows import Id, moment_or_none
from productops.kit.webhooks import Delivery, Signature

SUBJECTS = {"ticket": "tickets", "user": "users", "organization": "organizations"}
_GONE = ("deleted", "soft_deleted", "permanently_deleted")
NAMED = "named"


class _Detail(Struct):
    id: Id | None = None


class _Event(Struct):
    type: str | None = None
    time: str | None = None
    subject: str | None = None
    detail: _Detail | None = None
    ticket_id: Id | None = None


def signature(secret: Secret | None) -> Signature:
    """The moment of sending and the body, by HMAC-SHA256.

    https://developer.zendesk.com/documentation/webhooks/verifying/
    """
    return Signature(
        header="x-zendesk-webhook-signature",
        secret=secret,
        parts=("timestamp", "body"),
        timestamp="x-zendesk-webhook-signature-timestamp",
        unit="iso",
    )


def received(body: bytes) -> Delivery:
    """What an event or a trigger tells of; kinds that no stream reads are empty.

    Raises:
        DeliveryRefused: it is no JSON object.
    """
    try:
        event = decode(body, _Event)
    except msgspec.DecodeError:
        raise DeliveryRefused(
            "the body is neither an event nor names a ticket",
            hint='Let the trigger send {"ticket_id": "{{ticket.id}}"}, as JSON.',
        ) from None
    stream, source_id, what = _named(event)
    if not source_id or not stream:
        return Delivery()
    sent: datetime | None = moment_or_none(event.time)
    if what in _GONE:
        return Delivery(gone={stream: [source_id]}, sent_at=sent)
    return Delivery(requests=[shown(stream, source_id)], sent_at=sent)


def _named(event: _Event) -> tuple[str, str, str]:
    """Stream, id, and what happened: of `zen:event-type:ticket.created` and `zen:ticket:123`."""
    if event.ticket_id is not None:
        return "tickets", str(event.ticket_id), ""
    kind, _, what = (event.type or "").rpartition(":")[2].partition(".")
    source_id = event.detail.id if event.detail else None
    found = source_id if source_id is not None else (event.subject or "").rpartition(":")[2]
    return SUBJECTS.get(kind, ""), str(found), what


def shown(stream: str, source_id: str) -> Request:
    """One record, as the lists show it."""
    query: dict[str, Any] = {"ids": source_id}
    if stream == "tickets":
        query["include"] = "metric_sets"
    return Request(path=f"/api/v2/{stream}/show_many", query=query, stream=stream, state=NAMED)


def is_named(request: Request) -> bool:
    """Whether *request* asks for what a delivery named."""
    return bool(request.state == NAMED)
