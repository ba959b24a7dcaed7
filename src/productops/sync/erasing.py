"""What the source has erased is erased here with all that hangs below it: its comments, its files, its former titles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from ..model.base import Record
from ..store.base import ERASED, PageCommit, RawRow, Scope, Store
from .commit import Writer
from .payload import digest
from .renew import write_now
from .rows import Item
from .tombstones import erased
from .work import StreamWork

_AT_ONCE = 1000
_NOTHING = b"{}"
HIDDEN = "not_visible"


def erase_below(
    store: Store, writer: Writer, scope: Scope, works: Mapping[str, StreamWork]
) -> None:
    """Empty every record that hangs below an erased one; asked of the store, so that a kill delays it only."""
    for stream, found in store.below_erased(scope).items():
        if stream in works:
            for batch in store.raws(scope, stream, source_ids=list(found), batch=_AT_ONCE):
                _erase(writer, works[stream], batch, found)


def erase(store: Store, writer: Writer, work: StreamWork, source_ids: Sequence[str]) -> None:
    """Empty records that the source has erased, as a census learnt."""
    commit = work.normaliser.new_page()
    erase_in(store, work, source_ids, commit)
    write_now(writer, commit)


def erase_in(store: Store, work: StreamWork, source_ids: Sequence[str], commit: PageCommit) -> None:
    """The same as a part of *commit*."""
    place = work.normaliser.scope, work.plan.name
    for batch in store.raws(*place, source_ids=source_ids) if source_ids else ():
        _put_emptied(work, batch, {raw.source_id: work.run.now for raw in batch}, commit)


def _erase(
    writer: Writer,
    work: StreamWork,
    batch: Sequence[RawRow],
    at: Mapping[str, datetime | None],
) -> None:
    commit = work.normaliser.new_page()
    _put_emptied(work, batch, at, commit)
    write_now(writer, commit)


def _put_emptied(
    work: StreamWork,
    batch: Sequence[RawRow],
    at: Mapping[str, datetime | None],
    commit: PageCommit,
) -> None:
    for raw in batch:
        item = Item(raw.source_id, raw.version, _NOTHING, None, digest(_NOTHING))
        emptied = erased(_rows(work, raw), at[raw.source_id] or work.run.now)
        work.normaliser.put(item, emptied, raw.held(), commit, gone=ERASED)
        work.report.gone[ERASED] = work.report.gone.get(ERASED, 0) + 1


def empty(store: Store, writer: Writer, work: StreamWork, source_ids: Sequence[str]) -> None:
    """Take the content of some records, and the rows made of it, out of the store."""
    for batch in store.raws(
        work.normaliser.scope, work.plan.name, source_ids=source_ids, batch=_AT_ONCE
    ):
        commit = work.normaliser.new_page()
        for raw in batch:
            item = Item(raw.source_id, raw.version, _NOTHING, None, digest(_NOTHING))
            work.normaliser.put(item, [], raw.held(), commit, gone=HIDDEN)
            work.report.gone[HIDDEN] = work.report.gone.get(HIDDEN, 0) + 1
        write_now(writer, commit)


def _rows(work: StreamWork, raw: RawRow) -> list[Record]:
    """The rows it yields; none where it does not fit any more, so that those it had go."""
    try:
        record = work.plan.decoder.decode(raw.payload)
        return list(work.plan.stream.normalise(record, work.run))
    except Exception:  # noqa: BLE001 - whatever is wrong with it, its content goes
        return []
