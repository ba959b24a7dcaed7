"""The command line's grammar. Imports nothing heavy, so that help and typos answer at once."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn

from ..errors import SettingsError, did_you_mean

Add = Callable[[argparse.ArgumentParser], None]


class _Parser(argparse.ArgumentParser):
    """Raises instead of leaving, with the nearest known word."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(_what(message), hint=self._hint(message))

    def _hint(self, message: str) -> str:
        wrong = re.search(r"(?:invalid choice: '?|unrecognized arguments: )([^\s',]+)", message)
        known = [*COMMANDS] if "COMMAND" in message else [*self._options(), *_choices(message)]
        near = did_you_mean(wrong[1], known) if wrong else ""
        return near or f"See: {self.prog} --help"

    def _options(self) -> list[str]:
        return [option for action in self._actions for option in action.option_strings]


def _choices(message: str) -> list[str]:
    listed = re.search(r"choose from ([^)]*)\)", message)
    return re.findall(r"[\w-]+", listed[1]) if listed else []


def _what(message: str) -> str:
    command = re.match(r"argument COMMAND: invalid choice: '?([^\s',]*)", message)
    if message.endswith("required: COMMAND"):
        return "no command given"
    return f'there is no command "{command[1]}"' if command else message


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The arguments; `module` names the module of this package that runs them.

    Raises:
        SettingsError: no such command, option or value (exit 2).
    """
    parser = _parser()
    args, left = parser.parse_known_args(list(words))
    if left:
        parser.commands[args.command].error(f"unrecognized arguments: {' '.join(left)}")
    return args


class _Root(_Parser):
    commands: dict[str, _Parser]


def _parser() -> _Root:
    parser = _Root(prog="productops", description=_ABOUT, epilog=_EPILOG, formatter_class=_Formatter,
                   allow_abbrev=False)  # fmt: skip
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="print the version")
    parser.set_defaults(settings=None, debug=False)
    _everywhere(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    parser.commands = {}
    for name, (module, about, add) in COMMANDS.items():
        command = commands.add_parser(
            name, help=about, description=about[:1].upper() + about[1:] + ".", allow_abbrev=False
        )
        add(command)
        _everywhere(command)
        command.set_defaults(module=module)
        parser.commands[name] = command
    return parser


def _everywhere(parser: argparse.ArgumentParser) -> None:
    """Options that stand before or after the command; a suppressed default lets both be."""
    absent = argparse.SUPPRESS
    about = "settings file (default: productops.toml here)"
    parser.add_argument("--settings", metavar="FILE", default=absent, help=about)
    parser.add_argument(
        "--debug", action="store_true", default=absent, help="show the traceback of an error"
    )


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"productops {version('productops')}")
        parser.exit()


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the description."""


_ABOUT = "Product feedback and the tool inventory in one schema, from the tools you already have."
_EPILOG = "Try it without any account: productops demo"


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


TOOLS = (
    "list", "init", "seats", "recoverable", "cost", "renewals", "overlap", "unsanctioned", "integrations", "training",
    "scorecard", "risks", "spend", "support", "unused", "features", "findings", "matches", "disagreements", "same", "apart",
)  # fmt: skip
"""What `tools` can tell or do."""
ANSWER_OPTIONS = ("days", "months", "within_days", "by", "currency", "contracts")


def _tools(parser: argparse.ArgumentParser) -> None:
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


def arguments(command: str) -> list[tuple[str, str]]:
    """What *command* takes, and what that does: for the reference."""
    actions = _parser().commands[command]._actions  # noqa: SLF001 - argparse has no other way to ask
    shared = {"help", "settings", "debug"}
    return [(_written(a), a.help or "") for a in actions if a.dest not in shared]


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"{action.metavar}…" if action.nargs == "*" else str(action.metavar)
    value = action.metavar or "|".join(map(str, action.choices or ()))
    return (
        f"{action.option_strings[0]} {value}".rstrip()
        if action.nargs != 0
        else action.option_strings[0]
    )
