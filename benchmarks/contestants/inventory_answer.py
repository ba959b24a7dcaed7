"""One question to the inventory, in a process of its own: seconds, processor seconds, memory, and a digest of the answer.

    python inventory_answer.py --folder DIR --answer seats --engine duckdb

*DIR* has the store and, for Polars, a Parquet file of each table, as `inventory.py` makes them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from inventory_data import TABLES, with_products

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERS = {
    "seats": ("seats", {}),
    "recoverable": ("recoverable", {}),
    "cost_per_active_user": ("costs", {"contracts": True}),
    "overlap": ("overlap", {}),
    "spend": ("spend", {"by": "team"}),
    "renewals": ("renewals", {}),
    "graph": ("graph", {}),
    "training": ("training", {}),
    "scorecard": ("scorecard", {}),
    "risks": ("risks", {}),
    "unsanctioned": ("unsanctioned", {}),
    "unused": ("unused", {}),
    "support": ("support", {}),
}
"""Measure → its module and options."""
DIGITS = 9


def from_polars(folder: Path) -> dict[str, Any]:
    """The same tables as Parquet, not read yet."""
    import polars as pl

    return {path.stem: pl.scan_parquet(path) for path in sorted(folder.glob("*.parquet"))}


def asked(measure: Any, options: Mapping[str, Any], engine: str, folder: Path) -> Any:
    """The answer."""
    if engine == "polars":
        return measure(from_polars(folder), AS_OF, **options)
    import productops as po

    with po.open(folder / "store.duckdb") as ws, ws.reading() as reading:
        return measure(with_products(reading.frames(*TABLES)), AS_OF, **options)


def digest(answer: Any) -> str:
    """Of everything it says; fractions to nine digits, as engines may add in another order."""
    told = [answer.columns, answer.rows, [asdict(each) for each in answer.findings]]
    whole = json.dumps([*told, answer.missing, answer.excluded, answer.n], default=str)
    return hashlib.sha256(_rounded(json.loads(whole)).encode()).hexdigest()[:16]


def _rounded(value: Any) -> str:
    return json.dumps(
        json.loads(json.dumps(value), parse_float=lambda text: round(float(text), DIGITS))
    )


def main() -> None:
    """Ask once, print what was found as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--base-url", help="the harness gives one; a store has none")
    parser.add_argument("--answer", choices=ANSWERS, required=True)
    parser.add_argument("--engine", choices=("duckdb", "polars"), default="duckdb")
    chosen = parser.parse_args()
    module, options = ANSWERS[chosen.answer]
    measure = getattr(import_module(f"productops.measures.inventory.{module}"), chosen.answer)
    for name in ("productops.workspace", "productops.store", "duckdb", "narwhals", chosen.engine):
        import_module(name)
    began, cpu = perf_counter(), process_time()
    answer = asked(measure, options, chosen.engine, chosen.folder)
    print(json.dumps({
        "seconds": perf_counter() - began, "cpu_s": process_time() - cpu, "n": answer.n,
        "rows": len(answer.rows), "findings": len(answer.findings), "digest": digest(answer),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
