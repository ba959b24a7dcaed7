"""`tools.yaml` as a JSON Schema, so that an editor completes and checks it while it is written."""

from __future__ import annotations

from typing import Any

from .shape import ToolsFile

DRAFT = "https://json-schema.org/draft/2020-12/schema"
FILE = "tools.schema.json"
"""What the schema is called beside `tools.yaml`."""
_PRICES = ("unit_price", "annual_cost")


def schema() -> dict[str, Any]:
    """The schema (draft 2020-12). What lies between two entries, as a name that stands twice, it cannot say."""
    found = _bare(ToolsFile.model_json_schema())
    found["$defs"]["ContractEntry"]["dependentRequired"] = {key: ["currency"] for key in _PRICES}
    return {"$schema": DRAFT, **found}


def _bare(node: Any) -> Any:
    """Without what pydantic says of None, which is a key left out, and of defaults that are empty lists."""
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    held = {
        key: _bare(value) for key, value in node.items() if not (key == "default" and not value)
    }
    options = [one for one in held.get("anyOf", ()) if one != {"type": "null"}]
    return {**options[0], **_without(held, "anyOf")} if len(options) == 1 else held


def _without(held: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name != key}
