"""Audits: comments, changes, merges; and that no internal note is ever held. All payloads are made up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from zd import AT, LATER, STREAMS, of, read, ref, rows

from productops.model import Comment, FeedbackItem, Person
from productops.sync.payload import to_payload

SECRET = "the customer owes us money"
COMMENT: dict[str, Any] = {
    "id": 901, "event_type": "Comment", "type": "Comment", "author_id": 101, "public": True,
    "body": "See **this**\n> quoted", "html_body": "<p>See <b>this</b></p>", "plain_body": "See this\n> quoted",
    "created_at": AT, "audit_id": 900, "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
    "attachments": [{"id": 801, "file_name": "shot.png", "content_type": "image/png", "size": 512,
                     "content_url": "https://acme.zendesk.com/attachments/token/abc/?name=shot.png"}],
}  # fmt: skip
NOTE = {"id": 902, "event_type": "Comment", "public": False, "body": SECRET, "author_id": 102}


def audit(*children: Any, **more: Any) -> dict[str, Any]:
    """An audit of ticket 5."""
    return {
        "id": 900, "ticket_id": 5, "created_at": AT, "timestamp": 1_767_603_600, "updater_id": 102,
        "via": "Mail", "event_type": "Audit", "child_events": list(children), **more,
    }  # fmt: skip


def events(*audits: Any, **more: Any) -> Any:
    """The page that reads *audits*."""
    return read("ticket_events", {"ticket_events": list(audits), "end_of_stream": True}, **more)


def payloads(page: Any) -> list[dict[str, Any]]:
    """The page's records, as stored."""
    return [msgspec.json.decode(to_payload(record)) for record in page.records]


def found(*audits: Any, **more: Any) -> list[Any]:
    """All rows of *audits*."""
    return [
        row
        for record in payloads(events(*audits, **more))
        for row in rows("ticket_events", record, **more)
    ]


def test_a_whole_comment() -> None:
    """Its own record; text as Zendesk has it, and without what it quotes."""
    (record,) = payloads(events(audit(COMMENT)))
    assert record["comment"] == COMMENT
    (row,) = of("comment", rows("ticket_events", record))
    assert row == {
        "source_id": "901",
        "source_url": "https://acme.zendesk.com/agent/tickets/5",
        "occurred_at": AT,
        "source_created_at": AT,
        "source_updated_at": AT,
        "parent_id": ref("ticket_events", FeedbackItem, 5),
        "author_id": ref("ticket_events", Person, 101),
        "body": "See **this**\n> quoted",
        "body_format": "plain",
        "body_plain": "See this\n> quoted",
        "body_clean": "See this",
        "channel": "email",
        "is_description": False,
    }


def test_a_whole_attachment() -> None:
    """What it is and where; the address of its bytes holds a token and is no link for people."""
    (row,) = of("attachment", found(audit(COMMENT)))
    assert row == {
        "source_id": "801",
        "source_url": "https://acme.zendesk.com/agent/tickets/5",
        "source_created_at": AT,
        "parent_id": ref("ticket_events", Comment, 901),
        "file_name": "shot.png",
        "content_type": "image/png",
        "size_bytes": 512,
    }


def test_a_whole_transition() -> None:
    """Before, after, their categories, and who did it."""
    change = {
        "id": 903,
        "event_type": "Change",
        "status": "solved",
        "previous_value": "open",
        "via": "Mail",
    }
    (row,) = of("transition", found(audit(change)))
    assert row == {
        "source_id": "903",
        "source_url": "https://acme.zendesk.com/agent/tickets/5",
        "occurred_at": AT,
        "source_created_at": AT,
        "item_id": ref("ticket_events", FeedbackItem, 5),
        "field": "status",
        "field_name": "status",
        "from_value": "open",
        "to_value": "solved",
        "from_category": "in_progress",
        "to_category": "done",
        "actor_id": ref("ticket_events", Person, 102),
    }


@pytest.mark.parametrize(
    ("child", "changes"),
    [
        ({"event_type": "Create", "priority": "high"}, [("priority", None, "high")]),
        ({"event_type": "Create", "type": None}, []),
        ({"event_type": "Change", "type": "task", "previous_value": "question"}, [("type", "question", "task")]),
        ({"event_type": "Change", "assignee_id": 7, "previous_value": None}, [("assignee", None, "7")]),
        ({"event_type": "Change", "group_id": None, "previous_value": "8"}, [("team", "8", None)]),
        ({"event_type": "Change", "custom_ticket_fields": {"501": "b"}, "previous_value": "a"}, [("501", "a", "b")]),
        ({"event_type": "Change", "custom_ticket_fields": {"501": "b", "502": True},
          "previous_value": {"501": "a"}}, [("501", "a", "b"), ("502", None, "true")]),
        ({"event_type": "Change", "tags": ["a", "c"], "added_tags": ["c"], "removed_tags": ["b"]},
         [("tags", "a, b", "a, c")]),
        ({"event_type": "Change", "tags": ["a"], "previous_value": ["b"]}, [("tags", "b", "a")]),
        ({"type": "Change", "field_name": "status", "value": "open", "previous_value": "new"}, [("status", "new", "open")]),
        ({"event_type": "Notification", "subject": "s", "recipients": [1]}, []),
        ({"event_type": "SomethingNew", "x": 1}, []),
        ({}, []),
    ],
)  # fmt: skip
def test_every_changed_field_is_a_transition(child: Any, changes: Any) -> None:
    """Both spellings of the history; undocumented events are left to the raw payload."""
    got = of("transition", found(audit({"id": 903, **child})))
    assert [(row["field"], row.get("from_value"), row.get("to_value")) for row in got] == changes
    assert len({row["source_id"] for row in got}) == len(got)


def test_names_of_custom_fields_and_statuses_come_from_their_lists() -> None:
    """By id, as they are called now."""
    context = {
        "ticket_fields": {"501": {"id": 501, "title": "Plan"}},
        "custom_statuses": {
            "11": {"id": 11, "agent_label": "Fix shipped", "status_category": "solved"}
        },
    }
    field = {"id": 903, "event_type": "Change", "custom_ticket_fields": {"501": "b"}}
    status = {"id": 904, "event_type": "Change", "custom_status_id": "11", "previous_value": "12"}
    named, moved = of("transition", found(audit(field, status), context=context))
    assert named["field_name"] == "Plan"
    assert (moved["field"], moved["to_category"], moved.get("from_category")) == (
        "custom_status",
        "done",
        None,
    )


def test_the_first_comment_is_the_description() -> None:
    """It comes in the audit that creates the ticket."""
    create = {"id": 905, "event_type": "Create", "status": "new"}
    assert of("comment", found(audit(COMMENT, create)))[0]["is_description"] is True


def test_zendesk_itself_is_nobody() -> None:
    """Author and updater -1."""
    comment, moved = found(
        audit(
            COMMENT | {"author_id": -1, "attachments": []},
            {"id": 9, "event_type": "Change", "status": "open"},
            updater_id=-1,
        )
    )
    assert (comment.author_id, comment.author_role, moved.actor_id) == (None, "bot", None)


@pytest.mark.parametrize(
    "child",
    [
        NOTE,
        NOTE | {"public": None},
        {key: value for key, value in NOTE.items() if key != "public"},
        NOTE | {"public": "no"},
        {"id": 906, "event_type": "Comment", "comment_present": True, "comment_public": False, "x": SECRET},
        {"id": 907, "event_type": "Notification", "body": SECRET, "recipients": [1]},
        {"id": 908, "event_type": "VoiceComment", "public": False, "body": SECRET, "data": {"transcription_text": SECRET}},
        {"id": {"odd": 1}, "event_type": "Comment", "body": SECRET, "public": False},
    ],
)  # fmt: skip
def test_an_internal_note_is_never_held(child: Any) -> None:
    """Neither a row nor its text in any payload; with the setting it comes."""
    page = events(audit(child, {"id": 9, "event_type": "Change", "status": "open"}))
    assert SECRET not in str([to_payload(record) for record in page.records])
    shown = events(audit(child), private_comments=True)
    if child.get("event_type") == "Comment" and child is NOTE:
        (row,) = of("comment", rows("ticket_events", payloads(shown)[0], private_comments=True))
        assert (row["visibility"], row["body"]) == ("internal", SECRET)


def test_an_audit_that_does_not_fit_is_set_aside_without_the_note() -> None:
    """The rest of the page goes on."""
    page = events(audit(NOTE, id=None), audit(COMMENT | {"attachments": []}))
    odd, fine = (to_payload(record) for record in page.records)
    assert SECRET not in str(odd)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(odd, type=STREAMS["ticket_events"].wire)
    assert b'"id":901' in fine


def test_a_public_comment_that_does_not_fit_is_set_aside_alone() -> None:
    """Its neighbours stay."""
    first, second, third = payloads(
        events(
            audit(
                COMMENT | {"created_at": 7},
                COMMENT | {"id": 2, "attachments": None},
                {"id": 3, "event_type": "Change", "status": "open"},
            )
        )
    )
    with pytest.raises(msgspec.ValidationError):
        rows("ticket_events", first)
    assert len(rows("ticket_events", second)) == len(rows("ticket_events", third)) == 1


def test_a_merge_keeps_the_number_of_the_other_ticket_alone() -> None:
    """The comment that tells it is internal as a rule, and in the account's language."""
    tagged = {
        "id": 9,
        "event_type": "Change",
        "tags": ["closed_by_merge"],
        "added_tags": ["closed_by_merge"],
        "removed_tags": [],
    }
    note = NOTE | {"body": f"Dieses Ticket wurde mit #41 zusammengeführt: {SECRET}"}
    page = events(audit(note, tagged))
    assert SECRET not in str([to_payload(record) for record in page.records])
    (link,) = of("link", found(audit(note, tagged)))
    assert (link["from_id"], link["to_id"]) == (
        ref("ticket_events", FeedbackItem, 5),
        ref("ticket_events", FeedbackItem, 41),
    )
    assert (link["link_type"], link["source_id"]) == ("merged_into", "900:merged_into:41")
    english = NOTE | {"body": 'This request was closed and merged into request #7 "x".'}
    assert of("link", found(audit(english)))[0]["to_id"] == ref("ticket_events", FeedbackItem, 7)
    assert of("link", found(audit(NOTE | {"body": "Same as #7"}))) == []


@pytest.mark.parametrize(
    "kind", ["CommentRedactionEvent", "AttachmentRedactionEvent", "CommentPrivacyChange"]
)
def test_a_rewritten_comment_is_read_again(kind: str) -> None:
    """The event does not say what it is now; the ticket's comments do, and they are newer."""
    page = events(audit({"id": 9, "comment_id": 901, "event_type": kind}, created_at=LATER))
    (child,) = page.children
    assert child.path == "/api/v2/tickets/5/comments"
    assert child.of == "900"
    body = {
        "comments": [COMMENT | {"body": "▇▇▇"}, NOTE],
        "meta": {"has_more": True},
        "links": {
            "next": "https://acme.zendesk.com/api/v2/tickets/5/comments.json?page%5Bafter%5D=n"
        },
    }
    again = read("ticket_events", body, child)
    (record,) = payloads(again)
    stream = STREAMS["ticket_events"]
    decoded = msgspec.convert(record, stream.wire)
    assert stream.identify(decoded) == ("901", LATER)
    assert of("comment", rows("ticket_events", record))[0] | {"body_plain": ""} == {
        **of("comment", rows("ticket_events", payloads(events(audit(COMMENT)))[0]))[0],
        "body": "▇▇▇", "body_plain": "", "is_description": True, "source_updated_at": LATER,
    }  # fmt: skip
    assert again.gone == ["902"]
    assert again.next is not None
    assert again.next.state["first"] is False


def test_the_comments_of_a_deleted_ticket_stay_as_they_were() -> None:
    """Zendesk answers 404."""
    (child,) = events(audit({"id": 9, "event_type": "CommentRedactionEvent"})).children
    found_ = read("ticket_events", {"error": "RecordNotFound"}, child, status=404)
    assert (list(found_.records), found_.next) == ([], None)


def test_an_audit_with_nothing_to_tell_is_kept_and_yields_nothing() -> None:
    """An SLA tick, and the odd record of the vendor's own example."""
    odd = {
        "id": 926,
        "instance_id": 1,
        "metric": "agent_work_time",
        "ticket_id": 155,
        "time": AT,
        "type": "measure",
    }
    assert [len(rows("ticket_events", record)) for record in payloads(events(audit(), odd))] == [
        0,
        0,
    ]


def test_comments_made_after_the_rewriting_keep_their_own_version() -> None:
    """Their own audits tell them; seen from here they would be older than they are."""
    rewriting = {"id": 9, "comment_id": 901, "event_type": "CommentRedactionEvent"}
    (child,) = events(audit(rewriting, created_at=LATER)).children
    body = {
        "comments": [
            COMMENT | {"created_at": AT},
            COMMENT | {"id": 903, "created_at": "2027-01-01T00:00:00Z"},
        ],
        "meta": {"has_more": False},
    }
    assert [record["id"] for record in payloads(read("ticket_events", body, child))] == [901]
