"""Product feedback and the tool inventory in one schema, from the tools a company already has.

    import productops as po

    ws = po.open("acme.duckdb")
    ws.connect("support", "zendesk", subdomain="acme", client_id="…", client_secret="env:ZD_SECRET")
    ws.sync()
    ws.feedback

Names are looked up when they are first used, so that the import itself costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import (
        CredentialsRejected,
        Interrupted,
        PluginError,
        ProductopsError,
        QuotaExhausted,
        SettingsError,
        SourceError,
        StoreError,
        StoreLocked,
    )
    from .hookspecs import hookimpl
    from .sync.report import RenormaliseReport, SyncReport, VerifyReport
    from .workspace import Workspace, open  # noqa: A004 - it is how it is called

    __version__: str

_HOME = {
    "CredentialsRejected": "errors",
    "Interrupted": "errors",
    "PluginError": "errors",
    "ProductopsError": "errors",
    "QuotaExhausted": "errors",
    "RenormaliseReport": "sync.report",
    "SettingsError": "errors",
    "SourceError": "errors",
    "StoreError": "errors",
    "StoreLocked": "errors",
    "SyncReport": "sync.report",
    "VerifyReport": "sync.report",
    "Workspace": "workspace",
    "hookimpl": "hookspecs",
    "open": "workspace",
}

__all__ = [
    "CredentialsRejected",
    "Interrupted",
    "PluginError",
    "ProductopsError",
    "QuotaExhausted",
    "RenormaliseReport",
    "SettingsError",
    "SourceError",
    "StoreError",
    "StoreLocked",
    "SyncReport",
    "VerifyReport",
    "Workspace",
    "__version__",
    "hookimpl",
    "open",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("productops")
    if name not in _HOME:
        raise AttributeError(f"module 'productops' has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f".{_HOME[name]}", __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
