"""The values of Jira's rows: links, remote links, files, ratings, memberships, custom fields, the issue itself."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from box import row_id
from jira_data import CUSTOM, ODD, visible
from jira_model import HOST
from jira_rows import KINDS, own, person


def test_links_are_stored_once_from_the_side_where_they_start(jira60: Any) -> None:
    """Both issues show a link, one row holds it; the names are those of the schema."""
    server, box, *_ = jira60
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


def test_remote_links_join_tickets_and_issues(jira60: Any) -> None:
    """A link to a Zendesk ticket names the ticket's row; any other page is an attachment."""
    server, box, *_ = jira60
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


def test_attachments_are_rows(jira60: Any) -> None:
    """Those of issues with name, type and size."""
    server, box, *_ = jira60
    files = [a for i in visible(server.site) for a in i.fields["attachment"]]
    rows = {r["source_id"]: r for r in box.rows("attachment")}
    for one in files:
        row = rows[one["id"]]
        assert (row["file_name"], row["size_bytes"], row["content_type"]) == (
            one["filename"], 2460, "image/png",
        )  # fmt: skip


def test_satisfaction_is_a_rating_of_five(jira60: Any) -> None:
    """Asked for where the issue's field says there is some, and nowhere else."""
    server, box, *_ = jira60
    rated = {str(i.id): i for i in visible(server.site) if i.feedback}
    rows = box.rows("rating")
    assert len(rows) == len(rated) == 6
    for row in rows:
        issue = rated[row["source_id"].partition(":")[0]]
        assert row["feedback_id"] == own(issue)
        assert float(row["rating_value"]) == issue.feedback["rating"]
        assert (float(row["worst_rating"]), float(row["best_rating"])) == (1.0, 5.0)
        assert row["rating_explanation"] == issue.feedback["comment"]["body"]


def test_people_belong_to_groups_and_organizations(jira60: Any) -> None:
    """A link a member; inactive members of a group too."""
    server, box, *_ = jira60
    site = server.site
    groups = {(row_id("person", u, connector="jira"), row_id("team", g, connector="jira"))
              for g, users in site.group_users.items() for u in users}  # fmt: skip
    accounts = {(row_id("person", u, connector="jira"), row_id("account", o, connector="jira"))
                for o, users in site.organization_users.items() for u in users}  # fmt: skip
    rows = [r for r in box.rows("link") if r["link_type"] == "member_of"]
    assert {(r["from_id"], r["to_id"]) for r in rows} == groups | accounts
    assert len(rows) == len(groups | accounts)


def test_custom_fields_are_listed_and_kept_by_id(jira60: Any) -> None:
    """Company-managed and project-scoped ones; two of one name stay two; an unknown type is kept as text."""
    _, box, first, *_ = jira60
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


def test_the_values_of_an_issue_are_the_ones_jira_shows(jira60: Any) -> None:
    """Source values beside normalised ones, people and account by reference, moments in UTC."""
    server, box, *_ = jira60
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
