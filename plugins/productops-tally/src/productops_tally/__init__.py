"""Tally for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Tally
from .settings import TallySettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Tally()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for Tally, loaded only when somebody asks for it."""
    from .sandbox import TallySandbox

    return [TallySandbox]


__all__ = ["Tally", "TallySettings", "productops_connectors", "productops_sandboxes"]
