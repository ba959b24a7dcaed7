"""`decisions`: what people decided, and how to take it back."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from ..errors import SettingsError
from ..render import Section, text_page
from ..workspace import open as open_workspace
from .look import must_exist
from .output import page_width, print_json

_COLUMNS = ("decided at", "kind", "subject", "detail", "by", "id")


def run(args: argparse.Namespace) -> int:
    """List them, or undo one."""
    with open_workspace(args.settings) as workspace:
        must_exist(workspace)
        if args.what == "undo":
            if not args.id:
                hint = "productops decisions undo ID"
                raise SettingsError("which one?", where="decisions undo", hint=hint)
            workspace.undo(args.id)
            print(f"{args.id} is undone.")
            return 0
        held = workspace.decisions()
        if args.json:
            print_json([asdict(one) for one in held])
            return 0
        rows = [
            (one.decided_at, one.kind, one.subject_id, dict(one.detail), one.decided_by, one.id)
            for one in held
        ]
        title = f"decisions: {len(held)}"
        print(text_page([Section(title, _COLUMNS, rows)], page_width()))
    return 0
