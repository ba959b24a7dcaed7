"""Records that their source put away, merged or erased end as such, wherever it was learnt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from shelf import Items, Kinds, KindWire, Shelf, Vendor, shelf

from productops.kit import Answer, Can, Page, Request, Run
from productops.model import Comment, Record
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import SourceReport


class Bin(Items):
    """Items whose pages, or whose look-up, say what became of some."""

    def __init__(self, told: dict[str, list[str]], *, on_pages: bool) -> None:
        self.told, self.on_pages = told, on_pages

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        page = super().read(request, answer, run)
        if request.state == "why":
            return Page(**self.told)
        shown = self.on_pages and request.state is None and bool(page.records)
        return replace(page, **self.told) if shown else page

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        return [Request(path="/ids", state="why")]


def read(
    store: Store, vendor: Vendor, now: datetime, items: Items, *, full: bool = False
) -> SourceReport:
    """One sync of a shelf with these items."""

    class Here(Shelf):
        streams = (*Shelf.streams[:1], items, *Shelf.streams[2:])

    source = replace(shelf(vendor), connector=Here())
    return sync([source], store, now=now, full=full).sources["shelf"]


def ends(store: Any, number: int) -> dict[str, Any]:
    """Why a record is gone, what is kept of it, and its row."""
    raw = f"SELECT gone, payload FROM _raw WHERE stream = 'items' AND source_id = '{number}' ORDER BY seq"
    row = f"SELECT title, deleted FROM feedback WHERE source_id = '{number}'"
    return {**list(store.sql(raw).rows())[-1], **next(iter(store.sql(row).rows()))}


@pytest.mark.parametrize("reason", ["archived", "merged"])
def test_a_page_may_tell_of_records_it_does_not_show(
    store: Store, now: datetime, reason: str
) -> None:
    """What is held of them becomes a tombstone, and keeps its content."""
    vendor = Vendor.of(5)
    read(store, vendor, now, Items())
    vendor.put(5, "touched")
    report = read(store, vendor, now, Bin({reason: ["2"]}, on_pages=True)).streams["items"]
    assert report.gone == {reason: 1}
    found = ends(store, 2)
    assert (found["gone"], found["title"], found["deleted"]) == (reason, "Item 2", True)


def test_a_record_that_comes_as_archived_is_a_tombstone_with_that_reason(
    store: Store, now: datetime
) -> None:
    """And lives again when it comes back otherwise."""
    vendor = Vendor.of(5)
    read(store, vendor, now, Items())
    vendor.put(2, gone=True)
    report = read(store, vendor, now, Bin({"archived": ["2"]}, on_pages=True)).streams["items"]
    assert (report.deleted, ends(store, 2)["gone"]) == (1, "archived")
    again = read(store, vendor, now, Bin({"archived": ["2"]}, on_pages=True)).streams["items"]
    assert again.deleted == again.updated == 0
    vendor.put(2, "Back")
    read(store, vendor, now, Items())
    found = ends(store, 2)
    assert (found["gone"], found["deleted"], found["title"]) == (None, False, "Back")


@pytest.mark.parametrize("on_pages", [True, False])
def test_what_is_erased_keeps_no_content(store: Store, now: datetime, on_pages: bool) -> None:
    """Told by a page, or by the look-up of a census."""
    vendor = Vendor.of(5)
    read(store, vendor, now, Items())
    vendor.remove(2)
    vendor.put(5, "touched")
    items = Bin({"erased": ["2"]}, on_pages=on_pages)
    read(store, vendor, now + timedelta(days=8), items)
    found = ends(store, 2)
    assert (found["gone"], found["title"], found["deleted"]) == ("erased", None, True)
    assert found["payload"] == "{}"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"gone": ["2"]}, "deleted"),
        ({"archived": ["2"]}, "archived"),
        ({"merged": ["2"]}, "merged"),
        ({}, "not_visible"),
    ],
)
def test_a_census_asks_why(store: Store, now: datetime, told: Any, reason: str) -> None:
    """Each reason is kept."""
    vendor = Vendor.of(5)
    read(store, vendor, now, Items())
    vendor.remove(2)
    read(store, vendor, now + timedelta(days=8), Bin(told, on_pages=False))
    assert ends(store, 2)["gone"] == reason


class Leaving(Kinds):
    """A list that the settings may leave out."""

    def __init__(self, start: Any) -> None:
        self.start = start


@pytest.mark.parametrize(("begun", "gone"), [(None, {}), ([], {"deleted": 1})])
def test_a_list_that_the_settings_leave_out_deletes_nothing(
    store: Store, now: datetime, begun: Any, gone: dict[str, int]
) -> None:
    """Unlike one that has nothing to ask for, because all that it hangs below is gone."""
    vendor = Vendor.of(5)
    read(store, vendor, now, Items())

    class Here(Shelf):
        streams = (Leaving(lambda _: begun),)

    source = replace(shelf(vendor), connector=Here())
    report = sync([source], store, now=now).sources["shelf"].streams["kinds"]
    assert (report.complete, report.requests, report.gone) == (True, 0, gone)


class Stickers(Kinds):
    """One sticker an item, of the same id."""

    name, part_of = "stickers", "kinds"
    can = Can(incremental=True)

    def normalise(self, record: KindWire, run: Run) -> Iterable[Record]:
        yield Comment(**run.key(Comment, record.id), body=record.name)


def test_what_has_the_very_id_of_what_is_gone_goes_with_it(store: Store, now: datetime) -> None:
    """Also an id that has a colon in it."""

    class Here(Shelf):
        streams = (Kinds(), Stickers())

    vendor = Vendor.of(1)
    vendor.kinds["712020:a"] = "Ideas"
    sync([replace(shelf(vendor), connector=Here())], store, now=now)
    del vendor.kinds["712020:a"]
    report = sync([replace(shelf(vendor), connector=Here())], store, now=now).sources["shelf"]
    assert report.streams["kinds"].gone == report.streams["stickers"].gone == {"deleted": 1}
