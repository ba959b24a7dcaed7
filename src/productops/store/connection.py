"""One DuckDB file, opened when it is needed, shared by the threads of this process, let go when it is not."""

from __future__ import annotations

import glob
import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..errors import StoreLocked
from .faults import explained, is_locked, must_have_folder
from .migrations import migrate, pending

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Measured with 200,000 tickets: small groups of rows and a checkpoint every 16 MB keep a checkpoint from writing
# again what is already on disk. Against DuckDB's defaults a ticket costs half, and memory peaks at 360 MB instead of
# 600. None of it is kept in the file, so all is set at every opening.
ROW_GROUPS = ((0, 2048), (32 << 20, 16384))
"""Bytes of the file → rows a group. What is held of each group stays in memory and is written again by every
checkpoint: with 2,000,000 rows in groups of 2048, 500 MB and half of the time."""
_SETTINGS = {
    "threads": "2",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "TimeZone": "UTC",
}
MEMORY = "512MB"
"""What DuckDB may use at most."""
_USUAL = {"memory_limit": MEMORY, "checkpoint_threshold": "16MB"}
# Batches of a large file come as fast as they are written: what DuckDB would keep of them is memory for nothing. With
# 2,000,000 rows of a CSV it makes 380 MB of 720; a ticket, which comes with others in smaller pages, would cost a tenth more
_LEAN = {"memory_limit": "128MB", "checkpoint_threshold": "64MB"}
_RETRY_EVERY = 0.05
TEMPORARY = ".productops-"
"""Prefix of the folders with hand-over files, which hold customer text: swept at the next opening after a kill."""


class Connection:
    """The file at *path*. `use()` gives a cursor of its own to each caller, so that reads do not wait for writes."""

    def __init__(
        self,
        path: Path,
        lock_wait: float = 10.0,
        row_groups: Sequence[tuple[int, int]] = ROW_GROUPS,
    ) -> None:
        self.path = path
        self._row_groups = row_groups
        self.lock_wait = lock_wait
        self._guard = threading.Condition()
        self._root: DuckDBPyConnection | None = None
        self._writable = False
        self._users = 0
        self._resting = False
        self.opened = 0
        """How often the file was opened."""
        self._row_group = 0
        self._lean = False

    def be_lean(self, con: DuckDBPyConnection) -> None:
        """From now on write with less memory; see `_LEAN`."""
        if not self._lean:
            self._lean = True
            _set(con, _LEAN)

    @contextmanager
    def use(self, *, write: bool = True) -> Iterator[DuckDBPyConnection]:
        """A cursor on the store, in which DuckDB's errors become ours. Opens the file if it is not open."""
        with explained(self.path):
            cursor = self._enter(write=write)
            try:
                yield cursor
            finally:
                cursor.close()
                self._leave()

    def rest(self) -> None:
        """Close the file; if somebody is at work in it, when the last one leaves."""
        with self._guard, explained(self.path):
            self._resting = True
            self._close_if_idle()

    def _enter(self, *, write: bool) -> DuckDBPyConnection:
        with self._guard:
            if write and not self._writable:
                self._wait_for_readers()
            if self._root is None:
                self._row_group = self._wanted_group()
                self._root = self._open(write=write)
                self._writable = write
                self.opened += 1
            cursor = self._root.cursor()
            cursor.execute("USE store")
            self._resting = False
            self._users += 1
            return cursor

    def has_outgrown(self) -> bool:
        """Whether the file has grown so that it should be opened anew, with larger groups of rows."""
        return self._row_group < self._wanted_group()

    def _wanted_group(self) -> int:
        size = self.path.stat().st_size if self.path.exists() else 0
        return max(rows for least, rows in self._row_groups if size >= least)

    def _wait_for_readers(self) -> None:
        """A writer comes while readers of this process have the file open for reading only."""
        left = self._guard.wait_for(lambda: self._users == 0 or self._writable, self.lock_wait)
        if not left:
            raise StoreLocked(
                f"the store is open for reading in this process; waited {self.lock_wait:g} s",
                where=str(self.path),
                hint="Leave `with ws.reading():` before writing.",
                pid=os.getpid(),
            )

    def _leave(self) -> None:
        with self._guard:
            self._users -= 1
            self._guard.notify_all()
            # A reader never keeps the file: nobody else could write
            self._resting = self._resting or not self._writable
            if self._resting:
                self._close_if_idle()

    def _close_if_idle(self) -> None:
        if self._users == 0 and self._root is not None:
            root, self._root = self._root, None
            root.close()

    def _open(self, *, write: bool) -> DuckDBPyConnection:
        must_have_folder(self.path)
        readable = self.path.exists() and not write
        root = retried(lambda: self._attach(read_only=readable), self.path, self.lock_wait)
        try:
            if readable and pending(root, str(self.path)):
                root.close()
                return self._open(write=True)
            if not readable:
                sweep(self.path)
                migrate(root, str(self.path))
        except BaseException:
            root.close()
            raise
        return root

    def _attach(self, *, read_only: bool) -> DuckDBPyConnection:
        root = duckdb.connect()
        try:
            _set(root, {**_SETTINGS, **(_LEAN if self._lean and not read_only else _USUAL)})
            root.execute(f"SET GLOBAL temp_directory = '{quoted(temporary(self.path))}'")
            options = "READ_ONLY" if read_only else f"ROW_GROUP_SIZE {self._row_group}"
            root.execute(f"ATTACH '{quoted(self.path)}' AS store ({options}); USE store")
        except BaseException:
            root.close()
            raise
        return root


def _set(con: DuckDBPyConnection, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        con.execute(f"SET GLOBAL {name} = '{value}'")


def retried(
    attempt: Callable[[], DuckDBPyConnection], path: Path, lock_wait: float
) -> DuckDBPyConnection:
    """The result of *attempt*, tried again for *lock_wait* seconds while another process has the file."""
    until = time.monotonic() + lock_wait
    while True:
        try:
            return attempt()
        except duckdb.Error as error:
            if not is_locked(error):
                raise
            if time.monotonic() >= until:
                raise _locked(path, str(error), lock_wait) from None
            time.sleep(_RETRY_EVERY)


def _locked(path: Path, text: str, waited: float) -> StoreLocked:
    found = re.search(r"PID (\d+)", text)
    pid = int(found[1]) if found else None
    holder = f"process {pid}" if pid else "another connection of this process"
    return StoreLocked(
        f"the store is in use by {holder}; waited {waited:g} s",
        where=str(path),
        hint="Try again when it has finished.",
        pid=pid,
    )


def quoted(path: Path) -> str:
    """*path* inside an SQL text."""
    return str(path).replace("'", "''")


def sweep(path: Path) -> None:
    """Remove what a killed process left beside the store: hand-over files and DuckDB's own temporary ones."""
    left = [*path.parent.glob(f"{TEMPORARY}{glob.escape(path.name)}-*"), temporary(path)]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)


def temporary(path: Path) -> Path:
    """Where DuckDB puts what does not fit into its memory."""
    return path.with_name(f"{path.name}.tmp")
