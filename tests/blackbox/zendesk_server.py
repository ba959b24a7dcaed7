"""The stand-in on loopback: credentials, limits, misbehaviour on request, and a log of what was asked.

    with ZendeskServer(build(60)) as server:
        server.faults.append(Fault("incremental/tickets", status=503, times=2))
        ...
        server.paths()

It is stopped on leaving the block.
"""

from __future__ import annotations

import base64
import math
import secrets
import time
from contextlib import suppress
from typing import Any

from loopback import Ask, Reply, StandIn, as_json
from zendesk_api import Api
from zendesk_model import SUBDOMAIN, Desk
from zendesk_wire import HTML_404, Options

CLIENT_ID, CLIENT_SECRET = "productops-client", "MARKED-client-secret-5c1e77"
EMAIL, API_TOKEN = "ops@northwind.example", "MARKED-api-token-90ab3f"
STATIC_TOKEN = "MARKED-access-token-d42b08"
TOO_MANY = "Number of allowed incremental export API requests per minute exceeded"
EXPIRED = {
    "error": "invalid_token",
    "error_description": "The access token provided is expired, revoked, malformed or invalid for other reasons.",
}


class ZendeskServer(StandIn):
    """The account behind an address; every attribute may be changed while it runs."""

    def __init__(self, desk: Desk, options: Options | None = None) -> None:
        super().__init__()
        self.desk, self.options = desk, options or Options()
        self.api = Api(desk, self.options)
        self.tokens: dict[str, float] = {}
        self.expires_in = 1800
        self.closed_account = False
        self.echo_credentials = False
        self.budget: int | None = None
        self.window = 60.0
        self._spent: list[float] = []
        self.old_headers = False

    def connection(self) -> dict[str, Any]:
        """The keys of a source that reads this account, credentials apart."""
        return {"connector": "zendesk", "subdomain": SUBDOMAIN, "base_url": self.url}

    def respond(self, ask: Ask) -> Reply:
        """An answer of the API, of the token endpoint, or why there is none."""
        if self.closed_account:
            return Reply(404, HTML_404.encode(), kind="text/html; charset=utf-8")
        if ask.method == "POST":
            known = ask.path.endswith("/oauth/tokens")
            return self.token(ask.form) if known else as_json({"error": "InvalidEndpoint"}, 404)
        header = ask.headers.get("authorization", "")
        refused = self.refusal(header)
        if refused and self.echo_credentials:
            told = {"error": "invalid_token", "description": f"cannot accept {header}"}
            return as_json(told, 401)
        return refused or self.limited() or self.api.answer(ask.path, ask.query)

    def too_many(self) -> Reply:
        """As in https://developer.zendesk.com/api-reference/introduction/rate-limits/ ."""
        return as_json({"error": "APIRateLimitExceeded", "description": TOO_MANY}, 429)

    def expire(self) -> None:
        """End every token handed out."""
        self.tokens.clear()

    # --- credentials ---

    def token(self, form: dict[str, Any]) -> Reply:
        """As in https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/ ."""
        if form.get("grant_type") != "client_credentials":
            return as_json(
                {"error": "unsupported_grant_type", "error_description": "Not supported"}, 400
            )
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            text = "Client authentication failed due to unknown client, no client authentication included, or"
            text += " unsupported authentication method."
            return as_json({"error": "invalid_client", "error_description": text}, 401)
        token = secrets.token_hex(16)
        self.tokens[token] = time.time() + self.expires_in
        scope = form.get("scope") or "read"
        return as_json(
            {
                "access_token": token,
                "token_type": "bearer",
                "scope": scope,
                "expires_in": self.expires_in,
            }
        )

    def refusal(self, header: str) -> Reply | None:
        """Why a request is not let in, or None."""
        scheme, _, value = header.partition(" ")
        if scheme == "Basic":
            with suppress(ValueError):
                if base64.b64decode(value).decode() == f"{EMAIL}/token:{API_TOKEN}":
                    return None
        if scheme == "Bearer" and (
            value == STATIC_TOKEN or self.tokens.get(value, 0) > time.time()
        ):
            return None
        if scheme == "Bearer":
            return as_json(
                EXPIRED, 401, WWW_Authenticate='Bearer realm="Zendesk API", error="invalid_token"'
            )
        return as_json(
            {"error": "Couldn't authenticate you"},
            401,
            WWW_Authenticate='Basic realm="Web Password"',
        )

    # --- limits ---

    def limited(self) -> Reply | None:
        """429 when the account's budget of the last window is spent."""
        if self.budget is None:
            return None
        now = time.time()
        with self.lock:
            self._spent = [at for at in self._spent if at > now - self.window]
            if len(self._spent) >= self.budget:
                wait = max(1, int(self._spent[0] + self.window - now) + 1)
                return as_json(
                    {"error": "APIRateLimitExceeded", "description": TOO_MANY},
                    429,
                    Retry_After=str(wait),
                )
            self._spent.append(now)
        return None

    def rate_headers(self, ask: Ask) -> dict[str, str]:
        """The account's limit in the spelling of 2026, or of 2023."""
        with self.lock:
            left = max(0, (self.budget or 2500) - len(self._spent))
            since = time.time() - self._spent[0] if self._spent else 0.0
        names = ("rate-limit", "rate-limit-remaining", "rate-limit-reset")
        reset = max(1, math.ceil(self.window - since))
        found = {"x-rate-limit": self.budget or 2500, "x-rate-limit-remaining": left}
        for name, value in zip(names, (self.budget or 2500, left, reset), strict=True):
            found[name if self.old_headers else "rate" + name.removeprefix("rate-")] = value
        return {name: str(value) for name, value in found.items()}
