"""The sandbox in time: what changes by itself, and what a test changes behind the API's back."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
import pytest
from sandbox_calls import API, EVERYTHING, connect, ids, refusal, search

from productops.sandbox import Company, Faults
from productops_jira.sandbox import JiraSandbox


def test_the_site_is_a_function_of_seed_and_time():
    """Two sandboxes with the same seed say the same, byte by byte; another seed says something else."""

    def told(seed: int) -> list[bytes]:
        client = connect(JiraSandbox(size=60, seed=seed))
        asked = [search(client, EVERYTHING, fields=["*all"]), client.get(f"{API}/users/search")]
        return [answer.content for answer in asked]

    assert told(7) == told(7)
    assert told(7) != told(8)


def test_the_clock_brings_new_issues_and_changes():
    """Ids grow with time, and no entry of a changelog goes but with its issue."""
    sandbox = JiraSandbox(size=200)
    before, told = sandbox.issue_ids(), {row[:2] for row in sandbox.histories()}
    sandbox.advance(timedelta(days=60))
    after, since = sandbox.issue_ids(), {row[:2] for row in sandbox.histories()}
    assert max(after) > max(before)
    assert {row for row in told if row[0] in after} < since


def test_one_company_in_both_vendors():
    """A ticket that was linked to an issue is a remote link of that issue, and the same people write."""
    zendesk = pytest.importorskip("productops_zendesk.sandbox")
    company = Company(size=300)
    support, site = zendesk.ZendeskSandbox(company), JiraSandbox(company)
    token = support.credentials("bearer")["access_token"]
    tickets = (
        httpx.Client(
            transport=support.transport(),
            base_url="http://zd.example",
            headers={"authorization": f"Bearer {token}"},
        )
        .get("/api/v2/incremental/tickets/cursor?start_time=0")
        .json()["tickets"]
    )
    client, linked = connect(site), 0
    for ticket in tickets:
        key = next((field["value"] for field in ticket.get("custom_fields", [])
                    if str(field["value"]).startswith("FERN-")), None)  # fmt: skip
        if key is None:
            continue
        issue = client.get(f"{API}/issue/{key}", params={"fields": "created"}).json()
        links = client.get(f"{API}/issue/{key}/remotelink").json()
        assert f"https://fernhill.zendesk.com/agent/tickets/{ticket['id']}" in [
            row["object"]["url"] for row in links
        ]
        made = datetime.fromisoformat(issue["fields"]["created"])
        assert made < datetime.fromisoformat(ticket["created_at"])
        linked += 1
    assert linked > 20
    users = {
        row.get("emailAddress") for row in client.get(f"{API}/users/search?maxResults=1000").json()
    }
    staff = {company.colleague(n).email for n in range(company.colleagues)}
    assert len(staff & users) > 3
    assert company.person(3).email in users


def test_deleted_hidden_and_archived_look_alike():
    """No search finds them, by id they are not there; the project roster alone tells what was archived."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    fern = ids(client, "project = FERN")
    sandbox.delete_silently(fern[:2])
    sandbox.hide(fern[2:3])
    assert ids(client, "project = FERN") == fern[3:]
    for gone in fern[:3]:
        assert refusal(client.get(f"{API}/issue/{gone}")) == (
            404, "Issue does not exist or you do not have permission to see it.",
        )  # fmt: skip
    sandbox.show(fern[2:3])
    assert ids(client, "project = FERN") == fern[2:]
    assert ids(client, "project = MOB")
    sandbox.archive_project("MOB")
    assert ids(client, "project = MOB") == []

    def keys(status: str) -> set[str]:
        answer = client.get(f"{API}/project/search", params={"status": status}).json()
        return {row["key"] for row in answer["values"]}

    assert "MOB" not in keys("live")
    assert keys("archived") == {"MOB", "OLD"}
    assert client.get(f"{API}/project/MOB").json()["archived"] is True
    assert "archived" not in client.get(f"{API}/project/FERN").json()
    sandbox.archive_project("MOB", archived=False)
    assert ids(client, "project = MOB")
    with pytest.raises(ValueError, match="no issue"):
        sandbox.hide([fern[0]])


def test_a_moved_issue_keeps_its_id_and_its_old_key_leads_there():
    """From work to feedback: another key, project and work type, told in the changelog."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    (key,) = sandbox.move([10_001], "HELP")
    row = client.get(f"{API}/issue/FERN-101").json()
    assert (row["id"], row["key"], row["fields"]["project"]["key"]) == ("10001", key, "HELP")
    body = {"issueIdsOrKeys": ["FERN-101"], "fields": ["project"]}
    assert client.post(f"{API}/issue/bulkfetch", json=body).json()["issues"][0]["key"] == key
    assert 10_001 in ids(client, "project = HELP")
    assert 10_001 not in ids(client, "project = FERN")
    last = client.get(f"{API}/issue/10001/changelog", params={"startAt": 0}).json()["values"][-1][
        "items"
    ]
    told = {item["field"]: (item["fromString"], item["toString"]) for item in last}
    assert told["Key"] == ("FERN-101", key)
    assert told["project"] == ("Fernhill Boards", "Customer Help")


def test_a_second_move_starts_where_the_first_ended():
    """Every key an issue has had leads to it; the changelog names them in turn."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    (first,) = sandbox.move([10_001], "HELP")
    sandbox.advance(timedelta(minutes=10))
    (second,) = sandbox.move([10_001], "AND")
    rows = client.get(f"{API}/issue/10001/changelog").json()["values"]
    keys = [
        (item["fromString"], item["toString"])
        for row in rows
        for item in row["items"]
        if item["field"] == "Key"
    ]
    assert keys == [("FERN-101", first), (first, second)]
    for key in ("FERN-101", first, second):
        assert client.get(f"{API}/issue/{key}").json()["key"] == second


def test_edits_may_be_planned():
    """One a second for a minute: each is an entry in the changelog once its time has come."""
    sandbox = JiraSandbox(size=80)
    start = sandbox.company.clock.now
    chosen = sandbox.issue_ids()[:6]
    planned = [sandbox.edit(chosen[n % 6], start + timedelta(seconds=n)) for n in range(60)]
    assert len(set(planned)) == 60
    sandbox.advance(timedelta(seconds=29))
    assert set(planned[:30]) <= {history for _, history, _ in sandbox.histories()}
    assert not set(planned[30:]) & {history for _, history, _ in sandbox.histories()}
    sandbox.advance(timedelta(seconds=31))
    assert set(planned) <= {history for _, history, _ in sandbox.histories()}


def test_faults_on_request():
    """A repeated token leads back to the same page; an expired one is refused; the log names both."""
    sandbox = JiraSandbox(size=80)
    client = connect(sandbox)
    token = search(client, EVERYTHING, maxResults=5).json()["nextPageToken"]
    sandbox.faults = Faults(kinds=("repeated_cursor",), rate=1.0)
    again = search(client, EVERYTHING, maxResults=5, nextPageToken=token).json()
    assert again["nextPageToken"] == token
    sandbox.faults = Faults(kinds=("expired_token",), rate=1.0)
    assert client.get(f"{API}/myself").status_code == 401
    assert dict(sandbox.calls.by_fault) == {"repeated_cursor": 1, "expired_token": 1}
    assert sandbox.calls.count("/rest/api/{id}/search/jql") == 2
