"""Settings of a Jira source, and what a later sync changes: edits, moves, sides, deletions, clocks, a late index."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from box import (
    JIRA_BASIC,
    JIRA_BEARER,
    JIRA_OAUTH,
    JIRA_SCOPED,
    Box,
    balanced,
    row_id,
    same,
    source,
)  # fmt: skip
from jira_data import build, later, visible
from jira_issues import add_comment
from jira_model import DAY, MINUTE, START, Ms
from jira_server import GATEWAY, JiraServer
from jira_wire import Options

Serve = Callable[..., JiraServer]
Boxes = Callable[[str], Box]


def ids(rows: list[dict[str, Any]]) -> set[str]:
    """Source ids of rows."""
    return {row["source_id"] for row in rows}


def live(box: Box, one: int) -> list[tuple[str, bool]]:
    """The rows of an issue on either side: table, and whether it is deleted."""
    return [(table, row["deleted"]) for table in ("work_item", "feedback") for row in box.rows(table)
            if row["source_id"] == str(one)]  # fmt: skip


def content(box: Box) -> dict[str, list[str]]:
    """The rows of a store, without the library's own tables."""
    return {name: rows for name, rows in box.dump().items() if name[0] != "_"}


@pytest.mark.parametrize(
    ("login", "gateway"),
    [(JIRA_BASIC, False), (JIRA_SCOPED, True), (JIRA_OAUTH, True), (JIRA_BEARER, True)],
    ids=["api_token", "scoped", "client", "access_token"],
)
def test_each_way_to_log_in(
    box: Box, serve_jira: Serve, login: dict[str, str], gateway: bool
) -> None:
    """A plain token at the site; one with scopes, and OAuth, at the gateway, which is found without being told."""
    server = serve_jira(build(10))
    box.settings(eng=source(server, streams=["issues", "customers"], **login))
    if login is JIRA_SCOPED:
        done = box.run("check")
        assert done.code == 0, done.text
        server.forget()
    box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == 10
    assert len([r for r in box.rows("person") if r["person_type"] == "customer"]) == 8
    good = [e for e in server.requests("/rest/") if e.status == 200]
    assert {e.path.startswith(GATEWAY) for e in good} == {gateway}
    refused = [e for e in server.log if e.status == 401]
    assert len(refused) <= 1
    row = next(iter(box.rows("work_item")))
    assert row["source_url"].startswith("https://northwind.atlassian.net/browse/")
    assert row["id"] == row_id("work_item", row["source_id"], connector="jira")


def test_links_of_the_site_are_followed_at_the_gateway(box: Box, serve_jira: Serve) -> None:
    """`nextPage` and `_links` name the site; a source at the gateway stays there, and all rows come."""
    server = serve_jira(build(20), Options(list_max=3))
    box.settings(eng=source(server, **JIRA_SCOPED))
    box.pull()
    assert len(box.rows("worklog")) == len(server.site.worklogs) == 7
    assert len(box.rows("person")) == 20
    assert not [e for e in server.log if e.status >= 400 and "tenant" not in e.path][1:]


def test_private_comments_come_when_asked_for_and_go_again(box: Box, serve_jira: Serve) -> None:
    """Internal notes and comments for a role, marked as such; switched off, neither row nor payload stays."""
    server = serve_jira(build(10))
    every = [c for i in visible(server.site) for c in i.comments]
    public = [c for c in every if c["jsdPublic"] and "visibility" not in c]
    box.settings(eng=source(server, private_comments=True))
    box.pull()
    rows = box.rows("comment")
    assert ids(rows) == {c["id"] for c in every}
    assert {r["visibility"] for r in rows if "private" in str(r["body"])} == {"internal"}
    box.settings(eng=source(server))
    box.pull()
    assert ids(box.rows("comment")) == {c["id"] for c in public}
    assert not [r for r in box.rows("_raw") if "private" in r["payload"]]


def test_changes_at_the_source_arrive(box: Box, serve_jira: Serve, boxes: Boxes) -> None:
    """Edited, new, moved, commented, worked on, unlogged: the store equals one filled afterwards."""
    server = serve_jira(build(20))
    site, at = server.site, Ms(time.time() * 1000 - 65_000)
    box.settings(eng=source(server))
    box.pull()
    site.edit(10_001, at, status=site.statuses["10001"], summary="Done at last")
    site.move(10_003, 10_004, 90, at + 10_000)
    add_comment(site, site.issues[10_004], "one more", at + 20_000)
    site.deleted_worklogs[60_003] = at
    del site.worklogs[60_003]
    site.worklogs[60_006] |= {"updated": Ms(at), "timeSpentSeconds": 60}
    report = box.pull()
    balanced(report)
    assert report["eng"]["issues"]["updated"] == 3
    assert {r["source_id"] for r in box.rows("worklog") if r["deleted"]} == {"60003"}
    moved = next(r for r in box.rows("work_item") if r["source_id"] == "10003")
    assert (moved["source_key"], moved["deleted"]) == ("OPS-90", False)
    fresh = boxes("fresh")
    fresh.settings(eng=source(server))
    fresh.pull()
    mine, theirs = content(box), content(fresh)
    mine["worklog"] = [row for row in mine["worklog"] if '"deleted": true' not in row]
    same(theirs, mine)


def test_an_issue_that_changes_sides_leaves_one_live_row(box: Box, serve_jira: Serve) -> None:
    """From a software project to the help desk, and by a query of one's own: one live row each."""
    server = serve_jira(build(20))
    site = server.site
    box.settings(eng=source(server))
    box.pull()
    assert live(box, 10_001) == [("work_item", False)]
    site.move(10_001, 10_002, 80, later(site))
    box.pull()
    assert [table for table, gone in live(box, 10_001) if not gone] == ["feedback"]
    box.settings(eng=source(server, feedback_jql="labels = voice"))
    box.pull()
    voices = {i.id for i in visible(site) if "voice" in i.fields["labels"]}
    assert voices
    for issue in visible(site):
        side = "feedback" if issue.id in voices else "work_item"
        assert [t for t, gone in live(box, issue.id) if not gone] == [side], issue.key
    comments = {r["parent_id"] for r in box.rows("comment") if not r["deleted"]}
    assert row_id("feedback", min(voices), connector="jira") in comments
    assert row_id("work_item", min(voices), connector="jira") not in comments


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Tokyo"])
def test_a_site_without_milliseconds_is_read_by_the_clock_of_the_caller(
    box: Box, serve_jira: Serve, zone: str
) -> None:
    """Only what is documented: edits a minute and hours after the newest one seen, none missed, none read as new."""
    site = build(20)
    site.zone = zone
    server = serve_jira(site, Options(epoch_ms=False))
    box.settings(eng=source(server, streams=["issues"]))
    assert box.pull()["eng"]["issues"]["created"] == 20
    at = later(site, 0)
    for number, one in enumerate((10_001, 10_002)):
        site.edit(one, at + (1 + number * 600) * MINUTE, summary=f"edited {number}")
        issues = box.pull()["eng"]["issues"]
        assert (issues["created"], issues["updated"]) == (0, 1)
        assert issues["fetched"] < 10
    titles = {r["title"] for t in ("work_item", "feedback") for r in box.rows(t)}
    assert {f"edited {n}" for n in range(2)} <= titles


def test_what_a_late_index_held_back_comes_with_the_next_sync(box: Box, serve_jira: Serve) -> None:
    """Two edits, the later one indexed first: the earlier one is behind the newest seen and is still read."""
    server = serve_jira(build(20))
    site, at = server.site, later(server.site)
    box.settings(eng=source(server, streams=["issues"]))
    box.pull()
    site.edit(10_001, at, indexed=False, summary="held back")
    site.edit(10_003, at + 2 * MINUTE, summary="seen at once")
    assert box.pull()["eng"]["issues"]["updated"] == 1
    site.stale.clear()
    assert box.pull()["eng"]["issues"]["updated"] == 1
    assert "held back" in {r["title"] for r in box.rows("work_item")}


def test_a_limit_ends_after_its_page_and_the_next_run_goes_on(box: Box, serve_jira: Serve) -> None:
    """`--limit 15` over pages of 10 ends in the middle and says so; then the others come, each once."""
    server = serve_jira(build(60), Options(search_max=10, fields_max=10))
    box.settings(eng=source(server, streams=["issues"]))
    first = box.sync("--limit", "15")["eng"]["issues"]
    assert 15 <= first["fetched"] < 60
    assert not first["complete"]
    second = box.pull()["eng"]["issues"]
    assert second["created"] == 60 - first["created"]
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == 60


def test_an_earlier_since_fetches_the_gap(box: Box, serve_jira: Serve) -> None:
    """First from 15 January, then from the beginning of time."""
    server = serve_jira(build(60))
    box.settings(eng=source(server, since="2026-01-15T00:00:00Z", streams=["issues"]))
    box.pull()
    wanted = {str(i.id) for i in visible(server.site) if i.fields["updated"] >= START + 9.7 * DAY}
    found = ids(box.rows("work_item")) | ids(box.rows("feedback"))
    assert wanted <= found
    assert len(found) < 60
    box.settings(eng=source(server, since="2025-01-01", streams=["issues"]))
    box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == 60


def test_only_the_projects_named_are_read(box: Box, serve_jira: Serve) -> None:
    """A reserved word among them is quoted."""
    server = serve_jira(build(20))
    box.settings(eng=source(server, projects=["AND", "HELP"], streams=["issues"]))
    box.pull()
    assert ids(box.rows("work_item")) == {str(i.id) for i in server.site.in_projects("AND")}
    assert ids(box.rows("feedback")) == {str(i.id) for i in server.site.in_projects("HELP")}


def test_what_the_site_does_not_have_is_no_failure(box: Box, serve_jira: Serve) -> None:
    """No service management, no linking, no right to people or fields: the rest comes, and the command succeeds."""
    off = {"linking", "browse_users", "field_search"}
    server = serve_jira(build(10), Options(off=off, unscoped={"/servicedeskapi/"}))
    box.settings(eng=source(server, **JIRA_SCOPED))
    report = box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == 10
    warned = {name for name, n in report["eng"].items() if n["warnings"]}
    assert {"users", "groups", "organizations"} <= warned


@pytest.mark.parametrize("how", ["unknown", "denied", "unscoped", "gone"])
def test_an_inventory_that_is_not_there_is_no_failure(
    box: Box, serve_jira: Serve, how: str
) -> None:
    """An administrator of a site without the endpoints, or who may not read them; an organisation's key that is none."""
    away = {} if how == "unknown" else {how: {"/applicationrole", "license"}}
    server = serve_jira(build(10), Options(administers=True, **away))
    org = {"org_id": "0a1b2c3d-1111-2222-3333-444455556666", "org_api_key": "env:JIRA_ACCESS"}
    box.settings(eng=source(server, **org))
    report = box.pull()
    assert len(box.rows("work_item")) + len(box.rows("feedback")) == 10
    warned = {name for name, n in report["eng"].items() if n["warnings"]}
    assert warned == {"application_roles", "managed_accounts"}
    assert all(n["complete"] for name, n in report["eng"].items() if name in warned)
    assert box.rows("seat") == []


@pytest.mark.parametrize("times", ["iso", "ms"])
def test_history_is_read_in_both_spellings_of_its_moments(
    box: Box, serve_jira: Serve, times: str
) -> None:
    """The document says date-time, the example is a number."""
    server = serve_jira(build(10), Options(history_times=times))
    box.settings(eng=source(server, streams=["changelogs"]))
    box.pull()
    found = sorted(int(r["occurred_at"].timestamp() * 1000) for r in box.rows("transition"))
    wanted = sorted(
        int(h["created"]) for i in visible(server.site) for h in i.history for _ in h["items"]
    )
    assert found == wanted


def test_a_renamed_field_gives_the_rows_of_a_fresh_sync(
    box: Box, serve_jira: Serve, boxes: Boxes
) -> None:
    """An incremental sync after a custom field got another name equals a fresh one, issues not fetched again."""
    server = serve_jira(build(20))
    box.settings(eng=source(server))
    box.pull()
    server.site.fields["customfield_10042"]["name"] = "Tariff"
    server.forget()
    report = box.pull()
    assert report["eng"]["issues"]["fetched"] < 10
    fresh = boxes("fresh")
    fresh.settings(eng=source(server))
    fresh.pull()
    same(content(fresh), content(box))
    assert "Tariff" in str(box.rows("work_item"))


def test_another_mapping_is_applied_without_fetching(box: Box, serve_jira: Serve) -> None:
    """`renormalise` with no change moves nothing; with a vocabulary it changes what it should."""
    server = serve_jira(build(20))
    box.settings(eng=source(server))
    box.pull()
    before = box.dump()
    server.forget()
    assert box.run("renormalise").code == 0
    same(before, box.dump())
    box.settings('[vocabulary.status]\n"Waiting for customer" = "on_hold"\n', eng=source(server))
    assert box.run("renormalise").code == 0
    assert server.log == []
    waiting = [r for t in ("work_item", "feedback") for r in box.rows(t)
               if r["status"] == "Waiting for customer"]  # fmt: skip
    assert {r["status_category"] for r in waiting} == {"on_hold"}
