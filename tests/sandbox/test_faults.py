"""Trouble on request: each kind as a client meets it, on loopback and in-process alike."""

from __future__ import annotations

import json

import httpx
import pytest

from productops.sandbox import FAULT_KINDS, Faults, serve, transport
from productops.sandbox.wire import Call


@pytest.fixture(params=["loopback", "in-process"])
def ask(request, echo):
    """Send one request to the echo with these faults."""

    def send(faults: Faults, path: str = "/", **kwargs):
        echo.faults = faults
        if request.param == "loopback":
            with serve(echo) as url, httpx.Client(base_url=url) as client:
                return client.get(path, **kwargs)
        with httpx.Client(transport=transport(echo), base_url="http://x.example") as client:
            return client.get(path, **kwargs)

    return send


def always(kind: str, **more) -> Faults:
    return Faults(kinds=(kind,), rate=1.0, **more)


@pytest.mark.parametrize(
    ("kind", "status", "waits"),
    [
        ("429", 429, True),
        ("429_bare", 429, False),
        ("429_text", 429, True),
        ("429_edge", 429, True),
        ("500", 500, False),
        ("502", 502, False),
        ("503", 503, True),
        ("504", 504, False),
    ],
)
def test_refusals(ask, kind, status, waits):
    """Each status comes as documented, with Retry-After where the kind has it."""
    answer = ask(always(kind, retry_after=9))
    assert answer.status_code == status
    assert (answer.headers.get("retry-after") == "9") is waits


def test_some_bodies_are_no_json(ask):
    """Plain text and HTML arrive where JSON is expected."""
    assert not ask(always("429_text")).text.startswith("{")
    assert ask(always("html")).text.startswith("<!DOCTYPE html>")
    assert ask(always("html")).status_code == 200


def test_a_malformed_answer_is_complete_but_no_json(ask):
    """The length is right and the JSON ends in the middle."""
    answer = ask(always("malformed"))
    assert int(answer.headers["content-length"]) == len(answer.content)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("kind", ["reset", "truncated"])
def test_broken_connections(ask, kind):
    """A reset or a body that stops short is an error of the transport."""
    with pytest.raises(httpx.TransportError):
        ask(always(kind), "/big")


def test_a_stall_runs_into_the_clients_time_out(ask):
    """An answer that comes too late does not come."""
    with pytest.raises(httpx.ReadTimeout):
        ask(always("stall", stall=30.0), timeout=0.2)


def test_kinds_that_only_the_vendor_can_act_out(ask):
    """The sandbox itself ends a token or leads a cursor back."""
    assert ask(always("expired_token")).status_code == 401
    assert ask(always("repeated_cursor")).json() == {"again": True}


def test_a_page_above_the_limit_is_504_and_a_smaller_one_is_not(ask):
    """As deterministic as the vendor's: the same size never works."""
    faults = Faults(max_page=250)
    assert ask(faults, "/incremental/x?per_page=251").status_code == 504
    assert ask(faults, "/incremental/x?per_page=250").status_code == 200
    assert ask(faults, "/incremental/x").status_code == 504
    assert ask(faults, "/x").status_code == 200
    for size, fault in ((251, "504"), (250, "")):
        called = Call("POST", "/search", body=json.dumps({"maxResults": size}).encode())
        assert faults.pick(1, called) == fault


def picks(faults: Faults, count: int = 400) -> list[str]:
    return [faults.pick(n, Call("GET", f"/{n}")) for n in range(1, count + 1)]


def test_the_same_seed_makes_the_same_trouble():
    """Which call fails, and how, depends on seed and number alone."""
    assert picks(Faults(FAULT_KINDS, 0.2, seed=5)) == picks(Faults(FAULT_KINDS, 0.2, seed=5))
    assert picks(Faults(FAULT_KINDS, 0.2, seed=5)) != picks(Faults(FAULT_KINDS, 0.2, seed=6))


def test_the_rate_is_kept():
    """About one call in ten fails, and every kind has its turn."""
    found = [kind for kind in picks(Faults(FAULT_KINDS, 0.1), 4000) if kind]
    assert 300 < len(found) < 500
    assert set(found) == set(FAULT_KINDS)


def test_trying_again_gets_through():
    """The same call fails at most twice in a row, even where every call fails."""
    faults = Faults(("500",), 1.0, in_a_row=2)
    call = Call("GET", "/same")
    assert [faults.pick(n, call) for n in range(1, 7)] == ["500", "500", "", "500", "500", ""]


def test_chosen_calls_and_paths():
    """Faults can be put on single calls, or on some paths only."""
    assert picks(Faults(("reset",), at=frozenset({3})), 4) == ["", "", "reset", ""]
    only = Faults(("500",), 1.0, paths=("/api",))
    assert only.pick(1, Call("GET", "/oauth/tokens")) == ""
    assert only.pick(2, Call("GET", "/api/v2")) == "500"


def test_an_unknown_kind_is_refused():
    """A misspelt fault would be a test that cannot fail."""
    with pytest.raises(ValueError, match="unknown fault '5oo'"):
        Faults(("5oo",))


def test_faults_are_in_the_log(ask, echo):
    """A cut connection has the status 0; the fault is named."""
    with pytest.raises(httpx.TransportError):
        ask(always("reset"))
    assert [(call.status, call.fault) for call in echo.calls] == [(0, "reset")]
    assert echo.calls.by_fault == {"reset": 1}
