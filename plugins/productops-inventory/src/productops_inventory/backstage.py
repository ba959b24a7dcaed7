"""Backstage: what a service catalogue says of components and resources, in `catalog-info.yaml`.

https://backstage.io/docs/features/software-catalog/descriptor-format
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import row
from productops.model import Integration, Person, Record, Team, Tool

from .common import address, other_names, web
from .entry import Entry
from .kind import Kind

_TOOLS = frozenset({"component", "resource"})
_STATUS: dict[str, Literal["pilot", "active", "deprecated"]] = {
    "experimental": "pilot", "production": "active", "deprecated": "deprecated",
}  # fmt: skip
# Relation → what a reference without a kind means there, and how data flows
_RELATIONS: dict[str, tuple[str, Literal["api"] | None]] = {
    "dependsOn": ("component", None), "consumesApis": ("api", "api"), "providesApis": ("api", "api"),
}  # fmt: skip
_DOCS = ("doc", "wiki", "handbook", "runbook")


def _is_entity(entry: Entry) -> bool:
    return entry.has("kind", "metadata") and "/" in (entry.text("apiVersion") or "")


def _kind(entry: Entry) -> str:
    return (entry.text("kind") or "").casefold()


def reference(text: str, kind: str, namespace: str = "default") -> str:
    """A reference in full: `[kind:][namespace/]name` → `component:default/name`, in lower case."""
    bare = text.strip().casefold()
    told, colon, rest = bare.partition(":")
    place, slash, name = (rest if colon else bare).partition("/")
    return f"{told if colon else kind}:{place if slash else namespace}/{name if slash else place}"


def _namespace(entry: Entry) -> str:
    return (entry.text("metadata.namespace") or "default").casefold()


def _id(entry: Entry) -> str:
    name = entry.text("metadata.name")
    if name is None:
        raise RecordRejected("there is no metadata.name", field="metadata.name")
    return reference(f"{_namespace(entry)}/{name}", _kind(entry))


def _rows(entry: Entry, run: Run) -> Iterator[Record]:
    """A product and what it is tied to, a team or a colleague; systems, domains and locations say nothing here."""
    known, kind = _id(entry), _kind(entry)
    name = entry.text("metadata.title", "spec.profile.displayName", "metadata.name")
    if kind in _TOOLS:
        yield _tool(entry, known, name, run)
        yield from _integrations(entry, known, run)
    elif kind == "group":
        parent = entry.text("spec.parent")
        told = entry.text("metadata.description")
        above = run.ref(Team, _full(entry, parent, "group"))
        yield row(Team, run, known, name=name, description=told, parent_id=above)
    elif kind == "user":
        teams = _names(entry, "spec.memberOf")
        yield row(
            Person,
            run,
            known,
            display_name=name,
            email=address(entry.text("spec.profile.email")),
            person_type="internal",
            team_id=run.ref(Team, _full(entry, teams[0], "group")) if teams else None,
        )


def _tool(entry: Entry, known: str, name: str | None, run: Run) -> Tool:
    owner = _full(entry, entry.text("spec.owner"), "group")
    person = owner if owner and owner.startswith("user:") else None
    links = [web(link.get("url")) for link in entry.objects("metadata.links")]
    docs = [
        web(link.get("url"))
        for link in entry.objects("metadata.links")
        if any(word in f"{link.get('title')} {link.get('type')}".casefold() for word in _DOCS)
    ]
    urls = [link for link in links if link and link not in docs]
    return row(
        Tool,
        run,
        known,
        name=name,
        aliases=other_names(name, entry.text("metadata.name")),
        category=entry.text("spec.type"),
        discovered_in="service_catalog",
        status=_STATUS.get((entry.text("spec.lifecycle") or "").casefold()),
        owner_id=run.ref(Person, person),
        owner_team_id=run.ref(Team, owner) if owner and not person else None,
        url=urls[0] if urls else None,
        docs_url=next(filter(None, docs), None),
    )


def _integrations(entry: Entry, known: str, run: Run) -> Iterator[Record]:
    """What it depends on, and the APIs between it and others: who provides one is where the data comes from."""
    for relation, (kind, flow) in _RELATIONS.items():
        for other in dict.fromkeys(_names(entry, f"spec.{relation}")):
            there = reference(other, kind, _namespace(entry))
            ends = (there, known) if relation == "providesApis" else (known, there)
            yield row(
                Integration,
                run,
                f"{known}:{relation}:{there}",
                from_tool_id=run.ref(Tool, ends[0]),
                to_tool_id=run.ref(Tool, ends[1]),
                name=f"{relation} {there}",
                kind=flow,
            )


def _full(entry: Entry, text: str | None, kind: str) -> str | None:
    return reference(text, kind, _namespace(entry)) if text else None


def _names(entry: Entry, name: str) -> list[str]:
    return [each for each in entry.items(name) if isinstance(each, str) and each.strip()]


BACKSTAGE = Kind("backstage", "Backstage entities", _is_entity, _rows, key=_id)
