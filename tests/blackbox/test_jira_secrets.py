"""Marked secrets are planted in every setting of a Jira source and looked for everywhere the library writes."""

from __future__ import annotations

import base64
from collections.abc import Callable

import jira_server as jira
import pytest
from box import JIRA_BASIC, JIRA_BEARER, JIRA_OAUTH, JIRA_SCOPED, Box, source, written
from faults import Fault
from jira_data import build
from jira_server import JiraServer

Serve = Callable[..., JiraServer]
LOGINS = [JIRA_BASIC, JIRA_SCOPED, JIRA_OAUTH, JIRA_BEARER]
NAMES = ["api_token", "scoped", "client", "access_token"]
LITERAL = "MARKED-literal-7be21c"


def secrets_of(server: JiraServer) -> list[str]:
    """Everything that must never be written, the tokens handed out and both spellings of a login included."""
    plain = [jira.API_TOKEN, jira.SCOPED_TOKEN, jira.CLIENT_SECRET, jira.STATIC_TOKEN, LITERAL]
    basic = [base64.b64encode(f"{jira.EMAIL}:{one}".encode()).decode() for one in plain]
    return [*plain, *basic, *server.tokens]


@pytest.mark.parametrize("login", LOGINS, ids=NAMES)
def test_no_secret_in_store_output_or_representation(
    box: Box, serve_jira: Serve, login: dict[str, str]
) -> None:
    """A sync with retries and a verify; then every file, table and representation."""
    server = serve_jira(build(8))
    server.faults += [Fault("users/search", status=500), Fault("changelog", kind="malformed")]
    box.settings(eng=source(server, **login))
    said = box.run("sync", "--json", "--debug").text
    with box.open() as ws:
        ws.connect("eng", **source(server, **login))
        report = ws.sync()
        said += (
            repr(ws)
            + str(ws)
            + repr(report)
            + repr(ws.status())
            + repr(ws.verify())
            + repr(vars(ws))
        )
    everything = said.encode() + written(box)
    assert b"northwind.atlassian.net" in everything
    for secret in secrets_of(server):
        assert secret.encode() not in everything, secret


@pytest.mark.parametrize("login", LOGINS, ids=NAMES)
def test_no_secret_when_jira_echoes_it(box: Box, serve_jira: Serve, login: dict[str, str]) -> None:
    """An error body that repeats the Authorization header is redacted."""
    server = serve_jira(build(3))
    server.echo_credentials = True
    box.settings(eng=source(server, **login))
    server.faults += [Fault("myself", kind="expire", times=100)]
    for name in ("JIRA_TOKEN", "JIRA_SCOPED", "JIRA_ACCESS"):
        box.env[name] = LITERAL
    said = box.run("check", "--json", "--debug").text
    handed = [entry.authorization.partition(" ")[2] for entry in server.log if entry.authorization]
    assert handed
    for secret in [*secrets_of(server), *handed]:
        assert secret not in said, secret


@pytest.mark.parametrize("key", ["client_secret", "access_token", "api_token"])
def test_a_secret_written_into_the_settings_is_not_repeated(
    box: Box, serve_jira: Serve, key: str
) -> None:
    """A literal instead of `env:NAME`, with a mistake beside it: the message names the place only."""
    login = {"client_secret": JIRA_OAUTH, "access_token": JIRA_BEARER, "api_token": JIRA_BASIC}[key]
    box.settings(eng=source(serve_jira(build(1)), **(login | {key: LITERAL})) | {"sitee": "x"})
    done = box.run("sync", "--debug")
    assert done.code == 2, done.text
    assert LITERAL not in done.text
