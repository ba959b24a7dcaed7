"""`tools`: the list of tools, every answer about them, and the file that a person keeps."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ..errors import SettingsError, did_you_mean
from ..inventory import Inventory
from ..kit import toolsfile
from ..kit.money import CURRENCIES
from ..measures.answer import Answer
from ..measures.inventory.answers import ANSWERS, named, takes
from ..measures.inventory.calendar import ics
from ..render import Section, text_page
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .commands import ANSWER_OPTIONS
from .look import must_exist
from .output import page_width, print_json

_YEARS = range(1900, 2200)
_NOTHING = (
    "Nothing that is to be done was found. What could not be told, and what would tell it, each answer says, "
    "as: productops tools seats"
)
_EMPTY = (
    "No tool is known yet. Tools come from Jira, Zendesk and HubSpot by themselves, and from exports of a directory, "
    "of invoices and expenses: productops init --connector inventory. Or begin a list: productops tools init"
)


def run(args: argparse.Namespace) -> int:
    """Open the workspace and tell."""
    with open_workspace(args.settings) as workspace:
        if args.what == "init":
            return _init(workspace, args)
        must_exist(workspace)
        if args.what in _CHANGES:
            return _CHANGES[args.what](workspace, args)
        _refused(args)
        answer = _answer(workspace.inventory(_moment(args.as_of)), args)
        _print(answer, args)
    return 0


def _moment(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        found = date.fromisoformat(day)
        if found.year not in _YEARS:
            raise ValueError(day)
    except ValueError:
        raise SettingsError(
            f'"{day}" is no day', where="--as-of", hint="Write it as 2026-03-31."
        ) from None
    return datetime(found.year, found.month, found.day, tzinfo=UTC)


def _refused(args: argparse.Namespace) -> None:
    """Names and `--ics` are for some answers only; on others they would be passed over in silence.

    Raises:
        SettingsError: one is given where it means nothing.
    """
    told = f"tools {args.what}"
    if args.ics and args.what != "renewals":
        hint = "Only renewals are a calendar: productops tools renewals --ics FILE"
        raise SettingsError(f"`{told}` has no --ics", where="--ics", hint=hint)
    if len(args.names) > (args.what == "matches"):
        many = "only one name" if args.what == "matches" else "no name"
        hint = "What is known of one tool: productops tools matches NAME"
        raise SettingsError(f'takes {many}, so not "{args.names[-1]}"', where=told, hint=hint)


def _answer(inventory: Inventory, args: argparse.Namespace) -> Answer:
    options = _options(inventory, args)
    match args.what:
        case "list":
            return inventory.overview()
        case "matches":
            if args.names:
                _named(inventory, args.names[0])
            return inventory.matches(*args.names)
        case "disagreements":
            return inventory.disagreements()
        case "findings":
            return _findings(inventory)
        case _:
            return inventory.answer(args.what, **options)


def _options(inventory: Inventory, args: argparse.Namespace) -> dict[str, Any]:
    """Options of the answer that were given.

    Raises:
        SettingsError: one that this answer has not, or a currency that nothing converts to.
    """
    given = {name: value for name in ANSWER_OPTIONS if (value := getattr(args, name)) is not None}
    for name in given:
        if args.what not in ANSWERS or not takes(named(args.what), name):
            option = f"--{name.replace('_', '-')}"
            having = [one for one, measure in ANSWERS.items() if takes(measure, name)]
            hint = f"These have: {', '.join(having)}."
            raise SettingsError(f"`tools {args.what}` has no {option}", where=option, hint=hint)
    if "currency" in given:
        given["currency"] = given["currency"].upper()
        _can_be_told_in(given["currency"], inventory)
    return given


def _can_be_told_in(code: str, inventory: Inventory) -> None:
    if code not in CURRENCIES:
        hint = did_you_mean(code, CURRENCIES) or "Give a code of ISO 4217, as EUR."
        raise SettingsError(f'"{code}" is no currency', where="--currency", hint=hint)
    if inventory.rates is None:
        hint = 'Name a file of dated rates in the settings: [rates] file = "rates.csv".'
        raise SettingsError("there are no rates to convert by", where="--currency", hint=hint)


def _findings(inventory: Inventory) -> Answer:
    found = inventory.findings()
    columns = ("kind", "subject", "says", "next_step", "amount", "currency", "due", "evidence")
    rows = tuple({column: getattr(one, column) for column in columns} for one in found)
    return Answer(
        "findings",
        "What every answer says is to be done.",
        inventory.as_of,
        len(found),
        columns,
        rows,
    )


def _print(answer: Answer, args: argparse.Namespace) -> None:
    if args.ics:
        text = ics(answer)
        _write(Path(args.ics), text, force=True)
        print(_calendar_told(args.ics, text.count("BEGIN:VEVENT"), len(answer.rows)))
    elif args.json:
        print_json(answer.to_dict())
    elif args.what == "list" and not answer.rows:
        print(text_page([Section(notes=[_EMPTY])], page_width()))
    elif args.what == "findings":
        sections = _by_kind(answer) or [Section(notes=[_NOTHING])]
        print(text_page([Section(answer.caption()), *sections], page_width()))
    else:
        counted = [Section(notes=[f"how: {answer.definition}"])] if args.explain else []
        print(text_page([answer.section(), *counted], page_width()))


def _calendar_told(file: str, events: int, contracts: int) -> str:
    left = contracts - events
    why = f" {left} without a day to decide on are not in it." if left else ""
    return f"{file}: {events} renewals, each on its last day to decide.{why}"


def _by_kind(answer: Answer) -> list[Section]:
    """Findings below their kinds, whole: a table would cut what they say."""
    kinds = dict.fromkeys(row["kind"] for row in answer.rows)
    return [
        Section(
            kind.replace("_", " "),
            notes=[
                f"- {row['says']} {row['next_step']}" for row in answer.rows if row["kind"] == kind
            ],
        )
        for kind in kinds
    ]


def _init(workspace: Workspace, args: argparse.Namespace) -> int:
    """Write `tools.yaml` and its schema; a file that is there stays."""
    settings = workspace.settings
    file = settings.folder / (settings.shape.tools.file or toolsfile.FILE)
    tools = _seen(workspace) if settings.store.exists() else []
    former = _put_away(file) if args.force else None
    _write(file, toolsfile.draft(tools), force=False)
    schema = json.dumps(toolsfile.schema(), indent=2, ensure_ascii=False)
    _write(file.with_name(toolsfile.SCHEMA_FILE), f"{schema}\n", force=True)
    print(
        f"{file}: {len(tools)} tools. Fill in what only you know; your editor completes it by {toolsfile.SCHEMA_FILE}."
    )
    if former is not None:
        print(f"What was there is in {former.name}.")
    if settings.shape.tools.file is None:
        print(
            f'Then have it read: put this into the settings.\n\n    [tools]\n    file = "{file.name}"'
        )
    return 0


def _seen(workspace: Workspace) -> list[dict[str, Any]]:
    return [
        {
            **{
                key: value
                for key, value in tool.fields.items()
                if key not in ("owner_id", "owner_team_id")
            },
            "name": tool.name,
            "vendor": tool.vendor,
            "docs": tool.fields["docs_url"],
            "onboarding": tool.fields["onboarding_url"],
            "seen_in": list(tool.sources),
        }
        for tool in workspace.inventory().tools
    ]


def _put_away(file: Path) -> Path | None:
    """Somebody's work stays, under another name: `tools.yaml.bak`, then `tools.yaml.bak2`."""
    if not file.exists():
        return None
    names = (file.with_name(f"{file.name}.bak{number or ''}") for number in (0, *range(2, 1000)))
    former = next(name for name in names if not name.exists())
    return file.rename(former)


def _write(path: Path, text: str, *, force: bool) -> None:
    if path.exists() and not force:
        hint = "With --force it is put away as a .bak file; or name another file in [tools]."
        raise SettingsError("it is there already", where=str(path), hint=hint)
    try:
        path.write_text(text, "utf-8", newline="")
    except OSError as error:
        raise SettingsError(f"cannot be written ({error.strerror})", where=str(path)) from None


def _same(workspace: Workspace, args: argparse.Namespace) -> int:
    """Every row of the first product is the second one."""
    if len(args.names) != 2:  # noqa: PLR2004 - one is another
        raise SettingsError(
            "takes two names or row ids", where="tools same", hint="productops tools same ONE OTHER"
        )
    inventory = workspace.inventory()
    one, other = (_named(inventory, name) for name in args.names)
    if one.id == other.id:
        raise SettingsError(f"they are one already: {one.name}", where="tools same")
    rows = [args.names[0]] if args.names[0] in one.row_ids else list(one.row_ids)
    for row_id in rows:
        _told(workspace.decide("same_tool", row_id, by=args.by_whom, same_as=other.id), row_id)
    return 0


def _apart(workspace: Workspace, args: argparse.Namespace) -> int:
    """A row is a product of its own."""
    if len(args.names) != 1:
        raise SettingsError(
            "takes the id of a row", where="tools apart", hint="See: productops tools matches NAME"
        )
    tool = _named(workspace.inventory(), args.names[0])
    if args.names[0] not in tool.row_ids:
        hint = f"Say which of its rows: productops tools matches {tool.name!r}"
        raise SettingsError(
            f"{tool.name} has {len(tool.row_ids)} rows", where="tools apart", hint=hint
        )
    _told(workspace.decide("own_tool", args.names[0], by=args.by_whom), args.names[0])
    return 0


def _told(decision: str, row_id: str) -> None:
    print(f"Decided on {row_id}. To undo it: productops decisions undo {decision}")


def _named(inventory: Inventory, name: str) -> Any:
    found = inventory.find(name)
    if len(found) == 1:
        return found[0]
    names = [tool.name for tool in inventory.tools]
    hint = did_you_mean(name, names) or "See: productops tools"
    if found:
        hint = f"Give a row id instead, of: {', '.join(one.id for one in found)}."
    what = f"{len(found)} tools are" if found else "no tool is"
    raise SettingsError(f'{what} called "{name}"', where="tools", hint=hint)


_CHANGES: Mapping[str, Callable[[Workspace, argparse.Namespace], int]] = {
    "same": _same, "apart": _apart,
}  # fmt: skip
