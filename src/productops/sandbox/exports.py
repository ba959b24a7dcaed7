"""Stand-ins for what people save as files: nothing answers and nothing is served, they are written into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

from .company import Company


@runtime_checkable
class Exports(Protocol):
    """The files of one company, for a connector that reads a folder.

    `productops_sandboxes` gives its class among those of `Sandbox`; it is made in the same way, as
    `cls(company=None, *, seed=7, size=400, now=None)`.
    """

    connector: ClassVar[str]
    company: Company

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the files as they are at the company's time, below *folder*; what was there is brought up to date.

        Gives the settings that read them, besides `connector`; paths are relative to *folder*.
        """


def save(files: Mapping[Path, str]) -> None:
    """Write texts to files; one that did not change is left alone, so that nobody reads it again."""
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
