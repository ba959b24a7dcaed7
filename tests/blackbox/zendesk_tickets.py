"""Tickets of the made-up help desk, with their events, ratings and metrics."""

from __future__ import annotations

import random

from zendesk_model import (
    AGENT,
    CHANNELS,
    ORIGIN,
    PLAN_FIELD,
    PRIORITIES,
    SEATS_FIELD,
    SECOND_AGENT,
    START,
    STATUSES,
    SUBJECTS,
    SUMMARY_FIELD,
    Desk,
    Json,
    event,
    iso,
)


def add_ticket(desk: Desk, rng: random.Random, index: int) -> None:
    """The ticket of a number, and what belongs to it."""
    one, at = 7_000_001 + index, START + index * 2220
    requester = rng.choice([u for u in desk.users if u not in (AGENT, SECOND_AGENT)])
    status = "deleted" if index % 20 == 19 else STATUSES[index % len(STATUSES)]
    scrubbed = status == "deleted" and index % 40 == 39
    subject = "SCRUBBED" if scrubbed else f"{SUBJECTS[index % len(SUBJECTS)]} #{index}"
    body = "X" if scrubbed else f"Hello,\n\nit fails since release {index}.\n\nRegards\nRobin"
    values: list[Json] = [
        {"id": SUMMARY_FIELD, "value": f"ON-{index}"},
        {"id": PLAN_FIELD, "value": ("plan_free", "plan_team", None)[index % 3]},
        {"id": SEATS_FIELD, "value": index if index % 2 else None},
    ]
    rated = {2: "good", 3: "bad"}.get(index % 10) if status in {"solved", "closed"} else None
    ticket: Json = {
        "url": f"{ORIGIN}/api/v2/tickets/{one}.json", "id": one, "external_id": None,
        "via": {"channel": CHANNELS[index % 4], "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": iso(at), "updated_at": iso(at), "generated_timestamp": at,
        "type": ("question", "incident", "problem", "task", None)[index % 5], "subject": subject,
        "raw_subject": subject, "description": body, "priority": PRIORITIES[index % 5], "status": status,
        "recipient": None, "requester_id": requester, "submitter_id": AGENT if index % 7 == 0 else requester,
        "assignee_id": AGENT if index % 2 else SECOND_AGENT,
        "organization_id": desk.users[requester]["organization_id"], "group_id": 370_000_000_001 + index % 3,
        "collaborator_ids": [], "follower_ids": [], "email_cc_ids": [], "forum_topic_id": None,
        "problem_id": None, "has_incidents": False, "is_public": True, "due_at": None,
        "tags": ["vip"] if index % 4 == 0 else [], "custom_fields": values, "fields": values,
        "satisfaction_rating": {"score": rated or "unoffered"}, "sharing_agreement_ids": [],
        "custom_status_id": 397_000_000_001, "encoded_id": f"Z{index:05d}", "followup_ids": [],
        "ticket_form_id": 385_000_000_001, "brand_id": 380_000_000_001 + index % 2,
        "allow_channelback": False, "allow_attachments": True, "from_messaging_channel": False,
        "support_type": "agent",
    }  # fmt: skip
    desk.tickets[one] = ticket
    last = _history(desk, ticket, index, at)
    ticket.update(updated_at=iso(last), generated_timestamp=last + index % 3)
    if status == "closed" and index % 2:
        desk.archived.add(one)
    if rated:
        rating = 362_000_000_001 + index
        comment = f"Took {index} days" if rated == "bad" else None
        ticket["satisfaction_rating"] = {
            "id": rating,
            "score": rated,
            "comment": comment,
            "reason": None,
        }
        desk.ratings[rating] = _rating(rating, ticket, rated, comment, last)
    elif status == "solved":
        rating = 362_000_000_001 + index
        ticket["satisfaction_rating"] = {"score": "offered"}
        desk.ratings[rating] = _rating(rating, ticket, "offered", None, last)
    if status != "deleted":
        desk.metrics[one] = _metric(ticket, last)


def _history(desk: Desk, ticket: Json, index: int, at: int) -> int:
    """The events of one ticket: its creation, two comments (one private), a change of status."""
    one, number = ticket["id"], 500_000_000_000 + index * 100
    first = event(number, one, ticket["requester_id"], at)
    first["child_events"] = [
        _comment(number + 1, number, ticket["requester_id"], ticket["description"], at, public=True),
        *(
            {"id": number + 2 + i, "via": "Mail", "via_reference_id": None, name: ticket[name],
             "event_type": "Create"}
            for i, name in enumerate(("subject", "requester_id", "priority"))
        ),
        {"id": number + 9, "via": "Mail", "via_reference_id": None, "status": "new", "event_type": "Create"},
    ]  # fmt: skip
    desk.events[number] = first
    reply = event(number + 10, one, AGENT, at + 300)
    reply["child_events"] = [
        _comment(number + 11, number + 10, AGENT, f"We are looking into it, {index}.", at + 300, public=True),
        {"id": number + 12, "via": "Web form", "via_reference_id": None, "status": "open",
         "previous_value": "new", "event_type": "Change"},
    ]  # fmt: skip
    desk.events[number + 10] = reply
    note = event(number + 20, one, SECOND_AGENT, at + 600)
    note["child_events"] = [
        _comment(number + 21, number + 20, SECOND_AGENT, f"private note {index}", at + 600, public=False),
        {"id": number + 22, "via": "Web form", "via_reference_id": None, "priority": "high",
         "previous_value": ticket["priority"], "event_type": "Change"},
        {"id": number + 23, "via": "Web form", "via_reference_id": None,
         "custom_ticket_fields": {str(SEATS_FIELD): str(index)}, "previous_value": None,
         "event_type": "Change"},
        {"id": number + 24, "via": "Web form", "via_reference_id": None, "tags": ["vip"],
         "added_tags": ["vip"], "removed_tags": [], "event_type": "Change"},
    ]  # fmt: skip
    desk.events[number + 20] = note
    return at + 600


def _comment(number: int, audit: int, author: int, body: str, at: int, *, public: bool) -> Json:
    html = body.replace("\n", "<br>")
    return {
        "id": number, "via": {"channel": "web", "source": {"from": {}, "to": {}, "rel": None}},
        "via_reference_id": None, "type": "Comment", "author_id": author, "body": body,
        "html_body": f'<div class="zd-comment" dir="auto">{html}</div>', "plain_body": body,
        "public": public, "attachments": [], "audit_id": audit, "created_at": iso(at),
        "event_type": "Comment",
    }  # fmt: skip


def _rating(one: int, ticket: Json, score: str, comment: str | None, at: int) -> Json:
    return {
        "url": f"{ORIGIN}/api/v2/satisfaction_ratings/{one}.json", "id": one, "score": score,
        "assignee_id": ticket["assignee_id"], "group_id": ticket["group_id"],
        "requester_id": ticket["requester_id"], "ticket_id": ticket["id"], "created_at": iso(at),
        "updated_at": iso(at), "comment": comment, "reason": None, "reason_id": None, "reason_code": None,
    }  # fmt: skip


def _metric(ticket: Json, at: int) -> Json:
    done = ticket["status"] in {"solved", "closed"}
    minutes = {"calendar": 5, "business": 5}
    return {
        "url": f"{ORIGIN}/api/v2/ticket_metrics/{ticket['id'] + 1}.json", "id": ticket["id"] + 363_000_000_000,
        "ticket_id": ticket["id"], "created_at": ticket["created_at"], "updated_at": iso(at),
        "group_stations": 1, "assignee_stations": 1, "reopens": 0, "replies": 1,
        "assignee_updated_at": iso(at), "requester_updated_at": ticket["created_at"],
        "status_updated_at": iso(at), "initially_assigned_at": ticket["created_at"],
        "assigned_at": ticket["created_at"], "solved_at": iso(at) if done else None,
        "latest_comment_added_at": iso(at), "reply_time_in_minutes": minutes,
        "first_resolution_time_in_minutes": minutes if done else {"calendar": None, "business": None},
        "full_resolution_time_in_minutes": minutes if done else {"calendar": None, "business": None},
        "agent_wait_time_in_minutes": minutes, "requester_wait_time_in_minutes": minutes,
        "on_hold_time_in_minutes": {"calendar": 0, "business": 0}, "custom_status_updated_at": iso(at),
    }  # fmt: skip
