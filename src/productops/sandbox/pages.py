"""Pages that were rendered once are kept, so that a served company is never the bottleneck."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable
from threading import Lock


class PageCache:
    """Rendered bytes by key, in one temporary file that goes with the cache.

    200,000 tickets are some 700 MB: too much to hold in memory, little for the system's file cache.

    Args:
        limit: bytes to keep at most; what comes later is not kept.
    """

    def __init__(self, limit: int = 2 << 30) -> None:
        self._limit = limit
        self._lock = Lock()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the cache
        self._places: dict[Hashable, tuple[int, int]] = {}
        self._end = 0

    def get(self, key: Hashable) -> bytes | None:
        """The bytes kept under *key*."""
        with self._lock:
            place = self._places.get(key)
            if place is None:
                return None
            self._file.seek(place[0])
            return self._file.read(place[1])

    def put(self, key: Hashable, page: bytes) -> None:
        """Keep *page* under *key*, if there is room."""
        with self._lock:
            if key in self._places or self._end + len(page) > self._limit:
                return
            self._file.seek(self._end)
            self._file.write(page)
            self._places[key] = (self._end, len(page))
            self._end += len(page)

    def clear(self) -> None:
        """Forget everything: the company has changed."""
        with self._lock:
            self._places = {}
            self._end = 0
