"""Which keys a table may already hold, told without asking it.

A first load writes only new keys, and asking for them would cost more than a tenth of it. So the keys of tables that
were empty at the opening are kept in a Bloom filter: "new" is certain, "known" may be wrong once in ten thousand
times, which costs a needless deletion and nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

_BITS = 27  # 16 MB; one in ten thousand at two million keys
_MASK = (1 << _BITS) - 1


class Known:
    """Keys of the tables in *empty*, which held no row when this object was made."""

    def __init__(self, empty: Iterable[str]) -> None:
        self._tracked = frozenset(empty)
        self._bits = bytearray(1 << (_BITS - 3)) if self._tracked else bytearray()

    def perhaps(self, table: str, keys: Iterable[Key]) -> list[Key]:
        """Those of *keys* that *table* may hold; from now on it may hold them all."""
        if table not in self._tracked:
            return list(keys)
        return [key for key in keys if self._noted(hash((table, key)))]

    def held(self, table: str, keys: Iterable[Key]) -> list[Key]:
        """Those of *keys* that *table* may hold; asking notes none."""
        bits = self._bits
        return [
            key
            for key in keys
            if all(bits[place >> 3] & 1 << (place & 7) for place in _places(hash((table, key))))
        ]

    def _noted(self, number: int) -> bool:
        """Whether *number* was noted before; notes it."""
        bits = self._bits
        one, two, three = _places(number)
        here, there, yonder = one >> 3, two >> 3, three >> 3
        mark, other, third = 1 << (one & 7), 1 << (two & 7), 1 << (three & 7)
        before = bits[here] & mark and bits[there] & other and bits[yonder] & third
        if not before:
            bits[here] |= mark
            bits[there] |= other
            bits[yonder] |= third
        return bool(before)


def _places(number: int) -> tuple[int, int, int]:
    """Three places of a hash."""
    return number & _MASK, (number >> 18) & _MASK, (number >> 36) & _MASK
