"""What many events say of one grant together: since when somebody lets an app in, and when it was last used.

An event is a raw record of its own, and a row belongs to one raw record; so a record here is a grant that names its
events. It is made again when one of them comes, changes or goes.
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run, files
from productops.kit.folders import FOLDER
from productops.kit.rows import guarded, row
from productops.model import Person, Record, SeatAssignment, Tool, UsageRecord

from .google import GIVEN, TAKEN, TOKENS, USED, Event, events_of
from .products import EVENTS, entry_of

_DAY = timedelta(days=1)


class Grant(Struct):
    """An app that somebody lets into their account; *events*: source ids of what happened to it."""

    person: str
    client: str
    events: list[str]


class Grants:
    """Grants → `seat`, `usage`."""

    name, needs = "grants", (FOLDER, "files", EVENTS)
    wire = Grant
    can = Can(deletes=True)
    lookback = timedelta(0)
    reads = ("seat", "usage")

    def start(self, run: Run) -> Iterable[Request] | None:
        """One look at the folder: what counts are the events that were read from it."""
        if run.settings.by_hand:
            return None
        return [files.listing(run.settings.path)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """Every grant that an event tells of."""
        found: dict[tuple[str, str], list[str]] = {}
        for source_id in sorted(run.live(EVENTS)):
            for person, client in sorted({(e.person, e.client) for e in _told(source_id, run)}):
                found.setdefault((person, client), []).append(source_id)
        grants = [Grant(person, client, ids) for (person, client), ids in sorted(found.items())]
        return Page(records=[msgspec.json.encode(grant) for grant in grants])

    def identify(self, grant: Grant) -> tuple[str, str | None]:
        """The person and the app."""
        return f"{grant.person}:{grant.client}", None

    @guarded
    def normalise(self, grant: Grant, run: Run) -> Iterable[Record]:
        """A seat, and how much it was used where the export tells."""
        told = (e for source_id in grant.events for e in _told(source_id, run))
        mine = {e for e in told if (e.person, e.client) == (grant.person, grant.client)}
        events = sorted(mine, key=lambda e: (e.moment is not None, e.moment, e.kind))
        source_id = f"{grant.person}:{grant.client}"
        used = [e.moment for e in events if e.kind in USED and e.moment]
        assigned, revoked = _held(events)
        who = {
            "tool_id": run.ref(Tool, grant.client),
            "person_id": run.ref(Person, grant.person),
            "last_active_at": max(used, default=None),
        }
        yield row(SeatAssignment, run, source_id, **who, assigned_at=assigned, revoked_at=revoked)
        if used:
            yield _usage(source_id, used, who, run)


def _told(source_id: str, run: Run) -> Iterator[Event]:
    """What a record says of grants; one that does not fit was set aside where it was read."""
    entry = entry_of(source_id, TOKENS, run)
    if entry is not None:
        with suppress(RecordRejected):
            yield from events_of(entry)


def _held(events: Sequence[Event]) -> tuple[datetime | None, datetime | None]:
    """Since when it is granted, and when it was taken back if it was; the last time counts."""
    assigned: datetime | None = None
    revoked: datetime | None = None
    for event in events:
        if event.kind == GIVEN and (assigned is None or revoked is not None):
            assigned, revoked = event.moment, None
        elif event.kind == TAKEN:
            revoked = event.moment
    return assigned, revoked


def _usage(
    source_id: str, used: Sequence[datetime], who: Mapping[str, object], run: Run
) -> UsageRecord:
    """Days and events between the first and the last that the export holds; the period ends exclusively."""
    first, last = (day.replace(hour=0, minute=0, second=0, microsecond=0) for day in (min(used), max(used)))  # fmt: skip
    return row(
        UsageRecord,
        run,
        source_id,
        **who,
        period_start=first,
        period_end=last + _DAY,
        active_days=len({each.date() for each in used}),
        events=len(used),
        measured_by="sso",
    )
