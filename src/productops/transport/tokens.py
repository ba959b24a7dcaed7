"""Signs requests: fixed credentials, or tokens fetched and renewed by one thread for all.

Tokens live in memory. A rotating refresh token is written back to where it is kept before its
access token is used, because the old one is dead by then (RFC 6749 6 and 10.4).
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from ..errors import CredentialsRejected, RetryableError, SettingsError
from ..kit.auth import (
    Auth,
    Auths,
    Basic,
    Bearer,
    ClientCredentials,
    NoAuth,
    RefreshToken,
    ServiceAccount,
)
from ..kit.wire import Answer, Request
from .assertion import GRANT, assertion, read_key
from .redaction import Redactor
from .verdict import vendor_message

Header = Mapping[str, str]
Keep = Callable[[str, str], None]
"""Writes a new refresh token to its `file:` or `keyring:` reference: (reference, token)."""
Fetch = Callable[[Request, Mapping[str, str]], Answer]
"""Sends a token request once: (request, fields). The fields are secret and not in the request."""

RENEW_EARLY = 60.0
"""Seconds before its end that a token is renewed; a fifth of its life where that is shorter."""
TokenAuth = ClientCredentials | RefreshToken | ServiceAccount


class Signer(Protocol):
    """Gives the header that signs a request."""

    def header(self) -> Header:
        """The header to send now."""

    def renew(self, used: Header) -> bool:
        """After a 401 on *used*: whether there is a newer one to try."""


@dataclass(frozen=True, slots=True, repr=False)
class Fixed:
    """A header that never changes."""

    value: Header

    def header(self) -> Header:
        """The header."""
        return self.value

    def renew(self, used: Header) -> bool:  # noqa: ARG002 - the protocol's shape
        """There is never a newer one."""
        return False


@dataclass(frozen=True, slots=True)
class Means:
    """What signing needs of the transport around it.

    Attributes:
        fetch: sends a token request.
        redactor: learns every secret.
        now: seconds since the epoch.
        keep: writes a rotated refresh token back; None where nothing can.
        source: name of the source in the settings, for messages.
    """

    fetch: Fetch
    redactor: Redactor
    now: Callable[[], float]
    keep: Keep | None
    source: str


def signer(auth: Auth, means: Means) -> Signer:
    """The signer for what a connector declared; its secrets become known to the redactor.

    Raises:
        SettingsError: this kind cannot be signed here, or a rotating token has no place to be kept.
    """
    match auth:
        case NoAuth():
            return Fixed({})
        case Basic():
            return _basic(auth, means.redactor)
        case Bearer(token=secret):
            means.redactor.add(secret.get_secret_value())
            return Fixed({auth.header: auth.prefix + secret.get_secret_value()})
        case ClientCredentials() | RefreshToken() | ServiceAccount():
            return Tokens(auth, means)


def signers(auths: Auths, means: Means) -> Callable[[str], Signer]:
    """Host name → its signer. Hosts with the same credentials share one, so that a token is fetched once.

    Raises:
        SettingsError: as `signer`.
    """
    if not isinstance(auths, Mapping):
        only = signer(auths, means)
        return lambda _: only
    made: list[tuple[Auth, Signer]] = []
    named: dict[str, Signer] = {}
    for host, auth in auths.items():
        known = next((own for other, own in made if other == auth), None)
        named[host] = known or signer(auth, means)
        made.append((auth, named[host]))
    unsigned = Fixed({})
    return lambda host: named.get(host, unsigned)


def _basic(auth: Basic, redactor: Redactor) -> Fixed:
    password = auth.password.get_secret_value()
    pair = f"{auth.username}:{password}"
    redactor.add(password, pair)
    return Fixed({"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"})


class Tokens:
    """An access token for all threads, renewed ahead of time by one of them."""

    def __init__(self, auth: TokenAuth, means: Means) -> None:
        self._auth = auth
        self._means = means
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0
        self._ends_at = 0.0
        self._rejected: CredentialsRejected | None = None
        self._refresh = _refresh_token(auth, means)
        self._grant = self._granted(auth)

    def header(self) -> Header:
        """The header with a token that is still valid; fetches one if there is none.

        Raises:
            CredentialsRejected: the source gives no token for these credentials.
        """
        if self._means.now() >= self._renew_at:
            self._renew_once(self._token)
        return self._header()

    def renew(self, used: Header) -> bool:
        """After a 401: whether there is a token besides *used*; one thread fetches it for all."""
        stale = used.get("Authorization", "").removeprefix("Bearer ")
        with self._lock:
            self._fetch_unless_newer(stale)
        return self._token != stale

    def _header(self) -> Header:
        return {"Authorization": f"Bearer {self._token}"}

    def _renew_once(self, stale: str) -> None:
        """While one thread renews, the others go on with a token that has not ended yet."""
        patient = self._means.now() >= self._ends_at
        if not self._lock.acquire(blocking=patient):
            return
        try:
            self._fetch_unless_newer(stale)
        except RetryableError:
            if patient:
                raise
        finally:
            self._lock.release()

    def _fetch_unless_newer(self, stale: str) -> None:
        if self._rejected:
            raise self._rejected
        if self._token != stale:
            return
        try:
            self._take(self._asked())
        except CredentialsRejected as error:
            self._rejected = error
            raise

    def _granted(self, auth: TokenAuth) -> Callable[[], dict[str, str]]:
        """What makes the fields of a token request; its secrets become known to the redactor."""
        if isinstance(auth, ServiceAccount):
            return _by_key(auth, self._means)
        self._means.redactor.add(auth.client_secret.get_secret_value(), self._refresh)
        return lambda: _fields(auth, self._refresh)

    def _asked(self) -> dict[str, Any]:
        """The token endpoint's answer."""
        answer = self._means.fetch(_token_request(self._auth), self._grant())
        body = _decoded(answer)
        if answer.status not in (200, 201) or not isinstance(body.get("access_token"), str):
            raise self._refused(answer)
        return body

    def _take(self, body: Mapping[str, Any]) -> None:
        """Keep a new refresh token first: a crash later must not lose it."""
        told = (body.get(key) for key in ("access_token", "refresh_token", "id_token"))
        self._means.redactor.add(*(token for token in told if isinstance(token, str)))
        self._rotate(body.get("refresh_token"))
        life = _lifetime(body.get("expires_in"))
        self._ends_at = self._means.now() + life
        self._renew_at = self._ends_at - min(RENEW_EARLY, life / 5)
        self._token = body["access_token"]

    def _rotate(self, refresh: object) -> None:
        if not isinstance(self._auth, RefreshToken) or not isinstance(refresh, str):
            return
        if not refresh or refresh == self._refresh:
            return
        self._refresh = refresh
        if self._auth.kept_in and self._means.keep:
            self._means.keep(self._auth.kept_in, refresh)

    def _refused(self, answer: Answer) -> CredentialsRejected:
        said = vendor_message(answer, self._means.redactor.clean)
        return CredentialsRejected(
            f"the source gave no token ({answer.status})" + (f": {said}" if said else ""),
            where=f"sources.{self._means.source}",
            hint=_what_to_check(self._auth),
        )


def _what_to_check(auth: TokenAuth) -> str:
    if isinstance(auth, ServiceAccount):
        return "Check that the key of the service account is not deleted, and that this machine's clock is right."
    keys = "client_id, client_secret"
    keys += " and refresh_token" if isinstance(auth, RefreshToken) else ""
    return f"Check {keys}, and that the OAuth client is active and has these scopes."


def _by_key(auth: ServiceAccount, means: Means) -> Callable[[], dict[str, str]]:
    """Makes the fields of RFC 7523 2.1; signed once at once, so that a mistake is told before anything is sent."""
    where = f"sources.{means.source}.service_account"
    key = read_key(auth, where)
    means.redactor.add(key.private_key, *key.private_key.split("\n"))

    def signed() -> dict[str, str]:
        made = assertion(auth, key, means.now(), where)
        means.redactor.add(made)
        return {"grant_type": GRANT, "assertion": made}

    signed()
    return signed


def _refresh_token(auth: TokenAuth, means: Means) -> str:
    if not isinstance(auth, RefreshToken):
        return ""
    if auth.rotates and not (auth.kept_in and means.keep):
        raise SettingsError(
            "this refresh token is replaced at each use, and the new one has no place to be kept",
            where=f"sources.{means.source}.refresh_token",
            hint='Give it as "file:PATH" or "keyring:SERVICE/USER", which can be written back.',
        )
    return auth.refresh_token.get_secret_value()


def _token_request(auth: TokenAuth) -> Request:
    return Request(
        stream="_source",
        host=auth.host,
        path=auth.token_path,
        method="POST",
        form=isinstance(auth, ServiceAccount) or not auth.as_json,
        expect=(400, 401, 403),
    )


def _fields(auth: ClientCredentials | RefreshToken, refresh: str) -> dict[str, str]:
    """RFC 6749 4.4.2 and 6, with the client's credentials in the body (2.3.1)."""
    grant = (
        {"grant_type": "refresh_token", "refresh_token": refresh}
        if refresh
        else {"grant_type": "client_credentials"}
    )
    secret = auth.client_secret.get_secret_value()
    return {**grant, "client_id": auth.client_id, "client_secret": secret, **auth.extra}


def _decoded(answer: Answer) -> dict[str, Any]:
    try:
        body = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _lifetime(told: object) -> float:
    """Seconds a token lives; without `expires_in` it lives until it is refused."""
    if isinstance(told, int | float) and not isinstance(told, bool) and told > 0:
        return float(told)
    if isinstance(told, str) and told.isdigit() and int(told) > 0:
        return float(told)
    return float("inf")
