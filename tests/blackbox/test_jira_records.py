"""Jira's records in, rows out: every table, ids, values, the report's equation, and a second sync that moves nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from box import ENVELOPE, TABLES, balanced, row_id, total
from jira_data import visible
from jira_model import HOST
from jira_rows import KINDS, ids, own, person


@pytest.mark.parametrize("table", KINDS)
def test_every_issue_is_one_row_on_its_side(jira60: Any, table: str) -> None:
    """Work of software and business projects, evidence of service management and discovery; none archived."""
    server, box, *_ = jira60
    rows = box.rows(table)
    assert ids(rows) == sorted(str(i.id) for i in server.site.in_projects(*KINDS[table]))
    assert not any(row["deleted"] for row in rows)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [("person", ["users", "customers"]), ("account", ["organizations"]), ("team", ["groups"]),
     ("worklog", ["worklogs"])],
)  # fmt: skip
def test_every_record_of_a_kind_is_a_row(jira60: Any, table: str, kinds: list[str]) -> None:
    """N records in, N rows out."""
    server, box, *_ = jira60
    wanted = [str(one) for kind in kinds for one in getattr(server.site, kind)]
    assert ids(box.rows(table)) == sorted(wanted)


def test_projects_components_and_versions_are_products(jira60: Any) -> None:
    """Each once, archived projects too; a component hangs below its project."""
    server, box, *_ = jira60
    site, rows = server.site, {r["source_id"]: r for r in box.rows("product")}
    parts = [f"component:{c}" for c in site.components] + [f"version:{v}" for v in site.versions]
    assert sorted(rows) == sorted([*map(str, site.projects), *parts])
    for one, record in site.components.items():
        row = rows[f"component:{one}"]
        assert row["name"] == record["name"]
        assert row["parent_id"] == row_id("product", record["projectId"], connector="jira")


def test_public_comments_are_rows_and_private_ones_are_not(jira60: Any) -> None:
    """Two an issue; no internal note, nothing for a role, whatever page it was on."""
    server, box, *_ = jira60
    public = [c for i in visible(server.site) for c in i.comments
              if c["jsdPublic"] and "visibility" not in c]  # fmt: skip
    rows = box.rows("comment")
    assert ids(rows) == sorted(c["id"] for c in public)
    assert not [r for r in rows if "private" in str(r)]
    by = {r["source_id"]: r for r in rows}
    for issue in visible(server.site):
        row = by[issue.comments[0]["id"]]
        assert (row["parent_id"], row["author_id"]) == (
            own(issue),
            person(issue.comments[0]["author"]),
        )
        assert (row["visibility"], row["body_plain"]) == (
            "public",
            f"first answer to {issue.id - 10_001}",
        )


def test_every_changed_field_is_a_transition(jira60: Any) -> None:
    """Each item of each entry once, with moment, actor and both values; status with both categories."""
    server, box, *_ = jira60
    wanted = Counter(
        (own(issue), int(entry["created"]), item["fromString"], item["toString"], person(entry["author"]))
        for issue in visible(server.site) for entry in issue.history for item in entry["items"]
    )  # fmt: skip
    rows = box.rows("transition")
    found = Counter(
        (r["item_id"], int(r["occurred_at"].timestamp() * 1000), r["from_value"], r["to_value"], r["actor_id"])
        for r in rows
    )  # fmt: skip
    assert found == wanted
    assert {r["from_category"] for r in rows if r["field"] == "status"} == {"todo"}
    assert {r["to_category"] for r in rows if r["to_value"] == "Done"} == {"done"}
    assert len([r for r in rows if r["field_name"] == "Plan"]) == 60


@pytest.mark.parametrize(
    "table",
    ["work_item", "feedback", "person", "account", "team", "comment", "product", "worklog"],
)
def test_ids_are_those_of_the_contract(jira60: Any, table: str) -> None:
    """Computed here from source, instance, table and source id."""
    _, box, *_ = jira60
    rows = box.rows(table)
    assert rows
    for row in rows:
        assert (row["source"], row["source_instance"]) == ("jira", HOST)
        assert row["id"] == row_id(table, row["source_id"], connector="jira")


def test_parts_are_named_after_their_owner(jira60: Any) -> None:
    """`history:index` and `issue:csat`."""
    server, box, *_ = jira60
    histories = [f"{h['id']}:{n}" for i in visible(server.site) for h in i.history
                 for n in range(len(h["items"]))]  # fmt: skip
    assert ids(box.rows("transition")) == sorted(histories)
    assert all(r["source_id"].endswith(":csat") for r in box.rows("rating"))


def test_every_table_starts_with_the_envelope_and_times_have_a_zone(jira60: Any) -> None:
    """The same 15 columns, in order, and no naive timestamp."""
    import polars as pl

    _, box, *_ = jira60
    with box.open() as ws, ws.reading():
        for table in TABLES:
            frame = ws.table(table).to_polars()
            assert frame.columns[:15] == ENVELOPE, table
            zones = {t.time_zone for t in frame.schema.values() if isinstance(t, pl.Datetime)}
            assert zones == {"UTC"}, table


def test_the_raw_record_is_kept(jira60: Any) -> None:
    """`raw` gives the vendor's record back: the issue as it was served, beside what it was read with."""
    server, box, *_ = jira60
    with box.open() as ws:
        kept = ws.raw("eng", "issues", "10003")
    record = kept["issue"]
    served = server.site.issues[10_003]
    assert (record["id"], record["key"]) == ("10003", served.key)
    assert record["fields"]["description"] == served.fields["description"]
    assert record["fields"]["customfield_10046"] == {"needle": 2, "unit": "bar"}


def test_the_report_balances_and_counts_every_record(jira60: Any) -> None:
    """Fetched = created + updated + unchanged + deleted + set_aside, and is what the server holds."""
    server, _, first, second, _ = jira60
    balanced(first)
    balanced(second)
    numbers, site = first["eng"], server.site
    assert numbers["issues"]["fetched"] == len(visible(site)) == 60
    assert numbers["users"]["fetched"] == len(site.users)
    assert numbers["changelogs"]["fetched"] == sum(len(i.history) for i in visible(site))
    assert numbers["worklogs"]["fetched"] == len(site.worklogs)
    assert all(n["complete"] for name, n in numbers.items() if not name.startswith("_"))
    assert total(first, "set_aside") == 0


def test_the_report_counts_every_request(jira60: Any) -> None:
    """Everything sent is counted somewhere."""
    server, _, first, second, sent = jira60
    assert total(first, "requests") == sent
    assert total(second, "requests") == len(server.log)


def test_a_second_sync_moves_nothing_in_two_requests_a_partition(jira60: Any) -> None:
    """All unchanged; `_source` and `_census` apart, at most two requests a project, desk, organization or group."""
    server, _, _, second, _ = jira60
    numbers = ("created", "updated", "deleted", "set_aside")
    assert {name: total(second, name) for name in numbers} == dict.fromkeys(numbers, 0)
    site = server.site
    projects, live = len(site.projects), len(site.projects) - 1
    partitions = {"issues": live, "changelogs": live, "comments": live, "remote_links": live, "satisfaction": live,
                  "components": projects, "versions": projects, "group_members": len(site.groups),
                  "organization_members": len(site.organizations), "customers": len(site.desks)}  # fmt: skip
    many = {name: n["requests"] for name, n in second["eng"].items()
            if not name.startswith("_") and n["requests"] > 2 * partitions.get(name, 1)}  # fmt: skip
    assert many == {}
