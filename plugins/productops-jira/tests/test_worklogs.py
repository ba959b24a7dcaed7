"""Booked time: the feeds of what changed and what was deleted, and which side each worklog's issue is on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from jc import MADE, MADE_UTC, TOUCHED, TOUCHED_UTC, adf, plain, read, ref, rows, starts

from productops.model import Person, WorkItem
from productops.sync.payload import to_payload

LOG: dict[str, Any] = {
    "id": "40", "issueId": "101", "author": {"accountId": "5b-a"}, "comment": adf("Looked into it."),
    "created": MADE, "updated": TOUCHED, "started": MADE, "timeSpentSeconds": 5400,
}  # fmt: skip
UNTIL = 1_768_000_000_000


def test_two_feeds_from_where_they_ended() -> None:
    """In milliseconds; the feed of deletions too."""
    asked = starts("worklogs", since="2026-01-01")
    assert {name: each.query["since"] for name, each in asked.items()} == {
        "updated": 1_767_225_600_000,
        "deleted": 1_767_225_600_000,
    }


def test_what_changed_is_read_by_id() -> None:
    """A page is followed by the next one; its end is where a later run starts."""
    body = {"values": [{"worklogId": 40, "updatedTime": UNTIL}], "until": UNTIL, "lastPage": False}
    page = read("worklogs", starts("worklogs")["updated"], body)
    (child,) = page.children
    assert (child.path, child.body) == ("/rest/api/3/worklog/list", {"ids": [40]})
    assert page.next is not None
    assert page.next.query["since"] == UNTIL
    assert page.cursor == datetime.fromtimestamp(UNTIL / 1000, UTC)
    last = read("worklogs", page.next, {"values": [], "until": UNTIL, "lastPage": True})
    assert (last.next, list(last.children)) == (None, [])


def test_what_was_deleted_is_gone() -> None:
    """The only deletions that Jira tells."""
    body = {"values": [{"worklogId": 40}, {"worklogId": 41}], "until": UNTIL, "lastPage": True}
    page = read("worklogs", starts("worklogs")["deleted"], body)
    assert (page.gone, list(page.children)) == (["40", "41"], [])


def listed(*logs: dict[str, Any], **more: Any) -> list[Any]:
    """The records of these worklogs; issue 102 is of a service desk."""
    body = {"values": [{"worklogId": 1}], "until": UNTIL, "lastPage": True}
    (asked,) = read("worklogs", starts("worklogs")["updated"], body).children
    kinds = {"101": "software", "102": "service_desk"}
    issues = [
        {"id": n, "fields": {"project": {"projectTypeKey": kind}}} for n, kind in kinds.items()
    ]
    assert read("worklogs", asked, list(logs), **more).also
    also = {"matches": [{"matchedIssues": [101]}]} if "feedback_jql" in more else {"issues": issues}
    page = read("worklogs", asked, list(logs), also, **more)
    return [msgspec.json.decode(to_payload(record)) for record in page.records]


def test_sides_are_asked_for() -> None:
    """By the type of the project, or by the user's query."""
    logs = (LOG, LOG | {"id": "41", "issueId": "102"})
    assert [one["feedback"] for one in listed(*logs)] == [False, True]
    assert [one["feedback"] for one in listed(*logs, feedback_jql="labels = x")] == [True, False]


def test_a_restricted_worklog_is_time_without_text() -> None:
    """Unless private comments are wanted."""
    hidden = LOG | {"visibility": {"type": "role", "value": "Admins"}}
    assert "comment" not in listed(hidden)[0]["worklog"]
    assert "comment" in listed(hidden, private_comments=True)[0]["worklog"]


def test_a_whole_worklog() -> None:
    """Who, when, how long, on what."""
    (row,) = rows("worklogs", {"issue": "101", "worklog": LOG})
    assert plain(row) == {
        "source_id": "40",
        "occurred_at": MADE_UTC,
        "source_created_at": MADE_UTC,
        "source_updated_at": TOUCHED_UTC,
        "item_id": ref(WorkItem, "101"),
        "author_id": ref(Person, "5b-a"),
        "started_at": MADE_UTC,
        "seconds": 5400,
        "body": "Looked into it.",
        "body_plain": "Looked into it.",
    }
