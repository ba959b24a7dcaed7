"""Zendesk Support, Guide and Gather: who we are there, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from productops.errors import CredentialsRejected
from productops.kit import Answer, Auth, Basic, Bearer, ClientCredentials, Instance, Pace, Request
from productops.kit.decoding import decode
from productops.kit.rows import Id
from productops.kit.webhooks import Delivery, Signature

from . import webhooks
from .csat import RESPONSES, SatisfactionRatings, SurveyResponses, surely_sent
from .csat_wire import SurveyResponse
from .events import TicketEvents
from .guide import Articles, PostActivity, Posts
from .inventory import INVENTORY, PACES
from .lists import LISTS, Schedules
from .people import Organizations, Users
from .settings import ZendeskSettings
from .tickets import Tickets

ME = "/api/v2/users/me"
SETTINGS = "/api/v2/account/settings"
# The vendor's dates: https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/
MIGRATION = "https://developer.zendesk.com/documentation/api-basics/authentication/oauth-migration/"
LEGACY = (
    "A legacy API token signs in here; Zendesk ends them on 30 April 2027. Create an OAuth client and set "
    f"client_id and client_secret instead: {MIGRATION}"
)
NOT_ADMIN = (
    "The user signed in is no administrator; Zendesk lets only administrators read the exports of tickets, "
    "users, organisations and ticket events. Use an OAuth client or token of an administrator."
)


class _User(Struct):
    id: Id | None = None
    name: str | None = None
    role: str | None = None
    iana_time_zone: str | None = None


class _Me(Struct):
    user: _User


class _Settings(Struct):
    active_features: dict[str, Any] | None = None


class _SettingsAnswer(Struct):
    settings: _Settings | None = None


class _Oldest(Struct):
    survey_responses: list[SurveyResponse] | None = None


class Zendesk:
    """The connector."""

    name = "zendesk"
    settings = ZendeskSettings
    hosts: Mapping[str, str] = {"api": "https://{subdomain}.zendesk.com"}
    streams = (
        *LISTS,
        Schedules(),
        Users(),
        Organizations(),
        Tickets(),
        TicketEvents(),
        SurveyResponses(),
        SatisfactionRatings(),
        Articles(),
        Posts(),
        PostActivity(),
        *INVENTORY,
    )
    paces: Mapping[str, Pace] = PACES
    vocabulary: Mapping[str, Mapping[str, str]] = {
        "kind": {
            "feature requests": "feature_request",
            "product feedback": "feature_request",
            "ideas": "feature_request",
            "suggestions": "feature_request",
            "questions": "question",
            "questions and answers": "question",
            "q&a": "question",
            "bugs": "bug_report",
            "bug reports": "bug_report",
            "general discussion": "other",
        },
    }

    def auth(self, settings: ZendeskSettings) -> Auth:
        """Client credentials where there are any; they give tokens that live for minutes."""
        if settings.client_id and settings.client_secret:
            return ClientCredentials(
                token_path="/oauth/tokens",  # noqa: S106 - a path
                client_id=settings.client_id,
                client_secret=settings.client_secret,
                extra={"scope": "read"},
                as_json=True,
            )
        if settings.email and settings.api_token:
            return Basic(f"{settings.email}/token", settings.api_token)
        assert settings.access_token is not None  # noqa: S101 - the settings have one way to sign in
        return Bearer(settings.access_token)

    def signature(self, settings: ZendeskSettings) -> Signature:
        """How Zendesk signs what it sends by itself."""
        return webhooks.signature(settings.webhook_secret)

    def received(self, body: bytes, headers: Mapping[str, str], settings: Any) -> Delivery:  # noqa: ARG002 - the kit fixes it
        """What an event or a trigger tells of."""
        return webhooks.received(body)

    def open(self, settings: ZendeskSettings) -> Request:
        """Who am I? Redirects and 404 are what a wrong subdomain answers."""
        state = {
            "name": f"{settings.subdomain}.zendesk.com",
            "legacy": settings.api_token is not None,
        }
        return Request(path=ME, expect=(301, 302, 303, 307, 308, 402, 403, 404, 423), state=state)

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """Who we are, then what the account has, then since when it sends surveys."""
        if request.path == ME:
            return _signed_in(request, answer)
        if request.path == SETTINGS:
            return _with_features(request, answer)
        return _instance({**request.state, "surveys_since": _first_survey(answer)})


def _signed_in(request: Request, answer: Answer) -> Request:
    name = request.state["name"]
    user = _me(answer, name).user
    if not user.id:
        raise CredentialsRejected(
            "the request was answered as for an anonymous visitor",
            where=name,
            hint="Check client_id and client_secret (or the token), and that they belong to this subdomain.",
        )
    if user.role == "end-user":
        raise CredentialsRejected(
            f"{user.name or 'the user'} is an end user and may not read the account",
            where=name,
            hint="Use an OAuth client or token of an administrator.",
        )
    state = {
        **request.state,
        "user": user.name or "",
        "role": user.role,
        "timezone": user.iana_time_zone or "UTC",
    }
    return Request(path=SETTINGS, expect=(403, 404), state=state)


def _me(answer: Answer, name: str) -> _Me:
    """Our user.

    Raises:
        CredentialsRejected: the account does not exist, is suspended, or the token lacks a scope.
    """
    if answer.status == 403:  # noqa: PLR2004 - the HTTP status
        raise CredentialsRejected(
            "the token may not tell who it belongs to",
            where=name,
            hint='Give the OAuth client or token the scope "read" (or users:read and the others).',
        )
    try:
        return decode(answer.body, _Me)
    except msgspec.DecodeError:
        raise CredentialsRejected(
            f"there is no Zendesk account to talk to (HTTP {answer.status}: {answer.explain()})",
            where=name,
            hint="Check subdomain (and base_url); an account that is suspended or moved answers so too.",
        ) from None


def _with_features(request: Request, answer: Answer) -> Request:
    """Features that are on; an agent may not read them."""
    try:
        settings = decode(answer.body, _SettingsAnswer).settings
    except msgspec.DecodeError:
        settings = None
    active = (settings.active_features if settings else None) or {}
    state = {**request.state, "features": sorted(key for key, on in active.items() if on is True)}
    query: dict[str, Any] = {"page[size]": 1, "sort": "id"}
    return Request(path=RESPONSES, query=query, expect=(400, 402, 403, 404, 422), state=state)


def _first_survey(answer: Answer) -> int | None:
    """When the account sent its first survey, as Unix time; None if it never did."""
    try:
        oldest = decode(answer.body, _Oldest).survey_responses
    except msgspec.DecodeError:
        return None
    at = surely_sent(oldest[0]) if oldest else None
    return int(at.timestamp()) if at else None


def _instance(found: dict[str, Any]) -> Instance:
    warnings = [LEGACY] if found["legacy"] else []
    if found["role"] != "admin":
        warnings.append(NOT_ADMIN)
    since = found["surveys_since"]
    return Instance(
        name=found["name"],
        account=found["name"],
        timezone=found["timezone"],
        features=frozenset(found["features"]),
        user=found["user"],
        warnings=tuple(warnings),
        detail={} if since is None else {"surveys_since": since},
    )
