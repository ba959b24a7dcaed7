"""Normalise stored payloads again, without fetching: when a context record changed, or by request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from ..errors import ProductopsError
from ..store.base import PageCommit, RawRow, Store
from .commit import Writer
from .rows import Item
from .work import StreamWork

Look = Callable[[list[RawRow], PageCommit], None]
"""Sees a batch of raw records and the page made of them, before it is written."""


def renew_stale(store: Store, writer: Writer, work: StreamWork) -> None:
    """Bring rows up to date with the context streams, where those changed since the rows were made."""
    if work.plan.needs:
        context = work.normaliser.context
        renew(store, writer, work, stale_context=context)


def restore_shared(store: Store, writer: Writer, work: StreamWork) -> None:
    """Bring back rows that one raw record took with it though another one yields them too."""
    shares = getattr(work.plan.stream, "shares", None)
    for table in shares(work.run) if shares else ():
        lost = store.overruled(work.normaliser.scope, work.plan.name, table)
        if lost:
            renew(store, writer, work, source_ids=lost)


def renew(
    store: Store,
    writer: Writer | None,
    work: StreamWork,
    *,
    stale_context: str | None = None,
    source_ids: Sequence[str] | None = None,
    look: Look | None = None,
) -> None:
    """Normalise raw records of a stream again; without a *writer* nothing is written."""
    scope, stream = work.normaliser.scope, work.plan.name
    for batch in store.raws(scope, stream, stale_context=stale_context, source_ids=source_ids):
        commit = work.normaliser.new_page()
        for raw in batch:
            renew_one(work, raw, commit)
        if look is not None:
            look(batch, commit)
        if writer is not None:
            write_now(writer, commit)


def renew_one(work: StreamWork, raw: RawRow, commit: PageCommit) -> None:
    """One raw record's rows, made again."""
    try:
        record = work.plan.decoder.decode(raw.payload)
    except ValueError as error:
        work.normaliser.set_aside(
            commit, raw.payload, "not_decodable", "", str(error), raw.source_id
        )
        return
    item = Item(raw.source_id, raw.version, raw.payload, record, raw.digest)
    old = raw.held()
    work.normaliser.renew(item, old, commit)


def write_now(writer: Writer, commit: PageCommit) -> None:
    """Commit a page and wait for it.

    Raises:
        ProductopsError: it could not be written.
    """
    written = threading.Event()
    failed: list[ProductopsError] = []

    def done(error: ProductopsError | None, _: float) -> None:
        if error is not None:
            failed.append(error)
        written.set()

    writer.put(commit, done)
    written.wait()
    if failed:
        raise failed[0]
