"""Jira's records in, rows out: every table, ids, values, the report's equation, and a second sync that moves nothing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from box import ENVELOPE, ENVIRONMENT, TABLES, Box, balanced, row_id, source, total
from jira_data import CUSTOM, EVIDENCE, ODD, WORK, build, visible
from jira_model import HOST, Issue
from jira_server import JiraServer
from jira_wire import Options

KINDS = {"work_item": WORK, "feedback": EVIDENCE}


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One site synced twice over small pages; every row test looks at it. (site, box, first, second, sent)."""
    options = Options(fields_max=7, search_max=7, history_max=25, embedded_comments=1, list_max=6)
    with pytest.MonkeyPatch.context() as patch, JiraServer(build(60), options) as server:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("synced"))
        box.settings(eng=source(server))
        first, sent = box.sync(), len(server.log)
        server.options.__dict__.update(Options().__dict__)
        server.forget()
        second = box.sync()
        assert server.api.unknown == []
        yield server, box, first, second, sent


def ids(rows: list[dict[str, Any]]) -> list[str]:
    """Source ids of rows, in order."""
    return sorted(row["source_id"] for row in rows)


def own(issue: Issue) -> str:
    """The row id of an issue."""
    evidence = issue.fields["project"]["key"] in EVIDENCE
    return row_id("feedback" if evidence else "work_item", issue.id, connector="jira")


def person(user: Any) -> str | None:
    """The row id of a user, if there is one."""
    return row_id("person", user["accountId"], connector="jira") if user else None


@pytest.mark.parametrize("table", KINDS)
def test_every_issue_is_one_row_on_its_side(synced: Any, table: str) -> None:
    """Work of software and business projects, evidence of service management and discovery; none archived."""
    server, box, *_ = synced
    rows = box.rows(table)
    assert ids(rows) == sorted(str(i.id) for i in server.site.in_projects(*KINDS[table]))
    assert not any(row["deleted"] for row in rows)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [("person", ["users", "customers"]), ("account", ["organizations"]), ("team", ["groups"]),
     ("worklog", ["worklogs"])],
)  # fmt: skip
def test_every_record_of_a_kind_is_a_row(synced: Any, table: str, kinds: list[str]) -> None:
    """N records in, N rows out."""
    server, box, *_ = synced
    wanted = [str(one) for kind in kinds for one in getattr(server.site, kind)]
    assert ids(box.rows(table)) == sorted(wanted)


def test_projects_components_and_versions_are_products(synced: Any) -> None:
    """Each once, archived projects too; a component hangs below its project."""
    server, box, *_ = synced
    site, rows = server.site, {r["source_id"]: r for r in box.rows("product")}
    parts = [f"component:{c}" for c in site.components] + [f"version:{v}" for v in site.versions]
    assert sorted(rows) == sorted([*map(str, site.projects), *parts])
    for one, record in site.components.items():
        row = rows[f"component:{one}"]
        assert row["name"] == record["name"]
        assert row["parent_id"] == row_id("product", record["projectId"], connector="jira")


def test_public_comments_are_rows_and_private_ones_are_not(synced: Any) -> None:
    """Two an issue; no internal note, nothing for a role, whatever page it was on."""
    server, box, *_ = synced
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


def test_every_changed_field_is_a_transition(synced: Any) -> None:
    """Each item of each entry once, with moment, actor and both values; status with both categories."""
    server, box, *_ = synced
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


def test_links_are_stored_once_from_the_side_where_they_start(synced: Any) -> None:
    """Both issues show a link, one row holds it; the names are those of the schema."""
    server, box, *_ = synced
    rows = {r["source_id"]: r for r in box.rows("link")}
    names = {"Blocks": "blocks", "Duplicate": "duplicate_of", "Relates": "relates_to",
             "Polaris work item link": "delivered_by"}  # fmt: skip
    seen = set()
    for issue in visible(server.site):
        for link in issue.fields["issuelinks"]:
            if "outwardIssue" not in link:
                continue
            row, other = rows[link["id"]], server.site.issues[int(link["outwardIssue"]["id"])]
            kind = link["type"]["name"]
            start, end = (
                (own(issue), own(other))
                if kind != "Polaris work item link"
                else (own(other), own(issue))
            )
            assert row["source_type"] == kind
            assert {row["from_id"], row["to_id"]} == {start, end}
            if kind in names:
                assert row["link_type"] == names[kind]
                assert (row["from_id"], row["to_id"]) == (start, end), kind
            seen.add(link["id"])
    assert len(seen) == 15
    assert {r for r in rows if r.startswith("700")} == seen


def test_remote_links_join_tickets_and_issues(synced: Any) -> None:
    """A link to a Zendesk ticket names the ticket's row; any other page is an attachment."""
    server, box, *_ = synced
    rows = [r for r in box.rows("link") if r["source_url"]]
    assert len(rows) == 12
    by = {r["source_url"]: r for r in rows}
    pages = {r["source_url"]: r for r in box.rows("attachment")}
    for issue in visible(server.site):
        for link in issue.remote:
            url = link["object"]["url"]
            if "zendesk" in url:
                ticket = row_id("feedback", url.rpartition("/")[2])
                assert {by[url]["from_id"], by[url]["to_id"]} == {own(issue), ticket}
            else:
                assert pages[url]["parent_id"] == own(issue)


def test_attachments_are_rows(synced: Any) -> None:
    """Those of issues with name, type and size."""
    server, box, *_ = synced
    files = [a for i in visible(server.site) for a in i.fields["attachment"]]
    rows = {r["source_id"]: r for r in box.rows("attachment")}
    for one in files:
        row = rows[one["id"]]
        assert (row["file_name"], row["size_bytes"], row["content_type"]) == (
            one["filename"], 2460, "image/png",
        )  # fmt: skip


def test_satisfaction_is_a_rating_of_five(synced: Any) -> None:
    """Asked for where the issue's field says there is some, and nowhere else."""
    server, box, *_ = synced
    rated = {str(i.id): i for i in visible(server.site) if i.feedback}
    rows = box.rows("rating")
    assert len(rows) == len(rated) == 6
    for row in rows:
        issue = rated[row["source_id"].partition(":")[0]]
        assert row["feedback_id"] == own(issue)
        assert float(row["rating_value"]) == issue.feedback["rating"]
        assert (float(row["worst_rating"]), float(row["best_rating"])) == (1.0, 5.0)
        assert row["rating_explanation"] == issue.feedback["comment"]["body"]


def test_people_belong_to_groups_and_organizations(synced: Any) -> None:
    """A link a member; inactive members of a group too."""
    server, box, *_ = synced
    site = server.site
    groups = {(row_id("person", u, connector="jira"), row_id("team", g, connector="jira"))
              for g, users in site.group_users.items() for u in users}  # fmt: skip
    accounts = {(row_id("person", u, connector="jira"), row_id("account", o, connector="jira"))
                for o, users in site.organization_users.items() for u in users}  # fmt: skip
    rows = [r for r in box.rows("link") if r["link_type"] == "member_of"]
    assert {(r["from_id"], r["to_id"]) for r in rows} == groups | accounts
    assert len(rows) == len(groups | accounts)


def test_custom_fields_are_listed_and_kept_by_id(synced: Any) -> None:
    """Company-managed and project-scoped ones; two of one name stay two; an unknown type is kept as text."""
    _, box, first, *_ = synced
    fields = {r["source_id"]: r for r in box.rows("field")}
    assert set(CUSTOM) | {"customfield_10090"} <= set(fields)
    assert {fields[one]["name"] for one in CUSTOM} == {name for name, _, _ in CUSTOM.values()}
    assert fields[ODD]["type"] is None
    assert "com.vendor.gauges:gauge-cf" in str(first["eng"]["fields"]["unmapped"])
    row = next(r for r in box.rows("work_item") if r["source_id"] == "10003")
    kept = json.loads(row["custom_fields"])
    assert [one for one, f in kept.items() if f["name"] == "Plan"] == [
        "customfield_10042",
        "customfield_10043",
    ]
    assert json.loads(kept[ODD]["value"]) == {"needle": 2, "unit": "bar"}
    assert kept["customfield_10044"]["value"] == "a note 2"


@pytest.mark.parametrize(
    "table",
    ["work_item", "feedback", "person", "account", "team", "comment", "product", "worklog"],
)
def test_ids_are_those_of_the_contract(synced: Any, table: str) -> None:
    """Computed here from source, instance, table and source id."""
    _, box, *_ = synced
    rows = box.rows(table)
    assert rows
    for row in rows:
        assert (row["source"], row["source_instance"]) == ("jira", HOST)
        assert row["id"] == row_id(table, row["source_id"], connector="jira")


def test_parts_are_named_after_their_owner(synced: Any) -> None:
    """`history:index` and `issue:csat`."""
    server, box, *_ = synced
    histories = [f"{h['id']}:{n}" for i in visible(server.site) for h in i.history
                 for n in range(len(h["items"]))]  # fmt: skip
    assert ids(box.rows("transition")) == sorted(histories)
    assert all(r["source_id"].endswith(":csat") for r in box.rows("rating"))


def test_the_values_of_an_issue_are_the_ones_jira_shows(synced: Any) -> None:
    """Source values beside normalised ones, people and account by reference, moments in UTC."""
    server, box, *_ = synced
    rows = {r["source_id"]: r for t in KINDS for r in box.rows(t)}
    category = {"To Do": {"todo"}, "In Progress": {"in_progress"}, "Waiting for customer": {"waiting_customer"},
                "Done": {"done"}}  # fmt: skip
    priority = {
        "Highest": "urgent",
        "High": "high",
        "Medium": "normal",
        "Low": "low",
        "Lowest": "low",
    }
    for issue in visible(server.site):
        row, fields = rows[str(issue.id)], issue.fields
        assert (row["source_key"], row["title"]) == (issue.key, fields["summary"])
        assert row["source_url"] == f"https://{HOST}/browse/{issue.key}"
        assert row["status"] == fields["status"]["name"]
        assert row["status_category"] in category[row["status"]]
        name = fields["priority"] and fields["priority"]["name"]
        assert (row["source_priority"], row["priority"]) == (name, priority.get(name, "none"))
        text = fields["description"] and f"it fails since release {issue.id - 10_001}"
        assert (row["body_plain"] or "").startswith(text or "")
        assert bool(row["body_plain"]) == bool(text)
        for column, moment in (("source_created_at", "created"), ("source_updated_at", "updated")):
            assert row[column] == datetime.fromtimestamp(fields[moment] / 1000, UTC)
        assert row["assignee_id"] == person(fields["assignee"])
        assert row["submitted_by_id"] == person(fields["creator"])
        assert row["vote_count"] == fields["votes"]["votes"]
        assert list(row["tags"]) == fields["labels"]
        assert row.get("author_id", row.get("reporter_id")) == person(fields["reporter"])
        if "account_id" in row:
            clients = fields.get("customfield_10002") or [None]
            wanted = clients[0] and row_id("account", clients[0]["id"], connector="jira")
            assert row["account_id"] == wanted
        else:
            assert row["estimate"] == fields["customfield_10016"]
            assert list(row["fix_versions"]) == [v["name"] for v in fields["fixVersions"]]
        done = fields["resolutiondate"]
        assert row["resolved_at"] == (done and datetime.fromtimestamp(done / 1000, UTC))


def test_every_table_starts_with_the_envelope_and_times_have_a_zone(synced: Any) -> None:
    """The same 15 columns, in order, and no naive timestamp."""
    import polars as pl

    _, box, *_ = synced
    with box.open() as ws, ws.reading():
        for table in TABLES:
            frame = ws.table(table).to_polars()
            assert frame.columns[:15] == ENVELOPE, table
            zones = {t.time_zone for t in frame.schema.values() if isinstance(t, pl.Datetime)}
            assert zones == {"UTC"}, table


def test_the_raw_record_is_kept(synced: Any) -> None:
    """`raw` gives the vendor's record back: the issue as it was served, beside what it was read with."""
    server, box, *_ = synced
    with box.open() as ws:
        kept = ws.raw("eng", "issues", "10003")
    record = kept["issue"]
    served = server.site.issues[10_003]
    assert (record["id"], record["key"]) == ("10003", served.key)
    assert record["fields"]["description"] == served.fields["description"]
    assert record["fields"]["customfield_10046"] == {"needle": 2, "unit": "bar"}


def test_the_report_balances_and_counts_every_record(synced: Any) -> None:
    """Fetched = created + updated + unchanged + deleted + set_aside, and is what the server holds."""
    server, _, first, second, _ = synced
    balanced(first)
    balanced(second)
    numbers, site = first["eng"], server.site
    assert numbers["issues"]["fetched"] == len(visible(site)) == 60
    assert numbers["users"]["fetched"] == len(site.users)
    assert numbers["changelogs"]["fetched"] == sum(len(i.history) for i in visible(site))
    assert numbers["worklogs"]["fetched"] == len(site.worklogs)
    assert all(n["complete"] for name, n in numbers.items() if not name.startswith("_"))
    assert total(first, "set_aside") == 0


def test_the_report_counts_every_request(synced: Any) -> None:
    """Everything sent is counted somewhere."""
    server, _, first, second, sent = synced
    assert total(first, "requests") == sent
    assert total(second, "requests") == len(server.log)


def test_a_second_sync_moves_nothing_in_two_requests_a_partition(synced: Any) -> None:
    """All unchanged; `_source` and `_census` apart, at most two requests a project, desk, organization or group."""
    server, _, _, second, _ = synced
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
