"""The sandbox's answers against the vendor's own OpenAPI document and recordings."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import httpx
import pytest

from productops.testing.openapi import Document
from productops_jira.sandbox import JiraSandbox

pytestmark = pytest.mark.vendor

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", REPOSITORY.parent / "shared"))
SPEC = SHARED / "data/jira/openapi/jira-platform-v3.2025-12.openapi.json.gz"
API = "/rest/api/3"
IDS = [str(10_000 + n) for n in range(60)]
JQL = "updated >= 0 ORDER BY updated ASC"

PATHS = [
    ("/serverInfo", {}),
    ("/myself", {}),
    ("/mypermissions", {"permissions": "BROWSE_PROJECTS,ADMINISTER"}),
    ("/field", {}),
    ("/field/search", {"type": "custom"}),
    ("/status", {}),
    ("/statuses/search", {}),
    ("/priority", {}),
    ("/priority/search", {}),
    ("/resolution", {}),
    ("/resolution/search", {}),
    ("/issuetype", {}),
    ("/issuetype/project", {"projectId": 10_000}),
    ("/issueLinkType", {}),
    ("/project", {}),
    ("/project/search", {"status": ["live", "archived"]}),
    ("/project/{projectIdOrKey}", {}),
    ("/project/{projectIdOrKey}/version", {}),
    ("/project/{projectIdOrKey}/versions", {}),
    ("/project/{projectIdOrKey}/component", {}),
    ("/project/{projectIdOrKey}/components", {}),
    ("/project/{projectIdOrKey}/statuses", {}),
    ("/users/search", {"maxResults": 1_000}),
    ("/applicationrole", {}),
    ("/instance/license", {}),
    ("/license/approximateLicenseCount/product/{applicationKey}", {}),
    ("/group/bulk", {}),
    ("/group/member", {"groupname": "jira-users"}),
    ("/search/jql", {"jql": JQL, "fields": "*all", "expand": "names,schema,changelog"}),
    ("/issue/{issueIdOrKey}", {"expand": "changelog,names,schema,renderedFields"}),
    ("/issue/{issueIdOrKey}/comment", {}),
    ("/issue/{issueIdOrKey}/changelog", {}),
    ("/issue/{issueIdOrKey}/worklog", {}),
    ("/issue/{issueIdOrKey}/votes", {}),
    ("/worklog/updated", {"since": 0}),
    ("/worklog/deleted", {"since": 0}),
]
POSTED = [
    ("/search/jql", {"jql": JQL, "fields": ["*all"], "maxResults": 60}),
    ("/search/approximate-count", {"jql": JQL}),
    ("/jql/match", {"issueIds": [10_000, 10_001, 7], "jqls": ["project = FERN", "broken ="]}),
    ("/jql/parse", {"queries": ["project = FERN", "project ="]}),
    ("/issue/bulkfetch", {"issueIdsOrKeys": [*IDS, "FERN-99999"], "fields": ["*all"]}),
    ("/changelog/bulkfetch", {"issueIdsOrKeys": IDS}),
]
DIFFERENT = {
    # The document forgot the project type of ideas.
    "Project.projectTypeKey",
}


@pytest.fixture(scope="module")
def spec():
    if not SPEC.exists():
        pytest.skip("the vendor's documents are not here")
    with gzip.open(SPEC) as file:
        return Document(json.load(file), DIFFERENT)


@pytest.fixture(scope="module")
def client():
    sandbox = JiraSandbox(size=300)
    held = sandbox.credentials()
    return httpx.Client(
        transport=sandbox.transport(),
        base_url="http://jira.example",
        auth=(held["email"], held["api_token"]),
    )


@pytest.mark.parametrize(("path", "params"), PATHS)
def test_answers_fit_the_vendors_document(spec, client, path, params):
    """Every field that the document knows has the type it says, and every mandatory one is there."""
    url = path.replace("{projectIdOrKey}", "FERN").replace("{issueIdOrKey}", "10005")
    url = url.replace("{applicationKey}", "jira-software")
    answer = client.get("/rest/api/3" + url, params=params)
    assert answer.status_code == 200
    assert sorted(set(spec.problems(spec.answered(API + path, "get"), answer.json()))) == []


@pytest.mark.parametrize(("path", "body"), POSTED)
def test_answers_to_posts_fit_the_vendors_document(spec, client, path, body):
    """The same for what is asked with a body; the bodies fit the document too."""
    operation = spec.spec["paths"]["/rest/api/3" + path]["post"]
    asked = operation["requestBody"]["content"]["application/json"]["schema"]
    assert list(spec.problems(asked, body)) == []
    answer = client.post("/rest/api/3" + path, json=body)
    assert answer.status_code == 200
    assert sorted(set(spec.problems(spec.answered(API + path, "post"), answer.json()))) == []


def test_worklogs_and_users_by_id_fit_the_vendors_document(spec, client):
    """What takes ids from another answer."""
    ids = [row["worklogId"] for row in client.get("/rest/api/3/worklog/updated").json()["values"]]
    rows = client.post("/rest/api/3/worklog/list", json={"ids": ids}).json()
    assert len(rows) == len(ids) > 5
    assert sorted(set(spec.problems(spec.answered(API + "/worklog/list", "post"), rows))) == []
    comments = client.get("/rest/api/3/issue/10005/comment").json()["comments"]
    wanted = {"ids": [int(row["id"]) for row in comments]}
    listed = client.post("/rest/api/3/comment/list", json=wanted).json()
    assert listed["values"] == comments
    assert sorted(set(spec.problems(spec.answered(API + "/comment/list", "post"), listed))) == []
    users = client.get("/rest/api/3/users/search").json()[:5]
    found = client.get(
        "/rest/api/3/user/bulk", params={"accountId": [u["accountId"] for u in users]}
    )
    assert len(found.json()["values"]) == 5
    assert sorted(set(spec.problems(spec.answered(API + "/user/bulk", "get"), found.json()))) == []


def test_remote_links_fit_the_vendors_document(spec, client):
    """The document says one link; the vendor, and the document's own example, give a list."""
    rows = client.get("/rest/api/3/issue/10000/remotelink").json()
    schema = {"$ref": "#/components/schemas/RemoteIssueLink"}
    assert rows
    assert [found for row in rows for found in spec.problems(schema, row)] == []


def test_the_check_can_fail(spec):
    """A number for a name is found, and a missing mandatory one."""
    schema = {"$ref": "#/components/schemas/Field"}
    whole = {"id": "a", "name": 5, "schema": {"type": "any"}}
    assert list(spec.problems(schema, whole)) == ["Field.name: 5 is no string"]
    assert "Field: id is missing" in list(spec.problems(schema, {}))


RECORDED = [
    ("list-projects", "/project/search", ("values", 0)),
    ("issue-types", "/issuetype", (-1,)),
    ("fields", "/field", (0,)),
    ("get-issue", "/issue/10005", ()),
    ("get-issue", "/issue/10005", ("fields", "issuetype")),
    ("get-issue", "/issue/10005", ("fields", "project")),
    ("get-issue", "/issue/10005", ("fields", "status")),
    ("get-issue", "/issue/10005", ("fields", "reporter")),
    ("get-issue", "/issue/10005", ("fields", "watches")),
    ("get-issue", "/issue/10005", ("fields", "votes")),
    ("get-issue", "/issue/10005", ("fields", "comment")),
    ("get-issue-changelog", "/issue/10005/changelog", ()),
    ("get-issue-changelog", "/issue/10005/changelog", ("values", 0)),
    ("get-issue-changelog", "/issue/10005/changelog", ("values", 0, "items", 0)),
]


@pytest.mark.parametrize(("file", "path", "place"), RECORDED)
def test_records_have_the_keys_of_recorded_ones(client, file, path, place):
    """No key that a live site sends is missing here."""
    recorded = SHARED / f"data/jira/decoded-2026/{file}.json"
    if not recorded.exists():
        pytest.skip("the recordings are not here")
    theirs = json.loads(recorded.read_text())[0]["body"]
    ours = client.get("/rest/api/3" + path).json()
    for step in place:
        theirs, ours = theirs[step], ours[step]
    assert set(theirs) - set(ours) == set()


def test_issues_have_the_system_fields_of_a_recorded_one(client):
    """Every field of the vendor's own that a live issue has."""
    recorded = SHARED / "data/jira/decoded-2026/get-issue.json"
    if not recorded.exists():
        pytest.skip("the recordings are not here")
    theirs = json.loads(recorded.read_text())[0]["body"]["fields"]
    ours = client.get("/rest/api/3/issue/10005").json()["fields"]
    assert {key for key in theirs if not key.startswith("customfield_")} - set(ours) == set()
