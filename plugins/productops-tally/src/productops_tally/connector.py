"""Tally: who we are there, how we sign in, what we read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from productops.errors import CredentialsRejected
from productops.kit import Answer, Auth, Bearer, Instance, Request
from productops.kit.connector import Pace
from productops.kit.decoding import decode
from productops.kit.opening import no_page
from productops.kit.webhooks import Delivery, Signature

from . import webhooks
from .forms import FormStream
from .kinds import KINDS
from .requests import FORMS
from .responses import Responses
from .settings import TallySettings
from .wire import Forms

ME = "/users/me"
_OK, _UNAUTHORIZED, _FORBIDDEN = 200, 401, 403
KEYS = "tally.so → Settings → API keys"


class _Me(Struct, rename="camel"):
    email: str | None = None
    full_name: str | None = None
    subscription_plan: str | None = None
    timezone: str | None = None


class Tally:
    """The connector."""

    name = "tally"
    settings = TallySettings
    hosts: Mapping[str, str] = {"api": "https://api.tally.so"}
    streams = (FormStream(), Responses())
    vocabulary: Mapping[str, Mapping[str, str]] = {"question_type": KINDS}
    # 100 requests a minute, of which answers do not tell; some are left to others
    # https://developers.tally.so/api-reference/introduction
    paces: Mapping[str, Pace] = {"": Pace(70, 60.0)}

    def auth(self, settings: TallySettings) -> Auth:
        """The key of a user."""
        return Bearer(settings.api_key)

    def signature(self, settings: TallySettings) -> Signature:
        """How Tally signs what it sends by itself."""
        return webhooks.signature(settings.webhook_secret)

    def received(self, body: bytes, headers: Mapping[str, str], settings: Any) -> Delivery:  # noqa: ARG002 - the kit fixes it
        """What an event tells of."""
        return webhooks.received(body)

    def open(self, settings: TallySettings) -> Request:  # noqa: ARG002 - the kit fixes it
        """Who am I?"""
        return Request(path=ME, expect=(401, 403, 404))

    def opened(self, request: Request, answer: Answer) -> Request | Instance:
        """Who we are; where that is not told, whether there are forms.

        Raises:
            CredentialsRejected: the key is no good.
        """
        no_page(answer, "Tally")
        if answer.status in (_UNAUTHORIZED, _FORBIDDEN):
            raise CredentialsRejected(
                f"the API key is refused ({answer.status})",
                hint=f"Keys end with the user who made them; make one at {KEYS}, and put it where `api_key` says.",
            )
        if request.path == ME and answer.status != _OK:
            return Request(path=FORMS, query={"page": 1, "limit": 1}, expect=(401, 403))
        if request.path != ME:
            answer.decode(Forms)
        me = _me(answer)
        return Instance(
            name="",
            account=me.full_name or me.email or "",
            timezone=me.timezone or "UTC",
            plan=me.subscription_plan or "",
            user=me.email or me.full_name or "",
        )


def _me(answer: Answer) -> _Me:
    try:
        return decode(answer.body, _Me)
    except msgspec.DecodeError:
        return _Me()
