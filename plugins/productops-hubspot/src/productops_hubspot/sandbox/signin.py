"""Signing in: a static token (service key, private app), or OAuth with a refresh token.

https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/refresh-oauth-token
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from hmac import compare_digest

from productops.sandbox import Tokens
from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids

ACCESS_TOKEN = "pat-eu1-sandbox-access-token"  # noqa: S105 - opens nothing but the sandbox
CLIENT_ID = "sandbox-client-id"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105
REFRESH_TOKEN = "eu1-sandbox-refresh-token"  # noqa: S105
SCOPES = (
    "oauth", "tickets", "crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read",
    "crm.objects.feedback_submissions.read", "crm.objects.owners.read", "crm.schemas.contacts.read",
    "crm.schemas.companies.read", "crm.schemas.deals.read", "forms", "forms-uploaded-files",
    "settings.users.read", "account-info.security.read",
)  # fmt: skip
_USER = 88_400_017


class SignIn:
    """The account's credentials, the tokens it has given and what they may read.

    Args:
        seconds: a growing clock; tokens expire by it.
        now: the simulated time, epoch milliseconds.
        lifetime: how long a token lasts, seconds.
        scopes: what tokens may read.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        now: Callable[[], int],
        *,
        lifetime: int,
        scopes: Collection[str],
    ) -> None:
        self._now, self._lifetime = now, lifetime
        self.scopes = frozenset(scopes)
        self.tokens = Tokens(seconds, seed=CLIENT_SECRET, lasting=ACCESS_TOKEN)
        self._given: set[str] = set()

    def give(self, call: Call) -> Reply:
        """`POST /oauth/…/token`; parameters are in the body."""
        form = call.form()
        if form.get("grant_type") != "refresh_token":
            return answers.token_refused("BAD_GRANT_TYPE", "unsupported_grant_type", "unknown grant type")  # fmt: skip
        if not compare_digest(str(form.get("client_id")), CLIENT_ID):
            return answers.token_refused("BAD_CLIENT_ID", "invalid_client", "missing or unknown client id")  # fmt: skip
        if not compare_digest(str(form.get("client_secret")), CLIENT_SECRET):
            return answers.token_refused("BAD_CLIENT_SECRET", "invalid_client", "missing or invalid client secret")  # fmt: skip
        if not compare_digest(str(form.get("refresh_token")), REFRESH_TOKEN):
            return answers.token_refused("BAD_REFRESH_TOKEN", "invalid_grant", "missing or invalid refresh token")  # fmt: skip
        token = self.tokens.give(self._lifetime)
        self._given.add(token)
        body = {
            "token_type": "bearer",
            "refresh_token": REFRESH_TOKEN,
            "access_token": token,
            "hub_id": ids.PORTAL,
            "scopes": sorted(self.scopes),
            "expires_in": self._lifetime,
            "user_id": _USER,
        }
        return as_json(body)

    def told(self, token: str) -> Reply:
        """`GET /oauth/v1/access-tokens/{token}`: what a token is."""
        if not self.tokens.valid(token):
            return answers.missing("access token not found")
        body = {
            "token": token,
            "user": "admin@fernhill.example",
            "hub_domain": "fernhill.example",
            "scopes": sorted(self.scopes),
            "token_type": "access",
            "user_id": _USER,
            "hub_id": ids.PORTAL,
            "app_id": 18_220_001,
            "expires_in": self._lifetime,
        }
        return as_json(body)

    def refusal(self, call: Call) -> Reply | None:
        """Why a call is not let in; None if it is."""
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self.tokens.valid(token):
            return None
        return answers.expired(self._now()) if token in self._given else answers.no_credentials()

    def by_app(self, call: Call) -> bool:
        """Whether a call comes with OAuth; it has no daily limit, and other headers."""
        return call.headers.get("authorization", "").partition(" ")[2] != ACCESS_TOKEN

    def may(self, scopes: Collection[str]) -> bool:
        """Whether a token has one of these scopes; no scope is needed for an empty collection."""
        return not scopes or bool(self.scopes.intersection(scopes))
