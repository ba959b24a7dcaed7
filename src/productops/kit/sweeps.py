"""Where the next walk through a partition starts, for sources that are asked for what changed since a moment.

The newest moment that the source itself has shown, and not our own: with a clock here that runs ahead of the
source's, all that is written there in between would be left out. Nor one after the walk began, since what changes
meanwhile may lie on a page that was already read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from .connector import Run
from .rows import moment_or_none
from .wire import Request

BEGAN, NEWEST = "began", "newest"
"""Keys of a request's state."""


def began(run: Run) -> dict[str, Any]:
    """The state of a walk that begins now."""
    return {BEGAN: run.now.isoformat()}


def swept(
    request: Request, follow: Request | None, moments: Iterable[object]
) -> tuple[Request | None, datetime | None]:
    """*follow*, which now knows how far the walk has come, and no cursor; after the last page the cursor.

    A walk that was shown no moment has no cursor: the next one starts where it did.

    Args:
        request: the one that was answered; its state holds what `began` gave.
        follow: the following page of the same walk.
        moments: when each record on this page changed, as the source writes it; what is none is passed over.
    """
    seen = [found for each in (request.state.get(NEWEST), *moments) if (found := _moment(each))]
    newest = max(seen, default=None)
    if follow is not None:
        held = newest.isoformat() if newest else None
        return follow.with_(state={**(follow.state or {}), NEWEST: held}), None
    return None, newest and min(newest, datetime.fromisoformat(request.state[BEGAN]))


def _moment(value: object) -> datetime | None:
    return value.astimezone(UTC) if isinstance(value, datetime) else moment_or_none(value)
