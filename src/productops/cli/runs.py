"""The verbs that reach the sources or the payloads: `check`, `sync`, `verify`, `renormalise`."""

from __future__ import annotations

import argparse
from typing import Any

from ..errors import SettingsError
from ..sync import summary
from ..workspace import Workspace
from ..workspace import open as open_workspace
from .output import page_width, print_errors, print_json


def run(args: argparse.Namespace) -> int:
    """Run the verb, print what it found, and give its exit code."""
    with open_workspace(args.settings) as workspace:
        if not workspace.settings.sources:
            raise _no_sources(workspace)
        report = _VERBS[args.command](workspace, args)
    return finish(report, as_json=getattr(args, "json", False))


def finish(report: Any, *, as_json: bool) -> int:
    """Print a report: itself on standard output, its failures on standard error."""
    if as_json:
        print_json(report.to_dict())
    else:
        print(summary.text(report, page_width(), failures=False))
    print_errors([str(problem) for problem in summary.problems(report)])
    return int(report.exit_code)


def _no_sources(workspace: Workspace) -> SettingsError:
    where = str(workspace.settings.file or "productops.toml")
    what = (
        "there is no source in it" if workspace.settings.file else "there is no settings file here"
    )
    hint = "Write one: productops init. Or see it work without: productops demo."
    return SettingsError(what, where=where, hint=hint)


def _sync(workspace: Workspace, args: argparse.Namespace) -> Any:
    return workspace.sync(args.sources or None, full=args.full, limit=args.limit, progress=True)


def _verify(workspace: Workspace, args: argparse.Namespace) -> Any:
    return workspace.verify(args.sources or None, progress=True)


def _check(workspace: Workspace, args: argparse.Namespace) -> Any:
    return workspace.check(args.sources or None)


def _renormalise(workspace: Workspace, args: argparse.Namespace) -> Any:
    return workspace.renormalise(dry_run=args.dry_run)


_VERBS = {"sync": _sync, "verify": _verify, "check": _check, "renormalise": _renormalise}
