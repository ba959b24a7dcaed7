"""Speed, memory and weight of a Zendesk sync, against dlt on the same machine, server and data.

    python benchmarks/run.py              the figures; about ten minutes on two idle cores
    python benchmarks/run.py --quick      2,000 tickets: does it all work
    python benchmarks/run.py --explore    which settings of dlt are the best here

Each contestant runs in a fresh process, several times where it is quick; the run with the median time is shown.
Prints figures and whether they meet what is promised; asserts none.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import judge
import weight
from harness import contest, folder, server
from judge import Line, Outcome, middle

LATENCY_MS = 50.0
VARIANTS = (
    (),
    ("--disposition", "replace"),
    ("--disposition", "merge"),
    ("--workers", "2"),
    ("--nesting", "-1"),
    ("--nesting", "-1", "--workers", "2"),
)


def options() -> argparse.Namespace:
    """What to run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="2,000 and 4,000 tickets, once each")
    parser.add_argument("--explore", action="store_true", help="only dlt, with several settings")
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=200_000, help="0 leaves it out")
    parser.add_argument("--repeat", type=int, default=3, help="runs of the small size")
    parser.add_argument("--dlt", type=shlex.split, default=[], help="options for dlt_tuned.py")
    parser.add_argument("--no-defaults", action="store_true", help="without dlt as it comes")
    parser.add_argument("--no-weight", action="store_true")
    parser.add_argument("--limit-mb", type=float, default=12_000, help="who takes more is ended")
    parser.add_argument("--within", type=Path, help="where stores go; else a temporary folder")
    parser.add_argument("--json", type=Path, help="also write every outcome here")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.small, chosen.large, chosen.repeat = 2_000, 4_000, 1
    return chosen


class Bench:
    """Runs contestants and keeps what each said."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.chosen = chosen
        self.runs: dict[str, list[Outcome]] = defaultdict(list)

    def one(
        self, key: str, script: str, url: str, tickets: int, *more: str, again: str = ""
    ) -> None:
        """One contestant in a new folder; *again*: then once more into the same store."""
        most = self.chosen.limit_mb
        with folder(self.chosen.within) as where:
            self._take(key, contest(script, url, where, *more, limit_mb=most), tickets)
            if again:
                self._take(again, contest(script, url, where, "--full", limit_mb=most), tickets)

    def _take(self, key: str, outcome: dict[str, Any], tickets: int) -> None:
        told = "ended at the memory limit"
        if not outcome.get("stopped"):
            read, rows = outcome["tickets"], outcome["rows"]
            held = rows.get("feedback", rows.get("tickets"))
            if (read, held) != (tickets, tickets):
                raise RuntimeError(f"{key}: read {read} and holds {held} of {tickets} tickets")
            told = f"{tickets / outcome['seconds']:,.0f}/s"
        self.runs[key].append(outcome)
        memory = f"{judge.peak(outcome):,.0f} MB"
        print(f"{key}: {outcome['seconds']:.2f} s, {told}, {memory}", file=sys.stderr, flush=True)

    def all(self) -> None:
        """Every run; contestants take turns, so that a busy minute hits both."""
        small, large = self.chosen.small, self.chosen.large
        with server(small) as url:
            for _ in range(self.chosen.repeat):
                self.one("small ours", "productops_sync", url, small, again="again ours")
                self.one("small dlt", "dlt_tuned", url, small, *self.chosen.dlt)
            if not self.chosen.no_defaults:
                self.one("small defaults", "dlt_defaults", url, small)
        with server(small, LATENCY_MS) as url:
            for _ in range(self.chosen.repeat):
                self.one("slow ours", "productops_sync", url, small)
        if large:
            with server(large) as url:
                self.one("large ours", "productops_sync", url, large)
                self.one("large dlt", "dlt_tuned", url, large, *self.chosen.dlt)

    def explore(self) -> list[Line]:
        """dlt's settings, fastest first."""
        with server(self.chosen.small) as url:
            for _ in range(self.chosen.repeat):
                for variant in VARIANTS:
                    name = " ".join(("dlt", *variant))
                    self.one(name, "dlt_tuned", url, self.chosen.small, *variant)
        found = {name: middle(runs) for name, runs in self.runs.items()}
        return [
            Line(
                name, f"{run['tickets'] / run['seconds']:,.0f}/s", f"{judge.peak(run):,.0f} MB",
                "", f"{run['file_mb']:.0f} MB file",
            )
            for name, run in sorted(found.items(), key=lambda item: item[1]["seconds"])
        ]  # fmt: skip

    def lines(self) -> list[Line]:
        """What is promised, and what was found."""
        small, large = self.chosen.small, self.chosen.large
        best = {key: middle(runs) for key, runs in self.runs.items()}
        ours = best["small ours"]
        found = judge.duel(small, ours, best["small dlt"], faster=4, most_mb=450)
        if large:
            found += judge.duel(
                large, best["large ours"], best["large dlt"], faster=2.5, most_mb=700
            )
        if "small defaults" in best:
            found.append(judge.speed(small, ours, best["small defaults"], judge.DEFAULTS, 20))
            found.append(Line("  its memory, MB", "", f"{judge.peak(best['small defaults']):,.0f}"))
        found += judge.again(ours, best["again ours"])
        if large:
            found.append(judge.page_times(best["large ours"], small))
        return [*found, judge.latency(ours, best["slow ours"], LATENCY_MS)]

    def stages(self) -> list[Line]:
        """Where each second goes, in every kind of run."""
        names = {
            "small ours": judge.OURS, "large ours": judge.OURS, "again ours": f"{judge.OURS} again",
            "slow ours": f"{judge.OURS}, {LATENCY_MS:g} ms",
            "small dlt": judge.TUNED, "large dlt": judge.TUNED,
        }  # fmt: skip
        kept = ((name, middle(self.runs[key])) for key, name in names.items() if self.runs.get(key))
        whole = ((name, run) for name, run in kept if not run.get("stopped"))
        return [line for name, run in whole for line in judge.stages(name, run)]


def machine() -> str:
    """Where and with what."""
    names = ("productops", "dlt", "duckdb", "pyarrow")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    python = f"Python {platform.python_version()} on {platform.system()}"
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {python}, {packages}"


def main() -> None:
    """Run and print."""
    chosen = options()
    bench, where = Bench(chosen), machine()
    if chosen.explore:
        tables = [judge.table("dlt's settings", bench.explore())]
    else:
        bench.all()
        tables = [judge.table("promised", bench.lines())]
        tables += [judge.table("where the seconds go", bench.stages())]
        if not chosen.no_weight:
            tables.append(judge.table("weight", judge.weight(weight.weigh())))
    print(where, *tables, sep="\n\n")
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": where, "runs": bench.runs}, indent=1))


if __name__ == "__main__":
    main()
