"""Pages that need further answers: what follows one is asked for while these are on their way."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from shelf import Items, Kinds, Notes, Shelf, Vendor, VendorTransport

from productops.errors import AnswerTooBig, ProductopsError, UnexpectedAnswer
from productops.kit import Answer, ConnectorSettings, Page, Request, Run
from productops.store.base import Scope, Store
from productops.sync.engine import sync
from productops.sync.report import StreamReport, SyncReport
from productops.sync.source import Source
from productops.transport.base import Observer

SCOPE = Scope("shelf", "shelf.example")


class Halves(Items):
    """Each page needs another answer, and names its follower before it has it."""

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        page = super().read(request, answer, run)
        if answer.also or request.state == "census" or not page.records:
            return page
        more = Request(path="/more", query={"of": request.query["after"]})
        return Page(also=[more], next=page.next)


class Thirds(Items):
    """Each page needs one answer more for each that it got, up to *wants*."""

    wants = 3

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        page = super().read(request, answer, run)
        if request.state == "census" or not page.records or len(answer.also) == self.wants:
            return page
        more = Request(
            path="/more", query={"of": request.query["after"], "number": len(answer.also)}
        )
        return Page(also=[more])


class HalvesShelf(Shelf):
    streams = (Kinds(), Halves(), Notes())


class ThirdsShelf(Shelf):
    streams = (Kinds(), Thirds(), Notes())


def read(
    vendor: Vendor, store: Store, now: datetime, shelf: Shelf | None = None, **more: int
) -> SyncReport:
    def reach(observer: Observer, stop: threading.Event) -> VendorTransport:
        return VendorTransport(vendor, observer)

    found = shelf or HalvesShelf()
    return sync([Source("shelf", found, ConnectorSettings(), reach)], store, now=now, **more)


def items(report: SyncReport) -> StreamReport:
    return report.sources["shelf"].streams["items"]


def asked(vendor: Vendor, path: str) -> list[str]:
    return [call for call in vendor.calls if call.startswith(path)]


def test_the_following_page_is_asked_for_meanwhile(store: Store, now: datetime) -> None:
    """The first page waits for its further answer; the second is asked for before that comes, and only once."""
    second, met = threading.Event(), []

    def before(request: Request) -> Answer | None:
        if request.path == "/items" and request.query["after"] != "0":
            second.set()
        if request.path == "/more" and not met:
            met.append(second.wait(10))
        return None

    vendor = Vendor.of(45, before=before)
    report = read(vendor, store, now)

    assert [True] == met
    assert (45, True) == (items(report).created, items(report).complete)
    assert len(set(asked(vendor, "/items?"))) == len(asked(vendor, "/items?"))
    assert [] == store.queued(SCOPE)


def test_further_answers_may_lead_to_others(store: Store, now: datetime) -> None:
    """They stand one behind the other until the page is whole; it is kept once."""
    vendor = Vendor.of(15)
    report = read(vendor, store, now, ThirdsShelf())

    assert (15, True) == (items(report).created, items(report).complete)
    numbers = Counter(call.rpartition("number=")[2][:1] for call in asked(vendor, "/more"))
    assert {"0", "1", "2"} == set(numbers)
    assert 1 == len(set(numbers.values()))


def test_a_page_that_never_has_enough_is_an_error(store: Store, now: datetime) -> None:
    """More than belongs to one page ends the stream, and keeps nothing of the page."""
    shelf = ThirdsShelf()
    thirds = Thirds()
    thirds.wants = 99
    shelf.streams = (Kinds(), thirds, Notes())
    report = read(Vendor.of(15), store, now, shelf)

    problem = items(report).problem
    assert problem is not None
    assert "further answers" in problem.message
    assert 0 == items(report).created


def test_a_limited_run_asks_for_nothing_ahead(store: Store, now: datetime) -> None:
    """Where the page may be the last that is wanted, no other is asked for."""
    vendor = Vendor.of(45)
    report = read(vendor, store, now, limit=5)

    assert 10 == items(report).created
    assert 1 == len(asked(vendor, "/items?"))


@pytest.mark.parametrize("error", [UnexpectedAnswer("no", status=400), RuntimeError("no")])
def test_what_follows_a_failed_page_is_not_kept(
    error: Exception, store: Store, now: datetime
) -> None:
    """The cursor stays before the page that failed; the next run reads it and all behind it."""

    def before(request: Request) -> Answer | None:
        if request.path == "/more" and request.query["of"] == 10:
            raise error
        return None

    vendor = Vendor.of(45, before=before)
    report = read(vendor, store, now)

    assert (10, False) == (items(report).created, items(report).complete)
    vendor.before = lambda request: None
    again = read(vendor, store, now + timedelta(hours=1))
    assert (35, True) == (items(again).created, items(again).complete)


def test_a_page_made_smaller_is_followed_by_what_follows_it_then(
    store: Store, now: datetime
) -> None:
    """What was asked for ahead of the larger page is let go: nothing is skipped and nothing read twice."""
    errors: list[ProductopsError] = [AnswerTooBig("too big")]

    def before(request: Request) -> Answer | None:
        if request.path == "/more" and errors:
            raise errors.pop()
        return None

    vendor = Vendor.of(45, before=before)
    report = read(vendor, store, now)

    assert (45, 45, True) == (
        items(report).fetched,
        items(report).created,
        items(report).complete,
    )
