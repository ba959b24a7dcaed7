"""The one writer: pages go in, transactions come out.

Pages that arrive while a transaction runs share the next one. When nothing comes for a second, the store
lets go of its file, so that others can read while a sync waits on a limit.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from time import perf_counter

from ..errors import ProductopsError, StoreError
from ..store.base import PageCommit, Store

IDLE_SECONDS = 1.0
ROWS_A_TRANSACTION = 4000

Done = Callable[[ProductopsError | None, float], None]
"""Called on the writer's thread once a page is committed, with its share of the seconds, or with the error."""


class Writer:
    """Commits pages in the order they come, on a thread of its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages: queue.Queue[tuple[PageCommit, Done] | None] = queue.Queue()
        self._error: ProductopsError | None = None
        self._thread = threading.Thread(target=self._run, name="productops-writer", daemon=True)
        self._thread.start()

    def put(self, page: PageCommit, done: Done) -> None:
        """Commit *page* soon; *done* hears of it."""
        self._pages.put((page, done))

    def close(self) -> None:
        """Commit what was put and stop."""
        self._pages.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            if group:
                self._commit(group)

    def _next_group(self) -> list[tuple[PageCommit, Done]] | None:
        """The next pages for one transaction; [] after an idle second; None at the end."""
        try:
            first = self._pages.get(timeout=IDLE_SECONDS)
        except queue.Empty:
            self._rest()
            first = self._pages.get()
        if first is None:
            return None
        group, rows = [first], first[0].size()
        while rows < ROWS_A_TRANSACTION:
            try:
                more = self._pages.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._pages.put(None)
                break
            group.append(more)
            rows += more[0].size()
        return group

    def _rest(self) -> None:
        try:
            self._store.rest()
        except StoreError as error:
            self._error = error

    def _commit(self, group: list[tuple[PageCommit, Done]]) -> None:
        began = perf_counter()
        if self._error is None:
            try:
                self._store.commit([page for page, _ in group])
            except ProductopsError as error:
                self._error = error
            except Exception as error:  # noqa: BLE001 - a writer that dies silently would hang the run
                self._error = StoreError(
                    f"writing a page failed: {type(error).__name__}: {error}",
                    hint="Nothing of this page was kept. Run with --debug and report it.",
                )
        rows = sum(page.size() for page, _ in group) or 1
        seconds = perf_counter() - began
        for page, done in group:
            done(self._error, seconds * page.size() / rows)
