"""A listing that is whole tells what is gone: what is held below it and was not listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from shelf import Envelope, Shelf, Vendor, shelf

from productops.errors import SourceUnavailable
from productops.kit import Answer, Can, Page, Request, Run
from productops.model import FeedbackItem
from productops.store.base import Store
from productops.sync.engine import sync
from productops.sync.report import StreamReport


class Boxes:
    """Two boxes of items, each read whole every time, two items a page."""

    name, wire, needs = "items", dict, ()
    can = Can(incremental=True)
    lists_whole = True

    def start(self, run: Run) -> Iterable[Request]:
        for box in ("a", "b"):
            yield Request(path="/items", partition=box, query={"after": "0", "size": 2})

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        envelope = answer.decode(Envelope)
        records = [{"box": request.partition, "item": raw} for raw in envelope.records]
        if len(records) == 2:
            return Page(records, request.ask(after=envelope.next or 0))
        return Page(records, whole=[f"{request.partition}:"], cursor="read")

    def identify(self, record: Any) -> tuple[str, str | None]:
        return f"{record['box']}:{record['item']['id']}", None

    def normalise(self, record: Any, run: Run) -> Iterable[FeedbackItem]:
        key = f"{record['box']}:{record['item']['id']}"
        yield FeedbackItem(**run.key(FeedbackItem, key), title=record["item"]["title"])


def read(store: Store, vendor: Vendor, now: datetime) -> StreamReport:
    class Here(Shelf):
        streams = (Boxes(),)

    source = replace(shelf(vendor), connector=Here())
    return sync([source], store, now=now).sources["shelf"].streams["items"]


def live(store: Any) -> list[str]:
    found = store.sql("SELECT source_id FROM feedback WHERE NOT deleted ORDER BY 1").rows()
    return [row["source_id"] for row in found]


def cursors(store: Any) -> set[str]:
    query = "SELECT partition FROM _checkpoint WHERE NOT starts_with(partition, '#')"
    return {row["partition"] for row in store.sql(query).rows()}


def test_what_a_whole_listing_lacks_is_gone(store: Store, now: datetime) -> None:
    vendor = Vendor.of(5)
    read(store, vendor, now)
    vendor.remove(2)
    report = read(store, vendor, now)
    assert live(store) == sorted(f"{box}:{n}" for box in "ab" for n in (1, 3, 4, 5))
    assert report.gone == {"deleted": 2}


def test_what_comes_back_is_live_again(store: Store, now: datetime) -> None:
    vendor = Vendor.of(3)
    read(store, vendor, now)
    vendor.remove(2)
    read(store, vendor, now)
    vendor.put(2)
    read(store, vendor, now)
    assert len(live(store)) == 6


def test_a_listing_that_was_not_whole_tells_nothing(store: Store, now: datetime) -> None:
    """The second page of one box fails: what it would have held stays, and the other box is compared."""
    vendor = Vendor.of(5)
    read(store, vendor, now)
    vendor.remove(2)
    calls: list[str] = []

    def fails(request: Request) -> Answer | None:
        calls.append(f"{request.partition}{request.query.get('after')}")
        if request.partition == "a" and request.query.get("after") not in (None, "0"):
            raise SourceUnavailable("no answer")
        return None

    vendor.before = fails
    read(store, vendor, now)
    assert live(store) == sorted([f"a:{n}" for n in range(1, 6)] + [f"b:{n}" for n in (1, 3, 4, 5)])


def test_what_was_begun_in_an_earlier_run_is_read_again_from_its_start(
    store: Store, now: datetime
) -> None:
    """Its first pages are not known any more, so the cursor does not move until a listing is seen whole."""
    vendor = Vendor.of(5)
    read(store, vendor, now)
    store.forget_queue(store.sources()["shelf"].scope, "items")
    vendor.remove(1)
    vendor.before = lambda request: (_ for _ in ()).throw(SourceUnavailable("no answer")) if request.query.get("after") not in (None, "0") else None  # fmt: skip
    read(store, vendor, now)
    vendor.before = lambda request: None
    read(store, vendor, now)
    assert cursors(store) == set()
    read(store, vendor, now)
    assert cursors(store) == {"a", "b"}
    assert live(store) == sorted(f"{box}:{n}" for box in "ab" for n in (2, 3, 4, 5))


def test_what_cannot_be_known_by_an_id_lets_nothing_be_missing(store: Store, now: datetime) -> None:
    """It may be the very record that seems to lack."""
    vendor = Vendor.of(3)
    read(store, vendor, now)
    vendor.remove(2)
    vendor.items.append({"title": "who?", "position": 99})
    assert read(store, vendor, now).set_aside == 2
    assert "a:2" in live(store)
