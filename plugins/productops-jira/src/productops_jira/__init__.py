"""Jira for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import Jira
from .settings import JiraSettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """What this plugin reads from."""
    return [Jira()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """A Jira site to try things on; nothing of it is loaded before it is wanted."""
    from .sandbox import JiraSandbox

    return [JiraSandbox]


__all__ = ["Jira", "JiraSettings", "productops_connectors", "productops_sandboxes"]
