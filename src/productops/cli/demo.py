"""`productops demo`."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Run the demo with today's date."""
    from ..demo import demo
    from .output import page_width

    keep = Path(args.keep) if args.keep else None
    # uv sets this for what it runs; its commands are not on the shell's own path
    command = "uv run " if "UV_RUN_RECURSION_DEPTH" in os.environ else ""
    return demo(keep, now=datetime.now(UTC), say=_say, command=command, width=page_width())


def _say(text: str) -> None:
    # what comes next may take seconds, so this must be seen first
    print(text, flush=True)
