"""The command line's grammar. Imports nothing heavy, so that help and typos answer at once."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import NoReturn

from ..errors import SettingsError, did_you_mean
from .commands import COMMANDS


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
