"""`decisions`: what people decided, and how to take it back."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..errors import SettingsError
from ..render import Section, cell, text_page
from ..workspace import open as open_workspace
from .look import must_exist
from .output import page_width, print_json

if TYPE_CHECKING:
    from ..store.base import Decision


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
        notes = [_line(one) for one in held]
        print(text_page([Section(f"decisions: {len(held)}", notes=notes)], page_width()))
    return 0


def _line(one: Decision) -> str:
    """One decision with its ids whole: a table would cut what `undo` needs."""
    detail = f" ({cell(one.detail)})" if one.detail else ""
    by = f" by {one.decided_by}" if one.decided_by else ""
    what = one.kind.replace("_", " ")
    return f"{one.id}: {cell(one.decided_at)}{by}, {what}: {one.subject_id}{detail}"
