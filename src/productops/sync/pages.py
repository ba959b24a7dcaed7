"""One page, composed for the store: rows, raws, set-aside, queue and cursor together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import perf_counter

from ..kit.wire import Page
from ..store.base import ARCHIVED, ERASED, Held, PageCommit, Store
from .erasing import erase_in
from .fetch import Fetched
from .rows import Item
from .run import to_checkpoint
from .tombstones import tombstones
from .work import StreamWork, Task


def build_page(
    store: Store,
    work: StreamWork,
    task: Task,
    fetched: Fetched,
    follower: Task | None,
    children: Sequence[Task],
) -> PageCommit:
    """Everything that *fetched* changes, ready to be written in one transaction."""
    page, normaliser = fetched.page, work.normaliser
    commit = normaliser.new_page()
    began = perf_counter()
    items = normaliser.decode(page.records, commit)
    work.spend("decode", perf_counter() - began)
    held = _looked_up(work, items)
    began = perf_counter()
    normaliser.apply(items, held, commit, _put_away(page))
    work.spend("normalise", perf_counter() - began)
    _bury(store, work, page.gone, "deleted", commit)
    _bury(store, work, page.merged, "merged", commit)
    _bury(store, work, [i for i in page.archived if i not in items], ARCHIVED, commit)
    erase_in(store, work, [i for i in map(str, page.erased) if i not in items], commit)
    commit.aside_cleared = _cleared(work, items, commit)
    _bury(store, work, _left_out(store, work, task, page, items, commit), "deleted", commit)
    _tell(work, page.notes)
    if work.present is not None:
        work.present.update(items, (aside.source_id for aside in commit.aside))
    below = children if work.full else _wanted(children, items, commit)
    _steer(work, task, page, follower, below, commit)
    return commit


def _left_out(
    store: Store,
    work: StreamWork,
    task: Task,
    page: Page,
    items: dict[str, Item],
    commit: PageCommit,
) -> list[str]:
    """What is held below something that the source has just listed whole, and was not in the listing."""
    if not work.plan.lists_whole or work.known.was_empty:
        return []
    if task.key.endswith("/1"):
        task.chain.seen = set()
    seen = task.chain.seen
    if seen is None:  # the chain began in an earlier run, which may have seen it
        return []
    seen.update(map(hash, items))
    task.chain.blind |= any(aside.source_id not in items for aside in commit.aside)
    if task.chain.blind:
        return []
    held = (
        one for start in page.whole for one in store.live_ids(commit.scope, commit.stream, start)
    )
    return [one for one in held if hash(one) not in seen]


def _tell(work: StreamWork, notes: Sequence[str]) -> None:
    work.report.warnings.extend(note for note in notes if note not in work.report.warnings)


def _looked_up(work: StreamWork, items: dict[str, Item]) -> dict[str, Held]:
    began = perf_counter()
    held = work.known.find(items)
    work.spend("look_up", perf_counter() - began)
    return held


def _put_away(page: Page) -> dict[str, str]:
    """Records of the page that are no more live, by why."""
    archived = dict.fromkeys(map(str, page.archived), ARCHIVED)
    return archived | dict.fromkeys(map(str, page.erased), ERASED)


def _bury(
    store: Store, work: StreamWork, gone: Iterable[str], reason: str, commit: PageCommit
) -> None:
    """Tombstones for ids that the source says are gone."""
    ids = [str(source_id) for source_id in gone]
    if ids:
        bury(store, work, ids, reason, commit)


def bury(
    store: Store, work: StreamWork, source_ids: Sequence[str], reason: str, commit: PageCommit
) -> int:
    """Turn what is held of *source_ids* into tombstones: the same rows, normalised again and marked.

    One that does not fit any more, since what it depends on changed, leaves no rows.
    """
    buried = 0
    for batch in store.raws(commit.scope, commit.stream, source_ids=source_ids):
        for raw in batch:
            if raw.gone is not None:
                continue
            record = work.plan.decoder.decode(raw.payload)
            item = Item(raw.source_id, raw.version, raw.payload, record, raw.digest)
            told = len(commit.aside)
            records = work.normaliser.normalised(item, commit, counted=False)
            if records is None:
                del commit.aside[told:]
            old = raw.held()
            dead = tombstones(records or [], work.run.now)
            work.normaliser.put(item, dead, old, commit, gone=reason)
            work.report.gone[reason] = work.report.gone.get(reason, 0) + 1
            buried += 1
    return buried


def _cleared(work: StreamWork, items: dict[str, Item], commit: PageCommit) -> list[str]:
    """Ids that were set aside and fit now."""
    still = {aside.source_id for aside in commit.aside}
    cleared = [i for i in items if i in work.known.aside and i not in still]
    work.known.aside.difference_update(cleared)
    work.known.aside.update(still)
    return cleared


def _wanted(children: Sequence[Task], items: dict[str, Item], commit: PageCommit) -> list[Task]:
    """Children of records that are new or changed, and of none in particular."""
    changed = {raw.source_id for raw in commit.raws}
    return [
        child
        for child in children
        if not child.request.of or child.request.of not in items or child.request.of in changed
    ]


def _steer(
    work: StreamWork,
    task: Task,
    page: Page,
    follower: Task | None,
    children: Sequence[Task],
    commit: PageCommit,
) -> None:
    commit.done = [task.key]
    commit.push = [child.queued() for child in children]
    if follower is not None:
        commit.push.append(follower.queued())
    if page.cursor is not None and not _unsure(work, task, page):
        commit.checkpoint = to_checkpoint(
            work.plan.name, task.request.partition, page.cursor, work.run.since
        )


def _unsure(work: StreamWork, task: Task, page: Page) -> bool:
    """Whether a listing was meant to be whole, and was not seen to be: then it is read again from its start."""
    return bool(page.whole) and not work.known.was_empty and task.chain.seen is None
