"""`productops demo`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path


def run(args: argparse.Namespace) -> int:
    """Run the demo with today's date."""
    from ..demo import demo

    keep = Path(args.keep) if args.keep else None
    return demo(keep, now=datetime.now(UTC), say=_say)


def _say(text: str) -> None:
    # what comes next may take seconds, so this must be seen first
    print(text, flush=True)
