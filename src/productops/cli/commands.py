"""The commands: which module runs each, what it does, and what it takes. Imports nothing heavy."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial

Add = Callable[[argparse.ArgumentParser], None]


def _nothing(_: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--keep", metavar="DIR", help="leave store, settings and a script in DIR")


def _init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--connector", metavar="NAME", help="for which connector (see: productops connectors)"
    )
    parser.add_argument("--name", metavar="NAME", help="what to call the source")
    parser.add_argument(
        "--set",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a setting of the source; repeat it",
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there")


def _sources(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", metavar="SOURCE", nargs="*", help="names in the settings (default: all)"
    )


def _check(parser: argparse.ArgumentParser) -> None:
    _sources(parser)
    _json(parser)


def _sync(parser: argparse.ArgumentParser) -> None:
    _check(parser)
    parser.add_argument(
        "--full", action="store_true", help="read again from the beginning, then look for deletions"
    )
    parser.add_argument(
        "--limit",
        metavar="N",
        type=_count,
        help="stop each stream after the page with its N-th record",
    )


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar="TABLE", help="feedback, person, account, … or _set_aside")
    parser.add_argument(
        "--limit", metavar="N", type=_count, help="so many rows (default: 20 in a table, else all)"
    )
    parser.add_argument("--deleted", action="store_true", help="with deleted rows")
    parser.add_argument(
        "--format", choices=("table", "csv", "jsonl", "parquet"), help="default: table"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="write to FILE; the format follows its ending"
    )
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=("parquet", "delta"), default="parquet", help="default: parquet"
    )
    parser.add_argument(
        "--to", metavar="URI", required=True, help="a folder; each table becomes a folder in it"
    )


def _renormalise(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )


TOOLS = {
    "list": "one line a tool: what it is, who owns it, where it was seen",
    "init": "write tools.yaml, the list that you keep, from what was seen",
    "seats": "seats bought, given and used, and those of people who are gone",
    "recoverable": "what can be saved at the next renewal",
    "cost": "what each tool costs for each person who uses it",
    "renewals": "what renews when, and until when to decide",
    "overlap": "tools that do the same, and for whom",
    "unsanctioned": "tools that nobody approved, seen in sign-ins or expenses",
    "integrations": "what data flows where, single points of failure, copying by hand",
    "training": "who should have been trained, and who has",
    "scorecard": "best practices that each tool keeps, and those it lacks",
    "risks": "what could go wrong, the worst first",
    "spend": "what goes to which vendor, team or tool, and how much hangs on one",
    "support": "feedback that names a tool, by people who use it",
    "unused": "tools that nobody uses",
    "features": "features of your own product that nobody uses",
    "findings": "all that is to be done",
    "matches": "which rows are one tool, and why; of all, or of NAME",
    "disagreements": "where sources say different things, and which counts",
    "same": "decide that ONE is the product that OTHER is",
    "apart": "decide that a row is a product of its own",
}
"""What `tools` can tell or do."""
ANSWER_OPTIONS = ("days", "months", "within_days", "by", "currency", "contracts")


def _tools(parser: argparse.ArgumentParser) -> None:
    told = "\n".join(f"  {name:<14} {what}" for name, what in TOOLS.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = f"WHAT:\n{told}"
    parser.add_argument(
        "what", metavar="WHAT", nargs="?", default="list", choices=TOOLS,
        help=f"one of {', '.join(TOOLS)} (default: list)",
    )  # fmt: skip
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="of tools, or ids of rows of `tool`"
    )
    parser.add_argument("--explain", action="store_true", help="say how the figures are counted")
    parser.add_argument("--as-of", metavar="DAY", help="tell it for that day (default: today)")
    parser.add_argument("--days", metavar="N", type=_days, help="who was active within N days")
    parser.add_argument("--months", metavar="N", type=_months, help="costs of the last N months")
    parser.add_argument(
        "--within-days", metavar="N", type=_days, help="renewals to decide within N days"
    )
    parser.add_argument("--by", choices=("vendor", "team", "tool", "cost_center"), help="spend by")
    parser.add_argument("--currency", metavar="CODE", help="amounts in it, by the dated [rates]")
    parser.add_argument("--contracts", action="store_true", default=None,
                        help="cost: where nothing was charged, what the contract says")  # fmt: skip
    parser.add_argument(
        "--ics", metavar="FILE", help="renewals as a calendar, on the last day to decide"
    )
    parser.add_argument(
        "--by-whom", metavar="NAME", help="who decides that tools are the same, or apart"
    )
    parser.add_argument(
        "--force", action="store_true", help="init: put a file that is there away as .bak"
    )
    _json(parser)


def _decisions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="WHAT", nargs="?", default="list", choices=("list", "undo"),
                        help="list or undo (default: list)")  # fmt: skip
    parser.add_argument("id", metavar="ID", nargs="?", help="the decision to undo")
    _json(parser)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of records; write 1 or more')
    return int(text)


def _span(text: str, unit: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of {unit}; write 1 to {most:,}')
    return int(text)


# a century: what is longer is a slip, and no calendar reaches so far back
_days = partial(_span, unit="days", most=36_525)
_months = partial(_span, unit="months", most=1_200)
COMMANDS: dict[str, tuple[str, str, Add]] = {
    "demo": ("demo", "see the whole thing with an invented company, no account needed", _demo),
    "init": ("init", "write a settings file, or add a source to the one that is there", _init),
    "check": ("runs", "ask each source whether it answers, and as whom", _check),
    "sync": ("runs", "fetch what is new or changed", _sync),
    "status": ("look", "what the store holds, and how fresh it is", _json),
    "verify": (
        "runs",
        "compare with the sources' own records and counts, name what is missing",
        _check,
    ),
    "show": ("look", "print a table, or write it to a file", _show),
    "export": ("look", "write every table as files that other engines read", _export),
    "renormalise": (
        "runs",
        "apply changed mappings to what is stored, without fetching",
        _renormalise,
    ),
    "tools": (
        "tools",
        "the tools you work with: seats, costs, renewals, what to do about them",
        _tools,
    ),
    "decisions": ("decisions", "what people decided, and how to take it back", _decisions),
    "connectors": (
        "installed",
        "installed connectors with their streams, tables and settings",
        _nothing,
    ),
    "plugins": ("installed", "installed plugins, with the broken ones and why", _nothing),
}
"""Command → (module that runs it, what it does, its arguments)."""
