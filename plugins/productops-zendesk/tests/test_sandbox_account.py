"""The sandbox as an account: signing in, limits, and changes in front of and behind the API."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from productops.sandbox import Company, Faults
from productops_zendesk.sandbox import ZendeskSandbox
from productops_zendesk.sandbox.fields import CUSTOM_IDS

ME = "/api/v2/users/me"
TICKETS = "/api/v2/incremental/tickets/cursor?start_time=0"


class Timer:
    """Seconds that pass when a test says so."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def raw(sandbox: ZendeskSandbox, **options) -> httpx.Client:
    return httpx.Client(transport=sandbox.transport(), base_url="http://zd.example", **options)


def connect(sandbox: ZendeskSandbox) -> httpx.Client:
    token = sandbox.credentials("bearer")["access_token"]
    return raw(sandbox, headers={"authorization": f"Bearer {token}"})


def token_of(client: httpx.Client, sandbox: ZendeskSandbox, **more) -> httpx.Response:
    held = sandbox.credentials()
    body = {
        "grant_type": "client_credentials",
        "client_id": held["client_id"],
        "client_secret": held["client_secret"],
    }
    return client.post("/oauth/tokens", json=body | more)


def status_with(client: httpx.Client, token: str) -> int:
    return client.get(ME, headers={"authorization": f"Bearer {token}"}).status_code


@pytest.mark.parametrize("form", [False, True])
def test_client_credentials_give_a_token_for_half_an_hour(form):
    """As JSON or as a form; no refresh token comes with it."""
    sandbox = ZendeskSandbox(size=50)
    client = raw(sandbox)
    held = sandbox.credentials()
    body = {
        "grant_type": "client_credentials",
        "client_id": held["client_id"],
        "client_secret": held["client_secret"],
    }
    answer = client.post("/oauth/tokens", **({"data": body} if form else {"json": body})).json()
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 1800)
    assert "refresh_token" not in answer
    assert status_with(client, answer["access_token"]) == 200


def test_a_token_expires_by_the_timer_and_by_simulated_time():
    """After 1,800 seconds it is refused, however they passed."""
    timer = Timer()
    sandbox = ZendeskSandbox(size=50, timer=timer)
    client = raw(sandbox)
    first = token_of(client, sandbox).json()["access_token"]
    timer.now = 1_799
    assert status_with(client, first) == 200
    timer.now = 1_801
    assert status_with(client, first) == 401
    second = token_of(client, sandbox).json()["access_token"]
    assert second != first
    sandbox.advance(timedelta(hours=1))
    assert status_with(client, second) == 401


def test_a_longer_token_on_request():
    """Up to 48 hours; other lengths are refused."""
    sandbox = ZendeskSandbox(size=50)
    client = raw(sandbox)
    assert token_of(client, sandbox, expires_in=172_800).json()["expires_in"] == 172_800
    assert token_of(client, sandbox, expires_in=60).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "status", "error"),
    [
        ({"client_secret": "guessed"}, 401, "invalid_client"),
        ({"client_id": "somebody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_wrong_clients_get_no_token(wrong, status, error):
    """RFC 6749 errors."""
    sandbox = ZendeskSandbox(size=50)
    answer = token_of(raw(sandbox), sandbox, **wrong)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_legacy_api_token_works():
    """Basic with `email/token:token`."""
    sandbox = ZendeskSandbox(size=50)
    held = sandbox.credentials("token")
    good = (f"{held['email']}/token", held["api_token"])
    assert raw(sandbox, auth=good).get(ME).json()["user"]["role"] == "admin"
    bad = raw(sandbox, auth=(good[0], "wrong")).get(ME)
    assert (bad.status_code, bad.json()) == (401, {"error": "Couldn't authenticate you"})
    broken = raw(sandbox, headers={"authorization": "Basic ???"}).get(ME)
    assert broken.status_code == 401


def test_a_wrong_bearer_is_refused_as_by_the_vendor():
    """401 and `invalid_token`."""
    answer = raw(ZendeskSandbox(size=50), headers={"authorization": "Bearer nothing"}).get(ME)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


def test_nobody_is_an_anonymous_user():
    """`users/me` without credentials is 200 and says so; everything else is 401."""
    client = raw(ZendeskSandbox(size=50))
    assert client.get(ME).json()["user"]["id"] is None
    assert client.get("/api/v2/tickets").status_code == 401


def test_agents_may_not_export():
    """Exports and ratings are for administrators."""
    client = connect(ZendeskSandbox(size=50, role="agent"))
    assert client.get(ME).json()["user"]["role"] == "agent"
    assert client.get(TICKETS).status_code == 403
    assert client.get(TICKETS).json()["error"]["title"] == "Forbidden"
    assert client.get("/api/v2/tickets").status_code == 200


def test_headers_tell_what_is_left_and_nothing_is_refused_by_default():
    """The account's limit and the endpoint's own, counted down; the help centre has its own."""
    client = connect(ZendeskSandbox(size=50))
    for _ in range(25):
        answer = client.get(TICKETS)
    assert answer.status_code == 200
    assert (
        answer.headers["ratelimit-remaining"] == answer.headers["x-rate-limit-remaining"] == "675"
    )
    bucket = answer.headers["zendesk-ratelimit-incremental-exports-cursor"]
    assert bucket.startswith("total=20; remaining=0; resets=")
    guide = client.get("/api/v2/help_center/articles").headers
    assert guide["x-rate-limit-remaining"] == "699"
    assert "ratelimit-limit" not in guide


def test_enforced_limits_refuse_and_start_anew_after_a_minute():
    """429 with Retry-After in one bucket; others go on; a minute later all is well."""
    timer = Timer()
    client = connect(ZendeskSandbox(size=50, enforce_limits=True, timer=timer))
    assert [client.get(TICKETS).status_code for _ in range(21)] == [200] * 20 + [429]
    refused = client.get(TICKETS)
    assert refused.json()["error"] == "APIRateLimitExceeded"
    assert int(refused.headers["retry-after"]) == 60
    assert client.get("/api/v2/incremental/organizations?start_time=0").status_code == 200
    timer.now = 60.5
    assert client.get(TICKETS).status_code == 200


def test_limits_are_an_argument():
    """By bucket, or for the account."""
    client = connect(ZendeskSandbox(size=50, enforce_limits=True, limits={"account": 2}))
    assert [client.get(ME).status_code for _ in range(3)] == [200, 200, 429]


def ids(client: httpx.Client) -> set[int]:
    return {row["id"] for row in client.get(TICKETS).json()["tickets"]}


@pytest.mark.parametrize(("change", "status"), [("delete_silently", 404), ("hide", 403)])
def test_changes_behind_the_apis_back(change, status):
    """Tickets vanish from every list, export and count without a trace; by id the two differ."""
    sandbox = ZendeskSandbox(size=200)
    client = connect(sandbox)
    before, count = ids(client), client.get("/api/v2/tickets/count").json()["count"]["value"]
    alive = sorted(sandbox.account.alive())[10:15]
    gone = {index + 1 for index in alive}
    getattr(sandbox, change)(gone)
    assert before - ids(client) == gone
    assert client.get("/api/v2/tickets/count").json()["count"]["value"] == count - 5
    assert {client.get(f"/api/v2/tickets/{id_}").status_code for id_ in gone} == {status}
    events = client.get("/api/v2/incremental/ticket_events?start_time=0").json()["ticket_events"]
    assert not gone & {event["ticket_id"] for event in events}
    search = client.get("/api/v2/search", params={"query": "type:ticket"}).json()
    assert not gone & {row["id"] for row in search["results"]}


def test_a_bulk_update_is_one_second():
    """All tickets get the same stamps, a tag, and an event."""
    sandbox = ZendeskSandbox(size=100)
    client = connect(sandbox)
    second = sandbox.company.clock.now - timedelta(hours=2)
    changed = set(sandbox.bulk_update(30, second))
    rows = [row for row in client.get(TICKETS).json()["tickets"] if row["id"] in changed]
    assert {"bulk_update" in row["tags"] for row in rows} == {True}
    assert sum(row["generated_timestamp"] == int(second.timestamp()) for row in rows) > 20
    start = int(second.timestamp())
    events = client.get(f"/api/v2/incremental/ticket_events?start_time={start}").json()[
        "ticket_events"
    ]
    assert {event["ticket_id"] for event in events if event["timestamp"] == start} == changed


def test_a_bulk_update_in_the_future_is_refused():
    """What has not happened cannot be in an export."""
    sandbox = ZendeskSandbox(size=50)
    with pytest.raises(ValueError, match="past"):
        sandbox.bulk_update(1, sandbox.company.clock.now + timedelta(seconds=1))


def test_a_renamed_field_has_a_new_title_and_time():
    """The field's id stays; its tickets do not move."""
    sandbox = ZendeskSandbox(size=50)
    client = connect(sandbox)
    before = client.get(TICKETS).content
    sandbox.advance(timedelta(minutes=10))
    sandbox.rename_field(CUSTOM_IDS[0], "Module")
    rows = {row["id"]: row for row in client.get("/api/v2/ticket_fields").json()["ticket_fields"]}
    assert rows[CUSTOM_IDS[0]]["title"] == "Module"
    assert rows[CUSTOM_IDS[0]]["updated_at"] == "2026-06-01T09:10:00Z"
    assert client.get(TICKETS).content == before
    with pytest.raises(ValueError, match="no ticket field 5"):
        sandbox.rename_field(5, "Nothing")


def test_somebody_renames_a_field_as_time_goes_by():
    """In the first week an administrator does it, in every sandbox."""
    sandbox = ZendeskSandbox(size=50)
    client = connect(sandbox)

    def titles() -> set[str]:
        return {row["title"] for row in client.get("/api/v2/ticket_fields").json()["ticket_fields"]}

    assert "Severity" in titles()
    sandbox.advance(timedelta(days=7))
    assert "Impact" in titles() - {"Severity"}


def test_a_month_brings_everything_that_happens_on_a_desk():
    """New tickets, answers, ratings, deletions, merges, people and customers."""
    sandbox = ZendeskSandbox(size=2_000)
    client = connect(sandbox)

    def look() -> dict[str, int]:
        rows = []
        answer = client.get(TICKETS).json()
        rows += answer["tickets"]
        while not answer["end_of_stream"]:
            answer = client.get(answer["after_url"]).json()
            rows += answer["tickets"]
        return {
            "tickets": len(rows),
            "deleted": sum(row["status"] == "deleted" for row in rows),
            "merged": sum("closed_by_merge" in row["tags"] for row in rows),
            "scrubbed": sum(row["subject"] == "SCRUBBED" for row in rows),
            "people": client.get("/api/v2/users/count").json()["count"]["value"],
            "customers": client.get("/api/v2/organizations/count").json()["count"]["value"],
        }

    before = look()
    sandbox.advance(timedelta(days=30))
    after = look()
    assert all(after[what] > before[what] for what in before), (before, after)


def test_several_sandboxes_share_one_company():
    """The same people and the same clock behind each."""
    company = Company(size=60)
    one, other = ZendeskSandbox(company), ZendeskSandbox(company, csat="legacy", subdomain="other")
    one.advance(timedelta(days=1))
    assert other.account.now == one.account.now
    a, b = (connect(s).get("/api/v2/users/count").json() for s in (one, other))
    assert a == b
    assert other.credentials()["subdomain"] == "other"


def test_an_expired_token_once():
    """As a fault: the client's token ends, and a new one works."""
    sandbox = ZendeskSandbox(size=50, faults=Faults(kinds=("expired_token",), at=frozenset({2})))
    client = raw(sandbox)
    token = token_of(client, sandbox).json()["access_token"]
    assert status_with(client, token) == 401
    assert status_with(client, token) == 401
    assert status_with(client, token_of(client, sandbox).json()["access_token"]) == 200


def test_all_tokens_may_end_at_once():
    """For a test of renewal."""
    sandbox = ZendeskSandbox(size=50)
    client = raw(sandbox)
    token = token_of(client, sandbox).json()["access_token"]
    sandbox.expire_tokens()
    assert status_with(client, token) == 401


def test_a_repeated_cursor_leads_back_to_the_call():
    """As a fault: the next page is this page."""
    sandbox = ZendeskSandbox(size=50, faults=Faults(kinds=("repeated_cursor",), at=frozenset({2})))
    client = connect(sandbox)
    first = client.get(f"{TICKETS}&per_page=10").json()
    second = client.get(first["after_url"]).json()
    assert second["after_cursor"] == first["after_cursor"]
    assert client.get(second["after_url"]).json()["after_cursor"] != first["after_cursor"]


def test_credentials_of_an_unknown_kind():
    """A misspelt kind is named."""
    with pytest.raises(ValueError, match="known are oauth, token, bearer"):
        ZendeskSandbox(size=50).credentials("oath")


def test_the_log_counts_by_endpoint():
    """So a test can say how often a client came."""
    sandbox = ZendeskSandbox(size=50)
    client = connect(sandbox)
    client.get("/api/v2/tickets/1/comments")
    client.get("/api/v2/tickets/2/comments.json")
    assert sandbox.calls.by_endpoint["/api/v2/tickets/{id}/comments"] == 2


def test_it_runs_on_loopback():
    """The same answers over a socket as in-process."""
    sandbox = ZendeskSandbox(size=50)
    headers = {"authorization": f"Bearer {sandbox.credentials('bearer')['access_token']}"}
    with sandbox.serve() as url:
        served = httpx.get(url + TICKETS, headers=headers).json()["tickets"]
    assert served == connect(sandbox).get(TICKETS).json()["tickets"]
