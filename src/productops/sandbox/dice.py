"""Repeatable randomness: the same key gives the same draws on every machine and Python version.

`random.Random` keeps that promise only for some of its methods; a hash keeps it for all, and costs
about two microseconds a key.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import shake_128
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

_DRAWS = 24
_SPAN = 1 << 16
_UNPACK = Struct(f"<{_DRAWS}H").unpack


class Dice:
    """Draws for one thing of the company; *key* names it (seed, kind, index)."""

    __slots__ = ("_block", "_draws", "_key", "_position")

    def __init__(self, *key: int | str) -> None:
        self._key = "/".join(map(str, key))
        self._block = 0
        self._position = 0
        self._draws = self._fill()

    def _fill(self) -> tuple[int, ...]:
        return _UNPACK(shake_128(f"{self._key}#{self._block}".encode()).digest(2 * _DRAWS))

    def draw(self) -> int:
        """The next draw, 0 to 65535."""
        if self._position == _DRAWS:
            self._block += 1
            self._position = 0
            self._draws = self._fill()
        self._position += 1
        return self._draws[self._position - 1]

    def below(self, bound: int) -> int:
        """An integer from 0 to *bound* - 1."""
        high = self.draw() if bound > _SPAN else 0
        return (high * _SPAN + self.draw()) * bound >> (32 if bound > _SPAN else 16)

    def between(self, low: int, high: int) -> int:
        """An integer from *low* to *high*, both included."""
        return low + self.below(high - low + 1)

    def share(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self.draw() / _SPAN

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.draw() < probability * _SPAN

    def pick(self, items: Sequence[T]) -> T:
        """One of *items*."""
        return items[self.draw() * len(items) >> 16]
