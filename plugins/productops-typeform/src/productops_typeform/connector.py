"""Typeform: who we are there, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.errors import CredentialsRejected, PermissionMissing
from productops.kit import Answer, Auth, Bearer, Instance, Pace, Request
from productops.kit.decoding import decode
from productops.kit.opening import no_page
from productops.kit.webhooks import Delivery, Signature

from . import webhooks
from .forms import LIST, FormList, Forms
from .questions import TYPES
from .responses import SCOPE, TICK, ResponseStream
from .settings import TypeformSettings
from .wire import Listed, Listing

ME = "/me"
UNAUTHORIZED, FORBIDDEN = 401, 403
TOKENS = 'In Typeform, under "Your account → Personal tokens", make a token with "Forms: Read" (forms:read) and "Responses: Read" (responses:read).'


class _Me(Struct):
    alias: str | None = None
    email: str | None = None


class Typeform:
    """The connector."""

    name = "typeform"
    settings = TypeformSettings
    hosts: Mapping[str, str] = {"api": "https://{host}"}
    streams = (FormList(), Forms(), ResponseStream())
    vocabulary: Mapping[str, Mapping[str, str]] = {"question_type": TYPES}
    # Two requests a second for an account: https://www.typeform.com/developers/get-started/ ("Rate limits")
    paces: Mapping[str, Pace] = {"": Pace(2, 1.0)}

    def auth(self, settings: TypeformSettings) -> Auth:
        """A personal access token, or one of OAuth."""
        return Bearer(settings.access_token)

    def signature(self, settings: TypeformSettings) -> Signature:
        """How Typeform signs what it sends by itself."""
        return webhooks.signature(settings.webhook_secret)

    def received(
        self,
        body: bytes,
        headers: Mapping[str, str],  # noqa: ARG002 - the kit fixes the signature
        settings: TypeformSettings,
    ) -> Delivery:
        """The response that a delivery holds."""
        return webhooks.received(body, settings)

    def open(self, settings: TypeformSettings) -> Request:
        """Who am I? A token without `accounts:read` may not say, which is no matter."""
        form = settings.forms[0] if settings.forms else ""
        return Request(path=ME, expect=(401, 403, 404), state={"form": form})

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """Who we are, then whether forms may be read, then responses.

        Raises:
            CredentialsRejected: the token is no good there.
            PermissionMissing: it lacks a scope.
        """
        no_page(answer, "Typeform")
        if answer.status == UNAUTHORIZED:
            raise CredentialsRejected(
                "Typeform refuses the token (401)",
                hint=f"{TOKENS} Put it where `access_token` says. For an account in the EU data centre "
                'set region = "eu" too.',
            )
        if request.path == ME:
            state = {**request.state, **_me(answer)}
            return Request(path=LIST, query={"page_size": 1}, expect=(401, 403), state=state)
        if request.path == LIST:
            return _may_read_forms(request, answer)
        if answer.status == FORBIDDEN:
            raise PermissionMissing(
                f"the token may not read responses (403); it lacks the scope {SCOPE}",
                where=request.path,
                hint=TICK,
            )
        return _instance(request.state)


def _me(answer: Answer) -> dict[str, Any]:
    try:
        me = decode(answer.body, _Me)
    except msgspec.DecodeError:
        return {}
    return {"account": me.alias or me.email or "", "user": me.email or me.alias or ""}


def _may_read_forms(request: Request, answer: Answer) -> Request | Instance:
    """The responses of one form tell whether responses may be read.

    Raises:
        PermissionMissing: forms may not be read.
    """
    if answer.status == FORBIDDEN:
        raise PermissionMissing(
            "the token may not read forms (403); it lacks the scope forms:read",
            where=request.path,
            hint=TOKENS,
        )
    form = request.state["form"] or _first(answer.decode(Listing).items)
    if not form:
        return _instance(request.state)
    path = f"{LIST}/{form}/responses"
    return Request(path=path, query={"page_size": 1}, expect=(401, 403, 404), state=request.state)


def _first(forms: list[Raw]) -> str:
    try:
        return decode(forms[0], Listed).id if forms else ""
    except msgspec.DecodeError:
        return ""


def _instance(found: Mapping[str, Any]) -> Instance:
    """Typeform tells no name of an account that all tokens may read, so ids carry the source's own."""
    return Instance("", account=found.get("account", ""), user=found.get("user", ""))
