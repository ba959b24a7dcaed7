"""HubSpot: whose account it is, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from productops.errors import CredentialsRejected, SourceNotFound
from productops.kit import Answer, Auth, Bearer, Instance, Pace, RefreshToken, Request
from productops.kit.decoding import decode
from productops.kit.opening import no_page
from productops.kit.rows import Id
from productops.kit.webhooks import Delivery, Signature

from . import paths, search, webhooks
from .company_rows import company_rows
from .deal_rows import deal_rows
from .feedback_rows import feedback_rows
from .inventory import INVENTORY
from .kinds import COMPANIES, CONTACTS, DEALS, FEEDBACK, NOTES, TICKETS
from .lists import LISTS
from .logins import Logins
from .note_rows import note_rows
from .objects import Objects
from .people_rows import contact_rows
from .settings import HubspotSettings
from .submissions import FormSubmissions
from .ticket_rows import ticket_rows
from .withheld import GRANTS

FORBIDDEN = 403


class _Details(Struct, rename="camel"):
    portal_id: Id
    account_type: str | None = None
    time_zone: str | None = None
    company_currency: str | None = None
    ui_domain: str | None = None


class Hubspot:
    """The connector."""

    name = "hubspot"
    settings = HubspotSettings
    hosts: Mapping[str, str] = {"api": paths.HOST}
    paces: Mapping[str, Pace] = {search.BUCKET: search.PACE}
    grants = GRANTS
    # https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (Daily)
    day = "HubSpot counts anew at midnight in the time zone of the account."
    streams = (
        *LISTS,
        Logins(),
        *INVENTORY,
        Objects(TICKETS, ("feedback", "link"), ticket_rows, needs=("properties", "pipelines")),
        Objects(CONTACTS, ("person", "link", "feedback"), contact_rows),
        Objects(DEALS, ("feedback",), deal_rows, needs=("properties", "pipelines"), optional=True),
        Objects(
            COMPANIES,
            ("account", "link", "feedback"),
            company_rows,
            needs=("properties", "pipelines", "deals"),
        ),
        Objects(NOTES, ("feedback", "comment", "link"), note_rows, optional=True),
        Objects(FEEDBACK, ("rating", "feedback"), feedback_rows, optional=True),
        FormSubmissions(),
    )
    vocabulary: Mapping[str, Mapping[str, str]] = {
        "status": {
            "waiting on contact": "waiting_customer",
            "waiting on us": "in_progress",
            "closed won": "done",
            "closed lost": "declined",
        },
        "kind": {
            "product issue": "bug_report", "product_issue": "bug_report",
            "billing issue": "support_request", "billing_issue": "support_request",
            "feature_request": "feature_request",
            "general inquiry": "question", "general_inquiry": "question",
        },
    }  # fmt: skip

    def auth(self, settings: HubspotSettings) -> Auth:
        """A fixed token, or one of thirty minutes for a refresh token, which stays the same."""
        if settings.access_token:
            return Bearer(settings.access_token)
        id_, secret, refresh = settings.client_id, settings.client_secret, settings.refresh_token
        assert id_ is not None and secret is not None and refresh is not None  # noqa: PT018, S101 - the one other way
        return RefreshToken(paths.TOKEN, id_, secret, refresh)

    def open(self, settings: HubspotSettings) -> Request:  # noqa: ARG002 - the kit fixes the signature
        """Whose account is it?"""
        return Request(path=paths.DETAILS, expect=(FORBIDDEN, 404))

    def opened(self, request: Request, answer: Answer) -> Request | Instance:  # noqa: ARG002 - as above
        """The account."""
        return _instance(_details(answer))

    def signature(self, settings: HubspotSettings) -> Signature:
        """How HubSpot signs what it sends."""
        return webhooks.signature(settings.webhook_secret or settings.client_secret)

    def received(
        self,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 - the kit fixes the signature
        settings: HubspotSettings,  # noqa: ARG002 - as above
    ) -> Delivery:
        """What a delivery tells of."""
        return webhooks.received(body)


def _details(answer: Answer) -> _Details:
    no_page(answer, "HubSpot")
    if answer.status == FORBIDDEN:
        raise CredentialsRejected(
            "the token may not tell whose account it is for (403)",
            hint=f"Give it the scope oauth, or make it anew. {Hubspot.grants}",
        )
    try:
        return decode(answer.body, _Details)
    except msgspec.DecodeError:
        raise SourceNotFound(
            f"HubSpot does not answer there (HTTP {answer.status}: {answer.explain()})",
            hint="Check base_url, and whether a proxy stands between.",
        ) from None


def _instance(found: _Details) -> Instance:
    detail: dict[str, Any] = {"currency": found.company_currency, "domain": found.ui_domain}
    portal = str(found.portal_id)
    return Instance(
        name=portal,
        account=f"portal {portal}",
        timezone=found.time_zone or "UTC",
        plan=found.account_type or "",
        detail={key: value for key, value in detail.items() if value},
    )
