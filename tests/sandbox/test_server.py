"""A sandbox on loopback and in-process: the same answers, and nothing left behind."""

from __future__ import annotations

import http.client
import socket
import threading

import httpx
import pytest

from productops.sandbox import serve, transport

ASKED = "/some%20path/é?b=2&a=1&a=3&empty="


@pytest.fixture(params=["loopback", "in-process"])
def client(request, echo):
    """An httpx client, by socket and without."""
    if request.param == "loopback":
        with serve(echo) as url, httpx.Client(base_url=url) as made:
            yield made
    else:
        with httpx.Client(transport=transport(echo), base_url="http://sandbox.example") as made:
            yield made


def test_the_sandbox_sees_what_was_sent(client):
    """Path and query arrive decoded and in order, the body whole, the host as the origin."""
    answer = client.post(ASKED, content="hello").json()
    assert answer["method"] == "POST"
    assert answer["path"] == "/some path/é"
    assert answer["query"] == [["b", "2"], ["a", "1"], ["a", "3"], ["empty", ""]]
    assert answer["body"] == "hello"
    assert answer["origin"] == str(client.base_url).rstrip("/")


def test_every_call_is_logged(client, echo):
    """Tests read from the log what a client did; ids in paths are one endpoint."""
    client.get("/tickets/12/comments.json", params={"page": 2})
    client.get("/tickets/7/comments")
    assert echo.calls.by_endpoint == {"/tickets/{id}/comments": 2}
    assert [call.status for call in echo.calls] == [200, 200]
    assert next(iter(echo.calls)).query == (("page", "2"),)
    assert echo.calls.count("/tickets") == len(echo.calls) == 2


def test_one_connection_carries_many_calls(echo):
    """HTTP/1.1 keep-alive."""
    with serve(echo) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        held = []
        for _ in range(5):
            connection.request("GET", "/")
            connection.getresponse().read()
            held.append(connection.sock)
        assert len({id(sock) for sock in held}) == 1
        connection.close()


@pytest.mark.parametrize(("compress", "asked", "packed"), [(True, "gzip", True), (False, "gzip", False), (True, "identity", False)])  # fmt: skip
def test_gzip_for_those_who_ask(echo, compress, asked, packed):
    """Answers are packed only where client and caller want it, and read the same."""
    with serve(echo, compress=compress) as url:
        answer = httpx.get(f"{url}/big", headers={"accept-encoding": asked})
    assert ("gzip" in answer.headers.get("content-encoding", "")) is packed
    assert len(answer.json()["text"]) == 100_000


def test_small_answers_are_not_packed(echo):
    """Packing 200 bytes makes them no smaller."""
    with serve(echo) as url:
        assert "content-encoding" not in httpx.get(url, headers={"accept-encoding": "gzip"}).headers


def test_a_stopped_server_is_gone(echo):
    """After the context the port is closed and kept-alive connections have ended."""
    before = threading.active_count()
    with serve(echo) as url:
        host, port = url.removeprefix("http://").split(":")
        kept = http.client.HTTPConnection(host, int(port), timeout=5)
        kept.request("GET", "/")
        kept.getresponse().read()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), timeout=5)
    assert kept.sock.recv(1) == b""
    kept.close()
    for thread in threading.enumerate():
        if "process_request" in thread.name:
            thread.join(5)
    assert threading.active_count() <= before


def test_a_body_that_is_too_large_is_refused(echo):
    """A sandbox keeps no more than a megabyte of a request."""
    with serve(echo) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"))
        connection.putrequest("POST", "/")
        connection.putheader("content-length", str(1 << 30))
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_many_clients_at_once(echo):
    """Each gets its own answer."""
    with serve(echo) as url:
        found: list[str] = []

        def ask(name: str) -> None:
            with httpx.Client(base_url=url) as client:
                found.extend(client.get(f"/{name}/{n}").json()["path"] for n in range(10))

        threads = [threading.Thread(target=ask, args=(f"client{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted(f"/client{c}/{n}" for c in range(8) for n in range(10))
