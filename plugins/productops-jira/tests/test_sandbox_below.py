"""What hangs below the sandbox's issues, and what is around them: comments, worklogs, people, requests, projects."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sandbox_calls import API, EVERYTHING, connect, fetch, ids, refusal, search

from productops_jira.sandbox import JiraSandbox

OPT_IN = {"X-ExperimentalApi": "opt-in"}


@pytest.fixture(scope="module")
def sandbox():
    return JiraSandbox(size=200)


@pytest.fixture(scope="module")
def client(sandbox):
    return connect(sandbox)


def test_comments_are_paged_and_the_issue_holds_a_first_page():
    """120 comments: 20 inside, the rest by offset; internal notes of requests say so."""
    sandbox = JiraSandbox(size=60)
    client = connect(sandbox)
    sandbox.comment(10_000, 120)
    inside = client.get(f"{API}/issue/10000").json()["fields"]["comment"]
    assert (inside["maxResults"], inside["total"] >= 120) == (20, True)
    first = client.get(f"{API}/issue/10000/comment").json()
    rest = client.get(f"{API}/issue/10000/comment", params={"startAt": 100}).json()
    found = {row["id"] for row in first["comments"] + rest["comments"]}
    assert (len(first["comments"]), len(found)) == (100, inside["total"])
    listed = client.post(
        f"{API}/comment/list", json={"ids": [int(id_) for id_ in found] + [7]}
    ).json()
    assert sorted(row["id"] for row in listed["values"]) == sorted(found)
    assert client.post(f"{API}/comment/list", json={"ids": []}).status_code == 400
    public = {row["jsdPublic"] for id_ in ids(client, "project = HELP")
              for row in client.get(f"{API}/issue/{id_}/comment").json()["comments"]}  # fmt: skip
    assert public == {True, False}


def test_an_issue_with_5000_comments():
    """All of them in pages, none with the id of another; an edit afterwards has an id of its own too."""
    sandbox = JiraSandbox(size=60)
    client = connect(sandbox)
    sandbox.comment(10_000, 5_000)
    history = sandbox.edit(10_000)
    found, total = [], 1
    while len(found) < total:
        asked = {"startAt": len(found), "maxResults": 5_000}
        page = client.get(f"{API}/issue/10000/comment", params=asked).json()
        found += [row["id"] for row in page["comments"]]
        total = page["total"]
    assert len(found) == len(set(found)) >= 5_000
    told = [row[:2] for row in sandbox.histories()]
    assert (10_000, history) in told
    assert len({id_ for _, id_ in told}) == len(told)


def test_worklogs_come_and_go(client, sandbox):
    """Ids of what changed, ids of what was deleted, and the worklogs themselves."""
    there = client.get(f"{API}/worklog/updated", params={"since": 0}).json()
    gone = client.get(f"{API}/worklog/deleted", params={"since": 0}).json()
    found = {row["worklogId"] for row in there["values"]}
    assert (there["lastPage"], bool(found), bool(gone["values"])) == (True, True, True)
    assert not found & {row["worklogId"] for row in gone["values"]}
    at = [row["updatedTime"] for row in there["values"]]
    assert at == sorted(at)
    half = client.get(f"{API}/worklog/updated", params={"since": at[len(at) // 2]}).json()
    assert [row["updatedTime"] for row in half["values"]] == at[len(at) // 2 :]
    rows = client.post(f"{API}/worklog/list", json={"ids": sorted(found)}).json()
    assert {int(row["id"]) for row in rows} == found
    assert {int(row["issueId"]) for row in rows} <= set(sandbox.issue_ids())
    assert client.post(f"{API}/worklog/list", json={"ids": []}).status_code == 400


def test_the_newest_minute_of_worklogs_is_withheld():
    """What was logged or deleted a moment ago comes with a later call; the issue shows it at once."""
    sandbox = JiraSandbox(size=60)
    client = connect(sandbox)

    def feed(name):
        since = int(sandbox.company.clock.start.timestamp() * 1_000)
        rows = client.get(f"{API}/worklog/{name}", params={"since": since}).json()["values"]
        return [row["worklogId"] for row in rows]

    sandbox.log_work(10_000, hours=2)
    assert client.get(f"{API}/issue/10000/worklog").json()["worklogs"][-1]["timeSpent"] == "2h"
    assert feed("updated") == []
    sandbox.advance(timedelta(seconds=61))
    (logged,) = feed("updated")
    sandbox.delete_work(10_000)
    sandbox.advance(timedelta(seconds=61))
    assert (feed("updated"), feed("deleted")) == ([], [logged])


def test_links_are_seen_from_both_ends(client):
    """Outward here is inward there; ideas are implemented by work."""
    rows = fetch(client, [str(10_000 + n) for n in range(100)], fields=["issuelinks"]).json()[
        "issues"
    ]
    out = {(row["id"], link["id"], link["outwardIssue"]["id"])
           for row in rows for link in row["fields"]["issuelinks"] if "outwardIssue" in link}  # fmt: skip
    into = {(link["inwardIssue"]["id"], link["id"], row["id"])
            for row in rows for link in row["fields"]["issuelinks"] if "inwardIssue" in link}  # fmt: skip
    assert out & into
    types = {link["type"]["name"] for row in rows for link in row["fields"]["issuelinks"]}
    assert types == {"Blocks", "Relates", "Polaris work item link"}


def test_people_are_half_visible(client):
    """Staff with and without address, closed accounts, apps, customers; groups name only staff."""
    rows = client.get(f"{API}/users/search", params={"maxResults": 1_000}).json()
    assert {row["accountType"] for row in rows} == {"atlassian", "app", "customer"}
    staff = [row for row in rows if row["accountType"] == "atlassian"]
    assert {"emailAddress" in row for row in staff if row["active"]} == {True, False}
    closed = [row for row in staff if not row["active"]]
    assert {row["displayName"] for row in closed} == {"Former user"}
    members = client.get(f"{API}/group/member", params={"groupname": "jira-users"}).json()
    every = client.get(
        f"{API}/group/member", params={"groupname": "jira-users", "includeInactiveUsers": "true"}
    ).json()
    assert every["total"] - members["total"] == len(closed)
    assert client.get(f"{API}/group/member", params={"groupId": "no"}).status_code == 404


def test_requests_have_customers_organisations_and_ratings(client, sandbox):
    """The desk's own view of an issue; feedback only where the field says there is some."""
    field = "customfield_10030"
    rated, unrated, organised = 0, 0, 0
    for id_ in ids(client, "project = HELP"):
        fields = client.get(
            f"{API}/issue/{id_}", params={"fields": f"{field},customfield_10002"}
        ).json()["fields"]
        answer = client.get(f"/rest/servicedeskapi/request/{id_}/feedback", headers=OPT_IN)
        if fields[field]:
            assert answer.json()["rating"] == fields[field]["rating"]
            rated += 1
        else:
            assert answer.status_code == 404
            unrated += 1
        request = client.get(f"/rest/servicedeskapi/request/{id_}").json()
        assert "fields" not in request
        assert request["reporter"]["accountId"].startswith("qm:")
        organised += bool(fields["customfield_10002"])
    assert min(rated, unrated, organised) > 2
    assert client.get("/rest/servicedeskapi/request").json()["values"] == []
    assert client.get("/rest/servicedeskapi/request/10000").status_code == 404
    assert client.get(f"/rest/servicedeskapi/request/{id_}/feedback").status_code == 412


def test_organisations_are_paged_as_the_service_desk_does(client, sandbox):
    """`start`, `limit`, `isLastPage`, and a link onwards."""
    first = client.get("/rest/servicedeskapi/organization", params={"limit": 5}).json()
    assert (first["size"], first["isLastPage"]) == (5, False)
    onward = first["_links"]["next"]
    names = {row["name"] for row in first["values"]} | {
        row["name"] for row in client.get(onward).json()["values"]
    }
    assert len(names) == 10
    assert {sandbox.company.organisation(n).name for n in range(10)} == names
    people = client.get("/rest/servicedeskapi/organization/1/user").json()["values"]
    assert all(person["emailAddress"].endswith(".example") for person in people)


def test_project_keys_reserved_words_and_permissions(client):
    """A project is called AND; one that may not be browsed is not there; types are told apart."""
    rows = client.get(f"{API}/project/search").json()["values"]
    assert {row["key"]: row["projectTypeKey"] for row in rows} == {
        "AND": "software", "FERN": "software", "HELP": "service_desk", "IDEA": "product_discovery", "MOB": "software",
    }  # fmt: skip
    assert client.get(f"{API}/project/SEC").status_code == 404
    assert client.get(f"{API}/project/10000").json()["key"] == "FERN"
    assert ids(client, 'project = "AND"')
    asked = {"permissions": "BROWSE_PROJECTS,ADMINISTER_PROJECTS"}
    held = client.get(f"{API}/mypermissions", params=asked).json()["permissions"]
    assert {name: row["havePermission"] for name, row in held.items()} == {
        "BROWSE_PROJECTS": True, "ADMINISTER_PROJECTS": False,
    }  # fmt: skip
    assert refusal(client.get(f"{API}/mypermissions"))[0] == 400


def test_an_issue_deleted_by_somebody_is_gone(sandbox):
    """In the course of time some are; nothing tells but their absence."""
    before = sandbox.issue_ids()
    later = JiraSandbox(size=200)
    later.advance(timedelta(days=120))
    assert set(before) - set(later.issue_ids())
    assert len(search(connect(later), EVERYTHING, maxResults=5_000).json()["issues"]) == len(
        later.issue_ids()
    )
