"""What was seen of tools, as keys of a `tools.yaml` that has no mistakes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ..mistakes import Place
from .checking import mistakes_in
from .names import folded
from .shape import ToolEntry, VendorEntry

_PASSES = 20
_EMPTY: tuple[Any, ...] = (None, [], {})
# Half of a surrogate pair, which no file in UTF-8 can hold
_HALF = re.compile("[\ud800-\udfff]")
_NEEDED = frozenset({"name", "title", "person", "to", "on"})
File = dict[str, Any]


def mended(
    tools: Iterable[Mapping[str, Any]], vendors: Iterable[Mapping[str, Any]]
) -> tuple[File, dict[str, list[str]]]:
    """The keys of a file without mistakes, and by folded name where each tool was seen."""
    given = list(tools)
    seen: dict[str, set[str]] = {}
    for one in given:
        seen.setdefault(_named(one), set()).update(one.get("seen_in") or ())
    file: File = {
        "version": 1,
        "vendors": [_known(one, VendorEntry.model_fields) for one in vendors],
        "tools": [_tool(one, frozenset(seen)) for one in given],
    }
    for _ in range(_PASSES):
        wrong = {_whole(mistake.place) for mistake in mistakes_in(file)}
        if not wrong:
            break
        for place in sorted(wrong, key=_by_number, reverse=True):
            if not any(place[:length] in wrong for length in range(1, len(place))):
                _take_out(file, place)
        file |= {key: [_plain(one) for one in file[key]] for key in ("vendors", "tools")}
    return file, {name: sorted(where) for name, where in seen.items()}


def _named(entry: Mapping[str, Any]) -> str:
    return folded(str(_plain(entry.get("name"))))


def _tool(entry: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A tool without aliases that are the names of tools: the name is surer."""
    held = _known(entry, ToolEntry.model_fields)
    aliases = held.get("aliases")
    if isinstance(aliases, list):
        held["aliases"] = [one for one in aliases if folded(str(one)) not in names]
    return _plain_keys(held)


def _known(entry: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return _plain_keys({key: entry.get(key) for key in keys})


def _plain_keys(entry: Mapping[str, Any]) -> dict[str, Any]:
    held = {str(key): _plain(one) for key, one in entry.items()}
    return {key: one for key, one in held.items() if one not in _EMPTY}


def _plain(value: Any) -> Any:
    """A value as the file would hold it."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, str):
        return _HALF.sub("�", value)
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return _plain_keys(value)
    if isinstance(value, set | frozenset):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return [one for each in value if (one := _plain(each)) not in _EMPTY]
    return value


def _number(value: float | Decimal) -> float | None:
    """A number of the file, which has whole ones without a point."""
    if not Decimal(value).is_finite():
        return None
    return int(value) if value == int(value) else float(value)


def _by_number(place: Place) -> tuple[str, ...]:
    """Later items of a list come later, so that taking them out from the end moves none of the others."""
    return tuple(f"{part:09}" if isinstance(part, int) else part for part in place)


def _whole(place: Place) -> Place:
    """A key, or the entry that is nothing without it."""
    return place[:-1] if place[-1] in _NEEDED and len(place) > 1 else place


def _take_out(file: File, place: Place) -> None:
    held: Any = file
    for part in place[:-1]:
        held = held[part]
    if isinstance(held, dict):
        held.pop(place[-1], None)
    else:
        del held[int(place[-1])]
