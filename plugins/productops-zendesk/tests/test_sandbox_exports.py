"""The sandbox's incremental exports: paging, time rules, and what clients trip over."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productops_zendesk.sandbox import ZendeskSandbox

TICKETS = "/api/v2/incremental/tickets/cursor"


def connect(sandbox: ZendeskSandbox) -> httpx.Client:
    token = sandbox.credentials("bearer")["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    return httpx.Client(
        transport=sandbox.transport(), base_url="http://zd.example", headers=headers
    )


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def by_cursor(client: httpx.Client, path: str = TICKETS, **params) -> list[list[dict]]:
    """All pages of a cursor export, as lists of rows."""
    answer = client.get(path, params={"start_time": 0, **params}).json()
    name = next(key for key in answer if isinstance(answer[key], list))
    pages = [answer[name]]
    while not answer["end_of_stream"]:
        answer = client.get(answer["after_url"]).json()
        pages.append(answer[name])
    return pages


def by_time(client: httpx.Client, path: str, **params) -> list[dict]:
    """All answers of a time-based export."""
    answers = [client.get(path, params={"start_time": 0, **params}).json()]
    while not answers[-1].get("end_of_stream", answers[-1]["next_page"] is None):
        answers.append(client.get(answers[-1]["next_page"]).json())
    return answers


@pytest.fixture(scope="module")
def sandbox():
    return ZendeskSandbox(size=300)


@pytest.fixture(scope="module")
def client(sandbox):
    return connect(sandbox)


@settings(max_examples=8, deadline=None)
@given(size=st.integers(5, 1200))
@pytest.mark.parametrize(
    ("path", "total"), [(TICKETS, 300), ("/api/v2/incremental/users/cursor", 110)]
)
def test_a_walk_by_cursor_sees_everything_once_in_order(client, path, total, size):
    """Any page size gives the same rows, each once, by their time stamps."""
    pages = by_cursor(client, path, per_page=size)
    rows = [row for page in pages for row in page]
    assert len({row["id"] for row in rows}) == len(rows) == total
    assert all(len(page) == min(size, 1000, total) for page in pages[:-1])
    stamps = [row.get("generated_timestamp") or row["updated_at"] for row in rows]
    assert stamps == sorted(stamps)


@settings(max_examples=6, deadline=None)
@given(size=st.integers(20, 700))
@pytest.mark.parametrize(
    "name", ["tickets", "users", "organizations", "ticket_events", "ticket_metric_events"]
)
def test_a_walk_by_time_sees_everything(client, name, size):
    """Whole seconds a page, every row at least once whatever the page size."""
    path = f"/api/v2/incremental/{name}"
    whole = {row["id"] for answer in by_time(client, path) for row in answer[name]}
    walked = {row["id"] for answer in by_time(client, path, per_page=size) for row in answer[name]}
    assert walked == whole != set()


def test_the_cursor_is_a_time_and_an_id(client):
    """So equal time stamps cannot pin it."""
    answer = client.get(TICKETS, params={"start_time": 0, "per_page": 7}).json()
    last = answer["tickets"][-1]
    expected = f"{last['generated_timestamp']}.0||{last['id']}|"
    assert b64decode(answer["after_cursor"]).decode() == expected
    assert query(answer["after_url"]) == {"cursor": answer["after_cursor"], "per_page": "7"}


def test_the_last_page_still_has_a_cursor_and_the_one_after_it_none(client):
    """Only `end_of_stream` ends a walk; asking again finds nothing and a null cursor."""
    answer = client.get(TICKETS, params={"start_time": 0}).json()
    assert answer["end_of_stream"] is True
    assert answer["after_cursor"]
    again = client.get(answer["after_url"]).json()
    assert again == {
        "tickets": [],
        "after_url": None,
        "before_url": None,
        "after_cursor": None,
        "before_cursor": None,
        "end_of_stream": True,
    }


def test_a_cursor_goes_on_where_it_stopped_when_time_has_passed():
    """Later, the old cursor gives what is new and nothing else."""
    sandbox = ZendeskSandbox(size=300)
    client = connect(sandbox)
    first = client.get(TICKETS, params={"start_time": 0}).json()
    stood = {row["id"]: row for row in first["tickets"]}
    sandbox.advance(timedelta(days=20))
    moved = client.get(first["after_url"]).json()["tickets"]
    assert moved
    assert all(row != stood.get(row["id"]) for row in moved)
    now = {row["id"]: row for page in by_cursor(connect(sandbox)) for row in page}
    assert {**stood, **{row["id"]: row for row in moved}} == now


def test_start_time_must_be_a_minute_old(client, sandbox):
    """422, in the vendor's words; a minute is old enough."""
    now = sandbox.account.now
    refused = client.get(TICKETS, params={"start_time": now - 59})
    assert refused.status_code == 422
    assert refused.json()["error"] == "InvalidValue"
    assert "Too recent start_time" in refused.json()["description"]
    assert client.get(TICKETS, params={"start_time": now - 60}).status_code == 200


@pytest.mark.parametrize("params", [{}, {"start_time": "yesterday"}, {"cursor": "no cursor"}])
def test_parameters_that_make_no_sense(client, params):
    """400, not a page."""
    assert client.get(TICKETS, params=params).status_code == 400


def test_the_newest_minute_is_withheld():
    """A ticket changed in the last minute appears when the minute is over."""
    sandbox = ZendeskSandbox(size=50)
    client = connect(sandbox)
    sandbox.advance(timedelta(minutes=10))
    (changed,) = sandbox.bulk_update(1, sandbox.company.clock.now - timedelta(seconds=30))
    assert changed not in {row["id"] for page in by_cursor(client) for row in page}
    sandbox.advance(timedelta(seconds=31))
    assert by_cursor(client)[-1][-1]["id"] == changed


def test_the_filter_is_the_system_time_not_updated_at(client):
    """Some rows after `start_time` were updated before it: only the system touched them since."""
    rows = [row for page in by_cursor(client) for row in page]
    stamp = lambda text: datetime.fromisoformat(text).timestamp()  # noqa: E731
    older = [row for row in rows if stamp(row["updated_at"]) < row["generated_timestamp"]]
    assert older
    start = older[len(older) // 2]["generated_timestamp"]
    found = client.get(TICKETS, params={"start_time": start}).json()["tickets"]
    assert older[len(older) // 2]["id"] in {row["id"] for row in found}


def test_deleted_tickets_come_and_can_be_left_out(client):
    """Deleted and scrubbed tickets are in the export; `exclude_deleted` walks past them."""
    rows = [row for page in by_cursor(client) for row in page]
    gone = {row["id"] for row in rows if row["status"] == "deleted"}
    scrubbed = [row for row in rows if row["subject"] == "SCRUBBED"]
    assert scrubbed
    assert {row["id"] for row in scrubbed} <= gone
    assert all(
        (row["description"], row["tags"], row["custom_fields"]) == ("X", [], []) for row in scrubbed
    )
    left = [row for page in by_cursor(client, exclude_deleted="true", per_page=9) for row in page]
    assert {row["id"] for row in left} == {row["id"] for row in rows} - gone


def test_metric_sets_come_along_except_for_deleted_tickets(client):
    """One metric set for each ticket of the page that has one."""
    answer = client.get(TICKETS, params={"start_time": 0, "include": "metric_sets,users"}).json()
    alive = {row["id"] for row in answer["tickets"] if row["status"] != "deleted"}
    assert {row["ticket_id"] for row in answer["metric_sets"]} == alive
    named = {row["requester_id"] for row in answer["tickets"]}
    assert named <= {row["id"] for row in answer["users"]}


def test_a_time_based_page_is_a_floor_and_ends_after_its_second():
    """`per_page=1` gives the whole second, and `end_time` is the next one."""
    sandbox = ZendeskSandbox(size=60)
    client = connect(sandbox)
    second = sandbox.company.clock.now - timedelta(days=30)
    ids = set(sandbox.bulk_update(9, second))
    start = int(second.timestamp())
    answer = client.get(
        "/api/v2/incremental/tickets", params={"start_time": start, "per_page": 1}
    ).json()
    assert {row["id"] for row in answer["tickets"]} == ids
    assert answer["count"] == 9
    assert answer["end_time"] == start + 1
    assert query(answer["next_page"]) == {"per_page": "1", "start_time": str(start + 1)}


def test_at_the_end_of_the_stream_the_last_second_comes_again():
    """`end_time` is the last row's own second, so the next run sees that row twice."""
    client = connect(ZendeskSandbox(size=60))
    last = by_time(client, "/api/v2/incremental/organizations")[-1]
    again = client.get(last["next_page"]).json()
    assert last["end_of_stream"] is True
    assert again["organizations"] == last["organizations"][-1:]


def test_a_page_cut_inside_a_second_brings_its_rows_again():
    """1,000 rows are the most; the second that was cut starts the next page."""
    sandbox = ZendeskSandbox(size=1_500)
    client = connect(sandbox)
    second = sandbox.company.clock.now - timedelta(hours=1)
    sandbox.bulk_update(700, second)
    answers = by_time(client, "/api/v2/incremental/tickets")
    cut = [a for a in answers[:-1] if a["end_time"] == a["tickets"][-1]["generated_timestamp"]]
    assert len(cut) == 1
    seen = Counter(row["id"] for answer in answers for row in answer["tickets"])
    assert len(seen) == 1_500
    assert 1 < max(seen.values()) < 4


def test_more_rows_than_a_page_in_one_second_never_end_by_time_but_do_by_cursor():
    """The vendor's loop: `end_time` stays where it is. A cursor gets past it."""
    sandbox = ZendeskSandbox(size=1_200)
    client = connect(sandbox)
    second = sandbox.company.clock.now - timedelta(hours=1)
    sandbox.bulk_update(1_001, second)
    start = int(second.timestamp())
    path = "/api/v2/incremental/ticket_events"
    answer = client.get(path, params={"start_time": start}).json()
    assert (answer["count"], answer["end_time"], answer["end_of_stream"]) == (1000, start, False)
    assert client.get(answer["next_page"]).json() == answer
    assert sum(len(page) for page in by_cursor(client)) == 1_200


def test_an_empty_time_based_page_has_no_next(client, sandbox):
    """Nothing new: no rows, no `end_time`, no `next_page`."""
    answer = client.get(
        "/api/v2/incremental/organizations", params={"start_time": sandbox.account.now - 60}
    ).json()
    assert answer == {
        "organizations": [],
        "next_page": None,
        "count": 0,
        "end_time": None,
        "end_of_stream": True,
    }


def test_the_help_centre_ends_by_a_missing_next_page(client):
    """Its export knows no `end_of_stream`."""
    answers = by_time(client, "/api/v2/help_center/incremental/articles", per_page=5)
    assert len(answers) > 2
    assert not any("end_of_stream" in answer for answer in answers)
    ids = [row["id"] for answer in answers for row in answer["articles"]]
    assert len(ids) == len(set(ids)) > 10


def test_comments_come_with_events_only_on_request(client):
    """Without `include=comment_events` an event only says that there is a comment."""
    path = "/api/v2/incremental/ticket_events"
    bare = client.get(path, params={"start_time": 0}).json()["ticket_events"]
    whole = client.get(path, params={"start_time": 0, "include": "comment_events"}).json()[
        "ticket_events"
    ]
    said = [
        child
        for event in bare
        for child in event["child_events"]
        if child["event_type"] == "Comment"
    ]
    told = [
        child
        for event in whole
        for child in event["child_events"]
        if child["event_type"] == "Comment"
    ]
    assert all(child["comment_present"] and "body" not in child for child in said)
    assert all(child["body"] for child in told)
    assert [child["id"] for child in said] == [child["id"] for child in told]
    assert {True, False} == {child["public"] for child in told}


def test_events_add_up_to_the_tickets(client):
    """Replaying the status changes of a ticket's events ends at the ticket's status."""
    status: dict[int, str] = {}
    for answer in by_time(client, "/api/v2/incremental/ticket_events"):
        for event in answer["ticket_events"]:
            for child in event["child_events"]:
                if "status" in child:
                    if child["event_type"] == "Change":
                        assert child["previous_value"] == status[event["ticket_id"]]
                    status[event["ticket_id"]] = child["status"]
    assert status == {row["id"]: row["status"] for page in by_cursor(client) for row in page}


def test_a_sample_has_at_most_fifty_rows(client):
    """For a quick look."""
    answer = client.get("/api/v2/incremental/tickets/sample", params={"start_time": 0}).json()
    assert answer["count"] == 50


def test_metric_events_also_by_cursor(client):
    """At most 100 a page there."""
    path = "/api/v2/incremental/ticket_metric_events"
    answer = client.get(path, params={"start_time": 0, "page[size]": 500}).json()
    assert len(answer["ticket_metric_events"]) == 100
    assert answer["meta"]["has_more"]


def test_pages_are_byte_equal_between_two_sandboxes_and_between_two_askings():
    """Deterministic to the byte, also after the clock has moved."""
    first, second = ZendeskSandbox(size=80), ZendeskSandbox(size=80)
    for sandbox in (first, second):
        sandbox.advance(timedelta(days=9))
    for path in (
        "tickets/cursor",
        "users/cursor",
        "organizations",
        "ticket_events",
        "ticket_metric_events",
    ):
        url = f"/api/v2/incremental/{path}?start_time=0&include=metric_sets,comment_events"
        bodies = [connect(first).get(url).content, connect(second).get(url).content]
        assert bodies[0] == bodies[1] == connect(first).get(url).content


def test_links_lead_to_where_the_call_came_from_or_to_the_vendor():
    """A proxied server answers with its own address; `vendor_links` gives the vendor's."""
    params = {"start_time": 0, "per_page": 5}
    here = connect(ZendeskSandbox(size=50)).get(TICKETS, params=params).json()
    there = connect(ZendeskSandbox(size=50, vendor_links=True)).get(TICKETS, params=params).json()
    assert here["after_url"].startswith("http://zd.example/")
    assert there["after_url"].startswith("https://fernhill.zendesk.com/")
    assert here["tickets"] == there["tickets"]
    assert here["tickets"][0]["url"].startswith("https://fernhill.zendesk.com/")


def test_warm_pages_are_the_pages_that_are_served():
    """Making pages beforehand changes no byte of them."""
    cold, warm = ZendeskSandbox(size=120), ZendeskSandbox(size=120)
    assert warm.warm(start_time=0, per_page=50) == 3
    assert by_cursor(connect(warm), per_page=50) == by_cursor(connect(cold), per_page=50)


def test_two_runs_a_month_apart_equal_one_fresh_run():
    """What a sync would hold after two runs is what a new one reads, for every export."""
    old, fresh = ZendeskSandbox(size=200), ZendeskSandbox(size=200)
    fresh.advance(timedelta(days=30))
    names = ("tickets", "users", "organizations")
    held: dict[str, dict[int, dict]] = {}
    ends: dict[str, int] = {}
    for name in names:
        answers = by_time(connect(old), f"/api/v2/incremental/{name}")
        held[name] = {row["id"]: row for answer in answers for row in answer[name]}
        ends[name] = answers[-1]["end_time"]
    old.advance(timedelta(days=30))
    for name in names:
        path = f"/api/v2/incremental/{name}"
        later = by_time(connect(old), path, start_time=ends[name])
        held[name] |= {row["id"]: row for answer in later for row in answer[name]}
        again = by_time(connect(fresh), path)
        assert held[name] == {row["id"]: row for answer in again for row in answer[name]}


def test_the_start_is_utc():
    """Times are written with a Z and mean UTC."""
    sandbox = ZendeskSandbox(size=50, now=datetime(2024, 3, 1, 12, tzinfo=UTC))
    row = by_cursor(connect(sandbox))[-1][-1]
    assert row["updated_at"].endswith("Z")
    assert row["updated_at"] < "2024-03-01T12:00:00Z"


def test_history_spans_two_years(client):
    """From the first ticket to the last."""
    rows = [row for page in by_cursor(client) for row in page]
    opened = sorted(datetime.fromisoformat(row["created_at"]) for row in rows)
    assert opened[-1] - opened[0] > timedelta(days=600)
    assert all(later - sooner < timedelta(days=90) for sooner, later in pairwise(opened))
