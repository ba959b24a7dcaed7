"""Cursor and time-based exports: every trap of them, one line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from zd import NOW, STREAMS, answer, first, read, run

from productops.errors import SourceError, UnexpectedAnswer
from productops.kit import Request

START = 1_767_603_600


def page(key: str, ids: list[int], **more: Any) -> dict[str, Any]:
    """A page of an export."""
    return {key: [{"id": one} for one in ids], **more}


def cursored(ids: list[int], cursor: str | None, *, end: bool) -> dict[str, Any]:
    """A page of a cursor export; the last one still has a link."""
    link = (
        f"https://acme.zendesk.com/api/v2/incremental/tickets/cursor.json?cursor={cursor}"
        if cursor
        else None
    )
    return page("tickets", ids, after_cursor=cursor, after_url=link, end_of_stream=end)


def timed(start: int, end: int | None, rows: int, *, last: bool) -> dict[str, Any]:
    """A page of a time-based export."""
    link = f"https://acme.zendesk.com/api/v2/incremental/organizations.json?start_time={end}"
    found = page("organizations", list(range(1, rows + 1)), end_time=end, end_of_stream=last)
    return {**found, "count": rows, "next_page": link}


def test_the_first_read_starts_at_the_beginning_or_at_since() -> None:
    """Everything, unless told otherwise."""
    assert first("tickets").query == {"per_page": 1000, "include": "metric_sets", "start_time": 0}
    assert first("tickets", since="2026-01-05T09:00:00Z").query["start_time"] == START


def test_no_start_is_younger_than_a_minute() -> None:
    """A younger one is refused by Zendesk."""
    limit = int(NOW.timestamp()) - 61
    assert first("users", since="2027-01-01").query["start_time"] == limit
    for seconds in (59, 30, 1):
        young = NOW - timedelta(seconds=seconds)
        assert first("organizations", cursor=young).query["start_time"] == limit


def test_a_later_read_goes_on_from_the_cursor_alone() -> None:
    """No start_time beside a cursor."""
    assert first("tickets", cursor="abc").query == {
        "per_page": 1000,
        "include": "metric_sets",
        "cursor": "abc",
    }
    assert (
        first("organizations", cursor=datetime.fromtimestamp(START, UTC)).query["start_time"]
        == START
    )


def test_after_the_first_page_only_the_cursor_is_sent() -> None:
    """A second start_time would lose rows; the size and the side-load stay."""
    found = read("tickets", cursored([1], "c1", end=False))
    assert found.next is not None
    assert found.next.query == {"per_page": 1000, "include": "metric_sets", "cursor": "c1"}
    assert found.next.link_host == "acme.zendesk.com"
    assert found.cursor == "c1"


def test_the_end_of_the_stream_ends_it_whatever_the_link_says() -> None:
    """The last page still has `after_url` and `after_cursor`."""
    found = read("tickets", cursored([1], "c1", end=True))
    assert (found.next, found.cursor) == (None, "c1")


def test_a_null_cursor_keeps_the_stored_one() -> None:
    """With nothing new the answer has no cursor; the old one must stay."""
    found = read("tickets", cursored([], None, end=True), cursor="c1")
    assert (found.next, found.cursor, list(found.records)) == (None, None, [])


def test_an_export_that_goes_on_without_a_cursor_is_an_error() -> None:
    """Stopping there would lose the rest without a word."""
    with pytest.raises(UnexpectedAnswer, match="no cursor"):
        read("tickets", cursored([1], None, end=False))


@pytest.mark.parametrize(
    "body", [{"end_of_stream": True}, {"tickets": None}, {"tickets": {}}, [], b"<html>"]
)
def test_a_page_without_its_records_is_no_empty_page(body: Any) -> None:
    """A missing key, a null, a foreign type, HTML."""
    with pytest.raises(UnexpectedAnswer):
        read("tickets", body)


def test_a_time_based_page_goes_on_at_its_end() -> None:
    """`end_time` is the next start; the parameters stay, whatever the link dropped."""
    request = first("ticket_events")
    body = {
        "ticket_events": [],
        "end_time": START,
        "end_of_stream": False,
        "next_page": "https://acme.zendesk.com/x",
    }
    found = read("ticket_events", body, request)
    assert found.next is not None
    assert found.next.query == {"per_page": 1000, "include": "comment_events", "start_time": START}
    assert found.cursor == datetime.fromtimestamp(START, UTC)


def test_a_time_based_page_without_end_time_keeps_the_cursor() -> None:
    """Nothing new: nothing to remember."""
    found = read("organizations", timed(START, None, 0, last=True))
    assert (found.next, found.cursor) == (None, None)


def stuck(request: Request) -> Any:
    """Read a full page that ends in the second it started in."""
    started = request.query["start_time"]
    assert isinstance(started, int)
    return read("organizations", timed(started, started, 1000, last=False), request)


def test_a_second_with_more_rows_than_a_page_is_asked_for_with_the_smallest_page() -> None:
    """Such a page is extended to whole seconds; afterwards the usual size is back, and not halved."""
    request = first("organizations", cursor=datetime.fromtimestamp(START, UTC), page_size=500)
    small = stuck(request).next
    assert small.query["per_page"] == 1
    assert small.page_size == ""
    follow = read("organizations", timed(START, START + 1, 1001, last=False), small).next
    assert follow is not None
    assert (follow.query["per_page"], follow.query["start_time"]) == (500, START + 1)
    assert (follow.page_size, follow.state) == ("per_page", None)


def test_a_second_that_cannot_be_passed_is_an_error_that_names_it() -> None:
    """Never a silent loss, never an endless loop."""
    request = first("organizations", cursor=datetime.fromtimestamp(START, UTC))
    with pytest.raises(SourceError, match=str(START)):
        stuck(stuck(request).next)


def test_the_last_page_may_end_in_the_second_it_started_in() -> None:
    """The usual end of a later read: the boundary row comes again, and that is all."""
    request = first("organizations", cursor=datetime.fromtimestamp(START, UTC))
    found = read("organizations", timed(START, START, 1, last=True), request)
    assert (found.next, len(found.records)) == (None, 1)


@pytest.mark.parametrize(
    ("link", "goes_on"), [(None, False), ("https://acme.zendesk.com/next", True)]
)
def test_articles_end_where_there_is_no_next_page(link: str | None, *, goes_on: bool) -> None:
    """Their export has no `end_of_stream`, and pages of any size."""
    body = page("articles", [1], end_time=START, next_page=link, count=1)
    assert (read("articles", body).next is not None) is goes_on
    again = first("articles", cursor=datetime.fromtimestamp(START, UTC))
    assert again.query == {"per_page": 1000, "start_time": START}
    assert read("articles", body, again).next is None


def test_metrics_are_read_inside_and_beside_the_ticket() -> None:
    """Both forms of the side-load become the same record; a deleted ticket has none."""
    metrics = b'{"ticket_id": 1, "solved_at": "2026-01-06T10:30:00Z"}'
    beside = read(
        "tickets",
        b'{"tickets":[{"id": 1},{"id":2}],"metric_sets":[%b, {"odd":1}],"end_of_stream":true}'
        % metrics,
    )
    inside = read(
        "tickets",
        b'{"tickets":[{"id": 1,"metric_set":%b},{"id":2}],"end_of_stream":true}' % metrics,
    )
    both = read(
        "tickets",
        b'{"tickets":[{"id": 1,"metric_set":%b},{"id":2}],"metric_sets":[%b],"end_of_stream":true}'
        % (metrics, metrics),
    )
    assert bytes(inside.records[0]) == bytes(both.records[0])
    assert [bytes(raw) for raw in beside.records] == [bytes(raw) for raw in inside.records]


def test_a_census_reads_ids_of_everything_archived_tickets_included() -> None:
    """The export itself; what it calls deleted is gone, what comes by the way is no record."""
    (request,) = STREAMS["tickets"].census(run("tickets", cursor="c9"))
    assert request.query == {"per_page": 1000, "start_time": 0}
    body = cursored([], "c1", end=False) | {
        "tickets": [{"id": 1, "status": "closed"}, {"id": 2, "status": "deleted"}]
    }
    found = read("tickets", body, request)
    assert (list(found.present), list(found.gone), list(found.records)) == (["1"], ["2"], [])
    assert found.next is not None
    assert found.cursor is None
    assert found.next.state == request.state


def test_what_a_census_missed_is_looked_up_by_id() -> None:
    """A hundred at once; then the list of deleted tickets; then one by one, where 404 is deleted and 403 hidden."""
    ids = [str(one) for one in range(1, 151)]
    (first,) = STREAMS["tickets"].missing(ids, run("tickets"))
    there = read("tickets", {"tickets": [{"id": one} for one in range(5, 101)]}, first)
    assert list(there.present) == ids[4:100]
    second = there.next
    assert [len(str(each.query["ids"]).split(",")) for each in (first, second)] == [100, 50]
    rest = read("tickets", {"tickets": [{"id": one} for one in range(101, 151)]}, second)
    body = {
        "deleted_tickets": [{"id": 4}, {"id": 999}],
        "meta": {"has_more": True, "after_cursor": "n"},
    }
    bin_ = read("tickets", body, rest.next)
    assert (list(bin_.gone), bin_.next.query["page[after]"]) == (["4"], "n")
    closed = read("tickets", {"error": "Forbidden"}, bin_.next, status=403)
    assert closed.next.path == "/api/v2/tickets/1"
    erased = read("tickets", {"error": "RecordNotFound"}, closed.next, status=404)
    hidden = read("tickets", {"error": "Forbidden"}, erased.next, status=403)
    shown = read("tickets", {"ticket": {"id": 3}}, hidden.next)
    assert [(list(each.gone), list(each.present)) for each in (erased, hidden, shown)] == [
        (["1"], []), ([], []), ([], ["3"])
    ]  # fmt: skip
    assert shown.next is None
    assert STREAMS["tickets"].missing([], run("tickets")) == []


@pytest.mark.parametrize(
    ("name", "gone"),
    [("users", {"active": False}), ("organizations", {"deleted_at": "2026-01-01T00:00:00Z"})],
)
def test_a_person_or_organisation_that_can_be_shown_is_there(name: str, gone: Any) -> None:
    """A deleted user is shown as inactive."""
    (request,) = STREAMS[name].missing(["1", "2"], run(name))
    found = read(name, {name: [{"id": 1, "active": True}, {"id": 2, **gone}]}, request)
    assert (list(found.present), list(found.gone)) == (["1"], ["2"])


def test_counts_are_zendesks_own() -> None:
    """Not asked for a part of the records; what cannot be read counts nothing."""
    stream = STREAMS["tickets"]
    assert stream.count(run("tickets", since="2026-01-01")) is None
    assert stream.counted(answer({"count": {"value": 102, "refreshed_at": None}})) == 102
    assert stream.counted(answer({"error": "Forbidden"}, 403)) == 0


@pytest.mark.parametrize("name", sorted(STREAMS))
def test_a_first_request_survives_json(name: str) -> None:
    """It is the checkpoint."""
    held = {"business_hours": {"5": {"id": 5}}} if name == "schedules" else None
    for request in STREAMS[name].start(run(name, context=held)):
        assert msgspec.json.decode(msgspec.json.encode(request), type=Request) == request


def test_articles_that_changed_in_one_second_are_read_with_the_smallest_page() -> None:
    """The request that does so is still one for a page."""
    full = page(
        "articles", list(range(1000)), end_time=START, next_page="https://acme.zendesk.com/n"
    )
    small = read(
        "articles", full, first("articles", cursor=datetime.fromtimestamp(START, UTC))
    ).next
    assert small is not None
    assert small.query["per_page"] == 1
    again = read("articles", full | {"end_time": START + 1}, small)
    assert len(again.records) == 1000
    assert again.next is not None
    assert again.next.query["per_page"] == 1000
