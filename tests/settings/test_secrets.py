"""Secrets that change are written back to where they are kept, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from productops.errors import SettingsError
from productops.settings.secrets import keep, reference


def test_a_renewed_token_replaces_the_old_one_in_its_file(tmp_path: Path) -> None:
    """Relative to the settings, readable by its owner only, and what is read back is what was kept."""
    (tmp_path / "token.txt").write_text("old\n")

    keep("file:token.txt", "new", folder=tmp_path)

    kept = reference("file:token.txt")
    assert kept is not None
    assert kept.read(tmp_path) == "new"
    assert (tmp_path / "token.txt").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["token.txt"]


@pytest.mark.parametrize("place", ["env:TOKEN", "file:no/such/folder/token.txt", "plain"])
def test_a_place_that_cannot_be_written_is_an_error_without_the_secret(
    tmp_path: Path, place: str
) -> None:
    """The engine must not use a token that would be lost."""
    with pytest.raises(SettingsError) as caught:
        keep(place, "PLANTED-5ecret", folder=tmp_path)

    assert place in str(caught.value)
    assert "PLANTED" not in str(caught.value)


@pytest.mark.parametrize("text", ["acme", "https://x", "env:", "vault:x", ":x", 3, None])
def test_what_is_no_reference_is_none(text: object) -> None:
    """A value with a colon is not yet a reference."""
    assert reference(text) is None
