"""DuckDB's errors in our words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ..errors import StoreDamaged, StoreError, StoreFull

_FULL = (
    "no space left",
    "disk full",
    "out of disk",
    "file too large",
    "disk quota",
    "not enough space",
)
_DAMAGED = (
    "not a valid duckdb database",
    "corrupt",
    "checksum",
    "failed to deserialize",
    "serialization error",
    "could not read enough bytes",
    "could not read all bytes",
    "truncated",
)
_DISK_FULL = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def is_locked(error: duckdb.Error) -> bool:
    """Whether somebody else has the file open: another process, or another connection of this one."""
    text = str(error)
    return "Could not set lock" in text or "Unique file handle conflict" in text


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Inside, errors of DuckDB become `StoreError`s that name *path*."""
    try:
        yield
    except duckdb.Error as error:
        raise _explain(error, path) from error


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Inside, errors of the file system become `StoreError`s that name *path*."""
    try:
        yield
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise _full(path) from error
        raise StoreError(
            f"cannot be read or written: {error.strerror or type(error).__name__}",
            where=str(path),
            hint="Check that it exists and belongs to you.",
        ) from error


def must_have_folder(path: Path) -> None:
    """Say so where the folder of *path* does not exist; it is not made, for it may be a slip of the pen."""
    if not path.parent.is_dir():
        raise StoreError(
            "the folder of the store does not exist",
            where=str(path),
            hint=f"Create {path.parent} or name another file as the store.",
        )


def _explain(error: duckdb.Error, path: Path) -> StoreError:
    # Further lines quote what was being written: customers' text
    text = next(iter(str(error).splitlines()), type(error).__name__)
    low = text.lower()
    if any(sign in low for sign in _FULL):
        return _full(path)
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            "the store needs more memory than it may use",
            where=str(path),
            hint="Ask for less at once, or free some disk space for its temporary files.",
        )
    if isinstance(
        error, duckdb.FatalException | duckdb.InternalException | duckdb.SerializationException
    ) or any(sign in low for sign in _DAMAGED):
        return StoreDamaged(
            f"the file cannot be read as a store ({text[:200]})",
            where=str(path),
            hint="Restore it from a backup, or move it away and sync anew.",
        )
    return StoreError(text[:200], where=str(path), hint="Nothing of this step was kept.")


def _full(path: Path) -> StoreFull:
    return StoreFull(
        "the disk is full; nothing of the last page was kept",
        where=str(path),
        hint="Free some space and run the sync again; it goes on where it stopped.",
    )
