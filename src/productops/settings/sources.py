"""From a table of keys to a source that can be read: its connector found, its settings checked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from ..errors import PluginError, SettingsError
from ..kit.connector import Connector
from ..kit.settings import ConnectorSettings
from ..transport.hosts import Hosts
from ..transport.redaction import Redactor
from .mistakes import Mistake, Place, dotted, translate, unknown_key
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
    """

    name: str
    connector: str
    keys: Mapping[str, Any] = field(repr=False)
    folder: Path
    from_file: bool = True

    @property
    def place(self) -> Place:
        """Where it stands in the settings."""
        return ("sources", self.name)


@dataclass(frozen=True, slots=True)
class Bound:
    """A source whose settings are right. *references*: where its secrets are kept, by key."""

    name: str
    connector: Connector
    settings: ConnectorSettings
    hosts: Mapping[str, str]
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
    settings, wrong = _validated(source, connector, values)
    mistakes += wrong
    if settings is None or mistakes:
        return mistakes
    try:
        hosts = _hosts(connector, settings)
        Hosts(hosts, settings.base_url, source.name)
        connector.auth(settings)
    except SettingsError as error:
        return [Mistake(error.where or dotted(source.place), error.message.rstrip("."), error.hint)]
    references = {key: value for key, value in source.keys.items() if reference(value)}
    return Bound(source.name, connector, settings, hosts, references)


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
                values[key] = kept.read(source.folder)
            except Unreadable as error:
                mistakes.append(Mistake(where, error.what, error.hint, secret=True))
        elif key in hidden and source.from_file:
            mistakes.append(Mistake(where, "a secret must not stand in the file itself", HOW))
            values[key] = "-"
    return values, mistakes


def _validated(
    source: SourceKeys, connector: Connector, values: dict[str, Any]
) -> tuple[ConnectorSettings | None, list[Mistake]]:
    model = connector.settings
    try:
        settings = model.model_validate(values)
    except ValidationError as error:
        # a reference that stands in for its value cannot be judged, only what is written out
        unread = {key for key, value in values.items() if reference(value)}
        return None, [
            mistake
            for mistake in translate(error, model, source.place)
            if mistake.where.removeprefix(dotted(source.place) + ".") not in unread
        ]
    return settings, list(_unknown_streams(source, connector, settings))


def _unknown_streams(
    source: SourceKeys, connector: Connector, settings: ConnectorSettings
) -> Iterator[Mistake]:
    known = [stream.name for stream in connector.streams]
    for index, name in enumerate(settings.streams or ()):
        if name not in known:
            mistake = unknown_key((*source.place, "streams", index, name), known)
            where = dotted((*source.place, "streams", index))
            yield Mistake(where, f'the connector has no stream "{name}"', mistake.hint)


def _hosts(connector: Connector, settings: ConnectorSettings) -> dict[str, str]:
    """The connector's hosts with `{key}` replaced from the settings."""
    plain = {
        key: str(value) for key, value in settings.model_dump().items() if isinstance(value, str)
    }
    return {name: url.format_map(_Blank(plain)) for name, url in connector.hosts.items()}


class _Blank(dict[str, str]):
    """Keys that are not set (a `{subdomain}` under `base_url`) become empty."""

    def __missing__(self, key: str) -> str:
        return ""
