"""Google Forms for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import GoogleForms
from .settings import GoogleFormsSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [GoogleForms()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for Google Forms, loaded only when somebody asks for it."""
    from .sandbox import GoogleFormsSandbox

    return [GoogleFormsSandbox]


__all__ = ["GoogleForms", "GoogleFormsSettings", "productops_connectors", "productops_sandboxes"]
