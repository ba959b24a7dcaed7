"""A page of tables with notes, as text and as HTML: how reports and the demo are shown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .table import escape, html_table, printable, text_table

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Section:
    """A title, a table (if it has columns), and what is to be said about it."""

    title: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    notes: Sequence[str] = ()


def text_page(sections: Iterable[Section], width: int = WIDTH) -> str:
    """The sections below one another, no table wider than *width*."""
    return "\n\n".join(text for section in sections if (text := _text(section, width)))


def html_page(sections: Iterable[Section]) -> str:
    """The same for a notebook."""
    return "".join(_html(section) for section in sections)


def _text(section: Section, width: int) -> str:
    parts = [section.title] if section.title else []
    if section.columns and section.rows:
        parts.append(text_table(section.columns, section.rows, max_width=width))
    parts += [_wrapped(note, width) for note in section.notes]
    return "\n".join(parts)


def _wrapped(note: str, width: int) -> str:
    # an address or a path is copied whole, so it may stick out
    return textwrap.fill(printable(note), width, break_long_words=False, break_on_hyphens=False)


def _html(section: Section) -> str:
    notes = "".join(
        f'<div style="font-size:12px;margin:2px 8px">{escape(n)}</div>' for n in section.notes
    )
    if section.columns and section.rows:
        return html_table(section.columns, section.rows, caption=section.title) + notes
    title = f'<div style="font-size:12px;font-weight:600;margin:6px 8px 2px">{escape(section.title)}</div>'
    return (title if section.title else "") + notes
