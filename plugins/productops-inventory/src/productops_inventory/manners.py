"""How a file writes dates and amounts: as the settings say, or as its first records show; never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from productops.errors import SettingsError
from productops.kit.cells import text_of
from productops.kit.dates import is_ambiguous, order_of
from productops.kit.money import COMMA, POINT, style_of

from .entry import Entry, Manner
from .kind import Kind
from .settings import InventorySettings


def manner_of(
    name: str, kind: Kind | None, first: Sequence[Entry], settings: InventorySettings
) -> Manner:
    """How dates and amounts are written: as told, or as the first records show.

    Raises:
        SettingsError: one could mean two.
    """
    texts = list(_texts(first, kind.dated if kind else ()))
    order = order_of(texts) if settings.dates == "auto" else settings.dates
    if not order and (doubtful := next(filter(is_ambiguous, texts), "")):
        raise SettingsError(
            f'"{doubtful}" in {name} could be two days',
            where="dates",
            hint='Say how dates are written there: dates = "mdy" or dates = "dmy".',
        )
    style, doubtful = settings.numbers, ""
    if style == "auto":
        style, doubtful = style_of(_texts(first, kind.counted if kind else ()))  # type: ignore[assignment]
    if doubtful:
        raise SettingsError(
            f'"{doubtful}" in {name} could be two amounts',
            where="numbers",
            hint=f'Say how amounts are written there: numbers = "{POINT}" or numbers = "{COMMA}".',
        )
    return Manner(ZoneInfo(settings.timezone), order, style, settings.currency)


def _texts(first: Sequence[Entry], names: Iterable[str]) -> Iterable[str]:
    for entry in first:
        for name in names:
            if isinstance(found := entry.get(name), str):
                yield text_of(found)
