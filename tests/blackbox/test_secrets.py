"""Marked secrets are planted in every setting and looked for everywhere the library writes."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from box import BASIC, BEARER, OAUTH, Box, source, written
from faults import Fault
from zendesk_data import build
from zendesk_server import API_TOKEN, CLIENT_SECRET, EMAIL, STATIC_TOKEN, ZendeskServer

Serve = Callable[..., ZendeskServer]
BASIC_VALUE = base64.b64encode(f"{EMAIL}/token:{API_TOKEN}".encode()).decode()
LITERAL = "MARKED-literal-7be21c"


def secrets_of(server: ZendeskServer) -> list[str]:
    """Everything that must never be written, the tokens handed out included."""
    return [CLIENT_SECRET, API_TOKEN, STATIC_TOKEN, BASIC_VALUE, LITERAL, *server.tokens]


@pytest.mark.parametrize(
    "login", [OAUTH, BASIC, BEARER], ids=["client", "api_token", "access_token"]
)
def test_no_secret_in_store_output_or_representation(
    box: Box, serve: Serve, login: dict[str, str]
) -> None:
    """A sync with retries, a check, a verify, all with --debug; then every file, table and repr."""
    server = serve(build(8))
    server.faults += [
        Fault("incremental/users", status=500),
        Fault("incremental/tickets", kind="malformed"),
    ]
    box.settings(support=source(server, **login))
    said = "".join(
        box.run(*arguments).text
        for arguments in (
            ["sync", "--json", "--debug"],
            ["check", "--debug"],
            ["status", "--json"],
            ["verify", "--json"],
        )
    )
    with box.open() as ws:
        ws.connect("support", **(source(server, **login)))
        report = ws.sync()
        said += repr(ws) + str(ws) + repr(report) + repr(ws.status()) + repr(vars(ws))
    everything = said.encode() + written(box)
    assert b"northwind.zendesk.com" in everything
    for secret in secrets_of(server):
        assert secret.encode() not in everything, secret


@pytest.mark.parametrize(
    "login", [OAUTH, BASIC, BEARER], ids=["client", "api_token", "access_token"]
)
def test_no_secret_when_the_vendor_echoes_it(box: Box, serve: Serve, login: dict[str, str]) -> None:
    """An error body that repeats the Authorization header is redacted."""
    server = serve(build(3))
    server.echo_credentials = True
    box.settings(support=source(server, **login))
    server.faults += [Fault("users/me", kind="expire", times=100)]
    for name, value in (("ZD_ACCESS", LITERAL), ("ZD_API_TOKEN", LITERAL)):
        box.env[name] = value
    said = box.run("sync", "--debug").text + box.run("check", "--json", "--debug").text
    handed = [entry.authorization.partition(" ")[2] for entry in server.log if entry.authorization]
    for secret in [*secrets_of(server), *handed]:
        assert secret not in said, secret
        assert secret.encode() not in written(box)


@pytest.mark.parametrize("key", ["client_secret", "access_token", "api_token"])
def test_a_secret_written_into_the_settings_is_not_repeated(
    box: Box, serve: Serve, key: str
) -> None:
    """A literal instead of `env:NAME`, with a mistake beside it: the message names the place only."""
    server = serve(build(3))
    keys = {"client_secret": OAUTH, "access_token": BEARER, "api_token": BASIC}[key]
    box.settings(support=source(server, **(keys | {key: LITERAL})) | {"subdomian": "x"})
    done = box.run("sync", "--debug")
    assert done.code == 2, done.text
    assert LITERAL not in done.text


def test_no_secret_in_an_exception_of_the_python_interface(box: Box, serve: Serve) -> None:
    """Neither in its text nor in its representation, for a wrong key and for a refused token."""
    import productops as po

    server = serve(build(3))
    with po.open(box.store) as ws:
        with pytest.raises(Exception, match="subdomian") as wrong:
            ws.connect(
                "support", "zendesk", subdomian="x", base_url=server.url, access_token=LITERAL
            )
        assert LITERAL not in f"{wrong.value!r}{wrong.value}"
        assert "subdomain" in str(wrong.value)
        ws.connect(
            "support",
            "zendesk",
            subdomain="northwind",
            base_url=server.url,
            access_token="env:ZD_ID",
        )
        report = ws.sync()
        with pytest.raises(Exception, match="support") as refused:
            report.raise_for_failure()
    for secret in secrets_of(server):
        assert secret not in f"{refused.value!r}{refused.value}{report!r}"
