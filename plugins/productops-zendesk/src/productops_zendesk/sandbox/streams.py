"""What each incremental export gives: its rows in order, and how a page of them looks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from productops.sandbox.wire import Call

from . import events, guide, ids, metrics, people, tickets
from .account import STAMP, Account
from .exports import Export
from .sideloads import included, of_tickets, ticket_renderer

_MASK = (1 << STAMP) - 1


def _ticket_export(call: Call, account: Account) -> Export:
    render = ticket_renderer(call, account, lambda index: tickets.ticket(account, index))
    alive = set(account.alive()) if call.first.get("exclude_deleted") == "true" else None
    return Export(
        name="tickets",
        positions=account.by_stamp(),
        render=lambda place: render(place & _MASK),
        bits=STAMP,
        tail=lambda place: (place & _MASK) + 1,
        place=lambda id_: id_ - 1 if id_ > 0 else None,
        aside=lambda places: of_tickets(call, account, (place & _MASK for place in places)),
        skip=None if alive is None else lambda place: place & _MASK not in alive,
    )


def _user_export(_: Call, account: Account) -> Export:
    def tail(place: int) -> int:
        key = place & _MASK
        staff = key < people.STAFF_KEYS
        return ids.user(key if staff else key - people.STAFF_KEYS, staff=staff)

    return Export(
        "users", people.users_by_stamp(account), lambda place: people.user(account, place & _MASK),
        STAMP, tail, people.key_of,
    )  # fmt: skip


def _simple(
    name: str,
    positions: list[int],
    render: Callable[[int], dict[str, Any]],
    bits: int,
    *,
    ends: bool = True,
) -> Export:
    return Export(
        name, positions, render, bits, lambda place: place, lambda place: place, ends=ends
    )


def _organisation_export(_: Call, account: Account) -> Export:
    return _simple(
        "organizations",
        people.organisations_by_stamp(account),
        lambda place: people.organisation(account, place & _MASK),
        STAMP,
    )


def _event_export(call: Call, account: Account) -> Export:
    whole = "comment_events" in included(call)
    render = partial(events.event, account, whole=whole)
    return _simple("ticket_events", events.events(account), render, STAMP + 6)


def _measure_export(_: Call, account: Account) -> Export:
    positions = metrics.measures(account)
    return _simple("ticket_metric_events", positions, partial(metrics.measure, account), STAMP + 4)


EXPORTS: dict[str, Callable[[Call, Account], Export]] = {
    "tickets": _ticket_export,
    "users": _user_export,
    "organizations": _organisation_export,
    "ticket_events": _event_export,
    "ticket_metric_events": _measure_export,
}


def articles(account: Account) -> Export:
    """The help centre's export; it says that it ends by a missing `next_page`."""
    return _simple(
        "articles",
        guide.articles(account),
        partial(guide.article, account),
        STAMP,
        ends=False,
    )
