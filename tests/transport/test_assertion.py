"""A service account signs in with an assertion made from its key, and no part of the key shows anywhere."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pydantic import SecretStr

from productops.errors import CredentialsRejected, SettingsError
from productops.kit import Request, ServiceAccount
from productops.transport.assertion import GRANT, assertion, read_key

jwt = pytest.importorskip("jwt", reason="needs the extra `service-account`")
pytest.importorskip("cryptography", reason="needs the extra `service-account`")

NAME = "reader@fernhill.example"
FORMS = Request(path="/v1/forms/f1", stream="forms")


@pytest.fixture(scope="module")
def pair() -> tuple[str, str]:
    """A private and a public key, made now."""
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    key = generate_private_key(65537, 2048)
    private = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    public = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def account(private: str, **more: Any) -> ServiceAccount:
    file = {
        "type": "service_account",
        "client_email": NAME,
        "private_key": private,
        "private_key_id": "k1",
    }
    text = json.dumps({**file, **more})
    return ServiceAccount(
        SecretStr(text),
        ("a.readonly", "b.readonly"),
        "/token",
        "https://token.example/token",
        "token",
    )


def hosts() -> dict[str, str]:
    return {"api": "https://forms.example", "token": "https://token.example"}


def test_the_assertion_says_who_asks_for_what(pair, connect, clock) -> None:
    """Signed with the account's key, made out to the vendor's own token endpoint, good for an hour from now."""
    asked: list[dict[str, list[str]]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            assert str(request.url) == "https://token.example/token"
            asked.append(parse_qs(request.content.decode()))
            return httpx.Response(200, json={"access_token": "tok-1", "expires_in": 3599})
        return httpx.Response(200, json={"as": request.headers["authorization"]})

    transport = connect(handle, auth=account(pair[0]), hosts=hosts())

    assert b"Bearer tok-1" in transport.send(FORMS).body
    assert asked[0]["grant_type"] == [GRANT]
    signed = asked[0]["assertion"][0]
    claims = jwt.decode(
        signed, pair[1], ["RS256"], audience="https://token.example/token", options={"verify_exp": False, "verify_iat": False}
    )  # fmt: skip
    assert (claims["iss"], claims["scope"]) == (NAME, "a.readonly b.readonly")
    assert (claims["iat"], claims["exp"]) == (int(clock.now()), int(clock.now()) + 3600)
    assert jwt.get_unverified_header(signed)["kid"] == "k1"


def test_a_token_that_ends_is_asked_for_anew_with_a_new_assertion(pair, connect, clock) -> None:
    """The old assertion is too old by then."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked.append(parse_qs(request.content.decode())["assertion"][0])
            return httpx.Response(
                200, json={"access_token": f"tok-{len(asked)}", "expires_in": 3599}
            )
        return httpx.Response(200, json={})

    transport = connect(handle, auth=account(pair[0]), hosts=hosts())
    transport.send(FORMS)
    clock.pause(7200)
    transport.send(FORMS)

    assert len(set(asked)) == 2


def test_a_refusal_says_what_to_look_at_and_shows_no_key(pair, connect) -> None:
    """Whatever the vendor echoes."""

    def handle(request: httpx.Request) -> httpx.Response:
        sent = parse_qs(request.content.decode())["assertion"][0]
        said = f"Invalid JWT {sent} {pair[0]}"
        return httpx.Response(400, json={"error": "invalid_grant", "error_description": said})

    with pytest.raises(CredentialsRejected) as caught:
        connect(handle, auth=account(pair[0]), hosts=hosts()).send(FORMS)

    assert "invalid_grant" in caught.value.message
    assert "clock" in caught.value.hint
    assert "eyJ" not in caught.value.message
    assert not [line for line in pair[0].splitlines()[1:-1] if line in str(caught.value)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("not json", "no key file"),
        ("[]", "no key file"),
        ('{"installed": {"client_id": "x"}}', "no key file"),
        ('{"type": "authorized_user", "client_email": "x", "private_key": "y"}', "not of a service account"),
        ('{"client_email": "x", "private_key": "s3cret"}', "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_key_file_is_told_before_anything_is_sent(connect, text, what) -> None:
    """With the place in the settings, and without the text itself."""
    auth = ServiceAccount(SecretStr(text), ("a",), "/token", "https://token.example/token")

    with pytest.raises(SettingsError, match=what) as caught:
        connect(lambda request: httpx.Response(200), auth=auth)

    assert caught.value.where == "sources.support.service_account"
    assert "s3cret" not in str(caught.value)


def test_without_the_library_it_says_what_to_install(pair) -> None:
    """The extra, and the other way to sign in."""

    def nothing(name: str) -> Any:
        raise ImportError(name)

    auth = account(pair[0])

    with pytest.raises(SettingsError, match="not installed") as caught:
        assertion(auth, read_key(auth, "here"), 0.0, "here", load=nothing)

    assert "pyjwt[crypto]" in caught.value.hint
    assert "service-account" in caught.value.hint
