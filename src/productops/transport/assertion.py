"""Assertions signed with the key of a service account (RFC 7523, RFC 7519).

The library that signs comes with the extra of the connector that needs it; it is imported when it signs.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import msgspec

from ..errors import SettingsError
from ..kit.auth import ServiceAccount
from ..kit.decoding import decode

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME = 3_600
"""Seconds; the most Google takes. https://developers.google.com/identity/protocols/oauth2/service-account"""
_HINT = "Create a JSON key of the service account in the Google Cloud console, and give the file it downloads."


class Key(msgspec.Struct):
    """What is read of a key file."""

    client_email: str
    private_key: str
    private_key_id: str = ""
    type: str = "service_account"


def read_key(auth: ServiceAccount, where: str) -> Key:
    """The key that *auth* holds.

    Raises:
        SettingsError: it is no key file of a service account.
    """
    try:
        key = decode(auth.key.get_secret_value().encode(), Key)
    except (msgspec.DecodeError, UnicodeError):
        # the text is a secret, so no part of it may be told
        raise SettingsError(
            "this is no key file of a service account", where=where, hint=_HINT
        ) from None
    if key.type != "service_account":
        what = "it is the key file of an OAuth client or of a user, not of a service account"
        raise SettingsError(what, where=where, hint=_HINT)
    return key


def assertion(
    auth: ServiceAccount,
    key: Key,
    now: float,
    where: str,
    load: Callable[[str], Any] = import_module,
) -> str:
    """A signed assertion that says who asks for which scopes, good for an hour from *now* (epoch seconds).

    Raises:
        SettingsError: nothing here can sign, or the key is broken.
    """
    try:
        jwt = load("jwt")
        load("cryptography")
    except ImportError:
        raise SettingsError(
            "signing in with a service account needs a library that is not installed",
            where=where,
            hint='Run: python -m pip install "pyjwt[crypto]" (the connector\'s extra `service-account`), '
            "or use an access token.",
        ) from None
    claims: dict[str, str | int] = {
        "iss": key.client_email,
        "scope": " ".join(auth.scopes),
        "aud": auth.audience,
    }
    claims |= {"iat": int(now), "exp": int(now) + LIFETIME}
    headers = {"kid": key.private_key_id} if key.private_key_id else None
    try:
        return str(jwt.encode(claims, key.private_key, algorithm="RS256", headers=headers))
    except Exception:  # noqa: BLE001 - the library raises its own, OpenSSL's and Python's errors
        raise SettingsError("the private key is damaged", where=where, hint=_HINT) from None
