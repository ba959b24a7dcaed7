"""The verbs that only look at the store: `status`, `show`, `export`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..errors import SettingsError, StoreFull
from ..render import Section, text_page
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .output import page_width, print_json
from .rows import as_json, write_csv, write_jsonl

if TYPE_CHECKING:
    from ..store.tables import Table

SHOWN = 20
ENDINGS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
"""Endings of a file that name its format. None names the table: it is cut and masked."""


def run(args: argparse.Namespace) -> int:
    """Open the workspace and look."""
    with open_workspace(args.settings) as workspace:
        _VERBS[args.command](workspace, args)
    return 0


def _status(workspace: Workspace, args: argparse.Namespace) -> None:
    found = workspace.status()
    if args.json:
        print_json(found.to_dict())
    else:
        print(text_page(found.sections(), page_width()))


def _export(workspace: Workspace, args: argparse.Namespace) -> None:
    must_exist(workspace)
    print(workspace.export(args.to, args.format))


def _show(workspace: Workspace, args: argparse.Namespace) -> None:
    format_ = _format(args)
    must_exist(workspace)
    table = workspace.table(args.table, deleted=args.deleted)
    if args.json:
        print_json([as_json(row, table.name) for row in islice(table.rows(), args.limit)])
    elif format_ == "table":
        _print_table(table, args.limit or SHOWN, args.out)
    elif format_ == "parquet":
        _write_parquet(table, args.limit, args.out)
    else:
        with _out(args.out) as out:
            _WRITERS[format_](table, args.limit, out)


def _format(args: argparse.Namespace) -> str:
    """What was asked for, or what the ending of the file says.

    Raises:
        SettingsError: the options do not go together.
    """
    format_: str = args.format or (_by_ending(args.out) if args.out else "table")
    if format_ == "parquet" and not args.out:
        raise SettingsError(
            "Parquet needs a file", where="--format", hint="Add: --out FILE.parquet"
        )
    if args.json and (args.format or args.out):
        what = "--json goes to standard output and has its own form"
        raise SettingsError(what, where="--json", hint="Use --format jsonl, or leave --json out.")
    return format_


def _by_ending(out: str) -> str:
    suffix = Path(out).suffix
    if suffix.lower() not in ENDINGS:
        what = f'the ending "{suffix}" names no format' if suffix else "no ending names the format"
        hint = f"Known: {', '.join(ENDINGS)}. Or say it: --format csv, jsonl, parquet or table."
        raise SettingsError(what, where="--out", hint=hint)
    return ENDINGS[suffix.lower()]


def must_exist(workspace: Workspace) -> None:
    """Raise where nothing was synced yet."""
    path = workspace.settings.store
    if not path.exists():
        hint = "Fill it: productops sync. Or is it another folder? Give --settings FILE."
        raise SettingsError("there is no store yet", where=str(path), hint=hint)


def _print_table(table: Table, limit: int, out: str | None) -> None:
    columns, rows = table.shown(limit)
    count = len(table)
    more = f", the first {limit} shown" if count > limit else ""
    caption = f"{table.name}: {count:,} {'row' if count == 1 else 'rows'}{more}"
    with _out(out) as file:
        file.write(f"{text_page([Section(caption, columns, rows)], page_width())}\n")


def _write_parquet(table: Table, limit: int | None, out: str) -> None:
    relation = table.relation()
    with _whole(out) as beside:
        (relation if limit is None else relation.limit(limit)).write_parquet(str(beside))


@contextmanager
def _out(path: str | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there only when it is whole."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with _whole(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        yield file


@contextmanager
def _whole(path: str) -> Iterator[Path]:
    """A place beside *path* that becomes it when the block ends well."""
    beside = Path(f"{path}.part")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        kind = StoreFull if error.errno == 28 else SettingsError  # noqa: PLR2004 - ENOSPC
        raise kind(
            f"cannot be written ({error.strerror})", where=path, hint="Choose another file."
        ) from None


_WRITERS: dict[str, Callable[[Table, int | None, TextIO], None]] = {
    "csv": write_csv,
    "jsonl": write_jsonl,
}
_VERBS = {"status": _status, "show": _show, "export": _export}
