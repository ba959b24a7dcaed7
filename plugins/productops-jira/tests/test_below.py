"""What hangs below issues: history, comments, remote links, satisfaction. All payloads are made up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jc import BY_NAME, MADE, MADE_UTC, TOUCHED, TOUCHED_UTC, adf, plain, read, ref, rows

from productops.errors import RecordRejected
from productops.kit import Page, Request
from productops.model import Comment, FeedbackItem, Person, WorkItem, record_id
from productops.sync.payload import to_payload

STATUSES = {
    "1": {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}},
    "4": {"id": "4", "name": "In Review", "statusCategory": {"key": "indeterminate"}},
}
FIELDS = {"customfield_1": {"id": "customfield_1", "name": "Area"}}
ENTRY: dict[str, Any] = {
    "id": "70", "created": MADE, "author": {"accountId": "5b-a"},
    "items": [
        {"field": "status", "fieldId": "status", "from": "1", "fromString": "To Do", "to": "4", "toString": "In Review"},
        {"field": "Area", "fieldId": "customfield_1", "from": None, "fromString": "", "to": "[9]", "toString": "Data"},
        {"field": "assignee", "fieldId": "assignee", "from": None, "fromString": None, "to": "5b-b",
         "toString": "Kim Example"},
        {"field": "Key", "from": None, "fromString": "OLD-1", "to": None, "toString": "APP-2"},
    ],
}  # fmt: skip


def request(stream: str, path: str, **state: Any) -> Request:
    """A request that a page of issues makes."""
    return Request(path=path, stream=stream, state=state, body={}, expect=(403, 404))


def transitions(**changes: Any) -> list[dict[str, Any]]:
    """The rows of the entry with *changes*."""
    record = {"issue": "101", "entry": ENTRY | changes}
    context = {"statuses": STATUSES, "fields": FIELDS}
    return [plain(row) for row in rows("changelogs", record, context=context)]


def test_whole_transitions() -> None:
    """Every changed field in order: statuses with their categories, people by account id, old keys kept."""
    shared = {
        "occurred_at": MADE_UTC,
        "source_created_at": MADE_UTC,
        "item_id": ref(WorkItem, "101"),
        "actor_id": ref(Person, "5b-a"),
    }
    assert transitions() == [
        {
            "source_id": "70:0",
            **shared,
            "field": "status",
            "field_name": "status",
            "from_value": "To Do",
            "to_value": "In Review",
            "from_category": "todo",
            "to_category": "in_progress",
        },
        {
            "source_id": "70:1",
            **shared,
            "field": "customfield_1",
            "field_name": "Area",
            "to_value": "Data",
        },
        {
            "source_id": "70:2",
            **shared,
            "field": "assignee",
            "field_name": "assignee",
            "to_value": "5b-b",
        },
        {
            "source_id": "70:3",
            **shared,
            "field": "key",
            "field_name": "Key",
            "from_value": "OLD-1",
            "to_value": "APP-2",
        },
    ]


@pytest.mark.parametrize("created", [1_767_603_600_000, 1_767_603_600])
def test_moments_of_the_bulk_endpoint_may_be_numbers(created: int) -> None:
    """Milliseconds or seconds of the epoch."""
    assert transitions(created=created)[0]["occurred_at"] == MADE_UTC


def test_a_moment_out_of_range_is_rejected() -> None:
    """By name."""
    with pytest.raises(RecordRejected, match="out of range"):
        transitions(created=2**62)


def test_a_status_that_was_deleted_goes_by_its_name() -> None:
    """The site does not know it any more."""
    item = {
        "field": "status",
        "fieldId": "status",
        "from": "99",
        "fromString": "Backlog",
        "to": "1",
        "toString": "To Do",
    }
    assert transitions(items=[item])[0]["from_category"] == "todo"


def test_a_history_goes_on_over_pages() -> None:
    """Every entry of every issue, with the side of its issue, until there is no token."""
    asked = request("changelogs", "/rest/api/3/changelog/bulkfetch", feedback=["2"])
    body = {
        "issueChangeLogs": [
            {"issueId": "1", "changeHistories": [ENTRY]},
            {"issueId": 2, "changeHistories": [ENTRY | {"id": "71"}]},
        ],
        "nextPageToken": "b",
    }
    page = read("changelogs", asked, body)
    found = [msgspec.json.decode(to_payload(record)) for record in page.records]
    assert [(one["issue"], one["feedback"], one["entry"]["id"]) for one in found] == [
        ("1", False, "70"),
        ("2", True, "71"),
    ]
    assert page.next is not None
    assert page.next.body["nextPageToken"] == "b"
    assert read("changelogs", page.next, {"issueChangeLogs": []}).next is None


def comment(number: int, **more: Any) -> dict[str, Any]:
    """A comment."""
    author = {"accountId": "qm:1", "accountType": "customer"}
    return {
        "id": str(number),
        "author": author,
        "body": adf("Hello."),
        "created": MADE,
        "updated": TOUCHED,
        **more,
    }


BULK = "/rest/api/3/issue/bulkfetch"


def test_a_whole_comment() -> None:
    """By a customer, as text and Markdown."""
    record = {"issue": "101", "feedback": True, "comment": comment(80, jsdPublic=True, parentId=79)}
    (row,) = rows("comments", record)
    assert plain(row) == {
        "source_id": "80",
        "occurred_at": MADE_UTC,
        "source_created_at": MADE_UTC,
        "source_updated_at": TOUCHED_UTC,
        "parent_id": ref(FeedbackItem, "101"),
        "in_reply_to": ref(Comment, "79"),
        "author_id": ref(Person, "qm:1"),
        "author_role": "customer",
        "body": "Hello.",
        "body_format": "markdown",
        "body_plain": "Hello.",
        "body_clean": "Hello.",
    }


def test_internal_comments_are_held_only_if_wanted() -> None:
    """An internal note, and one for a role: neither raw text nor row; what became internal is taken back."""
    notes = [
        comment(1, jsdPublic=False),
        comment(2, visibility={"type": "role", "value": "Admins"}),
        comment(3),
    ]
    body = {"issues": [{"id": "101", "fields": {"comment": {"comments": notes, "total": 3}}}]}
    asked = request("comments", BULK, feedback=[])
    page = read("comments", asked, body)
    assert [msgspec.json.decode(to_payload(one))["comment"]["id"] for one in page.records] == ["3"]
    assert page.gone == ["101:1", "101:2"]
    assert page.whole == ["101:"]
    every = read("comments", asked, body, private_comments=True)
    assert len(every.records) == 3
    (row,) = rows("comments", every.records[0], private_comments=True)
    assert row.visibility == "internal"


def test_an_issue_with_more_comments_than_a_page_is_read_whole() -> None:
    """5,000 of them: what is embedded is only a page."""
    embedded = {"comments": [comment(1)], "total": 5000, "maxResults": 1, "startAt": 0}
    bodies = {"issues": [{"id": "101", "fields": {"comment": embedded}}]}
    page = read("comments", request("comments", BULK, feedback=["101"]), bodies)
    assert page.records == []
    (asked,) = page.children
    assert (asked.path, asked.query["maxResults"]) == ("/rest/api/3/issue/101/comment", 100)
    seen: list[str] = []
    follow: Request | None = asked
    while follow is not None:
        start = int(str(follow.query["startAt"]))
        some = [comment(n) for n in range(start, min(start + 100, 5000))]
        page = read("comments", follow, {"comments": some, "total": 5000, "startAt": start})
        records = [msgspec.json.decode(to_payload(one)) for one in page.records]
        assert {(one["issue"], one["feedback"]) for one in records} == {("101", True)}
        seen += [one["comment"]["id"] for one in records]
        follow = page.next
    assert seen == [str(n) for n in range(5000)]
    assert read("comments", asked, {}, status=404) == Page()


LINKS = [
    {"id": 90, "relationship": "mentioned in", "application": {"type": "com.zendesk"},
     "object": {"url": "https://birch.zendesk.com/agent/tickets/35436", "title": "#35436"}},
    {"id": 91, "object": {"url": "https://app-eu1.hubspot.com/contacts/77/record/0-5/123", "title": "Ticket"}},
    {"id": 92, "object": {"url": "https://wiki.example/page", "title": "Notes"}},
]  # fmt: skip


def test_whole_remote_links() -> None:
    """A ticket is delivered by the work that names it; another page is a file that hangs on the issue."""
    ticket = record_id("zendesk", "birch.zendesk.com", "feedback", "35436")
    found = [plain(row) for row in rows("remote_links", {"issue": "101", "links": LINKS})]
    assert found == [
        {
            "source_id": "101:remote:90",
            "source_url": "https://birch.zendesk.com/agent/tickets/35436",
            "from_id": ticket,
            "to_id": ref(WorkItem, "101"),
            "link_type": "delivered_by",
            "source_type": "mentioned in",
        },
        {
            "source_id": "101:remote:91",
            "source_url": "https://app-eu1.hubspot.com/contacts/77/record/0-5/123",
            "from_id": record_id("hubspot", "77", "feedback", "123"),
            "to_id": ref(WorkItem, "101"),
            "link_type": "delivered_by",
            "source_type": "remote link",
        },
        {
            "source_id": "101:remote:92",
            "source_url": "https://wiki.example/page",
            "parent_id": ref(WorkItem, "101"),
            "file_name": "Notes",
            "content_type": "text/uri-list",
        },
    ]
    both = plain(rows("remote_links", {"issue": "101", "feedback": True, "links": LINKS[:1]})[0])
    assert (both["link_type"], both["from_id"], both["to_id"]) == (
        "relates_to",
        ref(FeedbackItem, "101"),
        ticket,
    )


@pytest.mark.parametrize(
    "url",
    ["https://birch.zendesk.com.evil.example/agent/tickets/1", "http://birch.zendesk.com/agent/tickets/1",
     "https://birch.zendesk.com/agent/tickets/x", "https://birch.zendesk.com/agent/tickets/1x", ""],
)  # fmt: skip
def test_what_only_looks_like_a_ticket_is_a_page(url: str) -> None:
    """No link to evidence is made up."""
    (row,) = rows("remote_links", {"issue": "1", "links": [{"id": 1, "object": {"url": url}}]})
    assert row.table == "attachment"


def test_all_links_of_an_issue_are_one_record() -> None:
    """So that a removed one leaves; an issue that is hidden by now has none."""
    asked = request("remote_links", "/x", issue="101", feedback=False)
    assert len(read("remote_links", asked, LINKS).records) == 1
    (empty,) = read("remote_links", asked, {}, status=404).records
    assert rows("remote_links", empty) == []
    stream = BY_NAME["remote_links"]
    assert stream.identify(stream.wire(issue="101")) == ("101", None)


def test_a_whole_rating() -> None:
    """Five stars of five, with the customer's words and the moment the field tells."""
    asked = request("satisfaction", "/x", issue="101", at=MADE, by="qm:1")
    (held,) = read(
        "satisfaction", asked, {"type": "csat", "rating": 4, "comment": {"body": "Quick!"}}
    ).records
    (row,) = rows("satisfaction", held)
    assert plain(row) == {
        "source_id": "101:csat",
        "occurred_at": MADE_UTC,
        "source_created_at": MADE_UTC,
        "rating_type": "csat",
        "rating_value": "4",
        "worst_rating": "1",
        "best_rating": "5",
        "scale_known": True,
        "normalized": "0.75",
        "response_group": "satisfied",
        "rating_explanation": "Quick!",
        "feedback_id": ref(FeedbackItem, "101"),
        "person_id": ref(Person, "qm:1"),
    }
    assert read("satisfaction", asked, {}, status=404).gone == ["101"]


@pytest.mark.parametrize(
    ("score", "group", "counts"),
    [(1, "dissatisfied", True), (3, "neutral", True), (7, None, False)],
)
def test_scores(score: int, group: str | None, counts: bool) -> None:
    """One outside the scale is kept, and out of measures."""
    (row,) = rows("satisfaction", {"issue": "1", "score": {"rating": score}})
    assert (row.response_group, row.scale_known, row.excluded_from_metrics) == (
        group,
        counts,
        not counts,
    )
    assert rows("satisfaction", {"issue": "1", "score": {}}) == []
