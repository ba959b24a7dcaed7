"""Every answer of the tool inventory, timed on DuckDB and compared with Polars.

    python benchmarks/inventory.py                 200 products, 20,000 people, 36 months: 7.2 million rows of usage
    python benchmarks/inventory.py --people 500    a smaller one: does it all work
    python benchmarks/inventory.py --answer seats  one answer

Each answer is given in a fresh process over a store on disk, from opening the store to the answer, imports excluded.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import judge
from contestants.inventory_answer import ANSWERS
from harness import HERE, contest, folder
from inventory_data import PEOPLE
from judge import Line, Outcome

MOST_S, MOST_MB = 2.0, 500.0
LIMIT_MB = 4_000.0


def measure(
    within: Path | None, people: int = PEOPLE, answers: Sequence[str] = (), repeat: int = 3
) -> dict[str, list[Outcome]]:
    """Build the inventory, ask every question, and give `ANSWER ENGINE` → outcomes."""
    found: dict[str, list[Outcome]] = {}
    with folder(within) as where:
        script, store = HERE / "inventory_data.py", where / "store.duckdb"
        built = subprocess.run(
            [sys.executable, script, store, str(people)], check=True, text=True, stdout=subprocess.PIPE
        )  # fmt: skip
        print(f"inventory: {int(built.stdout):,} rows of usage", file=sys.stderr, flush=True)
        for answer in answers or ANSWERS:
            runs = [_asked(where, answer, "duckdb") for _ in range(repeat)]
            found[answer] = [*runs, _asked(where, answer, "polars")]
    return found


def _asked(where: Path, answer: str, engine: str) -> dict[str, Any]:
    asked = ("--answer", answer, "--engine", engine)
    told = contest("inventory_answer", "", where, *asked, limit_mb=LIMIT_MB)
    line = f"{answer} {engine}: {told['seconds']:.2f} s, cpu {told.get('cpu_s', 0):.2f}, {judge.peak(told):,.0f} MB"
    print(line, file=sys.stderr, flush=True)
    return {**told, "engine": engine}


def lines(found: dict[str, list[Outcome]]) -> list[Line]:
    """What is promised of every answer, and what was found."""
    return [line for answer, runs in found.items() for line in _lines(answer, runs)]


def _lines(answer: str, runs: list[Outcome]) -> list[Line]:
    *ours, other = runs
    best, most = judge.middle(ours), max(judge.peak(run) for run in ours)
    same = all(run.get("digest") == other.get("digest", "?") for run in ours)
    return [
        Line(f"{answer}, s", f"{best['seconds']:.2f}", f"cpu {best['cpu_s']:.2f}", f"{best['rows']:,} rows",
             f"< {MOST_S:g}", judge.verdict(best["seconds"] < MOST_S)),
        Line("  peak memory, MB", f"{most:,.0f}", "", "", f"< {MOST_MB:g}", judge.verdict(most < MOST_MB)),
        Line("  on Polars, s", f"{other['seconds']:.2f}", f"{judge.peak(other):,.0f} MB", "", "the same",
             judge.verdict(same)),
    ]  # fmt: skip


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--answer", choices=ANSWERS, action="append", default=[])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--within", type=Path, help="where the store goes; else a temporary folder")
    parser.add_argument("--json", type=Path, help="also write every outcome here")
    chosen = parser.parse_args()
    found = measure(chosen.within, chosen.people, chosen.answer, chosen.repeat)
    print(judge.table(f"inventory of {chosen.people:,} people", lines(found)))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
