"""Blocks as lines: what a paragraph, a heading and code look like in Markdown."""

from __future__ import annotations

import re

from .adf_inline import longest_run, markdown_cell_lines
from .adf_walk import Run

# What starts a block where a line starts. The last: an underline of a heading, or of a table's head.
_LINE_START = re.compile(r"^(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|[-=:|][-=:|\s]*+$)")
_NUMBER = re.compile(r"^([0-9]{1,9})(?=[.)](?:\s|$))")
_EARLY = "#-+>=:|0123456789"
"""How a line that the two above match begins."""
_LANGUAGE = re.compile(r"[^\w+#.-]")


def paragraph(lines: list[str]) -> list[str]:
    """Lines with hard breaks between them, none of which starts another block."""
    safe = [_guarded(line) if line[:1] in _EARLY else line for line in lines]
    return [*(f"{line}\\" for line in safe[:-1]), *safe[-1:]] if len(safe) > 1 else safe


def _guarded(line: str) -> str:
    return _NUMBER.sub(r"\1\\", _LINE_START.sub(r"\\\g<0>", line))


def heading(lines: list[str], level: int) -> list[str]:
    """One line, whose own `#` at the end stays text."""
    line = " ".join(line for line in lines if line)
    return [f"{'#' * level} {line[:-1]}\\#" if line.endswith("#") else f"{'#' * level} {line}"]


def fenced(lines: list[str], language: str) -> list[str]:
    """Code between fences longer than any within it."""
    ticks = "`" * max(3, max(map(longest_run, lines), default=0) + 1)
    return [f"{ticks}{_LANGUAGE.sub('', language)}", *lines, ticks]


def spans(lines: list[str]) -> list[str]:
    """Code within a cell, which is one line: each line of code a span."""
    return [span for line in lines for span in markdown_cell_lines([Run(line, ("code",))])]
