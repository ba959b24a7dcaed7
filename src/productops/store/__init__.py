"""Where pages are kept: the `Store` protocol and the DuckDB file behind it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .duck import DuckStore
    from .tables import Table

__all__ = ["DuckStore", "Table", "open_store"]


def open_store(path: str | Path, lock_wait: float = 10.0, display: str = "mask") -> DuckStore:
    """The store in the file *path*. The file is created and opened on first use, not here.

    Args:
        path: the DuckDB file.
        lock_wait: seconds to wait while another process has it.
        display: how tables show personal data: `mask`, `keep`, `hash` or `drop`.
    """
    # DuckDB is imported with the first store, not with the package
    from .duck import DuckStore

    return DuckStore(Path(path).absolute(), lock_wait, display)


def __getattr__(name: str) -> type:
    if name == "Table":
        from .tables import Table

        return Table
    if name == "DuckStore":
        from .duck import DuckStore

        return DuckStore
    raise AttributeError(f"module {__name__} has no attribute {name}")
