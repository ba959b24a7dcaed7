"""Local files for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Files
from .settings import FilesSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Files()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """What an invented company keeps in files."""
    from .sandbox import FilesSandbox

    return [FilesSandbox]


__all__ = ["Files", "FilesSettings", "productops_connectors", "productops_sandboxes"]
