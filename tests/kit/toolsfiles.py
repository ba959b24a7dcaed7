"""A whole `tools.yaml`, with every key there is; all in it is invented."""

from __future__ import annotations

from pathlib import Path

from productops.kit import files
from productops.transport.files.yamls import Documents

FULL = (Path(__file__).parent / "tools.yaml").read_text(encoding="utf-8")


def rows(text: str, folder: Path) -> list[files.Row]:
    """The documents of a text, as the transport reads them from a file."""
    path = folder / "tools.yaml"
    path.write_text(text, encoding="utf-8")
    return Documents().batch(path, {}, files.ROWS)[0]
