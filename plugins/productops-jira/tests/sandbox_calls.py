"""What the sandbox's tests share: a signed-in client, and the ways to read many pages."""

from __future__ import annotations

from typing import Any

import httpx

from productops_jira.sandbox import JiraSandbox

API = "/rest/api/3"
EVERYTHING = "updated >= 0 ORDER BY updated ASC"


def raw(sandbox: JiraSandbox, **options: Any) -> httpx.Client:
    """A client of the sandbox that is nobody."""
    return httpx.Client(transport=sandbox.transport(), base_url="http://jira.example", **options)


def connect(sandbox: JiraSandbox, **options: Any) -> httpx.Client:
    """A client that is signed in with an API token."""
    held = sandbox.credentials()
    return raw(sandbox, auth=(held["email"], held["api_token"]), **options)


def gateway(sandbox: JiraSandbox) -> str:
    """Where the gateway has the site."""
    return f"/ex/jira/{sandbox.account.cloud_id}{API}"


def search(client: httpx.Client, jql: str, **more: Any) -> httpx.Response:
    """One page of a search."""
    return client.post(f"{API}/search/jql", json={"jql": jql, **more})


def walk(client: httpx.Client, jql: str, **more: Any) -> list[dict[str, Any]]:
    """All pages of a search."""
    rows: list[dict[str, Any]] = []
    body: dict[str, Any] = {}
    while not body or "nextPageToken" in body:
        token = {"nextPageToken": body["nextPageToken"]} if body else {}
        body = search(client, jql, **more, **token).json()
        rows += body["issues"]
    return rows


def ids(client: httpx.Client, jql: str, **more: Any) -> list[int]:
    """The ids a search finds, in its order."""
    return [int(row["id"]) for row in walk(client, jql, maxResults=5_000, **more)]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and first message of an answer."""
    return answer.status_code, answer.json()["errorMessages"][0]


def fetch(client: httpx.Client, given: list[str], **more: Any) -> httpx.Response:
    """Issues by id or key."""
    return client.post(f"{API}/issue/bulkfetch", json={"issueIdsOrKeys": given, **more})
