"""Jira Cloud: where it is, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping

from productops.kit import (
    Answer,
    Auth,
    Auths,
    Basic,
    Bearer,
    ClientCredentials,
    Instance,
    Request,
)

from . import opening
from .comments import Comments
from .customers import Customers
from .field_types import FIELD_TYPES
from .history import Changelogs
from .issues import Issues
from .lists import LISTS
from .managed import ManagedAccounts
from .products import ApplicationRoles
from .remote import RemoteLinks
from .satisfaction import Satisfaction
from .seats import Seats
from .settings import JiraSettings
from .worklogs import Worklogs


class Jira:
    """The connector."""

    name = "jira"
    settings = JiraSettings
    hosts: Mapping[str, str] = {
        "api": "{site}",
        "gateway": opening.GATEWAY,
        "auth": "https://auth.atlassian.com",
        "admin": "https://api.atlassian.com/admin",
    }
    streams = (
        *LISTS,
        Customers(),
        ApplicationRoles(),
        ManagedAccounts(),
        Seats(),
        Issues(),
        Changelogs(),
        Comments(),
        RemoteLinks(),
        Satisfaction(),
        Worklogs(),
    )
    vocabulary: Mapping[str, Mapping[str, str]] = {
        # Names that come with Jira's own workflows; what they do not name goes by its category
        "status": {
            "open": "todo", "reopened": "todo", "in_progress": "in_progress", "triage": "triage",
            "needs triage": "triage", "selected for development": "todo", "in review": "in_progress",
            "waiting for support": "todo", "waiting for customer": "waiting_customer",
            "waiting for approval": "on_hold", "pending": "on_hold", "escalated": "in_progress",
            "canceled": "declined", "cancelled": "declined", "rejected": "declined",
        },
        # The names before 2015, which older sites kept: the same five steps as Highest to Lowest
        "priority": {"major": "normal", "minor": "low", "trivial": "low"},
        "kind": {
            "story": "feature_request", "epic": "feature_request", "support": "support_request",
            "[system] service request": "support_request", "[system] incident": "incident",
            "[system] problem": "bug_report", "[system] change": "support_request",
            "service request with approvals": "support_request",
            "[system] service request with approvals": "support_request",
            "emailed request": "support_request", "email request": "support_request",
            "change": "support_request", "ask a question": "question", "get it help": "support_request",
            "report a bug": "bug_report", "report a problem": "bug_report",
            "suggest a new feature": "feature_request", "suggest improvement": "feature_request",
        },
        "field_type": FIELD_TYPES,
    }  # fmt: skip

    def auth(self, settings: JiraSettings) -> Auths:
        """One way for the site, wherever it answers; the organisation's key goes to its own host and nowhere else."""
        site = _to_site(settings)
        if settings.org_api_key is None:
            return site
        return {"api": site, "gateway": site, "admin": Bearer(settings.org_api_key)}

    def open(self, settings: JiraSettings) -> Request:
        """Who am I, on the site's own host?"""
        return opening.first(settings)

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """The next step of the chain."""
        return opening.then(request, answer)


def _to_site(settings: JiraSettings) -> Auth:
    """A service account's credential gives tokens for an hour; the others are sent as they are."""
    if settings.client_id and settings.client_secret:
        return ClientCredentials(
            token_path="/oauth/token",  # noqa: S106 - a path
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            host="auth",
            as_json=True,
        )
    if settings.email and settings.api_token:
        return Basic(settings.email, settings.api_token)
    assert settings.access_token is not None  # noqa: S101 - the settings have one way to sign in
    return Bearer(settings.access_token)
