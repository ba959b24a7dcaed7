"""The tool inventory from files: exports of other systems, and the one that a person keeps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Inventory
from .settings import InventorySettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Inventory()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """What an invented company exports of its tools."""
    from .sandbox import InventorySandbox

    return [InventorySandbox]


__all__ = ["Inventory", "InventorySettings", "productops_connectors", "productops_sandboxes"]
