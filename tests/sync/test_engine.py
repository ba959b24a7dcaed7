"""The engine on a small fictional vendor."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from shelf import Items, Notes, Shelf, Vendor, shelf

from productops.errors import (
    CredentialsRejected,
    PermissionMissing,
    QuotaExhausted,
    SourceUnavailable,
    StoreFull,
)
from productops.kit import Answer, Can, Page, Request
from productops.model import record_id
from productops.store.base import PageCommit, Scope, Store
from productops.sync.engine import sync
from productops.sync.report import Progress, StreamReport, SyncReport

SCOPE = Scope("shelf", "shelf.example")


def items(report: SyncReport) -> StreamReport:
    return report.sources["shelf"].streams["items"]


def adds_up(report: SyncReport) -> bool:
    return all(
        s.fetched == s.created + s.updated + s.unchanged + s.deleted + s.set_aside
        for source in report.sources.values()
        for s in source.streams.values()
    )


def feedback(store: Store, *numbers: int) -> list[dict[str, Any]]:
    ids = [record_id("shelf", "shelf.example", "feedback", str(number)) for number in numbers]
    found = store.rows(ids)
    return [found[i] for i in ids if i in found]


def test_reads_everything_once(store: Store, now: datetime) -> None:
    """N records in, N rows out; children and context included; the report adds up."""
    report = sync([shelf(Vendor.of(45))], store, now=now)

    assert 0 == report.exit_code
    assert adds_up(report)
    assert (45, True) == (items(report).created, items(report).complete)
    assert {"feedback": 45} == items(report).rows
    assert 8 == report.sources["shelf"].streams["notes"].created
    assert [] == store.queued(SCOPE)
    assert ["Billing"] == feedback(store, 7)[0]["tags"]


def test_nothing_new_is_one_request_a_partition(store: Store, now: datetime) -> None:
    """Again without a change: nothing written, at most two requests a partition, no census."""
    vendor = Vendor.of(45)
    sync([shelf(vendor)], store, now=now)
    vendor.calls.clear()

    report = sync([shelf(vendor)], store, now=now + timedelta(hours=1))

    assert 0 == report.total("created") + report.total("updated") + report.total("set_aside")
    assert 1 == items(report).requests
    assert "_census" not in report.sources["shelf"].streams
    assert not [call for call in vendor.calls if "notes" in call]


def test_only_what_moved_is_written(store: Store, now: datetime) -> None:
    """A changed item is updated, a deleted one becomes a tombstone, its siblings stay."""
    vendor = Vendor.of(45)
    sync([shelf(vendor)], store, now=now)
    vendor.put(3, "Changed")
    vendor.put(4, gone=True)

    report = sync([shelf(vendor)], store, now=now)

    assert (1, 1, 0) == (items(report).updated, items(report).deleted, items(report).created)
    assert adds_up(report)
    assert ["Changed", "Item 5"] == [row["title"] for row in feedback(store, 3, 5)]
    assert [True, False] == [row["deleted"] for row in feedback(store, 4, 5)]


def test_children_of_unchanged_records_are_not_asked_for(store: Store, now: datetime) -> None:
    """Notes are read again only for an item that moved."""
    vendor = Vendor.of(30)
    sync([shelf(vendor)], store, now=now)
    vendor.put(10, "Moved", notes=2)
    vendor.calls.clear()

    sync([shelf(vendor)], store, now=now)

    assert ["/items/10/notes?"] == [call for call in vendor.calls if "notes" in call]


def test_a_renamed_context_record_reaches_rows_that_did_not_move(
    store: Store, now: datetime
) -> None:
    """Rows that depend on a context record follow it, without a request for them."""
    vendor = Vendor.of(25)
    sync([shelf(vendor)], store, now=now)
    vendor.kinds["k"] = "Money"

    report = sync([shelf(vendor)], store, now=now)

    assert (0, 25) == (items(report).fetched, items(report).renormalised)
    assert {"Money"} == {row["tags"][0] for row in feedback(store, *range(1, 26))}


def test_a_limit_ends_after_the_page_and_the_next_run_goes_on(store: Store, now: datetime) -> None:
    """`limit` commits whole pages; later runs continue where it stopped and miss nothing."""
    vendor = Vendor.of(45)

    first = sync([shelf(vendor)], store, now=now, limit=15)
    second = sync([shelf(vendor)], store, now=now, limit=10)
    third = sync([shelf(vendor)], store, now=now)

    assert [20, 10, 15] == [items(report).created for report in (first, second, third)]
    assert [False, False, True] == [items(report).complete for report in (first, second, third)]
    assert [0, 0, 0] == [report.exit_code for report in (first, second, third)]
    assert 1 == sum(call.startswith("/items?after=20") for call in vendor.calls)


def test_a_run_that_broke_off_resumes_at_the_next_page(store: Store, now: datetime) -> None:
    """After a failure in the middle only the missing pages are asked for."""
    vendor = Vendor.of(45)
    vendor.before = lambda r: fail(SourceUnavailable("down")) if at(r, 20) else None
    broken = sync([shelf(vendor)], store, now=now)
    vendor.before = lambda r: None
    vendor.calls.clear()

    mended = sync([shelf(vendor)], store, now=now)

    assert (1, 20) == (broken.exit_code, items(broken).created)
    assert (0, 25) == (mended.exit_code, items(mended).created)
    assert ["/items?after=20&size=10"] == [c for c in vendor.calls if c.startswith("/items?")][:1]


def fail(error: Exception) -> Answer:
    raise error


def at(request: Request, after: int) -> bool:
    return request.path == "/items" and int(request.query["after"]) == after


def test_records_that_do_not_fit_are_set_aside_and_come_back(store: Store, now: datetime) -> None:
    """One bad record costs nothing else; when it fits again it leaves the set-aside."""
    vendor = Vendor.of(20)
    vendor.put(7, "refuse")
    vendor.items[3]["title"] = None

    report = sync([shelf(vendor)], store, now=now)
    vendor.put(7, "Fits")
    again = sync([shelf(vendor)], store, now=now)

    assert (18, 2, 0) == (items(report).created, items(report).set_aside, report.exit_code)
    assert adds_up(report)
    assert 1 == items(again).created
    assert {"4"} == store.set_aside_ids(SCOPE, "items")


def test_bad_text_costs_its_characters_not_the_page(store: Store, now: datetime) -> None:
    """Half a surrogate pair and bytes that are no UTF-8 are replaced, said, and cost no record."""
    vendor = Vendor.of(0)
    body = (
        b'{"records":[{"id":1,"title":"a \\ud83d","updated":"2026-01-01T00:00:00Z"},'
        b'{"id":2,"title":"ok \\ud83d\\ude00 \\\\ud83d","updated":"2026-01-01T00:00:00Z"},'
        b'{"id":3,"title":"c \xff","updated":"2026-01-01T00:00:00Z"}],"next":null}'
    )
    vendor.before = lambda r: Answer(200, body) if r.path == "/items" else None

    report = sync([shelf(vendor)], store, now=now)

    titles = [row["title"] for row in feedback(store, 1, 2, 3)]
    assert ["a \ufffd", "ok 😀 \\ud83d", "c \ufffd"] == titles
    assert [0, 1] == [report.exit_code, len(items(report).warnings)]


def test_a_connector_that_raises_is_named_and_contained(store: Store, now: datetime) -> None:
    """A record on which `normalise` raises is set aside; the source fails by name, the rest is kept."""
    vendor = Vendor.of(20)
    vendor.put(7, "crash")
    other = Vendor.of(5)

    report = sync([shelf(vendor), shelf(other, "second", instance="other")], store, now=now)

    problem = items(report).problem
    assert problem is not None
    assert "KeyError" in problem.message
    assert (19, 1, 1) == (items(report).created, items(report).set_aside, report.exit_code)
    assert 5 == report.sources["second"].streams["items"].created


def test_a_page_is_asked_for_again_when_it_cannot_be_read(store: Store, now: datetime) -> None:
    """A malformed body is not the last word: the same page is fetched again and counted as a retry."""
    vendor = Vendor.of(25)
    bad = iter([Answer(200, b'{"records":[{"id":1,"ti', url="/items")])
    vendor.before = lambda r: next(bad, None) if at(r, 10) else None

    report = sync([shelf(vendor)], store, now=now)

    assert (25, 1, 0) == (items(report).created, items(report).retries, report.exit_code)


def test_a_page_that_times_out_is_asked_for_in_halves(store: Store, now: datetime) -> None:
    """A 504 on a big page: half the size, until it works; nothing is skipped."""
    vendor = Vendor.of(45)

    def too_big(request: Request) -> Answer | None:
        big = request.path == "/items" and int(request.query["size"]) > 3
        return fail(SourceUnavailable("504", status=504, shrink=True)) if big else None

    vendor.before = too_big
    report = sync([shelf(vendor, page_size=20)], store, now=now)

    assert (45, 0) == (items(report).created, report.exit_code)
    assert 3 == items(report).retries


def test_a_loop_fails_the_stream_and_keeps_what_was_read(store: Store, now: datetime) -> None:
    """Being sent back to an answered request is an error, not an endless run."""
    vendor = Vendor.of(45)
    page = Vendor.of(10)._body(Request(path="/items", query={"after": "0", "size": 10}))
    import msgspec

    looping = msgspec.json.encode({**page, "next": 10})
    vendor.before = lambda r: Answer(200, looping) if r.path == "/items" else None

    report = sync([shelf(vendor)], store, now=now)

    problem = items(report).problem
    assert problem is not None
    assert ("LoopDetected", 10) == (problem.kind, items(report).created)


def test_a_source_that_heeds_no_position_fails_the_stream(store: Store, now: datetime) -> None:
    """The same page under ever new requests is an endless run too; it is read once and kept."""
    vendor = Vendor.of(45)
    page = Vendor.of(10)._body(Request(path="/items", query={"after": "0", "size": 10}))
    import msgspec

    position = count(100)

    def heedless(request: Request) -> Answer | None:
        body = msgspec.json.encode({**page, "next": next(position)})
        return Answer(200, body) if request.path == "/items" else None

    vendor.before = heedless

    report = sync([shelf(vendor)], store, now=now)

    problem = items(report).problem
    assert problem is not None
    assert ("LoopDetected", 10) == (problem.kind, items(report).created)
    assert items(report).requests == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CredentialsRejected("no"), 3),
        (QuotaExhausted("spent", resets_at=datetime(2026, 1, 3, tzinfo=UTC)), 4),
        (PermissionMissing("not you"), 3),
    ],
)
def test_exit_codes_say_what_to_do_next(
    store: Store, now: datetime, error: Exception, code: int
) -> None:
    """Credentials, quotas and everything else are told apart; what was read before stays."""
    vendor = Vendor.of(45)
    vendor.before = lambda r: fail(error) if at(r, 20) else None

    report = sync([shelf(vendor)], store, now=now)

    assert code == report.exit_code
    assert 20 == len(store.live_ids(SCOPE, "items"))
    with pytest.raises(type(error)):
        report.raise_for_failure()


def test_no_rows_where_the_source_counts_some_is_a_failure(store: Store, now: datetime) -> None:
    """Silence is not success."""
    report = sync([shelf(Vendor(counted=120))], store, now=now)

    problem = items(report).problem
    assert problem is not None
    assert (1, True) == (report.exit_code, "120" in problem.message)


def test_a_failed_need_stops_what_depends_on_it(store: Store, now: datetime) -> None:
    """A stream whose context could not be read is not read with half its meaning."""
    vendor = Vendor.of(5)
    vendor.before = lambda r: fail(PermissionMissing("no")) if r.path == "/kinds" else None

    report = sync([shelf(vendor)], store, now=now)

    problem = items(report).problem
    assert problem is not None
    assert "kinds" in problem.message
    assert 0 == items(report).fetched


def test_stop_ends_cleanly_and_resumes(store: Store, now: datetime) -> None:
    """Asked to stop, the run ends with 130; what was committed stays and the rest follows later."""
    vendor = Vendor.of(200)
    stop = threading.Event()
    vendor.before = lambda r: stop.set() if at(r, 100) else None  # type: ignore[func-returns-value]

    stopped = sync([shelf(vendor)], store, now=now, stop=stop)
    vendor.before = lambda r: None
    resumed = sync([shelf(vendor)], store, now=now)

    assert (130, 0) == (stopped.exit_code, resumed.exit_code)
    assert 200 == len(store.live_ids(SCOPE, "items"))
    assert 100 <= items(stopped).created < 200
    assert "_census" not in resumed.sources["shelf"].streams


class FullDisk:
    """A store whose disk is full from the third page on."""

    def __init__(self, inner: Store) -> None:
        self.inner, self.left = inner, 3

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def commit(self, pages: list[PageCommit]) -> None:
        self.left -= 1
        if self.left < 0:
            raise StoreFull("the disk is full")
        self.inner.commit(pages)


def test_a_full_disk_ends_the_run_and_loses_nothing(store: Store, now: datetime) -> None:
    """Exit 5; what was committed before is whole, and a later run completes it."""
    vendor = Vendor.of(100)

    full = sync([shelf(vendor)], FullDisk(store), now=now)
    later = sync([shelf(vendor)], store, now=now)

    assert (5, 0) == (full.exit_code, later.exit_code)
    assert 100 == len(store.live_ids(SCOPE, "items"))


def test_full_reads_again_and_buries_what_is_gone(store: Store, now: datetime) -> None:
    """`full` reads from the start, then a census makes tombstones of what the source lost."""
    vendor = Vendor.of(30)
    sync([shelf(vendor)], store, now=now)
    vendor.remove(4)

    report = sync([shelf(vendor)], store, now=now, full=True)

    assert (29, {"deleted": 1}) == (items(report).unchanged, items(report).gone)
    assert feedback(store, 4)[0]["deleted"]


def test_a_count_that_disagrees_takes_a_census(store: Store, now: datetime) -> None:
    """A record that vanished without a word is found as soon as the source's count shows it."""
    vendor = Vendor.of(30)
    sync([shelf(vendor)], store, now=now)
    vendor.remove(30)

    report = sync([shelf(vendor)], store, now=now)

    assert {"deleted": 1} == items(report).gone


def test_a_tombstone_that_comes_back_lives_again(store: Store, now: datetime) -> None:
    """A record buried by a census is alive again when the source shows it again."""
    vendor = Vendor.of(10)
    sync([shelf(vendor)], store, now=now)
    held = vendor.items.pop(3)
    sync([shelf(vendor)], store, now=now, full=True)
    vendor.items.insert(3, held)

    sync([shelf(vendor)], store, now=now, full=True)

    assert not feedback(store, 4)[0]["deleted"]


def test_a_whole_listing_is_its_own_census(store: Store, now: datetime) -> None:
    """A stream listed whole every time notices by itself what is gone."""
    vendor = Vendor.of(5, kinds={"k": "Billing", "old": "Fax"})
    sync([shelf(vendor)], store, now=now)
    del vendor.kinds["old"]

    report = sync([shelf(vendor)], store, now=now)

    assert {"deleted": 1} == report.sources["shelf"].streams["kinds"].gone


def test_an_earlier_since_fetches_the_gap(store: Store, now: datetime) -> None:
    """Making `since` earlier reads again from there; making it later does not."""
    vendor = Vendor.of(20)
    sync([shelf(vendor, since="2026-01-01")], store, now=now)
    later = sync([shelf(vendor, since="2026-06-01")], store, now=now)
    earlier = sync([shelf(vendor, since="2025-01-01")], store, now=now)

    assert (0, 20) == (items(later).fetched, items(earlier).unchanged)


class Optional(Items):
    name, needs, optional = "extras", (), True
    can = Can()

    def read(self, request: Request, answer: Answer, run: Any) -> Page:
        raise PermissionMissing("the plan lacks extras")


class Wider(Shelf):
    streams = (*Shelf.streams, Optional())


def test_an_optional_stream_that_is_refused_is_a_warning(store: Store, now: datetime) -> None:
    """What an account does not offer is said, and is no failure."""
    source = shelf(Vendor.of(5))
    source = type(source)(source.name, Wider(), source.settings, source.transport)

    report = sync([source], store, now=now)

    assert 0 == report.exit_code
    assert any("extras" in warning for warning in report.sources["shelf"].warnings)


def test_the_same_pages_in_any_order_give_the_same_rows(store: Store, now: datetime) -> None:
    """Page size does not show in the store."""
    vendor = Vendor.of(33)
    sync([shelf(vendor, page_size=7)], store, now=now)
    before = feedback(store, *range(1, 34))

    sync([shelf(vendor, page_size=33)], store, now=now, full=True)

    assert before == feedback(store, *range(1, 34))


def test_what_a_census_finds_and_a_read_never_gave_is_fetched(store: Store, now: datetime) -> None:
    """A record that became visible without moving: named, and read by the next run."""
    vendor = Vendor.of(30)
    late = vendor.items.pop(4)
    sync([shelf(vendor)], store, now=now)
    vendor.items.insert(4, late)

    told = sync([shelf(vendor)], store, now=now)
    later = sync([shelf(vendor)], store, now=now)
    quiet = sync([shelf(vendor)], store, now=now)

    assert "1 that the source shows are not held (5)" in items(told).warnings[0]
    assert 1 == items(later).created
    assert ([], 0) == (items(quiet).warnings, items(quiet).created)


def test_two_sources_of_one_account_are_refused(store: Store, now: datetime) -> None:
    """The second would count every record again."""
    vendor = Vendor.of(5)
    one = shelf(vendor)
    two = type(one)("again", one.connector, one.settings, one.transport)

    report = sync([one, two], store, now=now)

    problems = [s.problem for s in report.sources.values() if s.problem]
    assert ["SettingsError"] == [p.kind for p in problems]
    assert "the same account as" in problems[0].message
    assert 5 == len(store.live_ids(SCOPE, "items"))


def test_a_limit_holds_for_children_too(store: Store, now: datetime) -> None:
    """Requests below a page wait in the queue once their stream has its records; nothing is lost."""
    vendor = Vendor.of(200)

    first = sync([shelf(vendor)], store, now=now, limit=4)
    rest = [sync([shelf(vendor)], store, now=now) for _ in range(2)]

    notes = [r.sources["shelf"].streams["notes"] for r in (first, *rest)]
    assert notes[0].created < 40
    assert 40 == sum(n.created for n in notes)
    assert notes[1].complete


def test_a_source_that_answered_before_and_is_silent_now_is_no_wrong_setting(
    store: Store, now: datetime
) -> None:
    """Exit 3 sends people to their settings; a source that is down is exit 1."""
    vendor = Vendor.of(5)
    down = Vendor()

    def silent(request: Request) -> Answer | None:
        raise SourceUnavailable("connection refused")

    down.before = silent

    never = sync([shelf(down)], store, now=now)
    sync([shelf(vendor)], store, now=now)
    now_and_then = sync([shelf(down)], store, now=now)

    assert (3, 1) == (never.exit_code, now_and_then.exit_code)


def test_a_resumed_stream_waits_for_those_that_fill_it(store: Store, now: datetime) -> None:
    """Requests left from before are no reason to close its books: others still send it more."""
    vendor = Vendor.of(60)
    vendor.before = lambda r: (
        fail(SourceUnavailable("down")) if at(r, 20) or notes_of(r, 10) else None
    )
    sync([shelf(vendor)], store, now=now)
    closed: list[str] = []
    notes_closed = threading.Event()

    def late(request: Request) -> Answer | None:
        if at(request, 40):
            notes_closed.wait(0.5)
        return None

    def show(step: Progress) -> None:
        if step.event == "stream_done":
            closed.append(step.stream)
            if step.stream == "notes":
                notes_closed.set()

    vendor.before = late
    report = sync([shelf(vendor)], store, now=now, show=show)

    assert ["kinds", "items", "notes"] == closed
    assert 12 == len(store.live_ids(SCOPE, "notes"))
    assert (0, []) == (report.exit_code, store.queued(SCOPE))


def notes_of(request: Request, item: int) -> bool:
    return request.path == f"/items/{item}/notes"


class Chatty(Notes):
    """Notes that lead to another stream."""

    def read(self, request: Request, answer: Answer, run: Any) -> Page:
        page = super().read(request, answer, run)
        return Page(page.records, children=[Request(path="/items/7/notes", stream="replies")])


class Replies(Notes):
    name = "replies"


class Deeper(Shelf):
    streams = (*Shelf.streams[:2], Chatty(), Replies())


def test_a_stream_below_another_waits_for_those_between(store: Store, now: datetime) -> None:
    """Filled by a stream that is itself filled by others: its books close last."""
    vendor = Vendor.of(10)
    source = shelf(vendor)
    source = type(source)(source.name, Deeper(), source.settings, source.transport)
    early = threading.Event()

    def late(request: Request) -> Answer | None:
        if notes_of(request, 10):
            early.wait(0.5)
        return None

    def show(step: Progress) -> None:
        if (step.event, step.stream) == ("stream_done", "replies"):
            early.set()

    vendor.before = late
    report = sync([source], store, now=now, show=show)

    assert (2, True) == (report.sources["shelf"].streams["replies"].created, report.ok)
    assert [] == store.queued(SCOPE)
