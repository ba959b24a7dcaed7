"""Which issues are linked with which: both ends see the link from the same moment on."""

from __future__ import annotations

from collections.abc import Iterator

from . import plan
from .lives import Beat, Lives

BLOCKS, RELATES, IMPLEMENTS = range(3)
_PAIRS = ((3, plan.GROUP, RELATES), (7, plan.GROUP + 1, BLOCKS), (16, 15, IMPLEMENTS))
"""Slot of the younger issue, how much older the other is, kind of link."""
_STARTS_AT_OLDER = {IMPLEMENTS}
"""An idea is the younger one of its link, and the work implements it."""
_AFTER = 300_000
FIRST_POSITION = 490


def packed(other: int, kind: int, *, inward: bool) -> int:
    """What a `link` beat carries; *inward*: it is the other end's link."""
    return other << 3 | kind << 1 | inward


def _pairs(index: int) -> Iterator[tuple[int, int, bool, int]]:
    for slot, distance, kind in _PAIRS:
        if index % plan.GROUP == slot and index >= distance:
            yield index - distance, kind, kind in _STARTS_AT_OLDER, index
        if (index + distance) % plan.GROUP == slot:
            yield index + distance, kind, kind not in _STARTS_AT_OLDER, index + distance


def beats(lives: Lives, index: int) -> list[Beat]:
    """The links an issue gets, in order; they come five minutes after the younger one."""
    found = []
    for position, (other, kind, inward, younger) in enumerate(_pairs(index), FIRST_POSITION):
        issue = lives.issue(younger)
        at = issue.created + _AFTER
        who = issue.reporter if issue.reporter < lives.company.colleagues else 0
        found.append(Beat(at, position, who, "link", packed(other, kind, inward=inward)))
    return found
