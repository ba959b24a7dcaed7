"""Recorded answers of a live site: they decode, nothing is set aside, and what a person would see is there."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jc import BY_NAME, of, read, rows, starts

ROOT = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
RECORDED = ROOT / "data" / "jira" / "decoded-2026"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded vendor answers are not here"),
]


def recorded(name: str) -> list[Any]:
    """The bodies of the answers in a file."""
    calls = msgspec.json.decode((RECORDED / f"{name}.json").read_bytes())
    return [call["body"] for call in calls if call["status"] == 200]


def test_recorded_issues_are_rows() -> None:
    """With key, status and time; internal bookkeeping fields do no harm."""
    for body in recorded("get-issue"):
        (row,) = of("work_item", rows("issues", {"issue": body}))
        assert row["source_key"] == body["key"]
        assert row["status"] == body["fields"]["status"]["name"]
        assert row["source_created_at"].endswith("Z")
        assert row["status_category"] != "unknown"


def test_recorded_histories_are_transitions() -> None:
    """One for each changed field."""
    seen = 0
    for body in recorded("get-issue-changelog"):
        for entry in body["values"]:
            found = rows("changelogs", {"issue": "1", "entry": entry})
            assert len(found) == len(entry["items"])
            seen += len(found)
    assert seen


def test_recorded_fields_are_rows() -> None:
    """Every one, under its own id."""
    (first,) = BY_NAME["fields"].start(None)
    for body in recorded("fields"):
        page = read("fields", first, body)
        found = [row for raw in page.records for row in rows("fields", raw)]
        assert [row.source_id for row in found] == [each["id"] for each in body]


def test_a_recorded_last_page_has_no_token() -> None:
    """It ends the walk."""
    for body in recorded("search-issues"):
        body["issues"] = []
        assert read("issues", starts("issues")["10000"], body).next is None


def test_recorded_projects_and_components_are_products() -> None:
    """Also without what only administrators see."""
    for name, stream in (("projects", "projects"), ("project-components", "components")):
        for body in recorded(name):
            listed = body["values"] if isinstance(body, dict) else body
            assert all(rows(stream, each) for each in listed)


def everything() -> Iterator[tuple[str, str, Any]]:
    """Every record of every recording that one of our streams reads: where it is from, the stream, the record."""
    cli, older = (
        ROOT / "data" / "jira" / name for name in ("jira-cli-testdata", "go-jira-mock-data")
    )

    def load(folder: Path, name: str) -> Any:
        return msgspec.json.decode((folder / f"{name}.json").read_bytes())

    issues = [load(cli, name) for name in ("issue", "issue-1", "issue-2")]
    issues += [one for name in ("search", "epic") for one in load(cli, name)["issues"]]
    issues += [*load(older, "issues_in_sprint")["issues"], *recorded("get-issue")]
    yield from (("issue", "issues", {"issue": {"id": "1", **one}}) for one in issues)
    lists = [
        ("projects", load(older, "all_projects")), ("statuses", load(older, "all_statuses")),
        ("priorities", load(older, "all_priorities")), ("fields", load(older, "all_fields")),
        ("versions", load(cli, "releases")), ("versions", load(older, "project")["versions"]),
        ("components", [load(older, "component_get")]), ("users", load(cli, "users")),
        ("issue_types", recorded("issue-types")[0]), ("fields", recorded("list-fields")[0]),
        ("statuses", recorded("get-status")), ("priorities", recorded("get-priority")),
    ]  # fmt: skip
    yield from (("list", stream, one) for stream, held in lists for one in held)
    yield "links", "remote_links", {"issue": "1", "links": load(older, "remote_links")}
    for name in ("update-comment", "update-worklog"):
        part = name.removeprefix("update-")
        yield from ((name, f"{part}s", {"issue": "1", part: one}) for one in recorded(name))


def test_nothing_recorded_is_set_aside() -> None:
    """Trimmed answers, older shapes and live ones alike; and every issue shows its title and where it stands."""
    count = 0
    for _, stream, record in everything():
        found = rows(stream, record)
        count += 1
        if stream == "issues":
            row, told = of("work_item", found)[0], record["issue"]["fields"]
            assert row.get("title") == told.get("summary")
            assert row["status_category"] != "unknown"
            assert row["priority"] != "unknown"
    assert count > 600


def example(path: str) -> Any:
    """The answer that the vendor's document shows for a path."""
    document = ROOT / "data" / "jira" / "openapi" / "jira-platform-v3.2025-12.openapi.json.gz"
    spec = msgspec.json.decode(gzip.decompress(document.read_bytes()))
    told = spec["paths"][f"/rest/api/3/{path}"]["get"]["responses"]["200"]
    return msgspec.json.decode(told["content"]["application/json"]["example"])


def test_the_documents_products_are_tools_and_contracts() -> None:
    """With the plan and the count that its licence examples give; every number is the document's."""
    roles, licence = example("applicationrole"), example("instance/license")
    count = example("license/approximateLicenseCount/product/{applicationKey}")
    plans = {each["id"]: each["plan"] for each in licence["applications"]}
    page = read(
        "application_roles", starts("application_roles")[""], roles, licence, *[count] * len(roles)
    )
    assert len(page.records) == len(roles) > 1
    for role, record in zip(roles, page.records, strict=True):
        found = rows("application_roles", record)
        ((tool,), (contract,)) = of("tool", found), of("contract", found)
        assert (tool["source_id"], tool["name"]) == (role["key"], role["name"])
        counts = (contract["seats_purchased"], contract["seats_assigned"])
        assert counts == (role["numberOfSeats"], role["userCount"])
        beside = contract["custom_fields"]
        assert beside["plan"]["value"] == plans[role["key"]]
        assert str(beside["approximate_licence_count"]["value"]) == count["value"]


def test_recorded_apps_are_tools() -> None:
    """Exactly the accounts that say they are apps."""
    users = msgspec.json.decode((ROOT / "data/jira/jira-cli-testdata/users.json").read_bytes())
    for user in [*users, *example("users/search")]:
        found = [row.table for row in rows("users", user)]
        app = user.get("accountType") == "app"
        assert found == (["person", "tool", "integration"] if app else ["person"])
