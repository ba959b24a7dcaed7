"""Signing in: OAuth client credentials, a legacy API token, or a token made by hand.

https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
"""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from productops.sandbox import Tokens
from productops.sandbox.tokens import basic
from productops.sandbox.wire import Call, Reply, as_json

from . import answers

CLIENT_ID = "productops"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 - opens nothing but the sandbox
API_TOKEN = "sandbox-api-token"  # noqa: S105
ACCESS_TOKEN = "sandbox-access-token"  # noqa: S105
EMAIL = "admin@fernhill.example"
_SHORTEST, _LONGEST = 300, 172_800


class SignIn:
    """The account's credentials and the tokens it has given.

    Args:
        seconds: a growing clock; tokens expire by it.
        lifetime: how long a token lasts if the client does not say.
    """

    def __init__(self, seconds: Callable[[], float], lifetime: int = 1_800) -> None:
        self._lifetime = lifetime
        self.tokens = Tokens(seconds, seed=CLIENT_SECRET, lasting=ACCESS_TOKEN)

    def give(self, call: Call) -> Reply:
        """`POST /oauth/tokens`."""
        form = call.form()
        if form.get("grant_type") != "client_credentials":
            return _refused(
                "unsupported_grant_type", "The authorization grant type is not supported", 400
            )
        known = compare_digest(str(form.get("client_id")), CLIENT_ID)
        if not (known and compare_digest(str(form.get("client_secret")), CLIENT_SECRET)):
            return _refused(
                "invalid_client", "Client authentication failed due to unknown client", 401
            )
        lifetime = int(form.get("expires_in") or self._lifetime)
        if not _SHORTEST <= lifetime <= _LONGEST:
            return answers.invalid("expires_in must be between 300 and 172800", 400)
        token = self.tokens.give(lifetime)
        scope = form.get("scope") or "read"
        body = {
            "access_token": token,
            "token_type": "bearer",
            "scope": scope,
            "expires_in": lifetime,
        }
        return as_json(body)

    def refusal(self, call: Call) -> Reply | None:
        """Why a call is not let in; None if it is."""
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return None if self.tokens.valid(value) else answers.bad_token()
        if kind.lower() == "basic":
            return None if basic(value, f"{EMAIL}/token:{API_TOKEN}") else answers.bad_login()
        return answers.bad_login()

    def anonymous(self, call: Call) -> bool:
        """Whether a call carries no credentials at all."""
        return "authorization" not in call.headers


def _refused(error: str, description: str, status: int) -> Reply:
    return as_json({"error": error, "error_description": description}, status)
