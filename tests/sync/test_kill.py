"""A process killed with SIGKILL at any moment loses nothing, and its next run goes on where it stopped.

`PRODUCTOPS_KILLS` and `PRODUCTOPS_KILL_TICKETS` (issues are as many) make it longer: 60 and 20000 before a release.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from vendors import SOURCES, Noted, contents, sandboxes, served

KILLS = int(os.environ.get("PRODUCTOPS_KILLS", "4"))
TICKETS = int(os.environ.get("PRODUCTOPS_KILL_TICKETS", "100"))
# At most a hundred: Jira gives no more whole issues at once, and a page would be several calls
PAGE = 20 if TICKETS < 1000 else 100

CHILD = """
import json, os, signal, sys
import productops as po

store, sources, number, when = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
with po.open(store) as ws:
    for name, settings in sources.items():
        ws.connect(name, name, **settings)
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
print(seen[0])
sys.exit(report.exit_code)
"""


def run(
    store: Path, sources: dict[str, Any], number: int, when: str, timeout: float = 900
) -> tuple[int | None, str]:
    """The child's exit code (None where it was killed by time), and what it printed."""
    command = [sys.executable, "-c", CHILD, str(store), json.dumps(sources), str(number), when]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        out, _ = child.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return None, ""
    return child.returncode, out


def fetched_again(noted: Noted, pages: set[str]) -> Counter[str]:
    """By walk: how many pages were asked for that an earlier run had asked for already; *pages* grows."""
    again = Counter(walk for walk, page in noted.asked if page in pages)
    pages.update(page for _, page in noted.asked)
    noted.asked.clear()
    return again


@pytest.mark.slow
@pytest.mark.parametrize("which", SOURCES)
def test_killed_at_any_moment_it_resumes_to_the_same_store(tmp_path: Path, which: str) -> None:
    """SIGKILL before, after and between commits: in the end the store equals an unbroken run's.

    A store that is whole before enough kills makes room for a new one.
    """
    dice = random.Random(20260115)
    killed, whole = tmp_path / "killed.duckdb", tmp_path / "whole.duckdb"
    noted = {name: Noted(one) for name, one in sandboxes(which, TICKETS).items()}
    pages: dict[str, set[str]] = {name: set() for name in noted}
    kills = again = 0
    with served(noted, page_size=PAGE) as sources:
        code, commits = run(whole, sources, 0, "never")
        expected = contents(whole)
        for one in noted.values():
            one.asked.clear()
        while code == 0 and kills < KILLS:
            when = ("before", "after", "time")[kills % 3]
            timeout = dice.uniform(0.6, 1.8) if when == "time" else 900
            number = dice.randint(1, max(2, int(commits) * 2 // 3))
            code, _ = run(killed, sources, number, when, timeout)
            worst = {name: fetched_again(one, pages[name]) for name, one in noted.items()}
            assert all(times <= 2 for walks in worst.values() for times in walks.values()), worst
            again += sum(walks.total() for walks in worst.values())
            if code == 0:
                assert contents(killed) == expected
                killed.unlink()
                pages = {name: set() for name in noted}
            elif code in (None, -signal.SIGKILL):
                kills, code = kills + 1, 0
        assert (code, run(killed, sources, 0, "never")[0]) == (0, 0)

    print(f"\n{which}: {kills} kills, {again} pages fetched again, {int(commits)} commits")  # noqa: T201 - figures
    assert contents(killed) == expected
