"""The stand-in itself behaves as the vendor's documentation says; an independent client reads it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from faults import Fault
from zendesk_data import build
from zendesk_model import ORIGIN, START
from zendesk_server import API_TOKEN, CLIENT_ID, CLIENT_SECRET, EMAIL, STATIC_TOKEN, ZendeskServer
from zendesk_wire import Options


def get(server: ZendeskServer, path: str, token: str = STATIC_TOKEN) -> Any:
    """The JSON of a GET; raises HTTPError on an error status."""
    target = server.url + path.removeprefix(ORIGIN)
    request = urllib.request.Request(target, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def refused(server: ZendeskServer, path: str, token: str = STATIC_TOKEN) -> int:
    """The error status of a GET."""
    with pytest.raises(urllib.error.HTTPError) as error:
        get(server, path, token)
    return error.value.code


def walk_cursor(server: ZendeskServer, kind: str, query: str = "start_time=0") -> list[Any]:
    """Every row of a cursor export, followed by its cursor until `end_of_stream`."""
    rows, page = [], get(server, f"/api/v2/incremental/{kind}/cursor.json?{query}")
    rows += page[kind]
    while not page["end_of_stream"]:
        page = get(server, page["after_url"])
        rows += page[kind]
    return rows


def test_cursor_export_gives_every_ticket_once_and_ends_with_a_null_cursor() -> None:
    """Pages hold each row once; the final cursor asked again gives nothing, and null."""
    with ZendeskServer(build(45), Options(page_max=10)) as server:
        rows = walk_cursor(server, "tickets")
        assert sorted(r["id"] for r in rows) == sorted(server.desk.tickets)
        page = get(server, "/api/v2/incremental/tickets/cursor.json?start_time=0")
        while not page["end_of_stream"]:
            page = get(server, page["after_url"])
        last = get(server, page["after_url"])
        assert last == {"tickets": [], "after_url": None, "before_url": None, "after_cursor": None,
                        "before_cursor": None, "end_of_stream": True}  # fmt: skip


def test_time_export_extends_pages_to_whole_seconds_and_can_pin() -> None:
    """A page ends with a second; only a second larger than the largest page is cut, and pins `end_time`."""
    with ZendeskServer(build(30), Options(page_max=7)) as server:
        rows, page = (
            [],
            get(
                server, "/api/v2/incremental/ticket_events.json?start_time=0&include=comment_events"
            ),
        )
        rows += page["ticket_events"]
        while not page["end_of_stream"]:
            assert page["end_time"] > page["ticket_events"][-1]["timestamp"]
            page = get(server, page["next_page"])
            rows += page["ticket_events"]
        assert sorted(r["id"] for r in rows) == sorted(server.desk.events)
        assert any(c["event_type"] == "Comment" and "body" in c for c in rows[0]["child_events"])
        for event in server.desk.events.values():
            event["timestamp"] = START
        server.options.second_max = 7
        page = get(server, f"/api/v2/incremental/ticket_events.json?start_time={START}")
        assert (page["end_time"], page["count"], page["end_of_stream"]) == (START, 7, False)


def test_a_start_younger_than_a_minute_is_refused() -> None:
    """The vendor withholds the last minute."""
    with ZendeskServer(build(3)) as server:
        assert (
            refused(server, f"/api/v2/incremental/users/cursor?start_time={int(time.time())}")
            == 422
        )


def test_lists_leave_out_archived_and_deleted_tickets_and_count_says_how_many() -> None:
    """Lists page by cursor; the last page still has a next link, which leads to an empty page."""
    with ZendeskServer(build(60), Options(page_max=20)) as server:
        rows, page = [], get(server, "/api/v2/tickets.json?page[size]=100")
        rows += page["tickets"]
        while page["meta"]["has_more"]:
            page = get(server, page["links"]["next"])
            rows += page["tickets"]
        gone = {t["id"] for t in server.desk.tickets.values() if t["status"] == "deleted"}
        assert {r["id"] for r in rows} == set(server.desk.tickets) - gone - server.desk.archived
        after = get(server, page["links"]["next"])
        assert (after["tickets"], after["meta"]["after_cursor"]) == ([], None)
        assert get(server, "/api/v2/tickets/count.json")["count"]["value"] == 60 - len(gone)


def test_credentials_and_errors_are_those_documented() -> None:
    """Wrong token 401, hidden record 403, none 404, over the search limit 422, feature off 404."""
    with ZendeskServer(build(5), Options(off={"community", "survey_responses"})) as server:
        server.desk.hidden = {7_000_002}
        assert refused(server, "/api/v2/users/me.json", token="wrong") == 401
        assert refused(server, "/api/v2/tickets/7000002.json") == 403
        assert refused(server, "/api/v2/tickets/1.json") == 404
        assert refused(server, "/api/v2/search.json?query=type:ticket&page=11&per_page=100") == 422
        assert refused(server, "/api/v2/community/posts.json") == 404
        body = json.dumps(
            {
                "grant_type": "client_credentials",
                "client_id": CLIENT_ID,
                "client_secret": CLIENT_SECRET,
            }
        )
        request = urllib.request.Request(
            f"{server.url}/oauth/tokens", body.encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request) as answer:
            token = json.load(answer)["access_token"]
        assert get(server, "/api/v2/users/me.json", token)["user"]["role"] == "admin"
        server.faults.append(Fault(kind="expire"))
        assert refused(server, "/api/v2/users/me.json", token) == 401


def test_faults_are_used_as_often_as_asked() -> None:
    """A fault of two times answers twice, then the truth comes."""
    with ZendeskServer(build(3)) as server:
        server.faults.append(Fault("users/me", status=429, headers={"Retry-After": "1"}, times=2))
        assert [refused(server, "/api/v2/users/me.json") for _ in range(2)] == [429, 429]
        assert get(server, "/api/v2/users/me.json")["user"]["id"]
        server.options.gateway_limit = 250
        assert refused(server, "/api/v2/incremental/tickets/cursor?start_time=0") == 504
        assert get(server, "/api/v2/incremental/tickets/cursor?start_time=0&per_page=250")[
            "end_of_stream"
        ]


def test_an_independent_client_reads_it() -> None:
    """`zenpy`, written by others against the real API, reads tickets, users, comments and posts."""
    zenpy: Any = pytest.importorskip("zenpy")
    requests: Any = pytest.importorskip("requests")

    class Loopback(requests.adapters.HTTPAdapter):  # type: ignore[misc]
        """Sends what is meant for the vendor to the stand-in."""

        def send(self, request: Any, **kwargs: Any) -> Any:
            request.url = request.url.replace(ORIGIN, server.url)
            answer = super().send(request, **{**kwargs, "verify": False})
            request.url = request.url.replace(server.url, ORIGIN)
            return answer

    with ZendeskServer(build(25), Options(page_max=10)) as server:
        session = requests.Session()
        session.mount(ORIGIN, Loopback())
        session.auth = (f"{EMAIL}/token", API_TOKEN)
        client = zenpy.Zenpy(subdomain="northwind", email=EMAIL, token=API_TOKEN, session=session)
        assert sorted(t.id for t in client.tickets.incremental(start_time=1)) == sorted(
            server.desk.tickets
        )
        assert {
            t.id for t in client.tickets.incremental(start_time=1, paginate_by_time=True)
        } == set(server.desk.tickets)
        assert {u.id for u in client.users.incremental(start_time=1)} == set(server.desk.users)
        assert {o.id for o in client.organizations.incremental(start_time=1)} == set(
            server.desk.organizations
        )
        assert [c.public for c in client.tickets.comments(ticket=7_000_001)] == [True, True, False]
        assert {g.id for g in client.groups()} == set(server.desk.groups)
        assert len(list(client.search(type="ticket", status="open"))) == sum(
            t["status"] == "open" for t in server.desk.tickets.values()
        )
