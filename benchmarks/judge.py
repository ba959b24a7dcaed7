"""From outcomes to a table: what was measured, against what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mean, median
from typing import Any, NamedTuple

Outcome = Mapping[str, Any]
WINDOW = 20
"""Pages over which the time of one is taken: ten before and ten after a moment."""
OURS, TUNED, DEFAULTS = "productops", "dlt tuned", "dlt defaults"
# What is promised of every vendor; the rest is in `vendors.py`.
SLOWER_PAGE = 1.5
IMPORT_MS, IMPORT_MB, INSTALL_MB = 100, 40, 130


class Line(NamedTuple):
    """A line of the table. *target* and *verdict* are empty where nothing is promised."""

    what: str
    figure: str
    against: str = ""
    ratio: str = ""
    target: str = ""
    verdict: str = ""


def middle(runs: Sequence[Outcome]) -> Outcome:
    """The run with the median time."""
    return sorted(runs, key=lambda run: run["seconds"])[(len(runs) - 1) // 2]


def peak(run: Outcome) -> float:
    """MB: the larger of what the process says and what was seen from outside, workers included."""
    return float(max(run.get("peak_mb", 0.0), run["tree_mb"]))


def duel(
    noun: str, size: int, ours: Outcome, other: Outcome, *, faster: float, most_mb: float
) -> list[Line]:
    """Speed, memory and file against dlt at its best."""
    return [
        speed(noun, size, ours, other, TUNED, faster),
        with_imports(size, ours, other),
        memory(size, ours, other, most_mb),
        disk(size, ours, other),
    ]


def speed(noun: str, size: int, ours: Outcome, other: Outcome, name: str, least: float) -> Line:
    """Records a second, connect to closed store, imports excluded on both sides; nothing is promised where *least* is 0."""
    rate, against = size / ours["seconds"], size / other["seconds"]
    ratio, ended = rate / against, other.get("stopped")
    return Line(
        f"{noun}/s, {size:,}, against {name}", f"{rate:,.0f}", f"{'<' if ended else ''}{against:,.0f}",
        f"{'>' if ended else ''}{ratio:.2f}x", f">= {least:g}x" if least else "",
        "unknown: it was ended" if ended and ratio < least else verdict(ratio >= least) if least else "",
    )  # fmt: skip


def with_imports(size: int, ours: Outcome, other: Outcome) -> Line:
    """The same with imports; nothing is promised of it."""
    mine = ours["seconds_with_imports"]
    theirs = other.get("seconds_with_imports", other["seconds"])
    rates = f"{size / mine:,.0f}", f"{size / theirs:,.0f}"
    return Line(f"  with imports, {size:,}", *rates, f"{theirs / mine:.2f}x")


def memory(size: int, ours: Outcome, other: Outcome, most: float) -> Line:
    """Peak memory, workers included."""
    mine, theirs = peak(ours), peak(other)
    return Line(
        f"peak memory, MB, {size:,}", f"{mine:,.0f}", f"{theirs:,.0f}", f"{theirs / mine:.2f}x",
        f"<= {most:g}", verdict(mine <= most),
    )  # fmt: skip


def disk(size: int, ours: Outcome, other: Outcome) -> Line:
    """The store's size; ours holds the raw payloads too."""
    return Line(f"file, MB, {size:,}", f"{ours['file_mb']:,.0f}", f"{other.get('file_mb', 0):,.0f}")


def again(noun: str, first: Outcome, second: Outcome) -> list[Line]:
    """Reading unchanged records once more, without and with the census that `full` takes."""
    unchanged = second["streams"][noun]["unchanged"]
    fresh, whole = first["seconds"], second["seconds"]
    alone = whole - second["census_s"]
    read = f"re-sync, s, {unchanged:,} of {second['records']:,} unchanged"
    return [
        Line(read, f"{alone:.2f}", f"first {fresh:.2f}", f"{alone / fresh:.2f}", "< 1", verdict(alone < fresh)),
        Line("  with its census", f"{whole:.2f}", f"first {fresh:.2f}", f"{whole / fresh:.2f}"),
    ]  # fmt: skip


def page_times(run: Outcome, rows: int) -> Line:
    """Time of a page when the store holds *rows*, and at the end of the run."""
    pages = run["pages"]
    times = [(done, at - before) for (_, before), (done, at) in pairwise(pages)]
    width = min(WINDOW, len(times) // 3)
    if not width:
        return Line("page time", "too few pages")
    near = min(range(len(times)), key=lambda n: abs(times[n][0] - rows))
    start = max(0, min(near - width // 2, len(times) - width))
    seconds = [each for _, each in times]
    early, late = seconds[start : start + width], seconds[-width:]
    ratio = mean(late) / mean(early)
    return Line(
        f"page, ms, at {pages[-1][0]:,} rows (mean of {width})", f"{mean(late) * 1000:.0f}",
        f"at {rows:,}: {mean(early) * 1000:.0f}", f"{ratio:.2f}", f"<= {SLOWER_PAGE}",
        verdict(ratio <= SLOWER_PAGE) + f" (medians {median(late) * 1000:.0f}, {median(early) * 1000:.0f})",
    )  # fmt: skip


def latency(
    plain: Outcome, slow: Outcome, latency_ms: float, most: float, *, one_by_one: bool
) -> Line:
    """With an answer that takes its time: at most *most* times the larger of work and waiting.

    Waiting is that of every request, or (*one_by_one*) only of those that have to wait for one another: the opening and
    the pages of the main stream.
    """
    requests = sum(stream["requests"] for stream in slow["streams"].values())
    in_a_row = len(slow["pages"]) + slow["streams"]["_source"]["requests"]
    waited_for = in_a_row if one_by_one else requests
    work, waiting = plain["seconds"], waited_for * latency_ms / 1000
    ratio = slow["seconds"] / max(work, waiting)
    in_turn = f", {waited_for} in turn" if one_by_one else ""
    return Line(
        f"{latency_ms:g} ms an answer, s ({requests} requests{in_turn})", f"{slow['seconds']:.2f}",
        f"work {work:.2f}, waiting {waiting:.2f}", f"{ratio:.2f}", f"<= {most}",
        verdict(ratio <= most),
    )  # fmt: skip


def stages(name: str, run: Outcome) -> list[Line]:
    """Where each second goes. Stages of several threads overlap, so they may add up to more than the total."""
    head = f"{name}, {run['records']:,}: total"
    cpu = f"cpu {run['cpu_s']:.2f}"
    parts = [
        Line(
            f"  {stage}", f"{seconds:.2f}", f"{seconds / run['records'] * 1e6:,.0f} us a record",
            f"{seconds / run['seconds']:.0%}",
        )
        for stage, seconds in sorted(run["stages"].items(), key=lambda item: -item[1])
    ]  # fmt: skip
    return [Line(head, f"{run['seconds']:.2f}", cpu), *parts]


def weight(found: Mapping[str, Any]) -> list[Line]:
    """Import and installation."""
    bare, each, opened = (found[key] for key in ("bare", "import", "open"))
    lines = [
        Line("import productops, ms", f"{each['ms']:.0f}", "", "", f"< {IMPORT_MS}", verdict(each["ms"] < IMPORT_MS)),
        Line("  memory, MB", f"{each['mb']:.0f}", f"bare {bare['mb']:.0f}", "", f"<= {IMPORT_MB}",
             verdict(each["mb"] <= IMPORT_MB)),
        Line("  heavy modules", ", ".join(each["heavy"]) or "none", "", "", "none", verdict(not each["heavy"])),
        Line("with productops.open, ms", f"{opened['ms']:.0f}", f"{opened['mb']:.0f} MB"),
    ]  # fmt: skip
    sizes = dict(found["install"])
    total = sizes.pop("total", None)
    if total is None:
        return lines
    largest = ", ".join(f"{name} {mb:.0f}" for name, mb in list(sizes.items())[:3])
    met = verdict(total < INSTALL_MB)
    return [
        *lines,
        Line("core installation, MB", f"{total:.0f}", largest, "", f"< {INSTALL_MB}", met),
    ]


def verdict(met: bool) -> str:
    """In a word."""
    return "met" if met else "MISSED"


def table(title: str, lines: Sequence[Line]) -> str:
    """*lines* as text."""
    head = Line(title, "figure", "against", "ratio", "target", "verdict")
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    return "\n".join(_written(line, widths) for line in (head, *lines))


def _written(line: Line, widths: Sequence[int]) -> str:
    """Words to the left, figures to the right."""
    words = {0, len(line) - 1}
    cells = (
        cell.ljust(width) if at in words else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


CSV_RATE, CSV_MB = 20_000, 400


def imported(run: Outcome) -> list[Line]:
    """A CSV: rows a second, memory, and where each second goes."""
    rate = run["records"] / run["seconds"]
    what = f"{run['file_mb']:,.0f} MB of CSV, {run['records']:,} rows"
    return [
        Line(what, f"{rate:,.0f}/s", "", "", f"{CSV_RATE:,}/s", verdict(rate >= CSV_RATE)),
        Line(
            "  peak memory",
            f"{peak(run):,.0f} MB",
            "",
            "",
            f"{CSV_MB} MB",
            verdict(peak(run) <= CSV_MB),
        ),
        *stages("productops", run),
    ]
