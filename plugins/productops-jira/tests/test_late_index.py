"""Edits every second, a search index that is late, a caller whose clock is not UTC and is set back or forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from syncing import WORK, issues, logged, synced, table, told

from productops.store import open_store
from productops.store.base import Store
from productops_jira.sandbox import JiraSandbox

LATE, EDITS, SYNCS = 90, 600, 20
CHANGES = {
    "Los Angeles, set back": ("America/Los_Angeles", datetime(2026, 11, 1, 9, tzinfo=UTC), False),
    "Los Angeles, forward": ("America/Los_Angeles", datetime(2026, 3, 8, 10, tzinfo=UTC), False),
    "Tokyo": ("Asia/Tokyo", datetime(2026, 11, 1, 9, tzinfo=UTC), False),
    "Sydney, set back": ("Australia/Sydney", datetime(2026, 4, 4, 16, tzinfo=UTC), False),
    "Los Angeles, milliseconds": (
        "America/Los_Angeles",
        datetime(2026, 11, 1, 9, tzinfo=UTC),
        True,
    ),
}


def read(store: Store, sandbox: JiraSandbox) -> int:
    """A sync that begins two minutes before the newest change seen, which is little more than the index is late."""
    return synced(store, sandbox, streams=WORK, lookback="2m").streams["changelogs"].created


@pytest.mark.parametrize("which", CHANGES)
def test_no_edit_is_missed_and_none_comes_twice(store: Store, tmp_path: Path, which: str) -> None:
    """Ten simulated minutes around the change of the clock, an edit each second, twenty syncs in twelve minutes.

    Each issue has its turn and is left alone then, so that no later edit brings back one that was missed.
    """
    zone, change, epoch = CHANGES[which]
    start = change - timedelta(minutes=5)
    sandbox = JiraSandbox(size=40, now=start, zone=zone, index_lag=(0, LATE), epoch_bounds=epoch)
    some = sandbox.issue_ids()
    new = read(store, sandbox)
    edits = {
        sandbox.edit(some[n * len(some) // EDITS], start + timedelta(seconds=n))
        for n in range(EDITS)
    }
    for _ in range(SYNCS):
        sandbox.advance(timedelta(seconds=(EDITS + 2 * LATE - 60) // SYNCS))
        new += read(store, sandbox)
    log = list(sandbox.histories())
    assert edits <= {entry for _, entry, _ in log}
    assert told(store) == logged(sandbox)
    assert new == len(log)
    assert table(store, "SELECT count(*) FROM transition") == [(sum(len(c) for _, _, c in log),)]
    assert max(issues(store).values()) == 1
    whole = open_store(tmp_path / "whole.duckdb")
    read(whole, sandbox)
    assert [rows(store, name) for name in TABLES] == [rows(whole, name) for name in TABLES]
    whole.close()


TABLES = ("work_item", "feedback", "transition", "link", "attachment")


def rows(store: Any, name: str) -> list[tuple[Any, ...]]:
    """A table's rows."""
    return table(store, f"SELECT * EXCLUDE (fetched_at) FROM {name} ORDER BY id")
