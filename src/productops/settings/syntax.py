"""What is wrong with a file that cannot be parsed: the parser's reason, the place, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import SettingsError

_UTF_8 = "Save it as UTF-8; most editors have that under Save As, Encoding."
_ONCE = "A key or a table stands once: keep one of the two."
_BACKSLASH = r"A backslash in double quotes is doubled; or use single quotes: 'C:\desk'."
_QUOTES = 'Text stands in quotes: key = "value". A table begins with its name: [sources.support].'

_HINTS = (
    (re.compile(r"overwrite|twice|duplicate|mutate|redefine", re.IGNORECASE), _ONCE),
    (re.compile(r"unescaped|hex value|scalar value", re.IGNORECASE), _BACKSLASH),
)
# a key of several names, and anything quoted that is longer than one character
_REPEATED = re.compile(r"\([\"'].*[\"'],?\)|'(?:\\.|[^'\\]){2,}'|\"(?:\\.|[^\"\\]){2,}\"")


def not_toml(path: Path, error: ValueError) -> SettingsError:
    """The *error* of reading *path* in plain words."""
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        what = f"is not UTF-8 text (at line {line}, column {column})"
        return SettingsError(what, where=f"{path}:{line}", hint=_UTF_8)
    # the parser's own sentence may quote what it read, and that may be a secret
    reason = _REPEATED.sub("…", str(error))
    at = re.search(r"at line (\d+)", reason)
    hint = next((hint for words, hint in _HINTS if words.search(reason)), _QUOTES)
    return SettingsError(
        f"is not TOML: {reason}", where=f"{path}:{at[1]}" if at else str(path), hint=hint
    )
