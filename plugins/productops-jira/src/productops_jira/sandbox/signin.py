"""Signing in: which credentials open the site, and which only the gateway.

https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
https://support.atlassian.com/user-management/docs/manage-oauth-2-0-credentials-for-service-accounts/
"""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from productops.sandbox import Tokens
from productops.sandbox.tokens import basic
from productops.sandbox.wire import Call, Reply, as_json

from . import answers

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 - opens nothing but the sandbox
API_TOKEN = "sandbox-api-token"  # noqa: S105
SCOPED_TOKEN = "sandbox-scoped-token"  # noqa: S105
ACCESS_TOKEN = "sandbox-access-token"  # noqa: S105
ORG_API_KEY = "sandbox-org-api-key"
EMAIL = "ops@fernhill.example"
_SCOPES = "read:jira-work read:jira-user read:servicedesk-request"


def credentials(kind: str) -> dict[str, str]:
    """What opens the site: `token`, `scoped` (gateway only), `bearer` (the same), `oauth` (gives such a one)."""
    known = {
        "token": {"email": EMAIL, "api_token": API_TOKEN},
        "scoped": {"email": EMAIL, "api_token": SCOPED_TOKEN},
        "bearer": {"access_token": ACCESS_TOKEN},
        "oauth": {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET},
    }
    if kind not in known:
        raise ValueError(f"no sign-in {kind!r}; known are {', '.join(known)}")
    return known[kind]


def by_organisation(call: Call) -> bool:
    """Whether a call bears the organisation's key, which opens nothing of the site."""
    kind, _, value = call.headers.get("authorization", "").partition(" ")
    return kind.lower() == "bearer" and compare_digest(value, ORG_API_KEY)


class SignIn:
    """The site's credentials and the tokens it has given.

    Args:
        seconds: a growing clock; tokens expire by it.
        lifetime: how long a token lasts.
    """

    def __init__(self, seconds: Callable[[], float], lifetime: int = 3_600) -> None:
        self._lifetime = lifetime
        self.tokens = Tokens(seconds, seed=CLIENT_SECRET, lasting=ACCESS_TOKEN)

    def give(self, call: Call) -> Reply:
        """`POST /oauth/token`."""
        form = call.form()
        if form.get("grant_type") != "client_credentials":
            return as_json(
                {"error": "unsupported_grant_type", "error_description": "Unsupported grant type"},
                400,
            )
        known = compare_digest(str(form.get("client_id")), CLIENT_ID)
        if not (known and compare_digest(str(form.get("client_secret")), CLIENT_SECRET)):
            return as_json({"error": "access_denied", "error_description": "Unauthorized"}, 401)
        token = self.tokens.give(self._lifetime)
        body = {
            "access_token": token,
            "expires_in": self._lifetime,
            "scope": _SCOPES,
            "token_type": "Bearer",
        }
        return as_json(body)

    def refusal(self, call: Call, *, gateway: bool) -> Reply | None:
        """Why a call is not let in; None if it is. The site knows neither bearers nor scoped tokens."""
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return None if gateway and self.tokens.valid(value) else answers.bad_token()
        allowed = (API_TOKEN, SCOPED_TOKEN) if gateway else (API_TOKEN,)
        if kind.lower() == "basic" and any(basic(value, f"{EMAIL}:{token}") for token in allowed):
            return None
        return answers.bad_token() if gateway else answers.not_signed_in()

    def by_app(self, call: Call) -> bool:
        """Whether a call counts against the points of an app: OAuth does, API tokens do not."""
        return call.headers.get("authorization", "").lower().startswith("bearer ")
