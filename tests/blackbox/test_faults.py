"""Misbehaviour of the vendor, each alone: the same store as without, and a report that accounts for it."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from typing import Any

import pytest
from box import BEARER, Box, balanced, same, source, total
from faults import Fault
from zendesk_data import build
from zendesk_model import START, iso
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]
Boxes = Callable[[str], Box]
TICKETS, EVENTS = r"incremental/tickets/cursor", r"incremental/ticket_events"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The dump of a store filled without any fault."""
    with (
        pytest.MonkeyPatch.context() as patch,
        ZendeskServer(build(40), Options(page_max=15)) as server,
    ):
        from box import ENVIRONMENT

        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("calm"))
        box.settings(support=source(server))
        box.sync()
        return box.dump()


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Fault(TICKETS, status=429, headers={"Retry-After": "1"}, after=1), 1.0),
        (Fault(TICKETS, status=429, after=1), 0.0),
        (Fault(TICKETS, status=429, body=b"Number of allowed API requests per minute exceeded"), 0.0),
        (Fault(EVENTS, status=500, after=1), 0.0),
        (Fault(TICKETS, status=502, body=b"<html>Bad Gateway</html>", after=1), 0.0),
        (Fault(EVENTS, status=503, headers={"Retry-After": "1"}), 1.0),
        (Fault(TICKETS, status=504, body=b"upstream request timeout", after=1), 0.0),
        (Fault(TICKETS, kind="reset", after=1), 0.0),
        (Fault(EVENTS, kind="truncate", after=1), 0.0),
        (Fault(TICKETS, kind="malformed", after=1), 0.0),
        (Fault(TICKETS, kind="html", after=1), 0.0),
        (Fault(EVENTS, kind="stall", stall=1, after=1), 0.0),
        (Fault("users/me", status=503), 0.0),
        (Fault("oauth/tokens", status=503), 0.0),
        (Fault("community/posts/.*/votes", status=500), 0.0),
        (Fault("incremental/users", status=500, times=2), 0.0),
    ],
    ids=["429-retry-after", "429", "429-text", "500", "502-html", "503-retry-after", "504", "reset", "truncate",
         "malformed", "html", "stall", "opening", "token", "child", "twice"],
)  # fmt: skip
def test_one_fault_changes_nothing(
    box: Box, serve: Serve, calm: Any, fault: Fault, waits: float
) -> None:
    """The store is the same, the retry and the wait are in the report."""
    server = serve(build(40), Options(page_max=15))
    server.faults.append(fault)
    fault.used = fault.seen = 0
    box.settings(support=source(server))
    report = box.sync()
    assert fault.used == fault.times, "the fault was never met"
    balanced(report)
    same(calm, box.dump())
    assert total(report, "retries") >= fault.times
    assert total(report, "waited_s") >= waits
    assert total(report, "requests") == len(server.log)


def test_an_expired_token_is_renewed_once(box: Box, serve: Serve, calm: Any) -> None:
    """A 401 in the middle: one new token, the same store."""
    server = serve(build(40), Options(page_max=15))
    server.faults.append(Fault(TICKETS, kind="expire", after=1))
    box.settings(support=source(server))
    report = box.sync()
    same(calm, box.dump())
    assert len(server.requests("/oauth/tokens")) == 2
    assert total(report, "requests") == len(server.log)


def test_a_token_refused_for_good_stops_the_source_with_3(box: Box, serve: Serve) -> None:
    """A given token that stops working cannot be renewed; what came before it is kept."""
    server = serve(build(40), Options(page_max=15))
    server.faults.append(
        Fault(
            EVENTS, status=401, after=2, times=1000, body=b'{"error":"Couldn\'t authenticate you"}'
        )
    )
    box.settings(support=source(server, **BEARER))
    done = box.run("sync")
    assert done.code == 3, done.text
    server.faults.clear()
    box.sync()
    assert len(box.rows("feedback")) == 45


def test_a_gateway_that_times_out_above_250_rows(box: Box, serve: Serve) -> None:
    """The page is halved until it is answered, inside followed links too, and nothing is skipped."""
    server = serve(build(40), Options(gateway_limit=250))
    box.settings(support=source(server))
    report = box.sync()
    balanced(report)
    assert len({r["source_id"] for r in box.rows("feedback")}) == 45
    assert len(box.rows("person")) == len(server.desk.users)
    tried = [e for e in server.requests("incremental") if e.status == 504]
    sizes = [int(e.query.get("per_page", 1000)) for e in tried]
    assert sizes == sorted(sizes, reverse=True) or len(set(sizes)) <= 3
    assert len(tried) <= 20


def test_a_gateway_that_times_out_in_a_followed_link(box: Box, serve: Serve) -> None:
    """The link echoes the old size: it has to be rewritten there."""
    server = serve(build(60), Options(page_max=20))
    box.settings(support=source(server, streams=["tickets"], page_size=20))
    server.faults.append(
        Fault(r"cursor=.*per_page=20|per_page=20.*cursor=", status=504, times=1000)
    )
    box.sync()
    assert len(box.rows("feedback")) == 60


@pytest.mark.parametrize("kind", ["tickets", "users"])
def test_a_repeated_cursor_ends_the_stream_as_a_failure(box: Box, serve: Serve, kind: str) -> None:
    """The loop is named, ends at once, and mends itself when the vendor does."""
    server = serve(build(40), Options(page_max=10, repeat_cursor=True))
    box.settings(support=source(server))
    done = box.run("sync", timeout=60)
    assert done.code == 1, done.text
    assert kind in done.err
    assert len(server.requests(f"incremental/{kind}")) < 8
    server.options.repeat_cursor = False
    box.sync()
    assert len({r["source_id"] for r in box.rows("feedback")}) == 45


def test_more_rows_in_a_second_than_a_page_where_the_page_is_extended(
    box: Box, serve: Serve
) -> None:
    """The vendor extends a time-based page to whole seconds: N+1 rows of one second all arrive."""
    server = serve(build(10, organizations=16), Options(page_max=15))
    for one in server.desk.organizations.values():
        one["updated_at"] = iso(START)
    box.settings(support=source(server))
    report = box.sync()
    balanced(report)
    assert len(box.rows("account")) == 16


def test_more_rows_in_a_second_than_any_page_is_never_a_silent_loss(box: Box, serve: Serve) -> None:
    """A page cut inside its second pins the export: either all rows come, or the stream has failed by name."""
    server = serve(build(10, organizations=16), Options(page_max=15, second_max=15))
    for one in server.desk.organizations.values():
        one["updated_at"] = iso(START)
    box.settings(support=source(server))
    done = box.run("sync", timeout=60)
    assert len(server.requests("incremental/organizations")) < 20
    if done.code == 0:
        assert len(box.rows("account")) == 16
    else:
        assert done.code == 1, done.text
        assert "organi" in done.err


def test_boundary_rows_of_a_second_come_once(box: Box, serve: Serve) -> None:
    """A page cut inside a second gives its last rows again: no doubled row, and the sums hold."""
    server = serve(build(30), Options(page_max=7, second_max=7))
    for number, event in enumerate(sorted(server.desk.events.values(), key=lambda e: e["id"])):
        event["timestamp"] = START + number // 4
    box.settings(support=source(server))
    report = box.sync()
    balanced(report)
    rows = [r["source_id"] for r in box.rows("comment")]
    assert len(rows) == len(set(rows)) == 60 + len(server.desk.post_comments)


def test_old_header_spellings_and_a_small_budget(box: Box, serve: Serve, calm: Any) -> None:
    """A budget of 20 requests a second, told in the spelling of 2023: slower, complete, waits shown."""
    server = serve(build(40), Options(page_max=15))
    server.budget, server.window, server.old_headers = 20, 1.0, True
    box.settings(support=source(server, rate_share=1.0))
    report = box.sync(timeout=120)
    same(calm, box.dump())
    assert total(report, "requests") == len(server.log)
    assert total(report, "waited_s") > 0


def test_credentials_do_not_follow_a_redirect_to_another_host(box: Box, serve: Serve) -> None:
    """A redirect elsewhere is not an answer; whoever waits there sees no Authorization header."""
    server, thief = serve(build(5)), serve(build(5))
    elsewhere = thief.url.replace("127.0.0.1", "localhost") + "/api/v2/incremental/users/cursor"
    server.faults.append(
        Fault("incremental/users", status=302, headers={"Location": elsewhere}, times=99)
    )
    box.settings(support=source(server))
    done = box.run("sync")
    assert [entry.authorization for entry in thief.log if entry.authorization] == []
    assert done.code == 1, done.text
    assert box.rows("person") == []


def test_a_small_answer_that_unpacks_to_300_megabytes(box: Box, serve: Serve) -> None:
    """Decompression is bounded: the page is refused, asked again, and nothing is lost."""
    server = serve(build(10))
    bomb = gzip.compress(b'{"tickets": [' + b" " * 300_000_000, 9)
    headers = {"Content-Encoding": "gzip"}
    server.faults.append(
        Fault(TICKETS, status=200, headers=headers, body=bomb, content="application/json")
    )
    box.settings(support=source(server))
    done = box.run("sync")
    if done.code == 1:
        box.sync()
    assert len(box.rows("feedback")) == 15


@pytest.mark.slow
def test_faults_mixed_at_one_in_ten(box: Box, serve: Serve, calm: Any) -> None:
    """Every kind, in a fixed random order: the same store."""
    server, rng = serve(build(40), Options(page_max=15)), random.Random(5)
    kinds: list[dict[str, Any]] = [
        {"status": 429, "headers": {"Retry-After": "1"}}, {"status": 500}, {"status": 503}, {"kind": "reset"},
        {"kind": "truncate"}, {"kind": "malformed"}, {"kind": "expire"},
    ]  # fmt: skip
    rng.shuffle(kinds)
    server.faults = [Fault(after=4 + index * 9, **keys) for index, keys in enumerate(kinds)]
    box.settings(support=source(server))
    report = box.sync(timeout=120)
    balanced(report)
    same(calm, box.dump())
    assert total(report, "requests") == len(server.log)


@pytest.mark.slow
def test_a_page_that_stays_html_fails_the_stream(box: Box, serve: Serve) -> None:
    """HTML for ever is no empty page: exit 1, the stream named, the rest committed."""
    server = serve(build(10))
    server.faults.append(Fault("incremental/organizations", kind="html", times=1000))
    box.settings(support=source(server))
    done = box.run("sync", timeout=120)
    assert done.code == 1, done.text
    assert "organi" in done.err
    assert len(box.rows("feedback")) == 15


@pytest.mark.slow
def test_an_answer_over_64_megabytes_is_asked_for_in_smaller_pages(box: Box, serve: Serve) -> None:
    """Nine tickets of 8 MB: every one arrives."""
    server = serve(build(9))
    for ticket in server.desk.tickets.values():
        ticket["description"] = "x" * 8_000_000
    box.settings(support=source(server, streams=["tickets"], page_size=16))
    box.sync(timeout=120)
    assert len(box.rows("feedback")) == 9
    assert (
        min(int(e.query.get("per_page", 1000)) for e in server.requests("incremental/tickets")) < 9
    )
