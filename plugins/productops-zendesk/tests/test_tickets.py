"""A ticket as rows: whole records, and what every oddity of a ticket becomes. All payloads are made up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from zd import AT, LATER, STREAMS, of, read, ref, rows, run

from productops.errors import RecordRejected
from productops.model import Account, FeedbackItem, Person, ProductNode, Team

TICKET: dict[str, Any] = {
    "id": 35436, "url": "https://acme.zendesk.com/api/v2/tickets/35436.json", "external_id": "ahg35",
    "created_at": AT, "updated_at": LATER, "generated_timestamp": 1_767_695_400, "type": "incident",
    "subject": "Export fails", "raw_subject": "Export fails",
    "description": "Hello,\nthe export fails.\n\n> What did you do?\n-- \nRobin", "priority": "high",
    "status": "solved", "custom_status_id": 11, "requester_id": 101, "submitter_id": 102,
    "assignee_id": 102, "organization_id": 201, "group_id": 301, "brand_id": 401, "problem_id": 99,
    "is_public": True, "due_at": "2026-02-01T00:00:00Z", "tags": ["vip", "language__pt_br"],
    "custom_fields": [
        {"id": 501, "value": "plan_team"}, {"id": 502, "value": None}, {"id": 503, "value": False},
        {"id": 504, "value": ["a", "b"]}, {"id": 505, "value": ""},
    ],
    "satisfaction_rating": {"score": "good", "id": 1},
    "via": {"channel": "web", "source": {"from": {"ticket_id": 98}, "to": {}, "rel": "follow_up"}},
    "metric_set": {
        "ticket_id": 35436, "replies": 2, "solved_at": LATER, "status_updated_at": LATER,
        "reply_time_in_minutes": {"calendar": 30, "business": 10},
    },
}  # fmt: skip
CONTEXT: dict[str, Any] = {
    "ticket_fields": {
        "501": {"id": 501, "title": "Plan", "type": "tagger"},
        "503": {"id": 503, "title": "Escalated", "type": "checkbox"},
    },
    "custom_statuses": {
        "11": {"id": 11, "agent_label": "Fix shipped", "status_category": "solved"}
    },
    "brands": {"401": {"id": 401}, "402": {"id": 402}},
}


def feedback(**changes: Any) -> dict[str, Any]:
    """The row of the ticket with *changes*."""
    (row,) = of("feedback", rows("tickets", TICKET | changes, context=CONTEXT))
    return row


def test_a_whole_ticket() -> None:
    """Every column, as Zendesk's own page would show the ticket."""
    assert feedback() == {
        "source_id": "35436",
        "source_url": "https://acme.zendesk.com/agent/tickets/35436",
        "occurred_at": AT,
        "source_created_at": AT,
        "source_updated_at": LATER,
        "custom_fields": {
            "501": {"name": "Plan", "type": "tagger", "value": "plan_team"},
            "503": {"name": "Escalated", "type": "checkbox", "value": False},
            "504": {"value": ["a", "b"]},
        },
        "kind": "incident",
        "title": "Export fails",
        "body": TICKET["description"],
        "body_format": "plain",
        "body_plain": TICKET["description"],
        "body_clean": "Hello,\nthe export fails.",
        "language": "pt-br",
        "channel": "web_form",
        "author_id": ref("tickets", Person, 101),
        "submitted_by_id": ref("tickets", Person, 102),
        "account_id": ref("tickets", Account, 201),
        "status": "Fix shipped",
        "status_category": "done",
        "priority": "high",
        "source_priority": "high",
        "tags": ["vip", "language__pt_br"],
        "assignee_id": ref("tickets", Person, 102),
        "team_id": ref("tickets", Team, 301),
        "due_at": "2026-02-01T00:00:00Z",
        "first_responded_at": "2026-01-05T09:30:00Z",
        "resolved_at": LATER,
    }


def test_its_links() -> None:
    """The problem behind it, the ticket it follows up, the brand where there are several."""
    found = of("link", rows("tickets", TICKET, context=CONTEXT))
    this = ref("tickets", FeedbackItem, 35436)
    expected = [
        ("35436:caused_by:99", "caused_by", ref("tickets", FeedbackItem, 99)),
        ("35436:follow_up_of:98", "follow_up_of", ref("tickets", FeedbackItem, 98)),
        ("35436:about:401", "about", ref("tickets", ProductNode, 401)),
    ]
    assert [(row["source_id"], row["link_type"], row["to_id"]) for row in found] == expected
    assert {row["from_id"] for row in found} == {this}


def test_an_only_brand_says_nothing() -> None:
    """One brand: no link to it."""
    one = CONTEXT | {"brands": {"401": {"id": 401}}}
    assert "about" not in {
        row["link_type"] for row in of("link", rows("tickets", TICKET, context=one))
    }


def test_the_smallest_ticket() -> None:
    """Only an id: a row that says what it does not know."""
    (row,) = rows("tickets", {"id": 1})
    assert (row.kind, row.status_category, row.priority, row.channel) == (
        "unknown",
        "unknown",
        "none",
        "unknown",
    )
    assert row.first_responded_at is row.resolved_at is row.closed_at is None


@pytest.mark.parametrize(
    ("status", "label", "category", "text"),
    [
        ("open", "In progress", "open", "In progress"),
        ("open", "Open", "open", "open"),
        ("closed", "Solved", "solved", "closed"),
        ("pending", None, "pending", "pending"),
        ("odd", None, None, "odd"),
    ],
)
def test_the_status_is_the_one_a_person_sees(
    status: str, label: Any, category: Any, text: str
) -> None:
    """A custom status' label, unless it belongs to the status before the last."""
    custom = {"11": {"id": 11, "agent_label": label, "status_category": category}}
    (row,) = of(
        "feedback",
        rows("tickets", TICKET | {"status": status}, context=CONTEXT | {"custom_statuses": custom}),
    )
    assert row["status"] == text
    assert row.get("status_category", "unknown") == {"odd": "unknown", "open": "in_progress", "closed": "done",
                                                     "pending": "waiting_customer"}[status]  # fmt: skip


def test_a_deleted_ticket_is_a_tombstone() -> None:
    """It keeps what it said until Zendesk erases it."""
    row = feedback(status="deleted", metric_set=None)
    assert (row["deleted"], row["deleted_at"], row["status"]) == (True, LATER, "deleted")
    assert row["title"] == "Export fails"


def test_a_scrubbed_ticket_says_nothing_any_more() -> None:
    """SCRUBBED and X are no words of a customer."""
    row = feedback(status="deleted", subject="SCRUBBED", description="X")
    assert not {"title", "body", "body_plain"} & set(row)


def test_a_merged_ticket_is_a_duplicate() -> None:
    """Zendesk's tag says so; the link comes with its history."""
    assert feedback(tags=["closed_by_merge"])["resolution"] == "duplicate"


@pytest.mark.parametrize(
    ("metrics", "answered"),
    [
        ({"reply_time_in_minutes": {"calendar": None}}, None),
        ({"reply_time_in_minutes": {"calendar": 0}, "replies": 0}, None),
        ({"reply_time_in_minutes": {"calendar": 0}, "replies": 1}, AT),
        (
            {"reply_time_in_seconds": {"calendar": 90}, "reply_time_in_minutes": {"calendar": 1}},
            "2026-01-05T09:01:30Z",
        ),
        ({}, None),
    ],
)
def test_the_first_answer_is_never_a_zero_that_means_unknown(
    metrics: Any, answered: str | None
) -> None:
    """Minutes after creation; seconds where messaging gives them."""
    assert feedback(metric_set=metrics).get("first_responded_at") == answered


def test_a_reopened_ticket_is_not_resolved() -> None:
    """`solved_at` may stay behind; a closed one knows when it was closed."""
    assert "resolved_at" not in feedback(status="open")
    assert feedback(status="closed")["closed_at"] == LATER


def test_a_field_may_tell_the_language() -> None:
    """Intelligent triage writes it into a field."""
    assert feedback(tags=[], custom_fields=[{"id": 9, "value": "language__de"}])["language"] == "de"


@pytest.mark.parametrize(
    ("channel", "ours"),
    [
        ("email", "email"),
        ("native_messaging", "chat"),
        (4, "email"),
        ("new_thing", "unknown"),
        (None, "unknown"),
    ],
)
def test_channels(channel: Any, ours: str) -> None:
    """Via types, and their numbers."""
    assert feedback(via={"channel": channel}).get("channel", "unknown") == ours


PRIVATE = {"id": 1, "subject": "s", "description": "an internal note", "is_public": False}


@pytest.mark.parametrize("space", [b"", b" "])
def test_a_ticket_without_public_comment_keeps_its_note_to_itself(space: bytes) -> None:
    """Its description is an internal note: neither raw text nor row, unless asked for."""
    body = (
        b'{"tickets":['
        + msgspec.json.encode(PRIVATE).replace(b":", b":" + space)
        + b'],"end_of_stream":true}'
    )
    (hidden,) = read("tickets", body).records
    assert b"internal note" not in bytes(hidden)
    (shown,) = read("tickets", body, private_comments=True).records
    assert b"internal note" in bytes(shown)
    assert rows("tickets", PRIVATE)[0].body is None
    assert rows("tickets", PRIVATE, private_comments=True)[0].body == "an internal note"


def test_the_version_is_what_system_updates_move() -> None:
    """`generated_timestamp`, or `updated_at` where there is none."""
    stream = STREAMS["tickets"]
    assert stream.identify(
        stream.wire(id=1, generated_timestamp=1_767_603_600, updated_at=LATER)
    ) == ("1", "1767603600")
    assert stream.identify(stream.wire(id=1, updated_at=LATER)) == ("1", LATER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"created_at": "yesterday"}, "created_at"), ({"created_at": "2026-01-05T09:00:00"}, "created_at"),
     ({"due_at": "x"}, "due_at"), ({"metric_set": {"reply_time_in_minutes": {"calendar": 1e300}}}, "created_at")],
)  # fmt: skip
def test_what_fits_no_column_is_rejected_by_name(changes: Any, field: str) -> None:
    """A time without zone is refused too; the value itself is not told."""
    with pytest.raises(RecordRejected) as caught:
        rows("tickets", TICKET | changes)
    assert field in caught.value.field
    assert "yesterday" not in str(caught.value)


def test_normalising_asks_only_for_what_it_needs() -> None:
    """Context that was not read is no error."""
    assert run("tickets").plan.needs == ("ticket_fields", "custom_statuses", "brands")
    (row,) = of("feedback", rows("tickets", TICKET))
    assert row["custom_fields"]["501"] == {"value": "plan_team"}
