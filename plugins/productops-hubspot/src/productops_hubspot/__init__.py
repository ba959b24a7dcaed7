"""HubSpot for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Hubspot
from .settings import HubspotSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [Hubspot()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for HubSpot, loaded only when somebody asks for it."""
    from .sandbox import HubspotSandbox

    return [HubspotSandbox]


__all__ = ["Hubspot", "HubspotSettings", "productops_connectors", "productops_sandboxes"]
