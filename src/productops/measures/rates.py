"""Exchange rates with a date, as the user supplies them; an amount is converted by these or not at all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ..errors import SettingsError

_OLDEST = timedelta(days=31)
_NAME_LENGTH = 3


class _Dated(NamedTuple):
    on: date
    rate: Decimal


class Rates:
    """What one unit of a currency was worth in another, by day."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Mapping[tuple[str, str], list[_Dated]]) -> None:
        self._pairs = {pair: sorted(dated) for pair, dated in pairs.items()}

    @classmethod
    def read(cls, rows: Iterable[Mapping[str, Any]]) -> Rates:
        """A table of `date`, `base` (or `currency`), `quote` and `rate`: one *base* is *rate* of *quote* on that day.

        Raises:
            SettingsError: rows that cannot be read, all at once.
        """
        pairs: dict[tuple[str, str], list[_Dated]] = {}
        wrong: list[str] = []
        for at, row in enumerate(rows, 1):
            try:
                pair = (_currency(row, "base", "currency"), _currency(row, "quote"))
                pairs.setdefault(pair, []).append(_Dated(_day(row.get("date")), _rate(row)))
            except ValueError as error:
                wrong.append(f"row {at}: {error}")
        if wrong:
            raise SettingsError(
                "; ".join(wrong),
                where="rates",
                hint="Each row needs date (2026-03-01), base (USD), quote (EUR) and rate (0.92).",
            )
        return cls(pairs)

    def convert(self, amount: Decimal, currency: str, to: str, on: date) -> Decimal | None:
        """*amount* in the currency *to*, by the newest rate at or before *on* and no older than 31 days; None if there is none.

        Read backwards, or by way of a third currency, where there is no rate of just these two.
        """
        rate = Decimal(1) if currency == to else self._rate(currency, to, on)
        return None if rate is None else amount * rate

    def _rate(self, currency: str, to: str, on: date) -> Decimal | None:
        direct = self._either_way(currency, to, on)
        return direct if direct is not None else self._by_a_third(currency, to, on)

    def _by_a_third(self, currency: str, to: str, on: date) -> Decimal | None:
        for third in sorted({name for pair in self._pairs for name in pair} - {currency, to}):
            first, second = (
                self._either_way(currency, third, on), self._either_way(third, to, on),
            )  # fmt: skip
            if first is not None and second is not None:
                return first * second
        return None

    def _either_way(self, currency: str, to: str, on: date) -> Decimal | None:
        found = self._newest((currency, to), on)
        back = self._newest((to, currency), on)
        if found and (back is None or found.on >= back.on):
            return found.rate
        return 1 / back.rate if back else None

    def _newest(self, pair: tuple[str, str], on: date) -> _Dated | None:
        dated = self._pairs.get(pair, [])
        at = bisect_right(dated, on, key=lambda each: each.on)
        return dated[at - 1] if at and on - dated[at - 1].on <= _OLDEST else None


def _currency(row: Mapping[str, Any], *names: str) -> str:
    told = str(next((row[name] for name in names if row.get(name)), "")).strip().upper()
    if len(told) != _NAME_LENGTH or not told.isalpha():
        raise ValueError(f"{names[0]} is {told!r}, no currency of three letters")
    return told


def _day(told: Any) -> date:
    if isinstance(told, datetime):
        return told.date()
    return told if isinstance(told, date) else date.fromisoformat(str(told))


def _rate(row: Mapping[str, Any]) -> Decimal:
    try:
        rate = Decimal(str(row.get("rate")))
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or rate <= 0:
        raise ValueError(f"rate is {row.get('rate')!r}, no number above 0")
    return rate
