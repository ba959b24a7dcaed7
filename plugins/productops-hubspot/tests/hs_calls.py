"""What the sandbox's tests share: a signed-in client, and the ways to read many pages."""

from __future__ import annotations

from typing import Any

import httpx

from productops_hubspot.sandbox import HubspotSandbox

V = "2026-03"
OBJECTS = f"/crm/objects/{V}"
MODIFIED = "hs_lastmodifieddate"


def raw(sandbox: HubspotSandbox, **options: Any) -> httpx.Client:
    """A client of the sandbox that is nobody."""
    return httpx.Client(transport=sandbox.transport(), base_url="http://hub.example", **options)


def connect(sandbox: HubspotSandbox) -> httpx.Client:
    """A client with a static token."""
    token = sandbox.credentials()["access_token"]
    return raw(sandbox, headers={"authorization": f"Bearer {token}"})


def walk(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """All rows of a list."""
    rows: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        body = client.get(path, params={**query, **after}).raise_for_status().json()
        rows += body["results"]
        if "paging" not in body:
            return rows
        after = {"after": body["paging"]["next"]["after"]}


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """The ids of rows, in their order."""
    return [row["id"] for row in rows]


def condition(name: str, operator: str, *values: Any) -> dict[str, Any]:
    """A filter."""
    found = {"propertyName": name, "operator": operator}
    if operator in {"IN", "NOT_IN"}:
        return {**found, "values": list(values)}
    return {**found, **dict(zip(("value", "highValue"), map(str, values), strict=False))}


def search(
    client: httpx.Client, kind: str, *filters: dict[str, Any], **more: Any
) -> httpx.Response:
    """One page of a search with one group of filters."""
    body = {"filterGroups": [{"filters": list(filters)}], **more}
    return client.post(f"{OBJECTS}/{kind}/search", json=body)


def found(client: httpx.Client, kind: str, *filters: dict[str, Any], **more: Any) -> list[str]:
    """The ids a search finds, in its order; up to 10,000 of them."""
    rows: list[dict[str, Any]] = []
    after = 0
    while True:
        page = (
            search(client, kind, *filters, limit=200, after=str(after), **more)
            .raise_for_status()
            .json()
        )
        rows += page["results"]
        if "paging" not in page:
            return ids(rows)
        after = int(page["paging"]["next"]["after"])


def near(client: httpx.Client, start: str, end: str, *given: str) -> httpx.Response:
    """Associations of records."""
    body = {"inputs": [{"id": one} for one in given]}
    return client.post(f"/crm/associations/{V}/{start}/{end}/batch/read", json=body)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and category of an answer."""
    return answer.status_code, answer.json()["category"]
