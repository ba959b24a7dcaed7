"""One sync at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from productops.errors import StoreError, StoreLocked
from productops.store.lock import sync_lock

HOLD = """
import sys
from productops.store.lock import sync_lock
with sync_lock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_the_second_sync_is_told_who_runs(path: Path) -> None:
    """After `lock_wait`, with the process's number; once that process is killed, the lock is free."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "held\n"
        with pytest.raises(StoreLocked) as caught, sync_lock(path, lock_wait=0.1):
            pass
        assert caught.value.pid == one.pid
        assert str(one.pid) in str(caught.value)
        one.kill()
        one.wait()
    with sync_lock(path, lock_wait=5):
        pass


def test_it_holds_within_a_process_too(path: Path) -> None:
    """And is free again afterwards."""
    with sync_lock(path), pytest.raises(StoreLocked), sync_lock(path, lock_wait=0):
        pass
    with sync_lock(path, lock_wait=0):
        assert path.with_name(f"{path.name}.lock").exists()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """As a store error, not as one of the file system."""
    with pytest.raises(StoreError), sync_lock(tmp_path / "nowhere" / "x.duckdb", lock_wait=0):
        pass
