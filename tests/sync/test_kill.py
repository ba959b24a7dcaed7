"""A process killed with SIGKILL at any moment loses nothing, and its next run goes on where it stopped.

`PRODUCTOPS_KILLS` and `PRODUCTOPS_KILL_TICKETS` make it longer (60 and 20000 before a release).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from productops.model import TABLES
from productops.sandbox import serve
from productops_zendesk.sandbox import ZendeskSandbox

KILLS = int(os.environ.get("PRODUCTOPS_KILLS", "8"))
TICKETS = int(os.environ.get("PRODUCTOPS_KILL_TICKETS", "300"))
PAGE = 50 if TICKETS < 5000 else 500

UNLIMITED = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "ticket-fields-index"), 99_999
)

CHILD = """
import json, os, signal, sys
import productops as po

store, settings, number, when = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
with po.open(store) as ws:
    ws.connect("desk", "zendesk", **settings)
    commit, seen = ws.store.commit, [0]

    def counted(pages):
        seen[0] += 1
        if seen[0] == number and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        commit(pages)
        if seen[0] == number and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    ws.store.commit = counted
    report = ws.sync(progress=False)
sys.exit(report.exit_code)
"""


def run(
    store: Path, settings: dict[str, Any], number: int, when: str, timeout: float
) -> int | None:
    """The child's exit code; None where it was killed by time."""
    import json

    command = [sys.executable, "-c", CHILD, str(store), json.dumps(settings), str(number), when]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return None
    return child.returncode


def contents(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for when and by which run it was fetched."""
    with duckdb.connect(str(store), read_only=True) as con:
        found = {
            table: con.execute(f"SELECT * EXCLUDE (fetched_at) FROM {table} ORDER BY id").fetchall()
            for table in TABLES
        }
        found["_raw"] = con.execute(
            "SELECT source, source_instance, stream, source_id, version, payload, rows FROM _raw ORDER BY ALL"
        ).fetchall()
        found["_queue"] = con.execute("SELECT key FROM _queue").fetchall()
        return found


@pytest.mark.slow
def test_killed_at_any_moment_it_resumes_to_the_same_store(tmp_path: Path) -> None:
    """SIGKILL before, after and between commits: in the end the store equals an unbroken run's."""
    now = datetime.fromisoformat("2026-01-15T12:00:00+00:00")
    dice = random.Random(20260115)
    killed = tmp_path / "killed.duckdb"
    whole = tmp_path / "whole.duckdb"
    sandbox = ZendeskSandbox(
        size=TICKETS, seed=3, now=now, plan="enterprise_plus", limits=UNLIMITED
    )
    with serve(sandbox) as base_url:
        settings = {**sandbox.credentials(), "base_url": base_url, "page_size": PAGE}
        assert run(whole, settings, 0, "never", 600) == 0
        sandbox.calls.clear()
        kills = 0
        for number in range(KILLS):
            when = ("before", "after", "time")[number % 3]
            timeout = dice.uniform(0.6, 1.8) if when == "time" else 600
            code = run(killed, settings, dice.randint(1, 6), when, timeout)
            kills += code != 0
            if code == 0:
                break
        assert run(killed, settings, 0, "never", 600) == 0

        asked = Counter((call.path, call.query) for call in sandbox.calls)

    assert kills > KILLS // 2
    assert contents(whole) == contents(killed)
    again = Counter[str]()
    for (path, _), times in asked.items():
        again[path] += times - 1
    exports = {path: times for path, times in again.items() if "incremental" in path}
    assert all(times <= 2 * kills for times in exports.values()), exports
