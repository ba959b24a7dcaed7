"""What the demo says before and after: who is who, and what to type next."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Sequence
from pathlib import Path

from .files import SCRIPT, Served


def intro(company: str, served: Sequence[Served], width: int) -> str:
    """Whose feedback it is, and where it comes from."""
    names = _listed([each.connector for each in served])
    widest = max(len(each.connector) for each in served)
    told = (
        f"An invented software company, {company}, with two years of feedback and work. Its {names} "
        f"{'is a stand-in' if len(served) == 1 else 'are stand-ins'} on this machine; nothing leaves it. "
        "Rate limits are lifted, so that this is quick."
    )
    places = [f"  {each.connector:<{widest}}  {each.url or 'a folder of files'}" for each in served]
    return "\n".join([fill(told, width), *places, ""])


def fill(text: str, width: int) -> str:
    """*text*, each of its lines wrapped at its own indent; what is copied whole sticks out."""
    lines = (line.rstrip() for line in text.split("\n"))
    return "\n".join(_fill(line, width) for line in lines)


def _fill(line: str, width: int) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def outro(keep: Path | None, command: str, served: Sequence[Served], width: int) -> str:
    """What is left, and what to type next."""
    own = [
        f"    {command}productops init --connector {each.connector} --name {each.connector}"
        for each in served
    ]
    ending = ["With your own accounts:", *own]
    if keep is None:
        keeping = "That was a temporary folder. To keep store, settings and a script to play with:"
        return "\n".join(
            [fill(keeping, width), f"    {command}productops demo --keep trial", *ending]
        )
    steps = (
        f"python {SCRIPT}",
        "productops show feedback",
        "productops tools findings",
        "productops status",
    )
    lines = [f"    {command}{step}" for step in steps]
    kept = f"Kept in {keep}: the store, its settings, and a script."
    return "\n".join([fill(kept, width), f"    cd {shlex.quote(str(keep))}", *lines, *ending])
