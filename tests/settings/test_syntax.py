"""Files that cannot be parsed: where, why, what to do, and nothing repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import PLANTED, file_in

from productops.errors import SettingsError
from productops.settings import load


def test_syntax_errors_tell_the_line_and_repeat_nothing(tmp_path: Path) -> None:
    """The broken line may hold a secret."""
    with pytest.raises(SettingsError) as caught:
        file_in(tmp_path, f"[sources.support]\nconnector = desk {PLANTED}\n")

    assert str(caught.value).startswith(f"{tmp_path / 'productops.toml'}:2: is not TOML")
    assert "Text stands in quotes" in str(caught.value)
    assert PLANTED not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "reason", "hint"),
    [
        (
            b'store = "a"\nstore = "b"\n',
            2,
            "Cannot overwrite a value (at line 2, column 12)",
            "once",
        ),
        (b"[privacy]\n[privacy]\n", 2, "Cannot declare … twice (at line 2, column 9)", "once"),
        (b"x = {PLANTED = 1, PLANTED = 2}", 1, "Duplicate inline table key … (at line 1", "once"),
        (rb'store = "C:\desk"', 1, "Unescaped '\\' in a string (at line 1", "backslash"),
        (b"store\n", 1, "Expected '=' after a key in a key/value pair (at line 1", "in quotes"),
        ('a = 1\nb = "é'.encode("latin-1"), 2, "is not UTF-8 text (at line 2, column 6)", "UTF-8"),
        ("store = 1\n".encode("utf-16"), 1, "is not UTF-8 text (at line 1, column 1)", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_parsed_says_why(
    tmp_path: Path, text: bytes, line: int, reason: str, hint: str
) -> None:
    """The parser's reason with its place, and a hint that fits it; nothing that was read is repeated."""
    path = tmp_path / "productops.toml"
    path.write_bytes(text)

    with pytest.raises(SettingsError) as caught:
        load(path)

    assert caught.value.where == f"{path}:{line}"
    assert reason in caught.value.message
    assert hint in caught.value.hint
    assert "PLANTED" not in str(caught.value)


def test_a_missing_file_says_how_to_begin(tmp_path: Path) -> None:
    """A newcomer's first error."""
    with pytest.raises(SettingsError, match="productops init"):
        load(tmp_path / "productops.toml")
