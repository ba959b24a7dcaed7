"""SurveyMonkey: who we are there, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from productops.kit import Answer, Auth, Bearer, Instance, Request
from productops.kit.opening import no_page
from productops.kit.webhooks import Delivery, Signature

from . import webhooks
from .kinds import KINDS
from .refusals import SCOPE_LIST, SCOPES, missing_scope, refusal
from .responses import Responses
from .settings import SurveyMonkeySettings
from .surveys import Surveys

ME = "/v3/users/me"
_OK = 200


class _Me(Struct):
    username: str | None = None
    email: str | None = None
    account_type: str | None = None


class SurveyMonkey:
    """The connector."""

    name = "surveymonkey"
    settings = SurveyMonkeySettings
    hosts: Mapping[str, str] = {"api": "https://{host}"}
    streams = (Surveys(), Responses())
    vocabulary: Mapping[str, Mapping[str, str]] = {"question_type": KINDS}
    grants = f"Scopes are ticked at {SCOPE_LIST}."

    def auth(self, settings: SurveyMonkeySettings) -> Auth:
        """The app's token; it does not expire."""
        return Bearer(settings.access_token)

    def signature(self, settings: SurveyMonkeySettings) -> Signature:
        """How SurveyMonkey signs what it sends by itself."""
        return webhooks.signature(settings.api_key, settings.webhook_secret)

    def received(self, body: bytes, headers: Mapping[str, str], settings: Any) -> Delivery:  # noqa: ARG002 - the kit fixes it
        """What an event tells of."""
        return webhooks.received(body)

    def open(self, settings: SurveyMonkeySettings) -> Request:
        """Who am I? A refusal is an answer too: it says which scopes the app has."""
        wanted = [
            s.name for s in self.streams if settings.streams is None or s.name in settings.streams
        ]
        needed = list(SCOPES) if "responses" in wanted else ["surveys_read"]
        return Request(path=ME, expect=(400, 401, 403, 404), state={"needed": needed})

    def opened(self, request: Request, answer: Answer) -> Instance:
        """Who we are, as far as the app may know.

        Raises:
            CredentialsRejected: the token is no good, or the account is in another data centre.
            PermissionMissing: a scope that is needed was not granted.
        """
        no_page(answer, "SurveyMonkey")
        granted = _granted(answer)
        # the app may lack "View Users", which nothing else needs
        unnamed = answer.status == 403 and bool(granted)  # noqa: PLR2004 - the HTTP status
        if answer.status != _OK and not unnamed:
            raise refusal(answer, "users_read")
        for scope in request.state["needed"] if granted else ():
            if scope not in granted:
                raise missing_scope(scope, f"granted are {', '.join(granted)}")
        me = _Me() if unnamed else answer.decode(_Me)
        return Instance(
            name="",
            account=me.username or "",
            plan=me.account_type or "",
            scopes=granted,
            user=me.email or me.username or "",
        )


def _granted(answer: Answer) -> tuple[str, ...]:
    """The scopes of the token, which every answer names."""
    listed = answer.headers.get("x-oauth-scopes-granted", "")
    return tuple(scope.strip() for scope in listed.split(",") if scope.strip())
