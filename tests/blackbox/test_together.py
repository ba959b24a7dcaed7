"""Several processes and sudden ends: readers while a sync waits, two syncs at once, Ctrl-C, kill -9."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest
from box import TABLES, Box, eventually, interrupt, same, source
from faults import Fault
from zendesk_data import build
from zendesk_server import ZendeskServer
from zendesk_wire import Options

Serve = Callable[..., ZendeskServer]
Boxes = Callable[[str], Box]
WAIT = {"Retry-After": "40"}


def waiting(box: Box, server: ZendeskServer, after: int = 2) -> Fault:
    """Settings and a fault that makes a sync wait long, in the middle of the tickets."""
    box.settings(support=source(server))
    fault = Fault("incremental/tickets/cursor", status=429, headers=dict(WAIT), after=after)
    server.faults.append(fault)
    return fault


def test_readers_work_while_a_sync_waits(box: Box, serve: Serve) -> None:
    """The file is let go of: another process and this one read every table, what was committed is there."""
    server = serve(build(60), Options(page_max=10))
    waiting(box, server)
    process = box.start("sync")
    try:
        eventually(server.waiting.is_set)
        time.sleep(1.5)
        assert process.poll() is None
        with box.open() as ws:
            for table in TABLES:
                ws.table(table)
            assert len(ws.feedback) >= 10
        shown = box.run("show", "feedback", "--format", "jsonl")
        assert shown.code == 0, shown.text
        assert len(shown.out.splitlines()) >= 10
        assert box.run("status").code == 0
        assert process.poll() is None
    finally:
        done = interrupt(process)
    assert done.code == 130, done.text


@pytest.mark.slow
def test_a_second_sync_waits_and_then_gives_5(box: Box, serve: Serve) -> None:
    """Two at once: the second says who holds the store and ends with 5; the first is not disturbed."""
    server = serve(build(60), Options(page_max=10))
    waiting(box, server)
    process = box.start("sync")
    try:
        eventually(server.waiting.is_set)
        began = time.monotonic()
        second = box.run("sync", timeout=60)
        assert second.code == 5, second.text
        assert "Traceback" not in second.text
        assert time.monotonic() - began >= 5
        assert process.poll() is None
    finally:
        interrupt(process)
    server.faults.clear()
    box.sync()
    assert len(box.rows("feedback")) == 65


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_a_signal_is_130_and_the_next_sync_goes_on(
    box: Box, serve: Serve, boxes: Boxes, sign: int
) -> None:
    """Committed and resumable: afterwards the store is that of an unbroken run."""
    server = serve(build(60), Options(page_max=10))
    waiting(box, server, after=3)
    process = box.start("sync")
    eventually(server.waiting.is_set)
    done = interrupt(process, sign)
    assert done.code == 130, f"exit {done.code}\n{done.text}"
    assert "Traceback" not in done.text
    assert len(box.rows("feedback")) >= 20
    server.faults.clear()
    server.forget()
    report = box.sync()
    assert report["support"]["tickets"]["fetched"] < 60
    whole = boxes("whole")
    whole.settings(support=source(server))
    whole.sync()
    same(whole.dump(), box.dump())


@pytest.mark.slow
def test_kill_at_random_moments_then_resume(box: Box, serve: Serve, boxes: Boxes) -> None:
    """`kill -9` five times: the same store, and at most two pages a partition fetched again a kill."""
    server = serve(build(240), Options(page_max=12))
    server.latency = 0.015
    whole = boxes("whole")
    whole.settings(support=source(server))
    began = time.monotonic()
    whole.sync()
    length = time.monotonic() - began
    box.settings(support=source(server))
    rng, earlier = random.Random(11), set[str]()
    for _ in range(5):
        server.forget()
        process = box.start("sync")
        time.sleep(rng.uniform(0.25, 0.6) * length)
        process.kill()
        process.communicate()
        asked = [e for e in server.requests("/incremental/") if e.status == 200]
        again = Counter(e.path for e in asked if e.target in earlier)
        assert not again or max(again.values()) <= 2, again
        earlier |= {e.target for e in asked}
    box.sync()
    same(whole.dump(), box.dump())


def test_a_held_table_does_not_hinder_a_sync(box: Box, serve: Serve) -> None:
    """A notebook holds `ws.feedback`; another process commits; the held table stays what it was."""
    server = serve(build(20))
    box.settings(support=source(server))
    box.sync()
    with box.open() as ws:
        held = ws.feedback
        assert len(held) == 25 - 1
        server.desk.touch(7_000_002, int(time.time()) - 65, status="solved")
        report = box.sync()
        assert report["support"]["tickets"]["updated"] == 1
        assert len(held) == 24
        before = {r["source_id"]: r["status"] for r in held.to_polars().to_dicts()}
        after = {r["source_id"]: r["status"] for r in ws.feedback.to_polars().to_dicts()}
    assert (before["7000002"], after["7000002"]) == ("open", "solved")
