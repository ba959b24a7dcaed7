"""How each vendor sends: settings, a delivery, and its signature as the vendor's page describes it. Synthetic."""

from __future__ import annotations

import base64
import hmac
import importlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from productops.sandbox import Company, serve

SECRET = "synthetic-webhook-secret"
APP = "synthetic-client-id"
URL = "https://hooks.fernhill.example/webhooks/it?from=vendor"
Headers = dict[str, str]
Raw = dict[str, Any]


def b64(algorithm: str, secret: str, message: bytes) -> str:
    """HMAC as most vendors write it."""
    return base64.b64encode(hmac.new(secret.encode(), message, algorithm).digest()).decode()


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Scheme:
    """One vendor.

    Attributes:
        sandbox: module and name of its stand-in.
        stream, table: where the record of a delivery is read, and the row it leads to.
        body: a delivery about a record, sent at a moment.
        sign: the headers that go with a body sent at a moment.
        extra: further settings.
        moment: when the record itself came to be, where a delivery tells nothing else.
    """

    connector: str
    sandbox: tuple[str, str]
    stream: str
    table: str
    body: Callable[[Raw, datetime], bytes]
    sign: Callable[[bytes, datetime], Headers]
    extra: dict[str, Any]
    moment: Callable[[Raw], datetime] = lambda _: datetime(2026, 11, 1, 12, tzinfo=UTC)

    def made(self) -> Any:
        """The vendor's stand-in."""
        module, name = self.sandbox
        return getattr(importlib.import_module(module), name)(Company(size=30))

    def serve(self) -> AbstractContextManager[str]:
        """The vendor on loopback, without limits."""
        sandbox = self.made()
        sandbox.lift_limits()
        served: AbstractContextManager[str] = serve(sandbox)
        return served

    def settings(self, url: str) -> dict[str, Any]:
        """Of a source that reads the stand-in at *url*."""
        return {
            **self.made().credentials(),
            "base_url": url,
            "webhook_secret": SECRET,
            **self.extra,
        }


def _json(data: Any) -> bytes:
    return json.dumps(data).encode()


def _zendesk_sign(body: bytes, at: datetime) -> Headers:
    signed = b64("sha256", SECRET, iso(at).encode() + body)
    return {"X-Zendesk-Webhook-Signature": signed, "X-Zendesk-Webhook-Signature-Timestamp": iso(at)}


def _hubspot_sign(body: bytes, at: datetime) -> Headers:
    stamp = str(int(at.timestamp() * 1000))
    message = b"POST" + URL.encode() + body + stamp.encode()
    return {
        "X-HubSpot-Signature-v3": b64("sha256", SECRET, message),
        "X-HubSpot-Request-Timestamp": stamp,
    }


def _record(raw: Raw) -> Raw:
    """HubSpot's record, beside what was read of it apart."""
    return next(
        (part for part in raw.values() if isinstance(part, dict) and "properties" in part), raw
    )


def _submitted(raw: Raw) -> datetime:
    return datetime.fromisoformat(raw["response"]["submitted_at"])


ZENDESK = Scheme(
    "zendesk",
    ("productops_zendesk.sandbox", "ZendeskSandbox"),
    "tickets",
    "feedback",
    lambda raw, at: _json({
        "type": "zen:event-type:ticket.created", "time": iso(at), "subject": f"zen:ticket:{raw['id']}",
        "detail": {"id": str(raw["id"]), "subject": "part of it"}, "event": {},
    }),
    _zendesk_sign,
    {},
)  # fmt: skip
HUBSPOT = Scheme(
    "hubspot",
    ("productops_hubspot.sandbox", "HubspotSandbox"),
    "tickets",
    "feedback",
    lambda raw, at: _json([{
        "eventId": int(at.timestamp()), "subscriptionType": "ticket.creation", "objectId": int(_record(raw)["id"]),
        "occurredAt": int(at.timestamp() * 1000), "portalId": 1, "attemptNumber": 0,
    }]),
    _hubspot_sign,
    {},
)  # fmt: skip
TYPEFORM = Scheme(
    "typeform",
    ("productops_typeform.sandbox", "TypeformSandbox"),
    "responses",
    "response",
    lambda raw, at: _json({
        "event_id": iso(at), "event_type": "form_response",
        "form_response": {**raw["response"], "form_id": raw["form"], **(
            {} if abs(at - _submitted(raw)) < timedelta(days=1) else {"submitted_at": iso(at)}
        )},
    }),
    lambda body, _: {"Typeform-Signature": f"sha256={b64('sha256', SECRET, body)}"},
    {},
    _submitted,
)  # fmt: skip
SURVEYMONKEY = Scheme(
    "surveymonkey",
    ("productops_surveymonkey.sandbox", "SurveyMonkeySandbox"),
    "responses",
    "response",
    lambda raw, at: _json({
        "name": "My webhook", "filter_type": "survey", "filter_id": "1", "event_type": "response_completed",
        "event_id": iso(at), "object_type": "response", "object_id": str(raw["id"]),
        "event_datetime": at.isoformat(), "resources": {"survey_id": str(raw["survey_id"])},
    }),
    lambda body, _: {"Sm-Apikey": APP, "Sm-Signature": b64("sha1", f"{APP}&{SECRET}", body)},
    {"api_key": APP},
)  # fmt: skip
TALLY = Scheme(
    "tally",
    ("productops_tally.sandbox", "TallySandbox"),
    "responses",
    "response",
    lambda raw, at: _json({
        "eventId": iso(at), "eventType": "FORM_RESPONSE", "createdAt": iso(at),
        "data": {"submissionId": raw["id"], "responseId": raw["id"], "formId": raw["formId"], "fields": []},
    }),
    lambda body, _: {"Tally-Signature": b64("sha256", SECRET, body)},
    {},
)  # fmt: skip

SCHEMES = [ZENDESK, HUBSPOT, TYPEFORM, SURVEYMONKEY, TALLY]
LONG_AGO = timedelta(days=900)
