"""Zendesk for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Zendesk
from .settings import ZendeskSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Zendesk()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for Zendesk, loaded only when somebody asks for it."""
    from .sandbox import ZendeskSandbox

    return [ZendeskSandbox]


__all__ = ["Zendesk", "ZendeskSettings", "productops_connectors", "productops_sandboxes"]
