"""What kinds of question Tally has, and what stands where in a block."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from productops.kit.text import html_to_text

from .wire import Block

KINDS: Mapping[str, str] = {
    "input_text": "short_text",
    "textarea": "long_text",
    "input_number": "number",
    "input_email": "contact",
    "input_phone_number": "contact",
    "input_link": "contact",
    "input_date": "date",
    "input_time": "date",
    "multiple_choice": "single_choice",
    "checkboxes": "multi_choice",
    "checkbox": "yes_no",
    "dropdown": "dropdown",
    "multi_select": "multi_choice",
    "linear_scale": "scale",
    "rating": "rating",
    "matrix": "matrix",
    "ranking": "ranking",
    "file_upload": "file",
    "signature": "file",
    "payment": "payment",
    "hidden_fields": "hidden",
    "calculated_fields": "hidden",
    "respondent_country": "hidden",
    "wallet_connect": "contact",
}
"""Type of a question → our kind."""
UNASKED = ("HIDDEN_FIELDS", "CALCULATED_FIELDS", "RESPONDENT_COUNTRY", "PAYMENT")
"""Nobody answers these."""
ROWS = {"MATRIX": "MATRIX_ROW", "RANKING": "RANKING_OPTION"}
"""Question → the block of one of its rows."""
LOGIC = "CONDITIONAL_LOGIC"
_OPTIONS = ("_OPTION", "MATRIX_COLUMN", "CHECKBOX")


def is_option(block: Block) -> bool:
    """Whether a block is something to choose."""
    kind = block.type or ""
    return kind.endswith(_OPTIONS) and kind != "RANKING_OPTION"


def words(block: Block) -> str | None:
    """What stands in a block: as text, as HTML, or as nested lists of text and marks."""
    held = block.payload
    found = (held.text, held.label, held.title, held.html, held.schema) if held else ()
    return next((text for each in found if (text := _plain(each))), None)


def _plain(value: Any, depth: int = 0) -> str:
    """`[["Not ", ["tag", "strong"]], ["bad"]]` as `Not bad`: the first of a list is its text."""
    if isinstance(value, str):
        return html_to_text(value)
    if not isinstance(value, list) or depth > 4:  # noqa: PLR2004 - deeper than any heading
        return ""
    if value and all(isinstance(each, list) for each in value):
        return "".join(_first(each) for each in value).strip()
    return _plain(value[0], depth + 1) if value else ""


def _first(value: list[Any]) -> str:
    return value[0] if value and isinstance(value[0], str) else _plain(value, 1)
