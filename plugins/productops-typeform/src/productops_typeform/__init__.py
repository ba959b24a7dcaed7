"""Typeform for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Typeform
from .settings import TypeformSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Typeform()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for Typeform, loaded only when somebody asks for it."""
    from .sandbox import TypeformSandbox

    return [TypeformSandbox]


__all__ = ["Typeform", "TypeformSettings", "productops_connectors", "productops_sandboxes"]
