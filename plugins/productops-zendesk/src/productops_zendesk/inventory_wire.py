"""What we read of apps, OAuth clients, their tokens and agents; what is not named here is never kept.

An app's settings hold keys of other systems, a client a secret, a token itself: they are left out of the raw payload
too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Raw, Struct

from productops.kit.rows import Id, Int

from .paging import peek


class Named(Struct, gc=False):
    """The name of an installation or a plan, and the title agents see."""

    name: str | None = None
    title: str | None = None


class Installation(Struct, gc=False):
    """An app as it is installed; an app may be installed several times.

    https://developer.zendesk.com/api-reference/ticketing/apps/apps/#list-app-installations
    """

    id: Id
    app_id: Id
    settings: Named | None = None
    product: str | None = None
    enabled: bool | None = None
    paid: bool | None = None
    recurring_payment: bool | None = None
    plan_information: Named | None = None
    created_at: str | None = None
    updated_at: str | None = None


class App(Struct, gc=False):
    """A record of the app_installations stream: all installations of one app."""

    app_id: Id
    installations: list[Installation]


class OAuthClient(Struct, gc=False):
    """A client of this account, or a global one that users have authorised.

    https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_clients/
    """

    id: Id
    name: str | None = None
    identifier: str | None = None
    company: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Token(Struct, gc=False):
    """A token that a client holds, without the token.

    https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/
    """

    client_id: Id
    scopes: list[str] | None = None
    created_at: str | None = None
    used_at: str | None = None
    expires_at: str | None = None
    refresh_token_expires_at: str | None = None


class Grant(Struct, gc=False):
    """A record of the oauth_tokens stream: what the tokens of one client say together.

    Of the moments, the first creation and the last use.
    """

    client_id: Id
    tokens: Int
    live: Int
    scopes: list[str] | None = None
    created_at: str | None = None
    used_at: str | None = None


class CustomRole(Struct, gc=False):
    """A role of agents; `role_type` as in `seat_rows.SEAT_KINDS`."""

    id: Id
    name: str | None = None
    role_type: Int | None = None
    updated_at: str | None = None


class Agent(Struct, gc=False):
    """Of a user who is an agent or an administrator, what concerns the seat; who it is, the stream `users` tells."""

    id: Id
    role: str | None = None
    role_type: Int | None = None
    custom_role_id: Id | None = None
    suspended: bool | None = None
    last_login_at: str | None = None


class Seat(Struct, gc=False):
    """A record of the agents stream: Zendesk itself, or one who holds a seat of it."""

    product: str | None = None
    agent: Agent | None = None


def kept(raw: Raw, kind: type[Struct], inside: Mapping[str, Sequence[str]] = {}) -> dict[str, Any]:
    """The parts of *raw* that *kind* names, untouched; all else is dropped, whether or not the record fits.

    Args:
        inside: keys of which nothing but texts under these names is kept.
    """
    found = peek(raw, dict[str, Raw]) or {}
    names = {key: found[key] for key in kind.__struct_fields__ if key in found}
    return {key: _texts(raw, inside[key]) if key in inside else raw for key, raw in names.items()}


def _texts(raw: Raw, names: Sequence[str]) -> dict[str, str]:
    held = peek(raw, dict[str, Raw]) or {}
    texts = {name: peek(held[name], str) for name in names if name in held}
    return {name: text for name, text in texts.items() if text is not None}


def fitting(record: Mapping[str, Any], kind: type[Struct]) -> Any | None:
    """What was *kept*, decoded; None where it does not fit."""
    return peek(msgspec.json.encode(record), kind)
