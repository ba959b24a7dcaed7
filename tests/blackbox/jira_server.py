"""The Jira stand-in on loopback: hosts by path, credentials, limits; see `loopback` for faults and the log.

    with JiraServer(build(60)) as server:
        server.faults.append(Fault("search/jql", status=503, times=2))

The site host is `/rest/…`, the gateway of scoped tokens and OAuth `/ex/jira/{cloudId}/rest/…`, the token endpoint
`/oauth/token`. https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#authentication
"""

from __future__ import annotations

import base64
import re
import secrets
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from jira_api import Api
from jira_model import CLOUD_ID, ORIGIN, Site
from jira_wire import Options
from loopback import Ask, Reply, StandIn, as_json

EMAIL = "ops@northwind.example"
API_TOKEN, SCOPED_TOKEN = "MARKED-jira-token-77f0aa", "MARKED-jira-scoped-31cd5e"
CLIENT_ID, CLIENT_SECRET = "northwind-service", "MARKED-jira-secret-e80c14"
STATIC_TOKEN = "MARKED-jira-access-b29d63"
GATEWAY = f"/ex/jira/{CLOUD_ID}"
NO_SITE = (
    b"<html><head><title>Atlassian Cloud Notifications - Page Unavailable</title></head></html>"
)


class JiraServer(StandIn):
    """The site behind an address; every attribute may be changed while it runs."""

    def __init__(self, site: Site, options: Options | None = None) -> None:
        super().__init__()
        self.site, self.options = site, options or Options()
        self.api = Api(site, self.options)
        self.tokens: dict[str, float] = {}
        self.expires_in = 3600
        self.no_site = False
        self.echo_credentials = False
        self.budget: int | None = None
        self.window = 1.0
        self._spent: dict[str, list[float]] = {}

    def connection(self) -> dict[str, Any]:
        """The keys of a source that reads this site, credentials apart."""
        return {"connector": "jira", "site": ORIGIN, "base_url": self.url}

    def respond(self, ask: Ask) -> Reply:
        """An answer of the API, of the token endpoint, or why there is none."""
        if self.no_site:
            return Reply(404, NO_SITE, kind="text/html")
        if ask.path == "/_edge/tenant_info":
            return as_json({"cloudId": CLOUD_ID})
        if ask.path == "/oauth/token":
            return self.token(ask.form)
        by_gateway = ask.path.startswith("/ex/jira/")
        refused = self.refusal(ask, by_gateway=by_gateway)
        if by_gateway and not ask.path.startswith(GATEWAY + "/"):
            refused = as_json({"error": "Not Found"}, 404)
        return refused or self.limited(ask) or self.within(ask)

    def within(self, ask: Ask) -> Reply:
        """What a caller who is let in gets, at the site or at the gateway."""
        if ask.path == "/oauth/token/accessible-resources":
            return as_json([{"id": CLOUD_ID, "url": ORIGIN, "name": "northwind", "scopes": []}])
        return self.api.answer(replace(ask, path=ask.path.removeprefix(GATEWAY)))

    def token(self, form: dict[str, Any]) -> Reply:
        """An access token for a service account, for an hour."""
        if form.get("grant_type") != "client_credentials":
            return as_json(
                {"error": "unsupported_grant_type", "error_description": "Not supported"}, 400
            )
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return as_json({"error": "access_denied", "error_description": "Unauthorized"}, 401)
        token = secrets.token_hex(24)
        self.tokens[token] = time.time() + self.expires_in
        return as_json({"access_token": token, "expires_in": self.expires_in, "token_type": "Bearer",
                        "scope": "read:jira-work read:jira-user"})  # fmt: skip

    def refusal(self, ask: Ask, *, by_gateway: bool) -> Reply | None:
        """Why a request is not let in, or None: a token that has scopes is taken at the gateway only."""
        header = ask.headers.get("authorization", "")
        if self.taken(ask, *header.split(" ", 1), by_gateway=by_gateway):
            return None
        told = f"cannot accept {header}" if self.echo_credentials else "Unauthorized"
        if by_gateway:
            return as_json({"code": 401, "message": told}, 401)
        return as_json(
            {"message": told, "status-code": 401},
            401,
            WWW_Authenticate='Basic realm="protected-area"',
        )

    def taken(self, ask: Ask, scheme: str, value: str = "", *, by_gateway: bool) -> bool:
        """Whether these credentials are good here."""
        if scheme == "Basic":
            good = {API_TOKEN} | ({SCOPED_TOKEN} if by_gateway else set())
            with suppress(ValueError):
                return base64.b64decode(value).decode() in {f"{EMAIL}:{one}" for one in good}
        here = by_gateway or ask.path.startswith("/oauth/")
        known = value == STATIC_TOKEN or self.tokens.get(value, 0) > time.time()
        return scheme == "Bearer" and here and known

    def expire(self) -> None:
        """End every token handed out."""
        self.tokens.clear()

    # --- limits: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ ---

    def limited(self, ask: Ask) -> Reply | None:
        """429 when a burst bucket, which is one a method and endpoint, is empty."""
        if self.budget is None:
            return None
        now, bucket = time.time(), bucket_of(ask)
        with self.lock:
            spent = [at for at in self._spent.get(bucket, []) if at > now - self.window]
            full = len(spent) >= self.budget
            self._spent[bucket] = spent if full else [*spent, now]
        return self.too_many() if full else None

    def too_many(self) -> Reply:
        """The burst limit, told in full."""
        reset = datetime.fromtimestamp(time.time() + 60, UTC).strftime("%Y-%m-%dT%H:%MZ")
        headers = {"Retry_After": "1", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": reset,
                   "X_RateLimit_NearLimit": "true", "RateLimit_Reason": "jira-burst-based"}  # fmt: skip
        return as_json({"errorMessages": ["Rate limit exceeded."], "errors": {}}, 429, **headers)

    def rate_headers(self, ask: Ask) -> dict[str, str]:
        """What is left of the endpoint's bucket, as with every answer that was recorded."""
        limit = self.budget or (200 if ask.method == "POST" else 350)
        with self.lock:
            since = time.time() - self.window
            spent = sum(at > since for at in self._spent.get(bucket_of(ask), []))
        reset = str(int(time.time() + self.window) + 1)
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(max(0, limit - max(1, spent))),
                "X-RateLimit-Reset": reset}  # fmt: skip


def bucket_of(ask: Ask) -> str:
    """Method and endpoint, whatever it is asked about."""
    path = ask.path.removeprefix(GATEWAY)
    return f"{ask.method} {re.sub(r'/(?:[A-Z]+-)?[0-9]+(?=/|$)', '/*', path)}"
