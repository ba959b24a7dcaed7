"""An issue as rows: whole records, and what every oddity of an issue becomes. All payloads are made up."""

from __future__ import annotations

from typing import Any

import pytest
from jc import MADE, MADE_UTC, SITE, TOUCHED, TOUCHED_UTC, adf, of, ref, rows

from productops.errors import RecordRejected
from productops.model import Account, FeedbackItem, Person, ProductNode, WorkItem

CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes:"
FIELDS: dict[str, Any] = {
    name: {"id": name, "name": title, "schema": {"type": kind, "custom": custom}}
    for name, title, kind, custom in [
        ("customfield_1", "Story Points", "number", f"{CUSTOM}float"),
        ("customfield_2", "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint"),
        ("customfield_3", "Organizations", "array", "com.atlassian.servicedesk:sd-customer-organizations"),
        ("customfield_4", "Request Type", "sd-customerrequesttype", "com.atlassian.servicedesk:vp-origin"),
        ("customfield_5", "Area", "option-with-child", f"{CUSTOM}cascadingselect"),
        ("customfield_6", "Reviewer", "user", f"{CUSTOM}userpicker"),
        ("customfield_7", "Notes", "string", f"{CUSTOM}textarea"),
        ("customfield_8", "Health", "any", "com.gauges.example:gauge"),
    ]
}  # fmt: skip
CONTEXT = {"fields": FIELDS}
STATUS = {
    "id": "3",
    "name": "In Review",
    "statusCategory": {"key": "indeterminate", "name": "In Progress"},
}
WORK: dict[str, Any] = {
    "summary": "Export fails", "description": adf("The export fails.", "Always."),
    "issuetype": {"id": "1", "name": "Bug", "subtask": False, "hierarchyLevel": 0},
    "project": {"id": "10000", "key": "APP", "projectTypeKey": "software"}, "status": STATUS,
    "statuscategorychangedate": TOUCHED, "priority": {"id": "1", "name": "Highest"}, "resolution": None,
    "resolutiondate": None, "created": MADE, "updated": TOUCHED, "duedate": "2026-02-01",
    "reporter": {"accountId": "5b-r"}, "creator": {"accountId": "5b-c"},
    "assignee": {"accountId": "5b-a", "displayName": "Former user", "active": False},
    "labels": ["vip", "export"], "components": [{"id": "20", "name": "Exports"}],
    "fixVersions": [{"id": "30", "name": "2.1"}], "parent": {"id": "100", "key": "APP-1"},
    "votes": {"votes": 4}, "environment": None, "worklog": None,
    "issuelinks": [
        {"id": "50", "type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
         "outwardIssue": {"id": "102", "key": "APP-3"}},
        {"id": "51", "type": {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"},
         "inwardIssue": {"id": "103", "key": "APP-4"}},
        {"id": "52", "type": {"name": "Polaris work item link", "inward": "is implemented by",
                              "outward": "implements"}, "outwardIssue": {"id": "900", "key": "IDEA-1"}},
    ],
    "attachment": [{"id": "60", "filename": "trace.txt", "created": TOUCHED, "size": 1200, "mimeType": "text/plain",
                    "content": f"{SITE}/rest/api/3/attachment/content/60"}],
    "customfield_1": 5.0, "customfield_2": [{"id": 7, "name": "Sprint 7", "state": "active"}],
    "customfield_5": {"value": "Data", "id": "1", "child": {"value": "CSV", "id": "2"}},
    "customfield_6": {"accountId": "5b-v", "displayName": "Kim Example"}, "customfield_7": adf("Ask first."),
    "customfield_8": {"gauge": {"low": 1}}, "customfield_9": "unknown here", "customfield_10": None,
    "customfield_11": [],
}  # fmt: skip


def record(
    feedback: bool = False, near: tuple[str, ...] = ("900",), **changes: Any
) -> dict[str, Any]:
    """A record of the issues stream."""
    issue = {"id": "101", "key": "APP-2", "fields": WORK | changes}
    return {"feedback": feedback, "near": list(near), "issue": issue}


def made(table: str, **changes: Any) -> list[dict[str, Any]]:
    """The rows of a table that the issue with *changes* yields."""
    return of(table, rows("issues", record(**changes), context=CONTEXT))


def test_a_whole_work_item() -> None:
    """Every column, as Jira's own page would show the issue; moments are in UTC."""
    assert made("work_item") == [
        {
            "source_id": "101",
            "source_key": "APP-2",
            "source_url": f"{SITE}/browse/APP-2",
            "occurred_at": MADE_UTC,
            "source_created_at": MADE_UTC,
            "source_updated_at": TOUCHED_UTC,
            "custom_fields": {
                "customfield_1": {"name": "Story Points", "type": f"{CUSTOM}float", "value": 5.0},
                "customfield_2": {
                    "name": "Sprint",
                    "type": "com.pyxis.greenhopper.jira:gh-sprint",
                    "value": ["Sprint 7"],
                },
                "customfield_5": {
                    "name": "Area",
                    "type": f"{CUSTOM}cascadingselect",
                    "value": "Data / CSV",
                },
                "customfield_6": {
                    "name": "Reviewer",
                    "type": f"{CUSTOM}userpicker",
                    "value": ref(Person, "5b-v"),
                },
                "customfield_7": {
                    "name": "Notes",
                    "type": f"{CUSTOM}textarea",
                    "value": "Ask first.",
                },
                "customfield_8": {
                    "name": "Health",
                    "type": "com.gauges.example:gauge",
                    "value": '{"gauge":{"low":1}}',
                },
                "customfield_9": {"value": "unknown here"},
            },
            "work_type": "bug",
            "source_type": "Bug",
            "title": "Export fails",
            "body": "The export fails.\n\nAlways.",
            "body_format": "markdown",
            "body_plain": "The export fails.\n\nAlways.",
            "parent_id": ref(WorkItem, "100"),
            "reporter_id": ref(Person, "5b-r"),
            "submitted_by_id": ref(Person, "5b-c"),
            "assignee_id": ref(Person, "5b-a"),
            "product_id": ref(ProductNode, "component:20"),
            "status": "In Review",
            "status_category": "in_progress",
            "priority": "urgent",
            "source_priority": "Highest",
            "tags": ["vip", "export"],
            "estimate": "5",
            "sprints": ["Sprint 7"],
            "fix_versions": ["2.1"],
            "vote_count": 4,
            "due_at": "2026-02-01T00:00:00Z",
        }
    ]


REQUEST: dict[str, Any] = {
    "issuetype": {"id": "9", "name": "[System] Incident"}, "parent": None, "components": [],
    "project": {"id": "10001", "key": "HELP", "projectTypeKey": "service_desk"},
    "status": {"id": "5", "name": "Resolved", "statusCategory": {"key": "done"}},
    "resolution": {"id": "1", "name": "Won't Do"}, "resolutiondate": TOUCHED, "issuelinks": [], "attachment": [],
    "customfield_1": None, "customfield_2": None, "customfield_5": None, "customfield_6": None,
    "customfield_7": None, "customfield_8": None, "customfield_9": None,
    "customfield_3": [{"id": "12", "name": "Birch Ltd"}, {"id": "13", "name": "Second Ltd"}],
    "customfield_4": {"requestType": {"id": "1", "name": "Report a problem"}, "currentStatus": {}},
}  # fmt: skip


def test_a_whole_request() -> None:
    """A service-management request is feedback: its customer's organisation, and what was asked for."""
    assert made("feedback", feedback=True, **REQUEST) == [
        {
            "source_id": "101",
            "source_key": "APP-2",
            "source_url": f"{SITE}/browse/APP-2",
            "occurred_at": MADE_UTC,
            "source_created_at": MADE_UTC,
            "source_updated_at": TOUCHED_UTC,
            "custom_fields": {
                "customfield_3": {
                    "name": "Organizations",
                    "type": "com.atlassian.servicedesk:sd-customer-organizations",
                    "value": ["Birch Ltd", "Second Ltd"],
                },
                "customfield_4": {
                    "name": "Request Type",
                    "type": "com.atlassian.servicedesk:vp-origin",
                    "value": "Report a problem",
                },
                "fixVersions": {"value": ["2.1"]},
            },
            "kind": "bug_report",
            "title": "Export fails",
            "body": "The export fails.\n\nAlways.",
            "body_format": "markdown",
            "body_plain": "The export fails.\n\nAlways.",
            "body_clean": "The export fails.\n\nAlways.",
            "author_id": ref(Person, "5b-r"),
            "submitted_by_id": ref(Person, "5b-c"),
            "account_id": ref(Account, "12"),
            "status": "Resolved",
            "status_category": "declined",
            "priority": "urgent",
            "source_priority": "Highest",
            "tags": ["vip", "export"],
            "assignee_id": ref(Person, "5b-a"),
            "vote_count": 4,
            "due_at": "2026-02-01T00:00:00Z",
            "resolved_at": TOUCHED_UTC,
            "resolution": "wont_do",
        }
    ]
    assert made("work_item", feedback=True, **REQUEST) == []


def test_links_start_once_and_in_our_direction() -> None:
    """The side a link starts from yields it; an idea is delivered by the work that implements it."""
    found = made("link")
    own = ref(WorkItem, "101")
    assert found == [
        {
            "source_id": "50",
            "from_id": own,
            "to_id": ref(WorkItem, "102"),
            "link_type": "blocks",
            "source_type": "Blocks",
        },
        {
            "source_id": "52",
            "from_id": ref(FeedbackItem, "900"),
            "to_id": own,
            "link_type": "delivered_by",
            "source_type": "Polaris work item link",
        },
    ]


def test_what_an_issue_is_about() -> None:
    """Several components are links; feedback without one is about its project; its parent is a link too."""
    two = made("link", issuelinks=[], components=[{"id": "20"}, {"id": "21"}])
    assert [row["source_id"] for row in two] == ["101:about:component:20", "101:about:component:21"]
    assert made("work_item", components=[])[0]["product_id"] == ref(ProductNode, "10000")
    found = made("link", feedback=True, **REQUEST | {"parent": {"id": "900"}})
    assert [(row["source_id"], row["to_id"]) for row in found] == [
        ("101:part_of:900", ref(FeedbackItem, "900")),
        ("101:about:10001", ref(ProductNode, "10001")),
    ]


def test_a_whole_attachment() -> None:
    """Its bytes are not fetched."""
    assert made("attachment") == [
        {
            "source_id": "60",
            "source_url": f"{SITE}/rest/api/3/attachment/content/60",
            "occurred_at": TOUCHED_UTC,
            "source_created_at": TOUCHED_UTC,
            "parent_id": ref(WorkItem, "101"),
            "file_name": "trace.txt",
            "content_type": "text/plain",
            "size_bytes": 1200,
        }
    ]


@pytest.mark.parametrize(
    ("name", "category", "ours"),
    [
        ("Open", "new", "todo"),
        ("Whatever", "new", "todo"),
        ("Waiting for customer", "indeterminate", "waiting_customer"),
        ("Closed", "indeterminate", "in_progress"),
        ("In Progress", "done", "done"),
        ("Shipped", "done", "done"),
        ("Cancelled", "done", "declined"),
        ("Rejected", "new", "todo"),
        ("Escalated", "done", "done"),
        ("Odd", "undefined", "unknown"),
    ],
)
def test_names_of_statuses_never_cross_the_line(name: str, category: str, ours: str) -> None:
    """Jira's category says whether something is done; the name may say more, never the opposite."""
    status = {"id": "1", "name": name, "statusCategory": {"key": category}}
    assert made("work_item", status=status)[0].get("status_category", "unknown") == ours


@pytest.mark.parametrize(
    ("name", "category", "ours"),
    [("Ready for release", "indeterminate", "done"), ("Closed", "done", "on_hold")],
)
def test_what_a_user_maps_is_not_questioned(name: str, category: str, ours: str) -> None:
    """`Ready for release` may count as done, and `Closed` as open, whatever Jira and our own words say."""
    status = {"id": "1", "name": name, "statusCategory": {"key": category}}
    words = {"status": {name: ours}}
    row = rows("issues", record(status=status), context=CONTEXT, vocabulary=words)[0]
    assert row.status_category == ours


def test_a_status_may_be_a_name_alone() -> None:
    """Trimmed answers and proxies leave the id out; the issue is whole without it."""
    assert made("work_item", status={"name": "In Progress"})[0]["status_category"] == "in_progress"


@pytest.mark.parametrize(
    ("name", "ours"), [("Blocker", "urgent"), ("Major", "normal"), ("Trivial", "low")]
)
def test_the_priorities_of_older_sites(name: str, ours: str) -> None:
    """Sites that are older than Highest to Lowest kept their names."""
    assert made("work_item", priority={"id": "3", "name": name})[0]["priority"] == ours


def test_a_file_read_at_the_gateway_links_to_the_site() -> None:
    """A person can open it there, and rows are the same whichever token read them."""
    link = "https://api.atlassian.com/ex/jira/11111111-2222/rest/api/3/attachment/content/9"
    (file,) = made("attachment", attachment=[{"id": "9", "content": link}])
    assert file["source_url"] == "https://acme.atlassian.net/rest/api/3/attachment/content/9"


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        ({"name": "Epic", "hierarchyLevel": 1}, "epic"),
        ({"name": "Initiative", "hierarchyLevel": 1}, "epic"),
        ({"name": "Bug", "subtask": True}, "subtask"),
        ({"name": "Story"}, "story"),
        ({"name": "Chore"}, "other"),
        (None, "other"),
    ],
)
def test_kinds_of_work(kind: Any, ours: str) -> None:
    """By name, and by level where somebody renamed the kind."""
    assert made("work_item", issuetype=kind)[0].get("work_type", "other") == ours


def test_a_done_status_without_resolution_tells_when() -> None:
    """Team-managed projects have no resolutions; an open issue is not resolved whatever stands there."""
    done = {"id": "1", "name": "Done", "statusCategory": {"key": "done"}}
    assert made("work_item", status=done)[0]["resolved_at"] == TOUCHED_UTC
    assert "resolved_at" not in made("work_item")[0]


def test_the_smallest_issue() -> None:
    """Half an issue is a row that says what it does not know."""
    (row,) = rows("issues", {"issue": {"id": "1"}})
    assert (row.table, row.status_category, row.priority, row.work_type) == (
        "work_item",
        "unknown",
        "none",
        "other",
    )


@pytest.mark.parametrize("text", ["h1. Wiki text", "", None])
def test_a_description_of_older_endpoints(text: str | None) -> None:
    """Wiki text stays as it is, and nothing is nothing."""
    row = made("work_item", description=text)[0]
    assert row.get("body") == text
    assert row.get("body_format") == ("plain" if text else None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"created": "yesterday"}, "created"), ({"updated": "2026-01-05T09:00:00"}, "updated"),
     ({"duedate": "soon"}, "duedate"), ({"summary": 7}, "fields.summary"), ({"labels": "vip"}, "fields.labels")],
)  # fmt: skip
def test_what_fits_no_column_is_rejected_by_name(changes: Any, field: str) -> None:
    """The value itself is not told."""
    with pytest.raises(RecordRejected) as caught:
        rows("issues", record(**changes))
    assert caught.value.field == field
    assert "yesterday" not in str(caught.value)
