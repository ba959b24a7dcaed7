"""Speed, memory and weight of a sync, against dlt on the same machine, server and data.

    python benchmarks/run.py                  the figures of every vendor; about fifteen minutes on two idle cores
    python benchmarks/run.py --vendor jira    of one
    python benchmarks/run.py --quick          2,000 records: does it all work
    python benchmarks/run.py --explore        which settings of dlt are the best here

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

import inventory
import judge
import weight
from harness import contest, folder, server
from judge import Line, Outcome, middle
from vendors import VENDORS, Vendor

LATENCY_MS = 50.0
VARIANTS = (
    (),
    ("--disposition", "replace"),
    ("--disposition", "merge"),
    ("--workers", "2"),
    ("--nesting", "0"),
    ("--nesting", "1"),
    ("--nesting", "2"),
    ("--nesting", "-1"),
    ("--nesting", "-1", "--workers", "2"),
)


def options() -> argparse.Namespace:
    """What to run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--vendor", choices=sorted(VENDORS), action="append", help="all by default")
    parser.add_argument("--quick", action="store_true", help="2,000 and 4,000 records, once each")
    parser.add_argument("--explore", action="store_true", help="only dlt, with several settings")
    parser.add_argument("--small", type=int, help="records; each vendor has its own")
    parser.add_argument("--large", type=int, help="0 leaves it out")
    parser.add_argument("--repeat", type=int, default=3, help="runs of the small size")
    parser.add_argument("--dlt", type=shlex.split, default=[], help="options for dlt_tuned.py")
    parser.add_argument("--no-defaults", action="store_true", help="without dlt as it comes")
    parser.add_argument("--no-weight", action="store_true")
    parser.add_argument("--csv", type=int, default=1000, help="megabytes of a CSV; 0 leaves it out")
    parser.add_argument(
        "--people", type=int, default=inventory.PEOPLE, help="of the inventory; 0 leaves it out"
    )
    parser.add_argument("--limit-mb", type=float, default=12_000, help="who takes more is ended")
    parser.add_argument("--within", type=Path, help="where stores go; else a temporary folder")
    parser.add_argument("--json", type=Path, help="also write every outcome here")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.small, chosen.large, chosen.repeat = 2_000, 4_000, 1
        chosen.csv, chosen.people = min(chosen.csv, 20), min(chosen.people, 500)
    return chosen


class Bench:
    """Runs contestants for one vendor and keeps what each said."""

    def __init__(self, name: str, chosen: argparse.Namespace) -> None:
        self.name = name
        self.vendor: Vendor = VENDORS[name]
        self.chosen = chosen
        self.small = self.vendor.small if chosen.small is None else chosen.small
        self.large = self.vendor.large if chosen.large is None else chosen.large
        self.runs: dict[str, list[Outcome]] = defaultdict(list)

    def one(
        self, key: str, script: str, url: str, records: int, *more: str, again: str = ""
    ) -> None:
        """One contestant in a new folder; *again*: then once more into the same store."""
        most = self.chosen.limit_mb
        asked = ("--vendor", self.name, *more)
        with folder(self.chosen.within) as where:
            self._take(key, contest(script, url, where, *asked, limit_mb=most), records)
            if again:
                self._take(
                    again, contest(script, url, where, *asked, "--full", limit_mb=most), records
                )

    def _take(self, key: str, outcome: dict[str, Any], records: int) -> None:
        told = "ended at the memory limit"
        if not outcome.get("stopped"):
            read, rows = outcome["records"], outcome["rows"]
            held = rows.get(self.vendor.table, rows.get(self.vendor.noun))
            if (read, held) != (records, records):
                raise RuntimeError(
                    f"{key}: read {read} and holds {held} of {records} {self.vendor.noun}"
                )
            told = f"{records / outcome['seconds']:,.0f}/s"
        self.runs[key].append(outcome)
        memory = f"{judge.peak(outcome):,.0f} MB"
        print(f"{key}: {outcome['seconds']:.2f} s, {told}, {memory}", file=sys.stderr, flush=True)

    def all(self) -> None:
        """Every run; contestants take turns, so that a busy minute hits both."""
        small, large = self.small, self.large
        with server(self.name, small) as url:
            for _ in range(self.chosen.repeat):
                self.one("small ours", "productops_sync", url, small, again="again ours")
                self.one("small dlt", "dlt_tuned", url, small, *self.chosen.dlt)
            self._asides(url)
        with server(self.name, small, LATENCY_MS) as url:
            for _ in range(self.chosen.repeat):
                self.one("slow ours", "productops_sync", url, small)
        if self.vendor.short_page:
            self._in_turn()
        if large:
            with server(self.name, large) as url:
                for _ in range(self.vendor.large_repeat):
                    self.one("large ours", "productops_sync", url, large)
                    self.one("large dlt", "dlt_tuned", url, large, *self.chosen.dlt)

    def _asides(self, url: str) -> None:
        """dlt as it comes, and with the settings that are told beside."""
        if self.vendor.bare and not self.chosen.no_defaults:
            self.one("small defaults", "dlt_defaults", url, self.small)
        for words, settings in self.vendor.beside.items():
            self.one(words, "dlt_tuned", url, self.small, *settings)

    def _in_turn(self) -> None:
        """Small pages and slow answers: the main stream's waiting is more than all work."""
        size = ("--page-size", str(self.vendor.short_page))
        with server(self.name, self.small, 4 * LATENCY_MS) as url:
            self.one("turns ours", "productops_sync", url, self.small, *size)
        with server(self.name, self.small) as url:
            self.one("turns plain", "productops_sync", url, self.small, *size)

    def explore(self) -> list[Line]:
        """dlt's settings, fastest first."""
        with server(self.name, self.small) as url:
            for _ in range(self.chosen.repeat):
                for variant in VARIANTS:
                    name = " ".join(("dlt", *variant))
                    self.one(name, "dlt_tuned", url, self.small, *variant)
        found = {name: middle(runs) for name, runs in self.runs.items()}
        return [
            Line(
                name, f"{run['records'] / run['seconds']:,.0f}/s", f"{judge.peak(run):,.0f} MB",
                "", f"{run['file_mb']:.0f} MB file",
            )
            for name, run in sorted(found.items(), key=lambda item: item[1]["seconds"])
        ]  # fmt: skip

    def lines(self) -> list[Line]:
        """What is promised, and what was found."""
        noun, small, large = self.vendor.noun, self.small, self.large
        best = {key: middle(runs) for key, runs in self.runs.items()}
        ours = best["small ours"]
        found: list[Line] = []
        for size, name, at in ((small, "small", 0), (large, "large", 1)):
            if size:
                faster, most = self.vendor.faster[at], self.vendor.most_mb[at]
                mine, theirs = best[f"{name} ours"], best[f"{name} dlt"]
                found += judge.duel(noun, size, mine, theirs, faster=faster, most_mb=most)
        if "small defaults" in best:
            defaults = best["small defaults"]
            found.append(judge.speed(noun, small, ours, defaults, judge.DEFAULTS, self.vendor.bare))
            found.append(Line("  its memory, MB", "", f"{judge.peak(defaults):,.0f}"))
        found += [
            judge.speed(noun, small, ours, best[words], words, 0) for words in self.vendor.beside
        ]
        found += judge.again(noun, ours, best["again ours"])
        if large:
            found.append(judge.page_times(best["large ours"], min(small, large // 2)))
        return [*found, *self._latencies(best)]

    def _latencies(self, best: dict[str, Outcome]) -> list[Line]:
        """Every kind of run with slow answers, each against the same run with quick ones."""
        kinds = (
            ("small ours", "slow ours", LATENCY_MS),
            ("turns plain", "turns ours", 4 * LATENCY_MS),
        )
        one_by_one, most = self.vendor.one_by_one, self.vendor.over
        return [
            judge.latency(best[plain], best[slow], latency, most, one_by_one=one_by_one)
            for plain, slow, latency in kinds
            if slow in best
        ]

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
    where, kept = machine(), {}
    print(where)
    for name in chosen.vendor or VENDORS:
        bench = Bench(name, chosen)
        for title, lines in measured(bench):
            print("", judge.table(f"{name}: {title}", lines), sep="\n", flush=True)
        kept[name] = bench.runs
    if chosen.csv and not (chosen.vendor or chosen.explore):
        kept["files"] = {"csv": [imported(chosen)]}
        print(
            "", judge.table("files", judge.imported(kept["files"]["csv"][0])), sep="\n", flush=True
        )
    if chosen.people and not (chosen.vendor or chosen.explore):
        kept["inventory"] = inventory.measure(chosen.within, chosen.people, repeat=chosen.repeat)
        print(
            "", judge.table("inventory", inventory.lines(kept["inventory"])), sep="\n", flush=True
        )
    if not (chosen.no_weight or chosen.explore):
        print("", judge.table("weight", judge.weight(weight.weigh())), sep="\n")
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": where, "runs": kept}, indent=1))


def imported(chosen: argparse.Namespace) -> Outcome:
    """A large CSV, by mapping."""
    with folder(chosen.within) as where:
        size = ("--megabytes", str(chosen.csv))
        return contest("csv_import", "", where, *size, limit_mb=chosen.limit_mb)


def measured(bench: Bench) -> list[tuple[str, list[Line]]]:
    """The tables of one vendor."""
    if bench.chosen.explore:
        return [("dlt's settings", bench.explore())]
    bench.all()
    return [("promised", bench.lines()), ("where the seconds go", bench.stages())]


if __name__ == "__main__":
    main()
