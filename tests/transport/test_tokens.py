"""Signing in: fixed credentials, and tokens that one thread renews for all."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest
from pydantic import SecretStr

from productops.errors import CredentialsRejected, SettingsError, SourceUnavailable
from productops.kit import Basic, Bearer, ClientCredentials, RefreshToken, Request
from productops.transport.waiting import Bounds

TICKETS = Request(path="/api/v2/tickets", stream="tickets")
CLIENT = ClientCredentials(
    "/oauth/tokens", "client", SecretStr("s3cret-client"), extra={"scope": "read"}
)
REFRESH = RefreshToken(
    "/oauth/v1/token", "client", SecretStr("s3cret-client"), SecretStr("refresh-0"),
    rotates=True, kept_in="file:refresh.txt",
)  # fmt: skip


class Desk:
    """A source that gives tokens `tok-1`, `tok-2`, … and accepts only those it still holds valid."""

    def __init__(self, expires_in: object = 1800) -> None:
        self.expires_in = expires_in
        self.fields: list[dict[str, list[str]]] = []
        self.valid: set[str] = set()
        self.served: list[str] = []
        self.trouble: list[httpx.Response] = []
        self.slowness = 0.0
        self.lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            if request.method == "POST":
                return self.token(request)
            token = request.headers.get("authorization", "").removeprefix("Bearer ")
            if token not in self.valid:
                return httpx.Response(401, json={"error": "invalid_token"})
            self.served.append(token)
            return httpx.Response(200, json={})

    def token(self, request: httpx.Request) -> httpx.Response:
        if self.trouble:
            return self.trouble.pop(0)
        time.sleep(self.slowness)
        self.fields.append(parse_qs(request.content.decode()))
        number = len(self.fields)
        self.valid.add(f"tok-{number}")
        body = {"access_token": f"tok-{number}", "refresh_token": f"refresh-{number}"}
        if self.expires_in is not None:
            body["expires_in"] = self.expires_in
        return httpx.Response(200, json=body)


@pytest.mark.parametrize(
    ("auth", "header", "value"),
    [
        (Basic("ops@acme.example/token", SecretStr("api-token")), "authorization",
         "Basic b3BzQGFjbWUuZXhhbXBsZS90b2tlbjphcGktdG9rZW4="),
        (Bearer(SecretStr("tok-4711")), "authorization", "Bearer tok-4711"),
        (Bearer(SecretStr("key-4711"), header="APIKEY", prefix=""), "apikey", "key-4711"),
    ],
)  # fmt: skip
def test_fixed_credentials(connect, auth, header, value) -> None:
    """Each travels in its header."""
    asked = []

    def handle(request):
        asked.append(request.headers[header])
        return httpx.Response(200, json={})

    connect(handle, auth=auth).send(TICKETS)

    assert asked == [value]


def test_a_token_is_fetched_once_and_seen(connect, seen) -> None:
    """Under the stream `_source`, with the client's credentials in a form."""
    desk = Desk()
    transport = connect(desk, auth=CLIENT)
    for _ in range(3):
        transport.send(TICKETS)

    assert desk.fields == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["client"],
            "client_secret": ["s3cret-client"],
            "scope": ["read"],
        }
    ]
    assert (seen.count("sent", "_source"), seen.count("sent", "tickets")) == (1, 3)
    assert seen.events[0] == ("sent", "_source", "/oauth/tokens")


def test_a_token_request_may_be_json(connect) -> None:
    """Where the vendor wants it so."""
    bodies = []

    def handle(request):
        bodies.append(msgspec.json.decode(request.content) if request.content else None)
        return httpx.Response(200, json={"access_token": "tok-1"})

    auth = ClientCredentials("/t", "client", SecretStr("s3cret"), as_json=True)
    connect(handle, auth=auth).send(TICKETS)

    assert bodies[0] == {
        "grant_type": "client_credentials",
        "client_id": "client",
        "client_secret": "s3cret",
    }


@pytest.mark.parametrize(
    ("expires_in", "fresh", "stale"),
    [
        (1800, 1739, 1740),
        (100, 79, 80),
        ("1800", 1739, 1740),
        (None, 10**9, None),
        (-5, 10**9, None),
    ],
)
def test_a_token_is_renewed_ahead_of_time(connect, clock, expires_in, fresh, stale) -> None:
    """A minute before its end, a fifth of its life if that is shorter; without an end not at all."""
    desk = Desk(expires_in)
    transport = connect(desk, auth=CLIENT)
    transport.send(TICKETS)
    start = clock.time
    clock.time = start + fresh
    transport.send(TICKETS)

    assert len(desk.fields) == 1

    if stale is not None:
        clock.time = start + stale
        transport.send(TICKETS)

        assert desk.served == ["tok-1", "tok-1", "tok-2"]


def test_a_token_that_ended_early_is_renewed_and_the_request_repeated(connect, seen) -> None:
    """A 401 in mid-run costs one repeated request, and is counted."""
    desk = Desk()
    transport = connect(desk, auth=CLIENT)
    transport.send(TICKETS)
    desk.valid.clear()

    assert transport.send(TICKETS).status == 200
    assert seen.count("sent", "_source") == 2
    assert seen.count("sent", "tickets") == 3
    assert seen.count("retried", "tickets") == 1


def test_a_401_that_stays_is_a_rejection(connect, seen) -> None:
    """One renewal, then it is told; not a loop."""

    def handle(request):
        if request.method == "POST":
            return httpx.Response(
                200, json={"access_token": f"tok-{seen.count('sent', '_source')}"}
            )
        return httpx.Response(401)

    with pytest.raises(CredentialsRejected):
        connect(handle, auth=CLIENT).send(TICKETS)
    assert seen.count("sent", "_source") == 2


def test_a_fixed_token_is_not_tried_again(connect, replies, seen) -> None:
    """There is nothing to renew."""
    with pytest.raises(CredentialsRejected):
        connect(replies(httpx.Response(401)), auth=Bearer(SecretStr("tok-4711"))).send(TICKETS)
    assert seen.count("sent") == 1


def test_eight_threads_fetch_one_token(connect) -> None:
    """Single flight: at the start, and after all of them met a 401 together."""
    desk = Desk()
    desk.slowness = 0.05
    transport = connect(desk, auth=CLIENT)
    together = threading.Barrier(8)

    def send(_):
        together.wait(5)
        return transport.send(TICKETS).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(8))) == {200}
        assert len(desk.fields) == 1

        desk.valid.clear()

        assert set(pool.map(send, range(8))) == {200}
        assert len(desk.fields) == 2


def test_others_go_on_while_one_renews_ahead_of_time(connect, clock) -> None:
    """A token that has not ended yet is good enough for the rest."""
    renewing, let_go = threading.Event(), threading.Event()
    desk = Desk()

    def handle(request):
        if request.method == "POST" and desk.fields:
            renewing.set()
            assert let_go.wait(5)
        return desk(request)

    transport = connect(handle, auth=CLIENT)
    transport.send(TICKETS)
    clock.time += 1750
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(transport.send, TICKETS)
        assert renewing.wait(5)
        transport.send(TICKETS)
        let_go.set()
        slow.result(5)

    assert desk.served == ["tok-1", "tok-1", "tok-2"]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(
            400, json={"error": "invalid_grant", "error_description": "client is disabled"}
        ),
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(403, text="no"),
        httpx.Response(200, json={"token": "elsewhere"}),
        httpx.Response(200, json=[]),
    ],
)
def test_a_refused_client_is_a_rejection_for_all_threads(connect, replies, seen, answer) -> None:
    """Wrong credentials are sent once, not once a thread."""
    transport = connect(replies(answer), auth=CLIENT)
    for _ in range(3):
        with pytest.raises(CredentialsRejected, match="no token") as caught:
            transport.send(TICKETS)

    assert seen.count("sent") == 1
    assert caught.value.where == "sources.support"
    assert "client_secret" in caught.value.hint


def test_a_token_endpoint_in_trouble_is_tried_again(connect, seen, clock) -> None:
    """503 and 429 there count like everywhere; the request that wants the token is what is repeated."""
    desk = Desk()
    desk.trouble = [httpx.Response(503), httpx.Response(429, headers={"Retry-After": "3"})]

    assert connect(desk, auth=CLIENT).send(TICKETS).status == 200
    assert seen.count("sent", "_source") == 3
    assert clock.waits == [0.5, 3]


def test_a_token_endpoint_that_stays_away_is_not_asked_for_ever(connect, replies, seen) -> None:
    """As often as any request."""
    transport = connect(replies(httpx.Response(503)), auth=CLIENT, bounds=Bounds(attempts=4))

    with pytest.raises(SourceUnavailable):
        transport.send(TICKETS)
    assert seen.count("sent") == 4


def test_trouble_while_renewing_early_does_not_matter(connect, clock) -> None:
    """The old token still works."""
    desk = Desk()
    transport = connect(desk, auth=CLIENT)
    transport.send(TICKETS)
    clock.time += 1750
    desk.trouble = [httpx.Response(503)]
    transport.send(TICKETS)
    transport.send(TICKETS)

    assert desk.served == ["tok-1", "tok-1", "tok-2"]
    assert clock.waits == []


def test_a_rotating_refresh_token_is_kept_before_its_access_token_is_used(connect) -> None:
    """The old one is dead: a crash right after must not lose the new one."""
    desk, kept = Desk(), []

    def keep(reference, token):
        assert desk.served == ["tok-1"] * len(kept)
        kept.append((reference, token))

    transport = connect(desk, auth=REFRESH, keep=keep)
    transport.send(TICKETS)
    desk.valid.clear()
    transport.send(TICKETS)

    assert kept == [("file:refresh.txt", "refresh-1"), ("file:refresh.txt", "refresh-2")]
    assert [fields["refresh_token"] for fields in desk.fields] == [["refresh-0"], ["refresh-1"]]


@pytest.mark.parametrize(("kept_in", "keep"), [("", print), ("env:X", None)])
def test_a_rotating_token_needs_a_place(connect, kept_in, keep) -> None:
    """Used without one it would be lost after the first renewal: refused before anything is sent."""
    auth = RefreshToken(
        "/t", "c", SecretStr("s3cret"), SecretStr("r3fresh"), rotates=True, kept_in=kept_in
    )

    with pytest.raises(SettingsError, match="no place"):
        connect(lambda request: httpx.Response(200), auth=auth, keep=keep)


def test_the_token_host_moves_with_base_url(connect) -> None:
    """Token and gateway hosts too."""
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(200, json={"access_token": "tok-1"})

    auth = ClientCredentials("/oauth/token", "c", SecretStr("s3cret"), host="auth")
    hosts = {"api": "https://acme.example", "auth": "https://auth.example"}
    connect(handle, auth=auth, hosts=hosts, base_url="http://127.0.0.1:8700/x").send(TICKETS)

    assert asked == [
        "http://127.0.0.1:8700/x/oauth/token",
        "http://127.0.0.1:8700/x/api/v2/tickets",
    ]


def test_each_host_gets_its_own_credentials_and_no_other(connect) -> None:
    """A host that is not named gets none."""
    asked = []

    def handle(request):
        asked.append((request.url.host, request.headers.get("authorization")))
        return httpx.Response(200, json={})

    hosts = {"api": "https://a.example", "admin": "https://b.example", "open": "https://c.example"}
    auth = {"api": Bearer(SecretStr("tok-api")), "admin": Bearer(SecretStr("tok-admin"))}
    transport = connect(handle, auth=auth, hosts=hosts)
    for host in hosts:
        transport.send(TICKETS.with_(host=host))

    assert asked == [
        ("a.example", "Bearer tok-api"),
        ("b.example", "Bearer tok-admin"),
        ("c.example", None),
    ]
    assert transport.redactor.clean("tok-api and tok-admin") == "*** and ***"


def test_hosts_with_the_same_credentials_share_their_token(connect) -> None:
    """It is fetched once, and renewed once for both."""
    desk = Desk()
    hosts = {"api": "https://a.example", "gateway": "https://b.example"}
    transport = connect(desk, auth={"api": CLIENT, "gateway": CLIENT}, hosts=hosts)
    for host in hosts:
        transport.send(TICKETS.with_(host=host))

    assert len(desk.fields) == 1
    assert desk.served == ["tok-1", "tok-1"]
