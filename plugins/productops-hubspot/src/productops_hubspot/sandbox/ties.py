"""Associations: which records belong together, by which labels.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/associations/associate-records/guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import contacts
from .model import Kind, View
from .tie_rules import MADE, PRIMARY, Found, Pair

if TYPE_CHECKING:
    from .account import Account

_NUMBERS: dict[Pair, tuple[int, int]] = {
    ("contacts", "companies"): (279, 1), ("companies", "contacts"): (280, 2),
    ("tickets", "contacts"): (16, 0), ("contacts", "tickets"): (15, 0),
    ("tickets", "companies"): (339, 26), ("companies", "tickets"): (340, 25),
    ("deals", "contacts"): (3, 0), ("contacts", "deals"): (4, 0),
    ("deals", "companies"): (341, 5), ("companies", "deals"): (342, 6),
    ("tickets", "deals"): (28, 0), ("deals", "tickets"): (27, 0),
    ("notes", "contacts"): (202, 0), ("contacts", "notes"): (201, 0),
    ("notes", "companies"): (190, 0), ("companies", "notes"): (189, 0),
    ("notes", "deals"): (214, 0), ("deals", "notes"): (213, 0),
    ("notes", "tickets"): (228, 0), ("tickets", "notes"): (227, 0),
    ("feedback_submissions", "contacts"): (98, 0), ("contacts", "feedback_submissions"): (97, 0),
    ("feedback_submissions", "tickets"): (100, 0), ("tickets", "feedback_submissions"): (99, 0),
}  # fmt: skip
"""Numbers of the unlabelled and of the primary association."""
_OWN = {"Decision maker": 37, "Billing contact": 39}


def tied(account: Account, start: Kind, end: Kind, index: int, at: int) -> dict[int, set[str]]:
    """What a record belongs together with, by number, each with its labels (empty: none)."""
    found: dict[int, set[str]] = {}
    for root in _roots(account, start, index, at):
        for other, label in _natural(account, start, end, root, at):
            there = account.meant(end, other, at)
            if there is not None:
                found.setdefault(there, set()).add(label)
    _by_tests(account, (start.name, index), end, at, found)
    return found


def _roots(account: Account, kind: Kind, index: int, at: int) -> list[int]:
    """A record and all that was merged into it."""
    life = account.life(kind, index)
    if life is None:
        return []
    found = [index if life.root < 0 else life.root]
    for when, other in life.merged:
        if when <= at:
            found += _roots(account, kind, other, when - 1)
    return list(dict.fromkeys(found))


def _natural(account: Account, start: Kind, end: Kind, index: int, at: int) -> Found:
    pair = (start.name, end.name)
    if pair in MADE:
        return MADE[pair](account, index)
    if pair == ("contacts", "companies"):
        return _contact_company(account, start, index, at)
    if pair in _NUMBERS and pair[::-1] in _NUMBERS:
        return iter(_inverse(account, end, start, at).get(index, ()))
    return iter(())


def _contact_company(account: Account, kind: Kind, index: int, at: int) -> Found:
    life = account.life(kind, index)
    if life is None:
        return
    organisation = contacts.organisation_of(View(account, kind, index, life, at))
    if organisation is not None:
        yield organisation, PRIMARY
        if index % 15 == 0:
            yield organisation, "Billing contact"


def _inverse(account: Account, start: Kind, end: Kind, at: int) -> dict[int, list[tuple[int, str]]]:
    """The same associations, seen from the other end."""

    def make() -> dict[int, list[tuple[int, str]]]:
        found: dict[int, list[tuple[int, str]]] = {}
        for index in account.lives(start):
            for other, label in _natural(account, start, end, index, at):
                found.setdefault(other, []).append((index, label))
        return found

    made: dict[int, list[tuple[int, str]]] = account.once(("ties", start.name, end.name, at), make)
    return made


def _by_tests(
    account: Account, start: tuple[str, int], end: Kind, at: int, found: dict[int, set[str]]
) -> None:
    for tie in account.ties:
        ends = (tie.start, tie.end) if tie.start == start else (tie.end, tie.start)
        if tie.at > at or ends[0] != start or ends[1][0] != end.name:
            continue
        if tie.label is None:
            found.pop(ends[1][1], None)
        elif account.meant(end, ends[1][1], at) is not None:
            found.setdefault(ends[1][1], set()).add(tie.label)


def types_of(start: Kind, end: Kind, labels: set[str]) -> list[dict[str, object]]:
    """Association types as answers show them: the unlabelled one, then one a label."""
    plain, primary = _NUMBERS.get((start.name, end.name), (0, 0))
    found: list[dict[str, object]] = [
        {"category": "HUBSPOT_DEFINED", "typeId": plain, "label": None}
    ]
    for label in sorted(labels - {""}):
        if label == PRIMARY and primary:
            found.append({"category": "HUBSPOT_DEFINED", "typeId": primary, "label": label})
        else:
            number = _OWN.get(label, 41)
            found.append({"category": "USER_DEFINED", "typeId": number, "label": label})
    return found
