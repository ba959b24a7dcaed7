"""Signing in: a token that somebody made, or one that a service account gets for a signed assertion.

https://developers.google.com/identity/protocols/oauth2/service-account
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

from productops.sandbox import Tokens
from productops.sandbox.wire import Call, Reply, as_json

ACCESS_TOKEN = "ya29.sandbox-token"  # noqa: S105 - opens nothing but the sandbox
ACCOUNT = "reader@fernhill.example"
AUDIENCE = "https://oauth2.googleapis.com/token"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFETIME = 3_599
_OPTIONS = {"verify_exp": False, "verify_iat": False}
"""The stand-in's clock is not ours."""


class SignIn:
    """The account's tokens, and the public key of its service account.

    Args:
        seconds: a growing clock; tokens end by it.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self.tokens = Tokens(seconds, seed=ACCOUNT, lasting=ACCESS_TOKEN)
        self._public: Any = None

    def key_file(self) -> str:
        """A new key of the service account, as the console lets one download it."""
        rsa = import_module("cryptography.hazmat.primitives.asymmetric.rsa")
        forms = import_module("cryptography.hazmat.primitives.serialization")
        key = rsa.generate_private_key(65537, 2048)
        self._public = key.public_key()
        private = key.private_bytes(
            forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()
        )
        return json.dumps({
            "type": "service_account", "project_id": "fernhill", "private_key_id": "k1", "private_key": private.decode(),
            "client_email": ACCOUNT, "client_id": "4711", "token_uri": AUDIENCE,
        })  # fmt: skip

    def give(self, call: Call, scopes: frozenset[str]) -> Reply:
        """`POST /token`: a token for an assertion that is signed by the account and asks for what it may have."""
        form = call.form()
        if form.get("grant_type") != GRANT:
            return _refused(
                "unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type')}"
            )
        try:
            jwt = import_module("jwt")
            claims = jwt.decode(
                str(form.get("assertion")),
                self._public,
                ["RS256"],
                audience=AUDIENCE,
                options=_OPTIONS,
            )
        except Exception:  # noqa: BLE001 - whatever is wrong with it
            return _refused("invalid_grant", "Invalid JWT Signature.")
        if claims.get("iss") != ACCOUNT:
            return _refused("invalid_grant", "Invalid grant: account not found")
        if not set(str(claims.get("scope")).split()) & scopes:
            return _refused("invalid_scope", "Bad Request")
        token = self.tokens.give(_LIFETIME)
        return as_json({"access_token": token, "expires_in": _LIFETIME, "token_type": "Bearer"})

    def lets_in(self, call: Call) -> bool:
        """Whether a call carries a token that is good now."""
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and self.tokens.valid(value)


def _refused(error: str, description: str) -> Reply:
    return as_json({"error": error, "error_description": description}, 400)
