"""How a record looks in an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from . import ids
from .kinds import kind_of
from .model import Kind, View
from .ties import tied, types_of

_APP = f"https://app-eu1.hubspot.com/contacts/{ids.PORTAL}"


def always(kind: Kind) -> tuple[str, str, str]:
    """The properties that come whatever is asked for."""
    return kind.created, kind.modified, "hs_object_id"


def asked(kind: Kind, properties: Sequence[str]) -> list[str]:
    """The properties of an answer; unknown ones are left out without a word."""
    wanted = {name.lower() for name in properties} or set(kind.defaults)
    return sorted(name for name in {*wanted, *always(kind)} if name in kind.properties)


def value(view: View, name: str) -> str | None:
    """A property's value."""
    read = view.kind.properties[name].read
    return read(view) if read else None


def record(view: View, names: Sequence[str], history: Sequence[str] = ()) -> dict[str, Any]:
    """A record with these properties, in this order."""
    life = view.life
    row: dict[str, Any] = {"id": view.id, "properties": {name: value(view, name) for name in names}}
    if history:
        row["propertiesWithHistory"] = {name: _history(view, name) for name in history}
    row["createdAt"] = ids.iso(life.born)
    row["updatedAt"] = ids.iso(life.modified(view.at))
    row["archived"] = life.binned(view.at)
    if row["archived"]:
        row["archivedAt"] = ids.iso(life.archived)
    row["url"] = _url(view)
    return row


def _url(view: View) -> str:
    if view.kind.name != "notes":
        return f"{_APP}/record/{view.kind.type_id}/{view.id}"
    chosen = f'[{{"property":"hs_object_id","operator":"EQ","value":"{view.id}"}}]'
    return f"{_APP}/objects/0-46/views/all/list?filters={quote(chosen, safe='')}"


def _history(view: View, name: str) -> list[dict[str, str | None]]:
    """What a property was at every change of the record, newest first."""
    found: list[dict[str, str | None]] = []
    for at in (view.life.born, *(at for at in view.life.changes if at <= view.at)):
        held = value(View(view.account, view.kind, view.index, view.life, at), name)
        if not found or found[-1]["value"] != held:
            found.append({"value": held, "timestamp": ids.iso(at), "sourceType": "CRM_UI"})
    return found[::-1]


def inline(view: View, wanted: Sequence[str]) -> dict[str, Any]:
    """The associations that a list gives along: one entry for every label of a pair."""
    found = {}
    for name in wanted:
        end = kind_of(name)
        if end is None:
            continue
        rows = [
            {"id": str(ids.made(end.base, other)), "type": _word(view.kind, end, made)}
            for other, labels in sorted(
                tied(view.account, view.kind, end, view.index, view.at).items()
            )
            for made in types_of(view.kind, end, labels)
        ]
        if rows:
            found[end.name] = {"results": rows}
    return {"associations": found} if found else {}


def _word(start: Kind, end: Kind, made: dict[str, object]) -> str:
    base = f"{start.singular}_to_{end.singular}"
    return base if made["label"] else f"{base}_unlabeled"
