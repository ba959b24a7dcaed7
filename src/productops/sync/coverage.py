"""What a stream was last read with: a switch that lets more in, or a stream below it, asks for reading it again.

Kept as a checkpoint of its own beside those of the stream's partitions.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..store.base import Checkpoint, Scope, Store
from .commit import Writer
from .erasing import empty
from .plan import StreamPlan
from .work import StreamWork

PARTITION = "#read with"
_PRIVATE = "private_comments"


def wanted(plan: StreamPlan, settings: Any, plans: Collection[StreamPlan]) -> dict[str, Any]:
    """What a stream is to be read with now."""
    below = sorted(other.name for other in plans if plan.name in other.below)
    return {_PRIVATE: settings.private_comments, "below": below}


def differs(held: Mapping[str, Checkpoint], now: Mapping[str, Any]) -> str:
    """Why a stream must be read from the start; "" where it need not."""
    before = held[PARTITION].cursor if PARTITION in held else None
    if before is None:
        return ""
    if before[_PRIVATE] != now[_PRIVATE]:
        return f"{_PRIVATE} is now {str(now[_PRIVATE]).lower()}"
    added = [name for name in now["below"] if name not in before["below"]]
    return f"{added[0]} is read now too" if added else ""


def remember(writer: Writer, work: StreamWork, held: Mapping[str, Checkpoint]) -> None:
    """Note what a stream that was read to its end was read with."""
    before = held[PARTITION].cursor if PARTITION in held else None
    if before != work.coverage:
        commit = work.normaliser.new_page()
        commit.checkpoint = Checkpoint(work.plan.name, PARTITION, work.coverage)
        # Nobody waits for it: unwritten, it is noted by the next run
        writer.put(commit, lambda _, __: None)


def hide_private(
    store: Store, writer: Writer, scope: Scope, works: Mapping[str, StreamWork]
) -> None:
    """Empty the streams that an earlier setting let internal comments into; they are read again for the rest.

    Whole streams, since other records of theirs, as notifications, may quote such a comment.
    """
    if any(_PRIVATE in w.again and not w.coverage[_PRIVATE] for w in works.values()):
        for stream in store.with_internal_comments(scope):
            if stream in works:
                empty(store, writer, works[stream], sorted(store.live_ids(scope, stream)))
