"""What a source sends by itself (a webhook), brought in through the same streams as a sync."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, cast

from ..errors import DeliveryRefused, PluginError, ProductopsError, SettingsError
from ..kit.webhooks import Arrived, Delivery, Receives, on_time, proven
from ..store.base import Store
from .engine import sync
from .report import SyncReport
from .source import Source

if TYPE_CHECKING:
    from ..plugins import Plugins


def receive(
    source: Source,
    store: Store,
    arrived: Arrived,
    *,
    now: datetime,
    plugins: Plugins | None = None,
    stop: threading.Event | None = None,
) -> SyncReport:
    """Check a delivery, then commit what it holds or fetch what it names.

    Nothing else of the source is touched: no cursor moves, and what is queued stays queued. A delivery
    counts as received once all of it is stored; until then the source may send it again.

    Raises:
        DeliveryRefused: it is not the source's, too old, or was received before.
        SettingsError: the connector receives nothing.
    """
    connector = _receiving(source)
    mark = proven(connector.signature(source.settings), arrived, now=now, where=source.name)
    _once(source, store, mark)
    delivery = _read(source, connector, arrived)
    on_time(delivery, now, source.name)
    report = sync([source], store, now=now, plugins=plugins, stop=stop, delivery=delivery)
    if report.exit_code == 0:
        scope = store.sources()[source.name].scope
        store.note_delivery(scope, mark, now)
    return report


def _receiving(source: Source) -> Receives:
    if not (hasattr(source.connector, "signature") and hasattr(source.connector, "received")):
        raise SettingsError(
            f"the connector {source.connector.name} receives no webhooks",
            where=f"sources.{source.name}",
            hint="Its records come with `sync`.",
        )
    return cast("Receives", source.connector)


def _once(source: Source, store: Store, mark: str) -> None:
    entry = store.sources().get(source.name)
    if entry is not None and store.delivered(entry.scope, mark):
        raise DeliveryRefused(
            "it was received before",
            where=source.name,
            hint="Nothing to do: answer the source that all is well.",
            repeated=True,
        )


def _read(source: Source, connector: Receives, arrived: Arrived) -> Delivery:
    try:
        return connector.received(arrived.body, arrived.headers, source.settings)
    except ProductopsError:
        raise
    except Exception as error:
        raise PluginError(
            f"received raised {type(error).__name__}: {error}", where=source.name
        ) from error
