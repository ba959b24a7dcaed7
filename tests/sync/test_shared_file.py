"""One file, several who use it: readers while two sources wait, and a notebook that holds tables while both commit."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from vendors import sandboxes, served

import productops as po
from productops.model import TABLES
from productops.sandbox import Faults

SIZE = 60
CHILD = """
import json, sys
import productops as po

with po.open(sys.argv[1]) as ws:
    for name, settings in json.loads(sys.argv[2]).items():
        ws.connect(name, name, **settings)
    report = ws.sync(progress=False)
sys.exit(report.exit_code)
"""


@contextmanager
def syncing(store: Path, sources: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    """A sync in another process; ended, if it is still there."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(store), json.dumps(sources)])
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def eventually(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(600):
        if what():
            return
        time.sleep(0.05)
    pytest.fail("it did not come to be")


def test_readers_see_every_table_while_both_sources_wait(tmp_path: Path) -> None:
    """The file is let go of; what was committed is there, and the interrupted sync goes on later."""
    store, made = tmp_path / "shared.duckdb", sandboxes("both", SIZE)
    with served(made, page_size=20) as sources:
        cloud = made["jira"].account.cloud_id
        silent = {
            "zendesk": "/api/v2/incremental/ticket_events",
            "jira": f"/ex/jira/{cloud}/rest/api/3/changelog",
        }
        for name, one in made.items():
            one.faults = Faults(("429",), 1.0, paths=(silent[name],), in_a_row=99, retry_after=60)
        with syncing(store, sources) as process:
            eventually(lambda: all(one.calls.by_fault["429"] for one in made.values()))
            with po.open(store) as ws:
                held = {name: len(ws.table(name)) for name in TABLES}
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130
        assert held["person"] > 0
        for one in made.values():
            one.faults = None
        with syncing(store, sources) as process:
            assert process.wait(120) == 0
    with po.open(store) as ws:
        assert len(ws.transition) > 0
        assert len(ws.feedback) >= held["feedback"]


def test_a_held_table_stays_while_both_sources_commit(tmp_path: Path) -> None:
    """A notebook's tables are what they were; asked for again, they are what is there now."""
    store, made = tmp_path / "shared.duckdb", sandboxes("both", SIZE)
    with served(made) as sources:
        with syncing(store, sources) as process:
            assert process.wait(120) == 0
        with po.open(store) as ws:
            feedback, work = ws.feedback, ws.work_item
            before = [len(feedback), len(work)]
            next(iter(made.values())).advance(timedelta(days=60))
            with syncing(store, sources) as process:
                assert process.wait(120) == 0
            after = [len(ws.feedback), len(ws.work_item)]
            assert [len(feedback), len(work)] == before
            assert [sum(1 for _ in held.records()) for held in (feedback, work)] == before
    assert all(now > then for now, then in zip(after, before, strict=True))
