"""A large CSV of requests, imported by mapping: rows a second, and peak memory.

    python csv_import.py --folder DIR --megabytes 1000

The file is synthetic: an id, a title, a text of a few hundred letters, a kind and a date.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
from pathlib import Path
from time import perf_counter

import productops as po

TEXT = (
    "the board export does not load when we filter by team please add a way to sort lists and share them "
    "with customers who have no account so that nobody has to copy numbers by hand every week"
)
MAPPING = {
    "Key": "feedback.source_id", "Title": "feedback.title", "Text": "feedback.body",
    "Kind": "feedback.kind", "When": "feedback.occurred_at",
}  # fmt: skip
WORDS_A_TEXT = 80
DIFFERENT = 997


def write(path: Path, megabytes: int) -> int:
    """A file of about that size; how many rows it has."""
    dice = random.Random(7)
    texts = [" ".join(dice.choices(TEXT.split(), k=WORDS_A_TEXT)) for _ in range(DIFFERENT)]
    size, rows = 0, 0
    with path.open("w") as file:
        size += file.write("Key,Title,Text,Kind,When\n")
        while size < megabytes * 1_000_000:
            text = texts[rows % DIFFERENT]
            day = f"2026-{1 + rows % 9:02}-{1 + rows % 28:02} 10:{rows % 60:02}:00"
            kind = "Bug" if rows % 3 else "Feature request"
            size += file.write(f"R-{rows},{text[:40]} {rows},{text} {rows},{kind},{day}\n")
            rows += 1
    return rows


def main() -> None:
    """Write, import, print what was found as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--base-url", help="the harness gives one; a file has none")
    parser.add_argument("--megabytes", type=int, default=1000)
    chosen = parser.parse_args()
    path = chosen.folder / "requests.csv"
    rows = write(path, chosen.megabytes)
    with po.open(chosen.folder / "store.duckdb") as ws:
        ws.connect("requests", "files", path=str(path), mapping=MAPPING)
        began = perf_counter()
        report = ws.sync(progress=False)
        took = perf_counter() - began
        report.raise_for_failure()
        stream = report.sources["requests"].streams["rows"]
        (held,) = ws.sql("SELECT count(*) n FROM feedback").rows()
    print(json.dumps({
        "seconds": took, "records": rows, "read": stream.fetched, "rows": held["n"],
        "file_mb": path.stat().st_size / 1e6, "peak_mb": peak_mb(), "cpu_s": cpu_s(),
        "stages": stream.stages,
    }))  # fmt: skip


def cpu_s() -> float:
    """Of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """Of this process so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
