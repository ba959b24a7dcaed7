"""`verify` names exactly what Jira no longer shows, and is content when nothing is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from box import Box, row_id, source
from jira_data import build, visible
from jira_model import Site
from jira_server import JiraServer

Serve = Callable[..., JiraServer]
LEVEL = {"id": "10000", "name": "Staff only", "description": ""}


def issues(site: Site) -> list[int]:
    """Every second issue that a sync brings."""
    return [i.id for i in visible(site)][::2]


def told(box: Box, code: int) -> dict[int, dict[str, Any]]:
    """What `verify` says is missing, by issue id."""
    done = box.run("verify", "--json")
    assert done.code == code, done.text
    return {int(m["source_id"]): m for m in json.loads(done.out)["missing"]}


def gone(box: Box) -> set[int]:
    """Issues whose rows are tombstones."""
    return {
        int(r["source_id"]) for t in ("work_item", "feedback") for r in box.rows(t) if r["deleted"]
    }


def test_nothing_missing_is_0(box: Box, serve_jira: Serve) -> None:
    """An archived project and a count that is only nearly right are not missing issues."""
    server = serve_jira(build(40))
    server.options.count_off = 1
    box.settings(eng=source(server))
    box.pull()
    assert told(box, 0) == {}
    assert gone(box) == set()


def test_37_deleted_and_5_hidden_are_named_and_no_other(box: Box, serve_jira: Serve) -> None:
    """42 names, exit 1. Deleted and not visible are told apart as far as Jira lets a caller know.

    Jira answers 404 for an issue that was deleted and for one "the user does not have permission to view", and
    `bulkfetch` leaves out both without a word. What a caller may know of an issue in a visible project is whether it
    had a security level when it was last read: then the level changed or the caller left it, and it is called not
    visible. An issue that got its first level behind the caller's back cannot be told from a deleted one.
    """
    server = serve_jira(build(100))
    site = server.site
    chosen = issues(site)[:42]
    deleted, with_level, without = set(chosen[:37]), set(chosen[37:39]), set(chosen[39:])
    for one in with_level:
        site.issues[one].fields["security"] = LEVEL
    box.settings(eng=source(server))
    box.pull()
    titles = {one: site.issues[one].fields["summary"] for one in chosen}
    site.vanish(*deleted)
    site.hidden |= with_level | without
    missing = told(box, 1)
    assert set(missing) == set(chosen)
    reasons = {one: m["reason"] for one, m in missing.items()}
    assert {reasons[one] for one in deleted} == {"deleted"}
    assert {reasons[one] for one in with_level} == {"not_visible"}
    assert {reasons[one] for one in without} == {"deleted"}
    for one, m in missing.items():
        rows = {row_id(table, one, connector="jira") for table in ("work_item", "feedback")}
        assert m["row_id"] in rows
        assert m["title"] == titles[one]
    assert gone(box) in (set(), set(chosen))


def test_hidden_and_archived_projects_and_archived_issues_have_their_reason(
    box: Box, serve_jira: Serve
) -> None:
    """A project out of sight, one archived, and an issue archived by itself; the other issues stay."""
    server = serve_jira(build(40))
    site = server.site
    box.settings(eng=source(server))
    box.pull()
    hidden = {i.id for i in site.in_projects("AND")}
    archived = {i.id for i in site.in_projects("OPS")}
    site.hidden_projects.add(10_001)
    site.archived_projects.add(10_004)
    site.projects[10_004]["archived"] = True
    site.vanish(10_001)
    report = box.pull(full=True)
    assert report["eng"]["issues"]["fetched"] >= 0
    assert gone(box) == hidden | archived | {10_001}
    missing = {one: m["reason"] for one, m in told(box, 0).items()}
    assert missing == {}
    with box.open() as ws:
        rows = [r for t in ("work_item", "feedback")
                for r in ws.table(t, deleted=True).to_polars().to_dicts()]  # fmt: skip
    assert {int(r["source_id"]) for r in rows if r["deleted"] and r["deleted_at"]} == gone(box)
    site.hidden_projects.clear()
    site.archived_projects.discard(10_004)
    site.projects[10_004]["archived"] = False
    box.pull(full=True)
    assert gone(box) == {10_001}


def test_reasons_are_told_apart_by_verify(box: Box, serve_jira: Serve) -> None:
    """Before any tombstone is written: not visible, archived, deleted."""
    server = serve_jira(build(40))
    site = server.site
    box.settings(eng=source(server, streams=["issues"]))
    box.pull()
    wanted = {i.id: "not_visible" for i in site.in_projects("AND")}
    wanted |= {i.id: "archived" for i in site.in_projects("OPS")} | {10_001: "deleted"}
    site.hidden_projects.add(10_001)
    site.archived_projects.add(10_004)
    site.projects[10_004]["archived"] = True
    site.vanish(10_001)
    assert {one: m["reason"] for one, m in told(box, 1).items()} == wanted


def test_an_issue_the_store_lacks_is_missing_too(box: Box, serve_jira: Serve) -> None:
    """The index met it long after the cursor went by: Jira holds it, the store does not; `--full` brings it."""
    server = serve_jira(build(20))
    server.site.stale[10_005] = None
    box.settings(eng=source(server))
    assert box.pull()["eng"]["issues"]["created"] == 19
    server.site.stale.clear()
    done = box.run("verify", "--json")
    assert done.code == 1, done.text
    assert "10005" in done.out
    box.pull(full=True)
    assert told(box, 0) == {}
    assert "10005" in {r["source_id"] for t in ("work_item", "feedback") for r in box.rows(t)}


def test_a_deleted_issue_takes_nothing_of_others_along(box: Box, serve_jira: Serve) -> None:
    """Comments, changes, worklogs and files of the other issues stay live."""
    server = serve_jira(build(20))
    box.settings(eng=source(server))
    box.pull()
    tables = ("comment", "transition", "worklog", "attachment")
    before = {t: {r["id"] for r in box.rows(t, deleted=False)} for t in tables}
    server.site.vanish(10_001)
    box.pull(full=True)
    owner = row_id("work_item", 10_001, connector="jira")
    for table in tables:
        rows = box.rows(table)
        mine = {r["id"] for r in rows if owner in (r.get("parent_id"), r.get("item_id"))}
        assert mine, table
        assert {r["id"] for r in rows if not r["deleted"]} >= before[table] - mine, table


@pytest.mark.parametrize("kind", ["users", "components", "versions", "groups"])
def test_what_is_gone_from_a_whole_list_is_no_live_row(
    box: Box, serve_jira: Serve, kind: str
) -> None:
    """A list that is read whole says what is no more: `--full` makes it a tombstone."""
    table, prefix = {"users": ("person", ""), "components": ("product", "component:"), "groups": ("team", ""),
                     "versions": ("product", "version:")}[kind]  # fmt: skip
    server = serve_jira(build(5))
    box.settings(eng=source(server, streams=[kind]))
    box.pull()
    records = getattr(server.site, kind)
    one = list(records)[-1]
    del records[one]
    box.pull(full=True)
    live = {r["source_id"] for r in box.rows(table, deleted=False)}
    assert f"{prefix}{one}" not in live
    assert {f"{prefix}{other}" for other in records} <= live
