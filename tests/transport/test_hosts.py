"""Requests stay on the source's own hosts, whatever settings, links and redirects say."""

from __future__ import annotations

import httpx
import pytest
from pydantic import SecretStr

from productops.errors import ForeignLink, SettingsError, UnexpectedAnswer
from productops.kit import Bearer, Request
from productops.transport.hosts import Hosts

HOSTS = {"api": "https://acme.zendesk.example", "gateway": "https://gate.example/ex/jira/42"}
PATH = Request(path="/api/v2/tickets", query={"a": "b c", "n": 1})


@pytest.mark.parametrize(
    ("base_url", "host", "expected"),
    [
        (None, "api", "https://acme.zendesk.example/api/v2/tickets?a=b+c&n=1"),
        (None, "gateway", "https://gate.example/ex/jira/42/api/v2/tickets?a=b+c&n=1"),
        ("http://127.0.0.1:8700", "api", "http://127.0.0.1:8700/api/v2/tickets?a=b+c&n=1"),
        ("http://localhost:8700/", "gateway", "http://localhost:8700/ex/jira/42/api/v2/tickets?a=b+c&n=1"),
        ("https://proxy.example/zd/", "api", "https://proxy.example/zd/api/v2/tickets?a=b+c&n=1"),
        ("http://[::1]:80", "api", "http://[::1]:80/api/v2/tickets?a=b+c&n=1"),
    ],
)  # fmt: skip
def test_base_url_replaces_the_root_of_every_host(base_url, host, expected) -> None:
    """Scheme, host and port; its path goes before the vendor's."""
    assert Hosts(HOSTS, base_url).url(PATH.with_(host=host)) == expected


@pytest.mark.parametrize(
    "base_url",
    [
        "http://acme.zendesk.example",
        "http://10.0.0.1:8700",
        "http://127.0.0.1.evil.example",
        "ftp://127.0.0.1",
        "127.0.0.1:8700",
        "https://",
        "https://user:pass@acme.example",
        "https://acme.example/?x=1",
        "http://127.0.0.1:port",
        "",
    ],
)
def test_what_is_no_safe_base_url_is_refused(base_url) -> None:
    """Plain http only to this machine; nothing else in a base URL."""
    with pytest.raises(SettingsError) as caught:
        Hosts(HOSTS, base_url, "support")

    assert caught.value.where == "sources.support.base_url"
    assert caught.value.hint


def test_a_host_found_while_opening_is_checked_too() -> None:
    """An answer cannot make us speak plain http."""
    with pytest.raises(SettingsError):
        Hosts(HOSTS).with_hosts({"api": "http://elsewhere.example"})


def test_an_unknown_host_names_the_nearest() -> None:
    """A connector's mistake says what it may have meant."""
    with pytest.raises(SettingsError, match='"gateway"'):
        Hosts(HOSTS).url(PATH.with_(host="gatway"))


@pytest.mark.parametrize(
    ("base_url", "host", "link", "expected"),
    [
        (None, "api", "https://acme.zendesk.example/next?c=1", "https://acme.zendesk.example/next?c=1"),
        (None, "api", "https://ACME.zendesk.example:443/next", "https://acme.zendesk.example/next"),
        (None, "api", "/next?c=%2B", "https://acme.zendesk.example/next?c=%2B"),
        (None, "gateway", "https://gate.example/ex/jira/42/x", "https://gate.example/ex/jira/42/x"),
        (None, "gateway", "https://acme.zendesk.example/x", "https://gate.example/ex/jira/42/x"),
        ("http://127.0.0.1:8700", "api", "http://127.0.0.1:8700/next", "http://127.0.0.1:8700/next"),
        ("http://127.0.0.1:8700", "api", "https://acme.zendesk.example/next", "http://127.0.0.1:8700/next"),
        ("http://127.0.0.1:8700/zd", "api", "http://127.0.0.1:8700/zd/next", "http://127.0.0.1:8700/zd/next"),
        ("http://127.0.0.1:8700/zd", "api", "http://127.0.0.1:8700/next", "http://127.0.0.1:8700/zd/next"),
        ("http://127.0.0.1:8700/zd", "api", "http://127.0.0.1:8700/zdnext", "http://127.0.0.1:8700/zd/zdnext"),
        ("http://127.0.0.1:8700/zd", "api", "https://acme.zendesk.example/zd/x", "http://127.0.0.1:8700/zd/zd/x"),
        ("http://127.0.0.1:8700/p", "gateway", "http://127.0.0.1:8700/p/ex/jira/42/x", "http://127.0.0.1:8700/p/ex/jira/42/x"),
    ],
)  # fmt: skip
def test_a_link_is_followed_by_path_and_query(base_url, host, link, expected) -> None:
    """On the same host, under the vendor's name or base_url's, with no prefix doubled."""
    hosts = Hosts(HOSTS, base_url)
    settled = hosts.settle(PATH.with_(host=host).follow(link))

    assert hosts.url(settled) == expected.replace("ACME", "acme")
    assert settled.link_host == ""


def test_a_settled_link_does_not_depend_on_base_url() -> None:
    """What is kept in the queue can be sent when the stand-in has another port."""
    link = PATH.follow("http://127.0.0.1:8700/zd/next?c=1")
    settled = Hosts(HOSTS, "http://127.0.0.1:8700/zd").settle(link)

    assert Hosts(HOSTS, "http://127.0.0.1:9900").url(settled) == "http://127.0.0.1:9900/next?c=1"


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/v2/tickets",
        "https://acme.zendesk.example.evil.example/x",
        "https://acme.zendesk.example@evil.example/x",
        "https://acme.zendesk.example:8443/x",
        "//evil.example/x",
        "http://127.0.0.1:8701/x",
        "https://acme.zendesk.example:port/x",
    ],
)
def test_a_foreign_link_is_never_followed(connect, seen, link) -> None:
    """Not even asked: the error comes before anything is sent."""
    transport = connect(lambda request: httpx.Response(200), base_url="http://127.0.0.1:8700")

    with pytest.raises(ForeignLink):
        transport.send(PATH.follow(link))
    assert seen.events == []


@pytest.mark.parametrize(
    "path", ["@evil.example/x", "//evil.example/x", ".evil.example", ":81/x", "\\x"]
)
def test_no_path_leaves_the_host(connect, path) -> None:
    """A path that looks like an authority is still a path."""
    asked = []

    def handle(request):
        asked.append(request.url.host)
        return httpx.Response(200, json={})

    connect(handle).send(Request(path=path))

    assert asked == ["acme.zendesk.example"]


def redirecting(location: str, status: int = 302):
    """A source that redirects `/start`, and says which paths were asked and what was sent along."""
    asked = []

    def handle(request):
        asked.append((str(request.url), request.headers.get("authorization")))
        if request.url.path.endswith("/start"):
            return httpx.Response(status, headers={"Location": location})
        return httpx.Response(200, json={})

    return handle, asked


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/end?a=%20b", "http://127.0.0.1:8700/zd/end?a=%20b"),
        ("end", "http://127.0.0.1:8700/zd/end"),
        ("http://127.0.0.1:8700/zd/end", "http://127.0.0.1:8700/zd/end"),
        ("https://acme.zendesk.example/end", "http://127.0.0.1:8700/zd/end"),
    ],
)
def test_a_redirect_within_the_host_is_followed(connect, location, expected) -> None:
    """Under either name of the host."""
    handle, asked = redirecting(location)
    connect(handle, base_url="http://127.0.0.1:8700/zd").send(Request(path="/start"))

    assert [url for url, _ in asked] == ["http://127.0.0.1:8700/zd/start", expected]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "location", ["https://evil.example/x", "//evil.example", "https://gate.example/"]
)
def test_a_redirect_to_another_host_is_refused(connect, location, status) -> None:
    """The credentials go nowhere else."""
    handle, asked = redirecting(location, status)
    transport = connect(handle, hosts=HOSTS, auth=Bearer(SecretStr("tok-4711-secret")))

    with pytest.raises(ForeignLink, match="another host"):
        transport.send(Request(path="/start"))
    assert [url for url, _ in asked] == ["https://acme.zendesk.example/start"]


def test_redirects_in_a_circle_end(connect) -> None:
    """After a few it is an error."""
    handle, asked = redirecting("/start")

    with pytest.raises(UnexpectedAnswer, match="too many redirects"):
        connect(handle).send(Request(path="/start"))
    assert len(asked) == 6


def test_a_post_is_not_redirected(connect) -> None:
    """It would become a GET, or be done twice."""
    handle, asked = redirecting("/end")

    with pytest.raises(UnexpectedAnswer, match="POST was redirected"):
        connect(handle).send(Request(path="/start", method="POST", body={}))
    assert len(asked) == 1


def test_hosts_found_while_opening_replace_the_connectors(connect) -> None:
    """After a 401 on the site the gateway answers; links to either are at home."""
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(200, json={})

    transport = connect(handle)
    transport.set_hosts({"api": "https://gate.example/ex/jira/42"})
    transport.send(Request(path="/rest/x"))
    transport.send(Request(path="/").follow("https://acme.zendesk.example/rest/y"))

    assert asked == [
        "https://gate.example/ex/jira/42/rest/x",
        "https://gate.example/ex/jira/42/rest/y",
    ]
