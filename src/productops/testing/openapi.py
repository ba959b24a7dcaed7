"""Answers against a vendor's OpenAPI document: where a value does not fit what the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

_KINDS: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "object": dict,
    "array": list,
    "number": (int, float),
}


@dataclass(frozen=True, slots=True)
class Document:
    """A vendor's document.

    Attributes:
        spec: the document, decoded.
        different: places (`Schema.field`) where the vendor is known to answer otherwise.
    """

    spec: Mapping[str, Any]
    different: AbstractSet[str] = frozenset()

    def answered(self, path: str, method: str = "get") -> Mapping[str, Any]:
        """The schema of the JSON that an operation answers with."""
        answer = self.spec["paths"][path][method]["responses"]["200"]
        schema: Mapping[str, Any] = answer["content"]["application/json"]["schema"]
        return schema

    def resolve(self, schema: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """A schema without references: its name, and its own words."""
        name = ""
        while "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[-1]
            schema = self.spec["components"]["schemas"][name]
        return name, schema

    def problems(self, schema: Mapping[str, Any], value: Any, where: str = "") -> Iterator[str]:
        """Where *value* does not fit; null always fits, for vendors mark few fields as such."""
        name, schema = self.resolve(schema)
        where = name or where
        if value is None or where in self.different:
            return
        for part in schema.get("allOf", ()):
            yield from self.problems(part, value, where)
        choices = schema.get("anyOf") or schema.get("oneOf") or ()
        yield from min(
            (list(self.problems(part, value, where)) for part in choices), key=len, default=[]
        )
        kind = _KINDS.get(schema.get("type", ""))
        if kind and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            yield f"{where}: {json.dumps(value)[:60]} is no {schema['type']}"
            return
        if "enum" in schema and value not in schema["enum"]:
            yield f"{where}: {value!r} is none of {schema['enum']}"
        if schema.get("format") == "date-time" and not isinstance(value, date):
            datetime.fromisoformat(value)
        yield from self._inside(schema, value, where)

    def _inside(self, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
        if isinstance(value, list) and "items" in schema:
            for item in value:
                yield from self.problems(schema["items"], item, where)
        if not isinstance(value, dict):
            return
        known, more = schema.get("properties", {}), schema.get("additionalProperties")
        for key in schema.get("required", ()):
            if key not in value:
                yield f"{where}: {key} is missing"
        for key, held in value.items():
            if key in known:
                yield from self.problems(known[key], held, f"{where}.{key}")
            elif isinstance(more, dict) and more:
                yield from self.problems(more, held, f"{where}[]")
