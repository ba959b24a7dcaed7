"""Webhooks: the signature of version 3, and what a delivery of several events leads to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from hs import CONNECTOR, NOW, settings, source, synced, table
from hs_portal import Portal

from productops.errors import DeliveryRefused
from productops.kit.webhooks import Arrived
from productops.store.base import Store
from productops.sync.receiving import receive

SECRET = "app-secret"
URL = "https://ops.acme.example/hubspot?from=crm%3Aprod"


def signed(events: Any, *, at: Any = NOW, secret: str = SECRET) -> Arrived:
    """A delivery as HubSpot signs it: the decoded address, the body, the moment."""
    body, stamp = json.dumps(events).encode(), str(int(at.timestamp() * 1000))
    text = b"POST" + URL.replace("%3A", ":").encode() + body + stamp.encode()
    mark = base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
    headers = {"x-hubspot-signature-v3": mark, "x-hubspot-request-timestamp": stamp}
    return Arrived("POST", URL, headers, body)


def event(kind: str, key: int, **more: Any) -> dict[str, Any]:
    """One event."""
    return {"eventId": 1, "subscriptionType": kind, "objectId": key, "portalId": 4711, **more}


def test_events_bring_what_is_there_now(store: Store) -> None:
    """A changed contact, an archived one, a merged one and one deleted for privacy; the same row as by a sync."""
    portal = Portal()
    for key in range(1, 6):
        portal.put("contacts", key, email=f"{key}@fernhill.example")
    synced(store, portal, streams=["contacts"])
    later = NOW + timedelta(hours=1)
    portal.put("contacts", 1, later, email="new@fernhill.example")
    portal.archive("contacts", 2, later)
    portal.merge("contacts", 3, 1, later)
    portal.erase("contacts", 4)
    events = [
        event("contact.propertyChange", 1),
        event("contact.deletion", 2),
        event("contact.merge", 1, primaryObjectId=1, mergedObjectIds=[3]),
        event("contact.privacyDeletion", 4),
        event("object.creation", 9, objectTypeId="0-99"),
    ]
    crm = source(portal, webhook_secret=SECRET, streams=["contacts"])
    receive(crm, store, signed(events, at=later), now=later)
    ends = dict(table(store, "SELECT source_id, arg_max(coalesce(gone, ''), seq) FROM _raw WHERE stream = 'contacts' GROUP BY 1"))  # fmt: skip
    assert ends == {"1": "", "2": "archived", "3": "merged", "4": "erased", "5": ""}
    mails = dict(table(store, "SELECT source_id, email FROM person"))
    assert (mails["1"], mails["4"]) == ("new@fernhill.example", None)


@pytest.mark.parametrize(
    "arrived",
    [
        signed([], secret="other"),
        signed([], at=NOW - timedelta(minutes=6)),
        Arrived("POST", URL, {}, b"[]"),
        signed({"no": "list"}),
    ],
    ids=["wrong", "old", "unsigned", "no_events"],
)
def test_what_is_not_hubspots_is_refused(store: Store, arrived: Arrived) -> None:
    """And nothing is stored."""
    crm = source(Portal(), webhook_secret=SECRET)
    with pytest.raises(DeliveryRefused):
        receive(crm, store, arrived, now=NOW)
    assert table(store, "SELECT count(*) FROM _raw") == [(0,)]


def test_the_secret_of_an_oauth_app_signs_its_webhooks() -> None:
    """Unless another one is named."""
    keys = {"access_token": None, "client_id": "c", "client_secret": "s", "refresh_token": "r"}
    found = CONNECTOR.signature(settings(**keys)).secret
    assert found is not None
    assert found.get_secret_value() == "s"
