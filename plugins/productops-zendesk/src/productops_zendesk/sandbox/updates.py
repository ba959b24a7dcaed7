"""A ticket's updates: what its audits and events are made from."""

from __future__ import annotations

from typing import NamedTuple

from productops.sandbox.cases import Case
from productops.sandbox.life import Moment

from . import ids
from .account import Account

SYSTEM_USER = -1
BULK = 48
"""Positions from here on are bulk updates; a life is shorter."""
UNSEEN = frozenset({"touched", "scrubbed"})
"""What only the system notices leaves no audit."""
CLIENT = {
    "client": "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    "ip_address": "192.0.2.10",
    "location": "Springfield, Example",
    "latitude": 52.5,
    "longitude": 13.4,
}


class Update(NamedTuple):
    """One audit before it gets a shape: where in the ticket's history, when, and what."""

    position: int
    at: int
    moment: Moment | None


def updates(account: Account, case: Case) -> list[Update]:
    """A ticket's audits so far, oldest first. What only the system notices leaves none."""
    past = [
        Update(n + 1, moment.at, moment)
        for n, moment in enumerate(case.until(account.now))
        if moment.what not in UNSEEN
    ]
    bulk = [Update(BULK + n, at, None) for n, at in enumerate(account.bumps.get(case.index, ()))]
    return sorted(
        [Update(0, case.opened, None), *past, *bulk],
        key=lambda update: (update.at, update.position),
    )


def author(case: Case, update: Update) -> int:
    """Who made an update; -1 is the system."""
    moment = update.moment
    if update.position >= BULK:
        return ids.made(ids.STAFF, 0)
    if moment is None or moment.actor == "requester":
        return ids.made(ids.PERSON, case.requester)
    return SYSTEM_USER if moment.actor == "system" else ids.made(ids.STAFF, case.agent)
