"""`productops connectors` and `productops plugins`: what is installed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..kit.connector import Connector
from ..render import Section, text_page
from ..settings.secrets import secret_keys
from ..settings.template import own_keys
from .output import page_width

if TYPE_CHECKING:
    from ..plugins import Listed


def run(args: argparse.Namespace) -> int:
    """Print the list asked for."""
    from .. import plugins

    found = plugins.load()
    if args.command == "connectors":
        sections = [_connector(connector) for connector in found.connectors().values()]
        # a plugin that gives no connector because it is broken is named here, too
        sections += [Section(notes=[f"{b.name} does not work: {b.error}"]) for b in found.broken]
        sections = sections or [Section(notes=["No connector is installed."])]
    else:
        sections = _plugins(found.listing())
    print(text_page(sections, page_width()))
    return 0


def _connector(connector: Connector) -> Section:
    rows = [(stream.name, ", ".join(_tables(stream))) for stream in connector.streams]
    return Section(
        connector.name, ("stream", "tables"), rows, [f"Settings: {', '.join(_keys(connector))}"]
    )


def _tables(stream: object) -> Iterable[str]:
    """Tables a stream says it yields, by name, given as names or as record types."""
    return [getattr(reads, "table", reads) for reads in getattr(stream, "reads", ())]


def _keys(connector: Connector) -> list[str]:
    hidden = secret_keys(connector.settings)
    fields = connector.settings.model_fields
    marks = {
        key: [
            word
            for word, holds in (("required", fields[key].is_required()), ("secret", key in hidden))
            if holds
        ]
        for key in own_keys(connector.settings)
    }
    return [f"{key} ({', '.join(words)})" if words else key for key, words in marks.items()]


def _plugins(lines: Sequence[Listed]) -> list[Section]:
    rows = [
        (
            p.name,
            p.version,
            "broken"
            if p.broken
            else ", ".join(hook.removeprefix("productops_") for hook in p.hooks),
        )
        for p in lines
    ]
    notes = [f"{p.name} does not work: {p.broken}" for p in lines if p.broken]
    if not rows:
        return [Section(notes=["No plugin is installed."])]
    return [Section("", ("plugin", "version", "hooks"), rows, notes)]
