"""Where pages are kept: the `Store` protocol and the DuckDB file behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .duck import DuckStore


def open_store(path: str | Path, lock_wait: float = 10.0) -> DuckStore:
    """The store in the file *path*. The file is created and opened on first use, not here.

    Args:
        path: the DuckDB file.
        lock_wait: seconds to wait while another process has it.
    """
    # DuckDB is imported with the first store, not with the package
    from .duck import DuckStore  # noqa: PLC0415

    return DuckStore(Path(path).absolute(), lock_wait)
