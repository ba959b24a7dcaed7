"""Access tokens as a vendor gives and ends them, and the older sign-in by name and secret."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from threading import Lock

from .wire import Call


class Tokens:
    """The tokens an account has given; one more is always good.

    Args:
        seconds: a growing clock; tokens expire by it.
        seed: what tokens are made from.
        lasting: a token that was made by hand and never expires.
    """

    def __init__(self, seconds: Callable[[], float], *, seed: str, lasting: str) -> None:
        self._seconds = seconds
        self._seed = seed
        self._lasting = lasting
        self._lock = Lock()
        self._until: dict[str, float] = {}
        self._given = 0

    def give(self, lifetime: int) -> str:
        """A new token for *lifetime* seconds."""
        with self._lock:
            self._given += 1
            token = sha256(f"{self._seed}/{self._given}".encode()).hexdigest()
            self._until[token] = self._seconds() + lifetime
            return token

    def valid(self, token: str) -> bool:
        """Whether a token is good now."""
        with self._lock:
            return (
                compare_digest(token, self._lasting)
                or self._until.get(token, 0.0) > self._seconds()
            )

    def expire(self, call: Call) -> None:
        """End the token a call carries, if this account gave it."""
        with self._lock:
            self._until.pop(call.headers.get("authorization", "").partition(" ")[2], None)

    def expire_all(self) -> None:
        """End every token given so far."""
        with self._lock:
            self._until.clear()


def basic(value: str, expected: str) -> bool:
    """Whether the value of a Basic header says *expected* (`name:secret`)."""
    try:
        given = b64decode(value, validate=True)
    except NotBase64:
        return False
    return compare_digest(given, expected.encode())
