"""Atlassian documents (ADF) as plain text and as Markdown; pure, never raising, linear in their size.

Descriptions, comments, worklogs and long custom fields come as trees of nodes.
https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
"""

from __future__ import annotations

from typing import Any

from .adf_inline import markdown_cell_lines, markdown_lines, plain_lines
from .adf_page import Page, Style
from .adf_source import fenced, heading, paragraph, spans
from .adf_table import markdown_table, plain_table
from .adf_walk import walk

__all__ = ["to_both", "to_markdown", "to_text"]

_TEXT = Style(inline=plain_lines, inline_in_cell=plain_lines, table=plain_table)
_MARKDOWN = Style(
    inline=markdown_lines,
    inline_in_cell=markdown_cell_lines,
    table=markdown_table,
    paragraph=paragraph,
    heading=heading,
    code=fenced,
    code_in_cell=spans,
    rule=("***",),
    panels_as_quotes=True,
    lists_apart=True,
    cell_break="<br>",
    title_marks=("strong",),
)


def to_text(document: Any) -> str:
    """What a reader of *document* sees, without any formatting.

    Paragraphs and breaks, `- ` and `1. ` before list items, `[ ] ` before tasks, `> ` before quotes, ` | `
    between the cells of a table, links by their text, cards by their address, pictures by their description.

    Args:
        document: an ADF document, a part of one, or any other JSON value; a plain string is taken as text,
            null is the empty text, and what is unknown gives the text within it.
    """
    return _written(document, _TEXT)[0]


def to_markdown(document: Any) -> str:
    """*document* as Markdown (CommonMark with GitHub's tables, tasks and strikethrough).

    A Markdown reader shows the same text as Jira does: what only looks like markup is escaped. Underline,
    colour, and sub- and superscript have no counterpart and are left out; panels become quotes. Links that
    run code or read files (`javascript:`, `data:`, `file:`) keep their text only.

    Args:
        document: as in `to_text`.
    """
    return _written(document, _MARKDOWN)[0]


def to_both(document: Any) -> tuple[str, str]:
    """`to_text` and `to_markdown` of *document*, in one walk."""
    text, markdown = _written(document, _TEXT, _MARKDOWN)
    return text, markdown


def _written(document: Any, *styles: Style) -> list[str]:
    pages = [Page(style) for style in styles]
    for event in walk(document):
        for page in pages:
            page.take(event)
    return [page.text() for page in pages]
