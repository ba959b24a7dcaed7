"""What a stream may declare besides: `seek`, `below`, and pages that tell what was put away or erased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from shelf import Items, ItemWire, Notes, Shelf, Vendor, shelf

from productops.kit import Answer, Page, Request, Run
from productops.model import record_id
from productops.store.base import Scope, Store
from productops.sync.engine import sync
from productops.sync.plan import plan
from productops.sync.report import StreamReport, SyncReport
from productops.sync.source import Source
from productops.sync.verify import verify

SCOPE = Scope("shelf", "shelf.example")


def source(vendor: Vendor, *streams: Any, **settings: Any) -> Source:
    """A shelf with other streams."""

    class Changed(Shelf):
        pass

    Changed.streams = streams  # type: ignore[assignment]
    return replace(shelf(vendor, **settings), connector=Changed())


def stream(report: SyncReport, name: str = "items") -> StreamReport:
    return report.sources["shelf"].streams[name]


def row(store: Store, table: str, source_id: Any) -> dict[str, Any] | None:
    found = record_id("shelf", "shelf.example", table, str(source_id))
    return store.rows([found]).get(found)


class Sought(Items):
    """Looks up what a census misses, by what is held of it: the title says what became of the item."""

    def seek(self, records: Iterable[ItemWire], run: Run) -> Iterable[Request]:
        for record in records:
            yield Request(path=f"/fate/{record.id}", state=[record.title, str(record.id)])

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        if not request.path.startswith("/fate/"):
            return super().read(request, answer, run)
        fate, one = request.state
        return {
            "lost": Page(gone=[one]),
            "away": Page(archived=[one]),
            "there": Page(present=[one]),
        }.get(fate, Page())


FATES = {2: "lost", 4: "away", 6: "there", 8: "whatever"}


def fated(store: Store, now: datetime) -> tuple[Vendor, Source]:
    """A shelf that was read, and whose census misses four items since."""
    vendor = Vendor.of(12)
    for number, title in FATES.items():
        vendor.put(number, title)
    made = source(vendor, Shelf.streams[0], Sought(), Shelf.streams[2])
    sync([made], store, now=now)
    for number in FATES:
        vendor.remove(number)
    return vendor, made


def test_a_stream_is_shown_what_is_held_of_what_a_census_missed(
    store: Store, now: datetime
) -> None:
    """Each is told by its own look-up; of whatever none tells anything it is known only that we do not see it."""
    vendor, made = fated(store, now)
    report = sync([made], store, now=now, full=True)
    assert stream(report).gone == {"deleted": 1, "archived": 1, "not_visible": 1}
    asked = sorted(call for call in vendor.calls if call.startswith("/fate/"))
    assert asked == [f"/fate/{number}?" for number in FATES]
    dead = [(row(store, "feedback", number) or {})["deleted"] for number in FATES]
    assert dead == [True, True, False, True]


def test_verify_names_the_reason_of_each(store: Store, now: datetime) -> None:
    """As the look-ups gave them; what is there after all is not missing."""
    _, made = fated(store, now)
    found = verify([made], store, now=now)
    assert [(m.source_id, m.reason, m.title) for m in found.missing] == [
        ("2", "deleted", "lost"), ("4", "archived", "away"), ("8", "not_visible", "whatever"),
    ]  # fmt: skip


def test_what_was_put_away_comes_back(store: Store, now: datetime) -> None:
    """An archived record that a page shows again is alive, though it did not change."""
    vendor, made = fated(store, now)
    held = sync([made], store, now=now, full=True)
    assert stream(held).gone["archived"] == 1
    vendor.put(4, "away")
    sync([made], store, now=now, full=True)
    assert (row(store, "feedback", 4) or {})["deleted"] is False


class Below(Notes):
    """Notes that say what they hang below."""

    below = ("items",)


def test_a_stream_is_read_with_what_it_hangs_below(store: Store, now: datetime) -> None:
    """Asked for alone, it brings along the stream that leads to it, and what that needs."""
    streams = (Shelf.streams[0], Items(), Below())
    made = source(Vendor.of(20), *streams, streams=["notes"])
    assert {each.name for each in plan(made.connector, ["notes"])} == {"kinds", "items", "notes"}
    assert stream(sync([made], store, now=now), "notes").created == 4


def test_a_stream_that_is_added_below_another_has_it_read_again(
    store: Store, now: datetime
) -> None:
    """Its pages lead to the new stream, so they are read once more, and the report says why."""
    vendor = Vendor.of(20)
    streams = (Shelf.streams[0], Items(), Below())
    sync([source(vendor, *streams, streams=["items"])], store, now=now)
    report = sync([source(vendor, *streams)], store, now=now + timedelta(hours=1))
    assert (stream(report).unchanged, stream(report, "notes").created) == (20, 4)
    assert "notes is read now too" in stream(report).warnings[0]
    quiet = sync([source(vendor, *streams)], store, now=now + timedelta(hours=2))
    assert (stream(quiet).fetched, stream(quiet).warnings) == (0, [])


class Scrubbed(Items):
    """Items whose title the vendor has blacked out are erased."""

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        page = super().read(request, answer, run)
        if request.state == "census":
            return page
        black = [item["id"] for item in answer.decode(dict)["records"] if item["title"] == "XXX"]
        return replace(page, erased=map(str, black))


@pytest.mark.parametrize("again", [False, True])
def test_what_the_source_erased_is_emptied_with_what_hangs_below(
    store: Any, now: datetime, again: bool
) -> None:
    """The item's title, its notes and their raw records; its neighbour's stay, and a second reading brings nothing back."""
    vendor = Vendor.of(20)
    made = source(vendor, Shelf.streams[0], Scrubbed(), Shelf.streams[2])
    sync([made], store, now=now)
    vendor.put(10, "XXX", gone=True)
    report = sync([made], store, now=now)
    assert (stream(report).deleted, stream(report, "notes").gone) == (1, {"erased": 2})
    if again:
        quiet = sync([made], store, now=now, full=True)
        assert stream(quiet).created + stream(quiet).updated == 0
    notes = [row(store, "comment", number) or {} for number in (1000, 1001, 2000)]
    assert [(note["body"], note["deleted"]) for note in notes] == [
        (None, True), (None, True), ("note 0", False),
    ]  # fmt: skip
    query = "SELECT DISTINCT payload, gone FROM _raw WHERE stream = 'notes' AND source_id IN ('1000', '1001')"
    (emptied,) = store.sql(query).rows()
    assert tuple(emptied.values()) == ("{}", "erased")
    assert (row(store, "feedback", 10) or {})["deleted"] is True
