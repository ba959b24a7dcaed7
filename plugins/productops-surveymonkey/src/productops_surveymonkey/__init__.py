"""SurveyMonkey for productops."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.hookspecs import hookimpl

from .connector import SurveyMonkey
from .settings import SurveyMonkeySettings


@hookimpl
def productops_connectors() -> Iterable[Any]:
    """The connector of this plugin."""
    return [SurveyMonkey()]


@hookimpl
def productops_sandboxes() -> Iterable[Any]:
    """The stand-in for SurveyMonkey, loaded only when somebody asks for it."""
    from .sandbox import SurveyMonkeySandbox

    return [SurveyMonkeySandbox]


__all__ = [
    "SurveyMonkey",
    "SurveyMonkeySettings",
    "productops_connectors",
    "productops_sandboxes",
]
