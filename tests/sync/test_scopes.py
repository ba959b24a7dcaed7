"""A scope that is missing is told with its name, by `check` and by a sync, also where the stream may be missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shelf import Items, Shelf, Vendor, shelf

from productops.errors import PermissionMissing
from productops.kit import Answer, Request
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.verify import check


class Maybe(Items):
    optional = True


class Here(Shelf):
    streams = (*Shelf.streams[:1], Maybe(), *Shelf.streams[2:])


def refuse(request: Request) -> Answer | None:
    if request.path in ("/items", "/count"):
        raise PermissionMissing("not allowed.", hint='Grant the scope "items.read".')
    return None


def refused() -> object:
    return replace(shelf(Vendor.of(3, before=refuse)), connector=Here())


def test_check_names_the_scope(now: datetime) -> None:
    """As a warning, beside the stream's state."""
    found = check([refused()], now=now)["shelf"]  # type: ignore[list-item]
    assert found.ok
    assert found.warnings == ['items: not allowed. Grant the scope "items.read".']


def test_a_sync_names_the_scope(store: Store, now: datetime) -> None:
    """Once, as a warning."""
    report = sync([refused()], store, now=now).sources["shelf"]  # type: ignore[list-item]
    assert report.warnings == [
        'items is not readable here: not allowed. Grant the scope "items.read".'
    ]
