"""A source's keys checked: by its connector's model, its streams, its hosts; each for itself, so all is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from pydantic import ValidationError

from ..errors import SettingsError
from ..kit.connector import Connector
from ..kit.files import LOCAL
from ..kit.mistakes import Mistake, Place, dotted, translate, unknown_key
from ..kit.settings import ConnectorSettings
from ..transport.hosts import Hosts
from .secrets import reference


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it. *settings* are None where the keys do not make any."""

    settings: ConnectorSettings | None
    hosts: Mapping[str, str]
    mistakes: list[Mistake]


def check(place: Place, connector: Connector, values: Mapping[str, Any]) -> Checked:
    """Check *values*, the keys of the source at *place*; a reference still in them is not judged."""
    settings, skipped, wrong = _validated(place, connector.settings, values)
    given = {**values, **(settings.model_dump(exclude_unset=True) if settings else {})}
    hosts = _hosts(connector, settings) if settings else {}
    known = {
        name: url
        for name, url in hosts.items()
        if not any(key in skipped for _, key, _, _ in Formatter().parse(connector.hosts[name]))
    }
    base_url = given.get("base_url") if "base_url" not in skipped else None
    mistakes = [
        *wrong,
        *_unknown_streams(place, connector, given.get("streams")),
        *_not_reached(place, known, base_url),
    ]
    return Checked(None if wrong else settings, hosts, mistakes)


def refused(place: Place, error: SettingsError) -> Mistake:
    """An error as a mistake at *place*, or where it says itself."""
    return Mistake(error.where or dotted(place), error.message.rstrip("."), error.hint)


def _validated(
    place: Place, model: type[ConnectorSettings], values: Mapping[str, Any]
) -> tuple[ConnectorSettings | None, set[str], list[Mistake]]:
    """The settings, without the keys that are wrong; keys that cannot be judged; and the mistakes."""
    unread = {key for key, value in values.items() if reference(value)}
    try:
        return model.model_validate(dict(values)), unread, []
    except ValidationError as error:
        bad = {str(found["loc"][0]) for found in error.errors(include_url=False) if found["loc"]}
        # a reference that stands in for its value cannot be judged, only what is written out
        named = {dotted((*place, key)) for key in unread}
        wrong = [m for m in translate(error, model, place) if m.where not in named]
    try:
        rest = model.model_validate({key: values[key] for key in values if key not in bad})
    except ValidationError:
        return None, unread | bad, wrong
    return rest, unread | bad, wrong


def _unknown_streams(place: Place, connector: Connector, streams: Any) -> Iterator[Mistake]:
    known = [stream.name for stream in connector.streams]
    for index, name in enumerate(streams if isinstance(streams, list | tuple) else ()):
        if isinstance(name, str) and name not in known:
            where = (*place, "streams", index)
            hint = unknown_key((*where, name), known).hint
            yield Mistake(dotted(where), f'the connector has no stream "{name}"', hint)


def _not_reached(place: Place, hosts: Mapping[str, str], base_url: str | None) -> Iterator[Mistake]:
    remote = {name: url for name, url in hosts.items() if not url.startswith(LOCAL)}
    for named, base in ((remote, None), ({}, base_url)):
        try:
            Hosts(named, base, str(place[-1]))
        except SettingsError as error:
            yield refused(place, error)


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
