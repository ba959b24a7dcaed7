"""How a connector signs in, as data; the transport does the signing, renewing and keeping.

Values are secrets (`pydantic.SecretStr`), so that no repr shows one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class NoAuth:
    """No credentials."""


@dataclass(frozen=True, slots=True)
class Basic:
    """RFC 7617: user name and password (or token) in the Authorization header."""

    username: str
    password: SecretStr


@dataclass(frozen=True, slots=True)
class Bearer:
    """RFC 6750: a token in the Authorization header; *header* and *prefix* where a vendor differs."""

    token: SecretStr
    header: str = "Authorization"
    prefix: str = "Bearer "


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """RFC 6749 4.4: a client trades its id and secret for a short-lived token; there is no refresh token.

    Attributes:
        token_path: path of the token endpoint on *host*.
        extra: further form or JSON fields the vendor wants (`scope`).
        as_json: send JSON instead of a form.
    """

    token_path: str
    client_id: str
    client_secret: SecretStr
    host: str = "api"
    extra: Mapping[str, str] = field(default_factory=dict)
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """RFC 6749 6: trades a refresh token for an access token.

    *rotates*: the old refresh token dies with its use, so the new one is written back to *kept_in*
    (its `file:` or `keyring:` reference) before the access token is used.
    """

    token_path: str
    client_id: str
    client_secret: SecretStr
    refresh_token: SecretStr
    host: str = "api"
    extra: Mapping[str, str] = field(default_factory=dict)
    as_json: bool = False
    rotates: bool = False
    kept_in: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """RFC 7523 2.1: trades an assertion, signed with a service account's key, for a token; needs the connector's extra.

    Attributes:
        key: the JSON of the key file, as Google gives it.
        scopes: what the token is to allow.
        token_path: path of the token endpoint on *host*.
        audience: the token endpoint as its vendor names it, whatever `base_url` is; the assertion is made out to it.
    """

    key: SecretStr
    scopes: tuple[str, ...]
    token_path: str
    audience: str
    host: str = "api"


Auth = NoAuth | Basic | Bearer | ClientCredentials | RefreshToken | ServiceAccount
Auths = Auth | Mapping[str, Auth]
"""One way to sign in for every host, or one for each host by its name; to a host that is not named nothing is sent."""
