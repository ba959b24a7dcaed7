"""A connector and a plugin host that exist for their settings, and two short cuts."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from productops.errors import PluginError, SettingsError
from productops.kit import Bearer, ConnectorSettings, Secret
from productops.settings import Settings, load

PLANTED = "sk-PLANTED-5ecret-value"


class DeskSettings(ConnectorSettings):
    subdomain: str
    client_secret: Secret
    colour: str | None = None
    loud: bool | None = None


class Desk:
    """A connector that exists for its settings."""

    name = "desk"
    settings = DeskSettings
    hosts: ClassVar = {"api": "https://{subdomain}.desk.example"}
    streams = (SimpleNamespace(name="tickets"), SimpleNamespace(name="users"))

    def auth(self, settings: Any) -> Bearer:
        if settings.colour == "grey":
            raise SettingsError("grey signs nobody in", where="sources.support.colour")
        if settings.colour == "raise":
            raise ZeroDivisionError(f"with {settings.client_secret.get_secret_value()}")
        return Bearer(settings.client_secret)


class Connectors:
    """A plugin host with one connector that works and one that does not."""

    def names(self) -> Collection[str]:
        return ["broken", "desk"]

    def connector(self, name: str) -> Any:
        if name == "broken":
            raise PluginError("does not import", where=name)
        if name != "desk":
            raise SettingsError(f'there is no connector "{name}"', hint='Did you mean "desk"?')
        return Desk()


def file_in(folder: Path, text: str) -> Settings:
    path = folder / "productops.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def problems_of(settings: Settings, names: Collection[str] | None = None) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings.bound(Connectors(), names)
    return list(caught.value.problems)
