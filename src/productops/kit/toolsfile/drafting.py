"""A `tools.yaml` to begin with: what was seen is filled in, what only a person knows stands there as comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from .mending import mended
from .names import folded
from .quoting import quoted
from .schema import FILE
from .shape import ContractEntry, Entry, ToolEntry, VendorEntry

_HEAD = f"""\
# yaml-language-server: $schema={FILE}
# The tools we work with. Only the name of each is needed; fill in what you know, and take the # away.
# What is wrong is told with its line: productops check tools
version: 1
"""
SEEN = "seen_in"
"""The key of what is drafted that says where it was seen: names of sources."""
_ASKED: Mapping[type[Entry], frozenset[str]] = {
    ToolEntry: frozenset(
        {"category", "capabilities", "owner", "criticality", "docs", "sanctioned", "review_by"}
    ),
    ContractEntry: frozenset({"seats", "unit_price", "renewal", "notice_days", "owner"}),
}
"""What a person should fill in."""


def draft(tools: Iterable[Mapping[str, Any]], vendors: Iterable[Mapping[str, Any]] = ()) -> str:
    """The text of a file that has no mistakes, by name.

    Args:
        tools: what is known of each, by the file's keys, and where it was seen (`seen_in`). What the file has no key
            for is left out, and so is a value that it would refuse; of several with one name, the first stays.
        vendors: the same of vendors.
    """
    file, seen = mended(tools, vendors)
    parts = [_HEAD]
    if file["vendors"]:
        parts.append("vendors:")
        parts += ["\n".join(_entry(VendorEntry, one, 2)) for one in _sorted(file["vendors"])]
        parts.append("")
    parts.append("tools:" if file["tools"] else "tools: []")
    for one in _sorted(file["tools"]):
        where = seen.get(folded(one["name"]), ())
        parts += [f"  # seen in: {', '.join(where)}"] if where else []
        parts += [*_entry(ToolEntry, one, 2), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def _sorted(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(entries, key=lambda one: (folded(one["name"]), one["name"]))


def _entry(kind: type[Entry], held: Mapping[str, Any], indent: int) -> list[str]:
    """An item of a list, its keys in the order of the description; a comment never comes first."""
    lines = [line for key in kind.model_fields for line in _key(kind, key, held.get(key))]
    lead = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    lines = [lines[lead], *lines[:lead], *lines[lead + 1 :]]
    starts = ["- ", *["  "] * (len(lines) - 1)]
    return [f"{' ' * indent}{start}{line}" for start, line in zip(starts, lines, strict=True)]


def _key(kind: type[Entry], key: str, value: Any) -> Iterator[str]:
    """The lines of a key; a comment to fill in where it has no value, and it should have one."""
    inner = _inner(kind.model_fields[key].annotation)
    if value is None:
        yield from [f"# {key}:"] if key in _ASKED.get(kind, ()) else ()
    elif inner is None:
        yield f"{key}: {quoted(value)}"
    else:
        yield f"{key}:"
        for one in value:
            yield from _entry(inner, one, 2)


def _inner(annotation: Any) -> type[Entry] | None:
    """The entries that a key lists, if it lists any."""
    found = (part for part in get_args(annotation) if isinstance(part, type))
    return next((part for part in found if issubclass(part, Entry)), None)
