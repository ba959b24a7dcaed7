"""Where a command's answer goes: one page of text, or one JSON document."""

from __future__ import annotations

import json
import shutil
import sys
from typing import Any

WIDEST = 200


def page_width() -> int:
    """Columns of the terminal; 80 where there is none."""
    return min(WIDEST, shutil.get_terminal_size((80, 24)).columns)


def print_json(data: Any) -> None:
    """One document on standard output, and nothing else."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write("\n")


def print_errors(problems: list[str]) -> None:
    """Each as what happened and what to do, on standard error."""
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)


def _plain(value: Any) -> Any:
    """Moments as ISO 8601, decimals as text, everything else as it prints."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
