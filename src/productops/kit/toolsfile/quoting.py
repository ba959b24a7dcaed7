"""A value as YAML writes it on one line, so that every reader reads the same value again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

# What every YAML reads as this text: letters first, no mark with a meaning inside, no space at an end; dates, addresses
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9 ._/+()@-]*(?<! )|\d{4}-\d{2}-\d{2}|https?://[A-Za-z0-9._~/%?=&+-]+"
)
_MEANT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_LONG, _WIDE = 0xFFFF, 0xFF


def quoted(value: Any) -> str:
    """*value* (text, number, truth, or a list of these) on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(quoted, value))}]"
    return repr(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _MEANT:
        return text
    return f'"{"".join(map(_letter, text))}"'


def _letter(letter: str) -> str:
    """A character in double quotes; what cannot be seen is escaped. https://yaml.org/spec/1.2.2/#57-escaped-characters."""
    code = ord(letter)
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    if letter.isprintable():
        return letter
    return (
        f"\\U{code:08x}" if code > _LONG else f"\\u{code:04x}" if code > _WIDE else f"\\x{code:02x}"
    )
