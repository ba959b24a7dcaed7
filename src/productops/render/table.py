"""One compact table, as text and as HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from .mask import ELLIPSIS

NARROW = 16
"""Characters of a column (a moment to the minute) that no other column is left out for."""
MAX_COLUMN = 40
GAP = "  "

# C0 and C1 controls could steer a terminal; bidirectional overrides could reorder what a reader sees
# (https://trojansource.codes/); both come in with customers' text
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def escape(value: Any) -> str:
    """*value* as text that is safe inside HTML, attributes included."""
    return html.escape(_CONTROL.sub(" ", cell(value)), quote=True)


def printable(text: str) -> str:
    """*text* on one line, with nothing that could steer a terminal."""
    return " ".join(_CONTROL.sub(" ", text).split())


def cell(value: Any) -> str:
    """*value* as people read it: nothing for None, dates to the minute, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {cell(part)}" for key, part in value.items())
    if isinstance(value, list | tuple | set):
        return ", ".join(map(cell, value))
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text_table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], max_width: int | None = None
) -> str:
    """A table of aligned columns, numbers to the right, no wider than *max_width* characters.

    Columns that do not fit are left out from the right and named below, so that nothing is missing unseen.
    """
    values = [list(row) for row in rows]
    texts = [[printable(cell(value)) for value in row] for row in values]
    widths = _widths(columns, texts, max_width or MAX_COLUMN)
    shown = _fit(widths, max_width)
    right = [_is_numeric(row[i] for row in values) for i in range(len(shown))]
    lines = [
        GAP.join(
            _pad(text, width, at_right)
            for text, width, at_right in zip(row, shown, right, strict=False)
        )
        for row in ([*columns], *texts)
    ]
    lines.insert(1, GAP.join("─" * width for width in shown))
    body = "\n".join(line.rstrip() for line in lines)
    left_out = columns[len(shown) :]
    return f"{body}\n{_left_out(left_out, max_width)}" if left_out else body


def html_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], caption: str = "") -> str:
    """A compact table for a notebook: escaped, without script, readable on light and on dark."""
    values = [list(row) for row in rows]
    right = [_is_numeric(row[i] for row in values) for i in range(len(columns))]
    head = "".join(
        _tag("th", name, at_right) for name, at_right in zip(columns, right, strict=True)
    )
    body = "\n".join(
        "<tr>" + "".join(_tag("td", v, r) for v, r in zip(row, right, strict=True)) + "</tr>"
        for row in values
    )
    title = f'<caption style="{_CAPTION}">{escape(caption)}</caption>' if caption else ""
    return (
        f'<div style="overflow-x:auto;max-width:100%"><table style="{_TABLE}">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


# grey with alpha is a rule on white and on black; colours are inherited from the page
_RULE = "1px solid rgba(128,128,128,.35)"
_TABLE = "border-collapse:collapse;color:inherit;font-size:12px;line-height:1.4;font-variant-numeric:tabular-nums;margin:4px 0"
_CAPTION = "caption-side:top;text-align:left;padding:2px 8px 6px;font-weight:600"
_CELL = "padding:2px 8px;white-space:nowrap;max-width:28em;overflow:hidden;text-overflow:ellipsis;vertical-align:top"


def _tag(tag: str, value: Any, at_right: bool) -> str:
    align = "right" if at_right else "left"
    style = f"{_CELL};text-align:{align};border-bottom:{_RULE}"
    text = escape(value)
    whole = f' title="{text}"' if len(text) > MAX_COLUMN else ""
    return f'<{tag} dir="auto" style="{style}"{whole}>{text}</{tag}>'


def _is_numeric(values: Iterable[Any]) -> bool:
    kinds = {
        isinstance(v, int | float | Decimal) and not isinstance(v, bool)
        for v in values
        if v is not None
    }
    return kinds == {True}


def _widths(columns: Sequence[str], texts: Sequence[Sequence[str]], most: int) -> list[int]:
    return [
        min(most, max([_width(name), *(_width(row[i]) for row in texts)]))
        for i, name in enumerate(columns)
    ]


def _fit(widths: Sequence[int], max_width: int | None) -> list[int]:
    """The widths of the columns that fit: wide ones give way to a fifth of the width, then the last are left out.

    Space that is left goes back to those that gave way, from the left.
    """
    if max_width is None:
        return list(widths)
    narrow = max(NARROW, max_width // 5)
    shown = [min(width, narrow) for width in widths]
    while len(shown) > 1 and _total(shown) > max_width:
        shown.pop()
    for i, width in enumerate(shown):
        shown[i] = min(widths[i], width + max_width - _total(shown))
    return shown


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _left_out(names: Sequence[str], max_width: int | None) -> str:
    word = "column" if len(names) == 1 else "columns"
    text = f"+ {len(names)} more {word}: {', '.join(names)}"
    return text if max_width is None or len(text) <= max_width else text[: max_width - 1] + ELLIPSIS


def _width(text: str) -> int:
    """Cells a terminal gives *text*: two for wide East Asian characters and emoji, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pad(text: str, width: int, at_right: bool) -> str:
    cut = _cut(text, width)
    space = " " * (width - _width(cut))
    return space + cut if at_right else cut + space


def _cut(text: str, width: int) -> str:
    if _width(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _cells(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + ELLIPSIS
