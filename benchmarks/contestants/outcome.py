"""What every contestant measures of itself, and how it says so: one line of JSON."""

from __future__ import annotations

import argparse
import json
import resource
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))

from vendors import VENDORS, Vendor

KB = 1024


def options(text: str) -> argparse.ArgumentParser:
    """The arguments of every contestant."""
    found = argparse.ArgumentParser(description=text.splitlines()[0])
    found.add_argument("--vendor", choices=sorted(VENDORS), default="zendesk")
    found.add_argument("--base-url", required=True)
    found.add_argument("--folder", type=Path, required=True, help="for the store and all else")
    return found


def vendor_of(chosen: argparse.Namespace) -> Vendor:
    """The vendor that is read."""
    return VENDORS[chosen.vendor]


def peak_mb(who: int = resource.RUSAGE_SELF) -> float:
    """The largest memory this process (or the largest of its ended children) held, in MB of 1024²."""
    return round(resource.getrusage(who).ru_maxrss / KB, 1)


def tell(store: Path, began: float, ready: float, done: float, **more: Any) -> None:
    """Print the outcome.

    Args:
        store: the DuckDB file, closed.
        began: when the script started; ready: when its imports were done; done: when the store was closed.
        more: what only this contestant knows.
    """
    peak, workers = peak_mb(), peak_mb(resource.RUSAGE_CHILDREN)
    cpu = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    files = [path for path in store.parent.glob(store.name + "*") if path.is_file()]
    found = {
        "seconds": round(done - ready, 3),
        "seconds_with_imports": round(done - began, 3),
        "cpu_s": round(sum(each.ru_utime + each.ru_stime for each in cpu), 2),
        "peak_mb": peak,
        "largest_worker_mb": workers,
        "file_mb": round(sum(path.stat().st_size for path in files) / KB / KB, 1),
        "rows": rows_of(store),
        **more,
    }
    print(json.dumps(found))


def rows_of(store: Path) -> dict[str, int]:
    """Table → rows, of every table that has some."""
    import duckdb

    with duckdb.connect(str(store), read_only=True) as connection:
        query = "SELECT schema_name, table_name FROM duckdb_tables() ORDER BY ALL"
        names = connection.execute(query).fetchall()
        counts = {
            table: connection.execute(f'SELECT count(*) FROM "{schema}"."{table}"').fetchall()[0][0]
            for schema, table in names
        }
    return {table: count for table, count in counts.items() if count}


def now() -> float:
    """The clock that all contestants use."""
    return perf_counter()
