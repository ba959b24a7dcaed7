"""Associations: what the records of a page belong to, asked for in one request an object.

The same pair comes once for each of its labels, and in no order.
https://developers.hubspot.com/docs/api-reference/2026-03/crm/associations
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from productops.kit import Answer, Request, Run

from . import paths
from .kinds import Kind
from .wire import AssociationsPage

FORBIDDEN = 403
Told = dict[str, dict[str, list[dict[str, Any]]]]
"""Id → object → what it is associated with."""


def asked(kind: Kind, ids: Sequence[str], objects: Sequence[str]) -> list[Request]:
    """One request for each object; 1,000 ids fit into one, and a page has 200 at most.

    A token that may not read the other object gets 403, and the page goes on without; that object's own stream names
    the scope. But what is an internal comment has to be known.
    """
    body = {"inputs": [{"id": one} for one in ids]}
    return [
        Request(
            path=paths.associations(kind.name, to),
            method="POST",
            body=body,
            expect=() if to == kind.hidden_near else (FORBIDDEN,),
        )
        for to in objects
    ]


def told(objects: Sequence[str], answers: Sequence[Answer]) -> Told:
    """Every pair once with all its labels, in the order of ids: the same each time."""
    found: Told = {}
    for to, answer in zip(objects, answers, strict=True):
        if answer.status == FORBIDDEN:
            continue
        for pairs in answer.decode(AssociationsPage).results or ():
            labels: dict[str, set[str]] = {}
            for each in pairs.to or ():
                words = {one.label for one in each.association_types or () if one.label}
                labels.setdefault(str(each.to_object_id), set()).update(words)
            found.setdefault(str(pairs.from_.id), {})[to] = [
                {"id": one, "labels": sorted(labels[one])} for one in sorted(labels, key=_order)
            ]
    return found


def hides(kind: Kind, run: Run) -> bool:
    """Whether some records of an object are internal comments, and none are wanted."""
    return bool(kind.hidden_near) and not run.settings.private_comments


def hidden(kind: Kind, told: Told) -> set[str]:
    """Ids of the internal comments among some records."""
    return {key for key, held in told.items() if held.get(kind.hidden_near)}


def _order(one: str) -> tuple[int, str]:
    return (len(one), one)
