"""Record ids: computed from what a record is, never looked up.

    id = TABLE + "_" + lower(base32(sha256(source ␟ source_instance ␟ TABLE ␟ source_id)))[:26]

RFC 4648 alphabet, ␟ = U+001F, UTF-8. The same record has the same id on every machine and in every
run, so an import is idempotent and a record can refer to another that has not been seen yet.
"""

from __future__ import annotations

import hashlib
from itertools import product

SEPARATOR = "\x1f"
LENGTH = 26
# 26 characters of base32 are 130 bits, the first of these 17 bytes; two characters are 10 bits at a time
_BYTES, _SPARE_BITS = 17, 6
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first, second in product(_ALPHABET, repeat=2))
_SHIFTS = tuple(range(_BYTES * 8 - 10, _SPARE_BITS - 1, -10))


def record_id(source: str, source_instance: str, table: str, source_id: str) -> str:
    """The id of the record that *source* calls *source_id*, as a row of *table*."""
    return Ids(source, source_instance).of(table, source_id)


class Ids:
    """Ids of one source instance. Keeps the hash state of each table, which halves the cost of an id."""

    def __init__(self, source: str, source_instance: str) -> None:
        self._start = hashlib.sha256(SEPARATOR.join((source, source_instance, "")).encode())
        self._tables: dict[str, hashlib._Hash] = {}

    def of(self, table: str, source_id: str) -> str:
        """The id of row *source_id* of *table*."""
        state = self._tables.get(table)
        if state is None:
            state = self._tables[table] = self._start.copy()
            state.update((table + SEPARATOR).encode())
        digest = state.copy()
        digest.update(source_id.encode())
        bits = int.from_bytes(digest.digest()[:_BYTES])
        return f"{table}_{''.join([_PAIRS[bits >> shift & 1023] for shift in _SHIFTS])}"


def table_of(row_id: str) -> str:
    """The table that a row id belongs to: `routing_decision_abc…` → `routing_decision`."""
    return row_id[: -(LENGTH + 1)]
