"""What is already held of a stream, pages still being written included."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping

from ..store.base import Held, RawRow, Scope, Store
from ..store.known import Known as Seen


class Known:
    """Look-ups of raw records by source id.

    A stream that was empty when the run began needs no look-up but for ids of this run; and a page that
    is still in the writer's queue counts as held.
    """

    def __init__(self, store: Store, scope: Scope, stream: str) -> None:
        self._store = store
        self._scope = scope
        self._stream = stream
        self.was_empty = store.is_empty(scope, stream)
        self._written = Written()
        self._queued: dict[str, RawRow] = {}
        self._lock = threading.Lock()
        self.aside = store.set_aside_ids(scope, stream)

    def find(self, source_ids: Collection[str]) -> dict[str, Held]:
        """What is held of these ids."""
        with self._lock:
            found = {i: self._queued[i].held() for i in source_ids if i in self._queued}
        if self.was_empty:
            rest = [i for i in self._written.perhaps(source_ids) if i not in found]
        else:
            rest = [i for i in source_ids if i not in found]
        if rest:
            found.update(self._store.lookup(self._scope, self._stream, rest))
        return found

    def queued(self, page: Mapping[str, RawRow]) -> None:
        """A page with these records goes to the writer."""
        with self._lock:
            self._queued.update(page)
        if self.was_empty:
            self._written.add(page)

    def committed(self, page: Mapping[str, RawRow]) -> None:
        """It is in the store now; unless a later page changed the same record again."""
        with self._lock:
            for source_id, raw in page.items():
                if self._queued.get(source_id) is raw:
                    del self._queued[source_id]


MANY = 300_000


class Written:
    """Ids that were written in this run: every one of them, and of very many also a few that were not.

    A look-up too many costs little; two million ids would take 300 MB.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._many: Seen | None = None

    def add(self, source_ids: Collection[str]) -> None:
        """These were written."""
        if self._many is not None:
            self._many.perhaps("", source_ids)
            return
        self._ids.update(source_ids)
        if len(self._ids) > MANY:
            self._many = Seen([""])
            self._many.perhaps("", self._ids)
            self._ids = set()

    def perhaps(self, source_ids: Collection[str]) -> list[str]:
        """Those that may have been written."""
        if self._many is not None:
            return self._many.held("", source_ids)
        return [one for one in source_ids if one in self._ids]
