"""A `tools.yaml` taken apart: a record for each tool, and for each vendor, team and person that it names.

So an edit of one tool changes the rows of that tool alone, and what is taken out of the file is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from productops.kit import files
from productops.kit.toolsfile import ToolEntry, ToolsFile, folded, tool_ids


class Kept(Struct, omit_defaults=True):
    """A record. *kind*: the table it is of; *to*: tools that its integrations name, by folded name → id."""

    id: str
    kind: str
    entry: dict[str, Any]
    to: dict[str, str] = {}


def entries_of(file: ToolsFile, row: files.Row) -> list[Kept]:
    """The records of a file without mistakes; *row* is the document as it was read, whose words are kept."""
    written: Sequence[dict[str, Any]] = (row.fields or {})["tools"]
    known = tool_ids(written)
    return [*_named(file), *(_tool(entry, known) for entry in written)]


def _tool(entry: dict[str, Any], known: Mapping[str, str]) -> Kept:
    named = [folded(one["to"]) for one in entry.get("integrations") or ()]
    to = {name: known[name] for name in sorted(set(named)) if known.get(name, name) != name}
    return Kept(f"tool:{folded(entry['name'])}", "tool", entry, to)


def _named(file: ToolsFile) -> Iterator[Kept]:
    vendors = {
        folded(one.name): one.model_dump(mode="json", exclude_unset=True) for one in file.vendors
    }
    for name in _first(tool.vendor for tool in file.tools):
        vendors.setdefault(folded(name), {"name": name})
    yield from (Kept(f"vendor:{key}", "vendor", entry) for key, entry in vendors.items())
    for name in _first(tool.team for tool in file.tools):
        yield Kept(f"team:{folded(name)}", "team", {"name": name})
    for address in _first(one for tool in file.tools for one in _people(tool)):
        yield Kept(f"person:{address}", "person", {"email": address})


def _first(names: Iterable[str | None]) -> list[str]:
    """Names, each once, as it is written first."""
    held: dict[str, str] = {}
    for name in names:
        if name:
            held.setdefault(folded(name), name)
    return list(held.values())


def _people(tool: ToolEntry) -> Iterator[str | None]:
    yield from (tool.owner, tool.backup_owner)
    yield from (one.person for one in tool.seats)
    yield from (done.person for one in tool.training for done in one.completed)
    for owned in (tool.contracts, tool.integrations, tool.risks, tool.process_docs):
        yield from (one.owner for one in owned)
