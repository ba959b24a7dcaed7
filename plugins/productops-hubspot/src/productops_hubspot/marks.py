"""How far a reading of an object came: the newest change it was shown, and which records changed shortly before.

The next one starts a lookback before that, for the index of the search lags behind; what it is shown again as it was
need not be read again, nor asked for what it is associated with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from productops.kit import Request, Run
from productops.kit.sweeps import BEGAN, NEWEST, began, swept

from .values import millis

MOST = 2_000
"""Records that are kept in mind; where more changed in one lookback, the others are read again."""
_KNOWN, _TAIL, _MARGIN = "known", "tail", "margin"

Dated = Sequence[tuple[str, datetime | None]]
"""Ids of the records on a page, and when each changed."""


class Mark(Struct):
    """The cursor of a partition.

    Attributes:
        began: when the reading began, by our clock.
        newest: the newest change it was shown, never after it began.
        tail: the records that changed in the lookback before that, and when (epoch milliseconds).
    """

    began: datetime
    newest: datetime | None = None
    tail: dict[str, int] = {}


def mark_of(run: Run, partition: str) -> Mark | None:
    """What the last reading of a partition left."""
    held = run.cursor(partition)
    return msgspec.json.decode(held, type=Mark) if isinstance(held, str) else None


def start(
    run: Run, marks: Iterable[Mark], lookback: timedelta
) -> tuple[datetime | None, dict[str, Any]]:
    """Where to start after *marks*, if they say so, and the state of the walk that does."""
    margin = lookback if run.settings.lookback is None else run.settings.lookback
    held = list(marks)
    newest = max((mark.newest for mark in held if mark.newest), default=None)
    known = {key: at for mark in held for key, at in mark.tail.items()}
    reached = {NEWEST: newest.isoformat() if newest else None}
    state = {**began(run), **reached, _KNOWN: known, _TAIL: {}, _MARGIN: margin.total_seconds()}
    return newest and newest - margin, state


def known(request: Request, dated: Dated) -> set[str]:
    """Ids of records that were read before, just as they are."""
    held = request.state[_KNOWN]
    return {key for key, at in dated if at and held.get(key) == millis(at)}


def marked(
    request: Request, follow: Request | None, dated: Dated
) -> tuple[Request | None, str | None]:
    """*follow*, which knows what this page showed, and no cursor; after the last page the cursor."""
    follow, newest = swept(request, follow, [at for _, at in dated])
    seen = (
        datetime.fromisoformat(follow.state[NEWEST]) if follow and follow.state[NEWEST] else newest
    )
    tail = request.state[_TAIL] | {key: millis(at) for key, at in dated if at}
    if seen:
        floor = millis(seen - timedelta(seconds=request.state[_MARGIN]))
        recent = sorted(((at, key) for key, at in tail.items() if at >= floor), reverse=True)
        tail = {key: at for at, key in recent[:MOST]}
    if follow is not None:
        return follow.with_(state={**follow.state, _TAIL: tail}), None
    mark = Mark(datetime.fromisoformat(request.state[BEGAN]).astimezone(UTC), newest, tail)
    return None, msgspec.json.encode(mark).decode()
