"""How each vendor sends: settings, a delivery, and its signature as the vendor's page describes it. Synthetic."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from productops.sandbox import Company, serve
from productops_surveymonkey.sandbox import SurveyMonkeySandbox
from productops_tally.sandbox import TallySandbox
from productops_tally.sandbox.submissions import submission_id
from productops_zendesk.sandbox import ZendeskSandbox

SECRET = "synthetic-webhook-secret"
URL = "https://hooks.fernhill.example/webhooks/it"
Headers = dict[str, str]


def b64(algorithm: str, secret: str, message: bytes) -> str:
    """HMAC as most vendors write it."""
    return base64.b64encode(hmac.new(secret.encode(), message, algorithm).digest()).decode()


@dataclass(frozen=True)
class Scheme:
    """One vendor.

    Attributes:
        settings: of the source, with the base URL of the vendor's sandbox.
        body: a delivery about one record, made at a moment.
        sign: the headers that go with a body sent at a moment.
        table, source_id: the row it leads to.
        stamped: whether the header tells when it was sent.
    """

    connector: str
    sandbox: Callable[[], Any]
    settings: Callable[[str], dict[str, Any]]
    body: Callable[[datetime], bytes]
    sign: Callable[[bytes, datetime], Headers]
    table: str
    source_id: str
    stamped: bool

    def serve(self) -> AbstractContextManager[str]:
        """The vendor on loopback."""
        served: AbstractContextManager[str] = serve(self.sandbox())
        return served


def _zendesk_body(at: datetime) -> bytes:
    event = {
        "type": "zen:event-type:ticket.created", "time": at.isoformat().replace("+00:00", "Z"),
        "subject": "zen:ticket:7", "detail": {"id": "7", "subject": "part of it"}, "event": {},
    }  # fmt: skip
    return json.dumps(event).encode()


def _zendesk_sign(body: bytes, at: datetime) -> Headers:
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "X-Zendesk-Webhook-Signature": b64("sha256", SECRET, stamp.encode() + body),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
    }


ZENDESK = Scheme(
    "zendesk",
    lambda: ZendeskSandbox(Company(size=30)),
    lambda url: {
        "subdomain": "fernhill", "access_token": "sandbox-access-token", "base_url": url,
        "webhook_secret": SECRET,
    },
    _zendesk_body,
    _zendesk_sign,
    "feedback",
    "7",
    stamped=True,
)  # fmt: skip

_MONKEY = SurveyMonkeySandbox(Company(size=30))
_MONKEY_SURVEY, _MONKEY_RESPONSE = (
    _MONKEY.account.shown(0, _MONKEY.account.visits(0)[0][1], bulk=True)[key]
    for key in ("survey_id", "id")
)


def _surveymonkey_body(at: datetime) -> bytes:
    event = {
        "name": "all", "filter_type": "survey", "filter_id": _MONKEY_SURVEY, "event_type": "response_completed",
        "event_id": "1", "object_type": "response", "object_id": _MONKEY_RESPONSE, "event_datetime": at.isoformat(),
        "resources": {"survey_id": _MONKEY_SURVEY, "respondent_id": _MONKEY_RESPONSE, "collector_id": "7", "user_id": "1"},
    }  # fmt: skip
    return json.dumps(event).encode()


SURVEYMONKEY = Scheme(
    "surveymonkey",
    lambda: SurveyMonkeySandbox(Company(size=30)),
    lambda url: {
        **_MONKEY.credentials(), "base_url": url, "api_key": "client-id", "webhook_secret": SECRET,
    },
    _surveymonkey_body,
    lambda body, _: {"Sm-Apikey": "client-id", "Sm-Signature": b64("sha1", f"client-id&{SECRET}", body)},
    "response",
    _MONKEY_RESPONSE,
    stamped=False,
)  # fmt: skip

_TALLY = TallySandbox(Company(size=30))
_TALLY_SUBMISSION = submission_id(0, _TALLY.visits(0)[0])


def _tally_body(at: datetime) -> bytes:
    data = {
        "responseId": _TALLY_SUBMISSION,
        "submissionId": _TALLY_SUBMISSION,
        "formId": "fern00",
        "fields": [],
    }
    event = {
        "eventId": "1",
        "eventType": "FORM_RESPONSE",
        "createdAt": at.isoformat(),
        "data": data,
    }
    return json.dumps(event).encode()


TALLY = Scheme(
    "tally",
    lambda: TallySandbox(Company(size=30)),
    lambda url: {**_TALLY.credentials(), "base_url": url, "webhook_secret": SECRET},
    _tally_body,
    lambda body, _: {"Tally-Signature": b64("sha256", SECRET, body)},
    "response",
    _TALLY_SUBMISSION,
    stamped=False,
)

SCHEMES = [ZENDESK, SURVEYMONKEY, TALLY]


def now() -> datetime:
    """The moment, as a receiver's clock has it."""
    return datetime.now(UTC)


LONG_AGO = timedelta(days=30)
