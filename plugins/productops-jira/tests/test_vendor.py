"""Recorded answers of a live site: they decode, nothing is set aside, and what a person would see is there."""

from __future__ import annotations

import os
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
