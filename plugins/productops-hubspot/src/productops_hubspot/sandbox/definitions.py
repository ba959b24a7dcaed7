"""Definitions of properties.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/properties/guide
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .account import Account
from .desk import Desk, flag
from .model import Kind, Property
from .setup import PIPELINES


def definitions(call: Call, desk: Desk, kind: Kind) -> Reply:
    """`GET /properties/{kind}`: all in one answer."""
    archived = flag(call, "archived")
    held: Iterable[Property] = kind.properties.values()
    rows = [definition(desk.account, kind, one) for one in held if one.archived == archived]
    return as_json({"results": rows})


def one_definition(desk: Desk, kind: Kind, name: str) -> Reply:
    """`GET /properties/{kind}/{name}`."""
    known = kind.properties.get(name)
    if known is None or known.archived:
        return answers.missing(f"Property {name} does not exist.")
    return as_json(definition(desk.account, kind, known))


def definition(account: Account, kind: Kind, known: Property) -> dict[str, Any]:
    """A property's definition."""
    made = ids.iso(account.company.founded * ids.SECOND)
    row: dict[str, Any] = {
        "updatedAt": made,
        "createdAt": made,
        "name": known.name,
        "label": account.labels.get((kind.name, known.name), known.label),
        "type": known.type,
        "fieldType": known.field_type,
        "description": "",
        "groupName": f"{kind.singular}information",
        "options": [
            {"label": label, "value": value, "displayOrder": order, "hidden": False}
            for order, (value, label) in enumerate(_options(kind, known))
        ],
        "displayOrder": -1,
        "calculated": known.calculated,
        "externalOptions": known.name == "hubspot_owner_id",
        "archived": known.archived,
        "hasUniqueValue": known.name in {"hs_object_id", "email"},
        "hidden": False,
        "modificationMetadata": {
            "archivable": known.own,
            "readOnlyDefinition": not known.own,
            "readOnlyValue": known.calculated,
        },
        "formField": known.own and not known.calculated,
        "dataSensitivity": "non_sensitive",
    }
    if not known.own:
        row["hubspotDefined"] = True
    if known.archived:
        row["archivedAt"] = made
    return row


def _options(kind: Kind, known: Property) -> Iterable[tuple[str, str]]:
    """Pipelines and stages are options too."""
    held = PIPELINES.get(kind.name, ())
    if known.name in {"hs_pipeline", "pipeline"}:
        return [(id_, label) for id_, label, _ in held]
    if known.name in {"hs_pipeline_stage", "dealstage"}:
        return [(stage[0], stage[1]) for _, _, stages in held for stage in stages]
    return known.options
