"""Associations: what the records of a page belong to, asked for in one request an object.

The same pair comes once for each of its labels, and in no order.
https://developers.hubspot.com/docs/api-reference/2026-03/crm/associations
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from productops.kit import Answer, Request, Run

from . import paths
from .kinds import Kind
from .wire import AssociationsPage, Head

FORBIDDEN = 403
ROUNDS = 4
"""Pages of the associations of one record; one has 500."""
Told = dict[str, dict[str, list[dict[str, Any]]]]
"""Id → object → what it is associated with."""
_Labels = dict[str, dict[str, dict[str, set[str]]]]
"""Id → object → what it is associated with → by which labels."""


def asked(kind: Kind, ids: Sequence[str], objects: Sequence[str]) -> list[Request]:
    """One request for each object; 1,000 ids fit into one, and a page has 200 at most.

    A token that may not read the other object gets 403, and the page goes on without; that object's own stream names
    the scope. But what is an internal comment has to be known.
    """
    inputs = [{"id": one} for one in ids]
    return [_asking(kind, to, inputs) for to in objects]


def _asking(kind: Kind, to: str, inputs: list[dict[str, str]]) -> Request:
    return Request(
        path=paths.associations(kind.name, to),
        method="POST",
        body={"inputs": inputs},
        expect=() if to == kind.hidden_near else (FORBIDDEN,),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What some records are associated with. *more*: what has to be asked first; *notes*: what is left out."""

    told: Told
    more: Sequence[Request] = ()
    notes: Sequence[str] = ()


def known(kind: Kind, objects: Sequence[str], answers: Sequence[Answer]) -> Known:
    """Every pair once with all its labels, in the order of ids: the same each time.

    A record with very many has a way onwards of its own; its further pages stand behind the first ones.
    """
    labels: _Labels = {}
    asked, left, rounds = list(objects), list(answers), 0
    more: list[tuple[str, Request]] = []
    while asked and left:
        now, left, rounds = left[: len(asked)], left[len(asked) :], rounds + 1
        told = zip(asked, now, strict=True)
        more = [(to, then) for to, one in told for then in _read(kind, to, one, labels)]
        asked = [to for to, _ in more]
    found = {key: {to: _listed(held) for to, held in near.items()} for key, near in labels.items()}
    if rounds < ROUNDS:
        return Known(found, [then for _, then in more])
    return Known(
        found, notes=[note for to, then in more for note in _left_out(kind, to, then, found)]
    )


def _listed(held: dict[str, set[str]]) -> list[dict[str, Any]]:
    return [{"id": one, "labels": sorted(held[one])} for one in sorted(held, key=_order)]


def _left_out(kind: Kind, to: str, then: Request, found: Told) -> list[str]:
    """Which records have more than anybody reads."""
    return [
        f"{kind.name} {one['id']} is associated with more than {len(found[one['id']][to])} {to}; the others are left out"
        for one in then.body["inputs"]
    ]


def _read(kind: Kind, to: str, answer: Answer, labels: _Labels) -> list[Request]:
    """Note the pairs of an answer; the request for what it has no room for, if there is such."""
    if answer.status == FORBIDDEN:
        return []
    onwards = []
    for pairs in answer.decode(AssociationsPage).results or ():
        key = str(pairs.from_.id)
        near = labels.setdefault(key, {}).setdefault(to, {})
        for each in pairs.to or ():
            words = {one.label for one in each.association_types or () if one.label}
            near.setdefault(str(each.to_object_id), set()).update(words)
        if pairs.after:
            onwards.append({"id": key, "after": pairs.after})
    return [_asking(kind, to, onwards)] if onwards else []


def hides(kind: Kind, run: Run) -> bool:
    """Whether some records of an object are internal comments, and none are wanted."""
    return bool(kind.hidden_near) and not run.settings.private_comments


def hidden(kind: Kind, ids: Iterable[str], told: Told) -> set[str]:
    """Ids of the internal comments among some records.

    Of a ticket that was archived no association is shown; so what is shown on nothing at all may be one too.
    """
    held = {one: told.get(one, {}) for one in ids}
    return {
        one for one, near in held.items() if near.get(kind.hidden_near) or not any(near.values())
    }


def loose(kind: Kind, ids: Iterable[str], told: Told) -> list[str]:
    """What to tell of records that are shown on nothing."""
    note = (
        f"{kind.name} that are on no record are not kept, since the internal comments of an archived ticket are shown "
        "so; private_comments = true reads them"
    )
    return [] if all(any(told.get(one, {}).values()) for one in ids) else [note]


def withheld(head: Head) -> dict[str, Any]:
    """An internal comment's id and version, so that it stays withheld when its ticket is not shown any more."""
    return {"record": {"id": str(head.id), "updatedAt": head.updated_at}, "withheld": True}


def _order(one: str) -> tuple[int, str]:
    return (len(one), one)
