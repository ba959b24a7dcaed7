"""From a table of keys to a source that can be read: its connector found, its settings checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from ..errors import PluginError, SettingsError
from ..kit.connector import Connector
from ..kit.mistakes import Mistake, Place, dotted
from ..kit.settings import ConnectorSettings, is_switch
from ..transport.redaction import Redactor
from .checks import check, refused
from .secrets import HOW, Unreadable, reference, secret_keys


class Connectors(Protocol):
    """Where connectors are found: the plugin host."""

    def names(self) -> Collection[str]:
        """Names of the installed connectors."""

    def connector(self, name: str) -> Connector:
        """The connector.

        Raises:
            PluginError: it is installed and cannot be used.
            SettingsError: there is none of that name; the hint says what to do.
        """


@dataclass(frozen=True, slots=True)
class SourceKeys:
    """A source as it is written.

    Attributes:
        keys: its keys without `connector`.
        folder: what relative paths are relative to.
        from_file: written in a file, where a secret must be a reference.
        table: where it stands in the settings, if not below `sources`.
    """

    name: str
    connector: str
    keys: Mapping[str, Any] = field(repr=False)
    folder: Path
    from_file: bool = True
    table: Place = ()

    @property
    def place(self) -> Place:
        """Where it stands in the settings."""
        return self.table or ("sources", self.name)


@dataclass(frozen=True, slots=True)
class Bound:
    """A source whose settings are right.

    Attributes:
        folder: what relative paths are relative to.
        references: where its secrets are kept, by key.
    """

    name: str
    connector: Connector
    settings: ConnectorSettings
    hosts: Mapping[str, str]
    folder: Path
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A source whose connector does not work; the others go on without it."""

    name: str
    connector: str
    error: PluginError


def bind(
    source: SourceKeys, connectors: Connectors, *, secrets: bool
) -> Bound | Broken | list[Mistake]:
    """The source with its connector, or every mistake in it.

    Without *secrets* none is read: their references stand in for them, which is enough to check the rest.
    """
    try:
        found = _connector(source, connectors)
        return [found] if isinstance(found, Mistake) else _bound(source, found, secrets=secrets)
    except PluginError as error:
        return Broken(source.name, source.connector, error)
    except Exception as error:  # noqa: BLE001 - a connector is foreign code; it must not stop the others
        return Broken(source.name, source.connector, _raised(source, error))


def _raised(source: SourceKeys, error: Exception) -> PluginError:
    # what it raised may quote what it was given
    given = Redactor(str(value) for value in source.keys.values())
    what = f"connector {source.connector} raised {type(error).__name__}: {given.clean(str(error))}"
    hint = "Report it to the plugin's authors; `productops plugins` names them."
    return PluginError(what, where=source.name, hint=hint)


def _bound(source: SourceKeys, connector: Connector, *, secrets: bool) -> Bound | list[Mistake]:
    values, mistakes = _resolved(source, connector.settings, secrets=secrets)
    checked = check(source.place, connector, values)
    settings = checked.settings
    if settings is not None and not mistakes:
        try:
            connector.auth(settings)
        except SettingsError as error:
            mistakes = [refused(source.place, error)]
    mistakes = [*mistakes, *checked.mistakes]
    if settings is None or mistakes:
        return mistakes
    references = {key: value for key, value in source.keys.items() if reference(value)}
    return Bound(source.name, connector, settings, checked.hosts, source.folder, references)


def _connector(source: SourceKeys, connectors: Connectors) -> Connector | Mistake:
    where = dotted((*source.place, "connector"))
    if not source.connector:
        return Mistake(
            where, "is missing", f"Installed: {', '.join(connectors.names()) or 'none'}."
        )
    try:
        return connectors.connector(source.connector)
    except SettingsError as error:
        return Mistake(where, error.message.rstrip("."), error.hint)


def _resolved(
    source: SourceKeys, model: type[ConnectorSettings], *, secrets: bool
) -> tuple[dict[str, Any], list[Mistake]]:
    """The keys with references replaced, and what could not be read or should not stand there."""
    values, mistakes, hidden = dict(source.keys), [], secret_keys(model)
    for key, value in source.keys.items():
        where = dotted((*source.place, key))
        if kept := reference(value):
            if not secrets:
                continue
            try:
                values[key] = _typed(model, key, kept.read(source.folder))
            except Unreadable as error:
                mistakes.append(Mistake(where, error.what, error.hint, secret=True))
        elif key in hidden and source.from_file:
            mistakes.append(Mistake(where, "a secret must not stand in the file itself", HOW))
            values[key] = "-"
    return values, mistakes


def _typed(model: type[ConnectorSettings], key: str, text: str) -> str | bool:
    """What a reference leads to is text; for a switch, `true` and `false` are meant."""
    field = model.model_fields.get(key)
    return text == "true" if field and is_switch(field) and text in {"true", "false"} else text
