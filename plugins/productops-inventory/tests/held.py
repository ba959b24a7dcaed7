"""Files written for a test, and what was made of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from productops.workspace import Workspace

Ask = Callable[[str], list[dict[str, Any]]]
ENVELOPE = {
    "id", "source", "source_instance", "fetched_at", "schema_version", "content_hash", "deleted", "deleted_at",
    "source_key",
}  # fmt: skip


def write(folder: Path, name: str, content: Any) -> Path:
    """A file: rows as CSV, text as it is, anything else as JSON."""
    path = folder / name
    if name.endswith(".csv"):
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def synced(ws: Workspace, path: Path, **settings: Any) -> Any:
    """The report of a sync of what lies at *path*."""
    ws.connect("it", "inventory", path=str(path), **settings)
    return ws.sync(progress=False)


def named(ws: Workspace) -> dict[str, str]:
    """Id → source id of everything that rows refer to."""
    return {record.id: record.source_id for name in REFERRED for record in ws.table(name).records()}


def told(ws: Workspace, table: str, names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Every live row of a table, whole, but for what says nothing and for the envelope; references by source id."""
    names = named(ws) if names is None else names
    found = []
    for record in ws.table(table).records():
        held = record.model_dump(mode="json", exclude=ENVELOPE, exclude_defaults=True)
        held |= {
            key: names.get(value, "dangling") for key, value in held.items() if key.endswith("_id") and key != "source_id"
            and isinstance(value, str) and key in REFERENCES
        }  # fmt: skip
        if "custom_fields" in held:
            held["custom_fields"] = {k: v["value"] for k, v in held["custom_fields"].items()}
        found.append(held)
    return sorted(found, key=lambda row: str(row["source_id"]))


REFERRED: Sequence[str] = ("tool", "vendor", "contract", "person", "team")
REFERENCES = frozenset({
    "tool_id", "vendor_id", "contract_id", "person_id", "team_id", "owner_id", "owner_team_id", "from_tool_id", "to_tool_id",
    "parent_id",
})  # fmt: skip
