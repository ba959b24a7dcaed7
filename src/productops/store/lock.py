"""One sync at a time: `STORE.lock` beside the store, held for a sync's length."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ..errors import StoreError, StoreLocked
from .faults import must_have_folder


@contextmanager
def sync_lock(store: str | Path, lock_wait: float = 10.0) -> Iterator[None]:
    """Hold the lock of the store in the file *store*; a process that dies lets go of it.

    Args:
        store: the store's file; the lock is `STORE.lock` beside it.
        lock_wait: seconds to wait for another sync.

    Raises:
        StoreLocked: another sync still runs; it names its process.
        StoreError: the lock cannot be made there.
    """
    path = Path(store).absolute()
    must_have_folder(path)
    file, note = path.with_name(f"{path.name}.lock"), path.with_name(f"{path.name}.pid")
    lock = FileLock(file, timeout=lock_wait, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise _held(path, _holder(note), lock_wait) from None
    except OSError as error:
        raise StoreError(
            f"the lock of the store cannot be made: {error.strerror or type(error).__name__}",
            where=str(file),
            hint="Check that the folder exists and belongs to you.",
        ) from error
    try:
        # Beside the lock, for on Windows nobody else can read a locked file
        note.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(note: Path) -> int | None:
    try:
        return int(note.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _held(path: Path, pid: int | None, waited: float) -> StoreLocked:
    who = f"process {pid}" if pid else "another process"
    return StoreLocked(
        f"a sync is running in {who}; waited {waited:g} s",
        where=str(path),
        hint="Wait until it has finished, or stop it: it resumes where it was.",
        pid=pid,
    )
