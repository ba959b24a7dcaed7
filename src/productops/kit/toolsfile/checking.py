"""Every mistake in a `tools.yaml` at once, each with its line and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from .. import files
from ..mistakes import Mistake, Place, dotted, raise_all, translate
from .between import between
from .shape import ToolsFile

_INIT = "Draft one: productops tools init."
_KEYS = "must be keys with values, like name: Figma"
_SWITCH = "must be true or false"
_LIST = "must be a list, like [design, prototyping], or a line each that begins with -"
_WHOLE = "must be a whole number"
_WORDS = {
    "dict_type": _KEYS, "model_type": _KEYS, "model_attributes_type": _KEYS, "tuple_type": _LIST,
    "list_type": _LIST, "string_type": "must be text; a number or a word like true goes in quotes",
    "bool_type": _SWITCH, "int_type": _WHOLE,
    "string_pattern_mismatch": "must be two capital letters, like US",
}  # fmt: skip


def read(rows: Sequence[files.Row], name: str) -> ToolsFile:
    """The file, from its YAML documents.

    Args:
        rows: as the transport gives them, with their lines.
        name: what to call the file in messages.

    Raises:
        SettingsError: all mistakes at once, by line.
    """
    found, problems = _validated(rows)
    lines: Mapping[str, int] = rows[0].lines if rows else {}
    unread = [(line, Mistake(f"{name}:{line}", what)) for line, what in _unread(rows)]
    told = [(line_of(one.place, lines), one) for one in problems]
    placed = [(line, replace(one, where=f"{name}:{line}", what=_named(one))) for line, one in told]
    ordered = sorted([*unread, *placed], key=lambda pair: pair[0])
    raise_all(list(dict.fromkeys(mistake for _, mistake in ordered)), name)
    assert found is not None  # noqa: S101 - whatever keeps it from being read is a mistake
    return found


def _validated(rows: Sequence[files.Row]) -> tuple[ToolsFile | None, list[Mistake]]:
    if not rows:
        return None, [Mistake("", "holds nothing", _INIT)]
    fields = rows[0].fields or {}
    if rows[0].problem and "tools" not in fields:
        return None, []
    mistakes = mistakes_in(fields)
    return None if mistakes else ToolsFile.model_validate(fields), mistakes


def mistakes_in(fields: Mapping[str, Any]) -> list[Mistake]:
    """Every mistake in the keys of a file, each with its place."""
    try:
        ToolsFile.model_validate(fields)
        found = []
    except ValidationError as error:
        found = translate(error, ToolsFile, (), _WORDS)
    told = {one.place for one in found}
    return [*found, *(one for one in between(fields) if one.place not in told)]


def _unread(rows: Sequence[files.Row]) -> Iterator[tuple[int, str]]:
    """What keeps the file from being plain YAML of one document."""
    yield from files.places(rows[0].problem) if rows else ()
    for row in rows[1:2]:
        line = min(row.lines.values(), default=1)
        yield line, "a second document begins here; the file is one, so take the line --- out"


def line_of(place: Place, lines: Mapping[str, int]) -> int:
    """The line of a key, or of the nearest thing above it that has one."""
    for length in range(len(place), -1, -1):
        if (line := lines.get(_pointer(place[:length]))) is not None:
            return line
    return 1


def _pointer(place: Place) -> str:
    """RFC 6901."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


def _named(mistake: Mistake) -> str:
    """What is wrong, beginning with the key; the line says which tool it is."""
    keys = [n for n, part in enumerate(mistake.place) if isinstance(part, str)]
    name = dotted(mistake.place[keys[-1] :]) if keys else ""
    return f"{name}: {mistake.what}" if name else mistake.what
