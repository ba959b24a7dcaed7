"""A small made-up help desk: what the stand-in serves, and what the tests expect back.

Everything is computed from one seed and fixed dates, so that two desks of one size are equal. Names are
fictional; shapes follow the vendor's reference (https://developer.zendesk.com/api-reference/).
Times are Unix seconds inside, ISO 8601 on the wire.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

START = 1_767_603_600  # 2026-01-05T09:00:00Z
SUBDOMAIN = "northwind"
ORIGIN = f"https://{SUBDOMAIN}.zendesk.com"
AGENT, SECOND_AGENT = 360_000_000_001, 360_000_000_002
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent", None)
CHANNELS = ("email", "web", "api", "chat")
SUBJECTS = (
    "Export to Excel drops the last column", "Rechnung fehlt im Portal", "ログインできません",
    "Feature request: dark mode", "Le paiement échoue avec une carte étrangère", "Cannot add a team member",
)  # fmt: skip
SUMMARY_FIELD, PLAN_FIELD, SEATS_FIELD = 390_000_000_101, 390_000_000_102, 390_000_000_103


def iso(seconds: int) -> str:
    """Unix seconds as the vendor writes a time, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Desk:
    """The whole account; each table maps the vendor's id to the record as served."""

    tickets: dict[int, Json] = field(default_factory=dict)
    users: dict[int, Json] = field(default_factory=dict)
    organizations: dict[int, Json] = field(default_factory=dict)
    events: dict[int, Json] = field(default_factory=dict)
    groups: dict[int, Json] = field(default_factory=dict)
    brands: dict[int, Json] = field(default_factory=dict)
    ticket_fields: dict[int, Json] = field(default_factory=dict)
    ticket_forms: dict[int, Json] = field(default_factory=dict)
    ratings: dict[int, Json] = field(default_factory=dict)
    survey_responses: dict[str, Json] = field(default_factory=dict)
    articles: dict[int, Json] = field(default_factory=dict)
    topics: dict[int, Json] = field(default_factory=dict)
    posts: dict[int, Json] = field(default_factory=dict)
    post_comments: dict[int, Json] = field(default_factory=dict)
    votes: dict[int, Json] = field(default_factory=dict)
    schedules: dict[int, Json] = field(default_factory=dict)
    holidays: dict[int, list[Json]] = field(default_factory=dict)
    slas: dict[int, Json] = field(default_factory=dict)
    archived: set[int] = field(default_factory=set)
    metrics: dict[int, Json] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def rename_field(self, field_id: int, title: str, at: int) -> None:
        """Give a ticket field another title, as an admin does."""
        one = self.ticket_fields[field_id]
        one.update(title=title, raw_title=title, title_in_portal=title, updated_at=iso(at))

    def touch(self, ticket_id: int, at: int, **changes: Any) -> None:
        """Change a ticket at a moment: its fields, its timestamps and an event that says so."""
        ticket = self.tickets[ticket_id]
        before = {name: ticket[name] for name in changes}
        ticket.update(changes, updated_at=iso(at), generated_timestamp=at)
        event = _event(max(self.events) + 10, ticket_id, AGENT, at)
        event["child_events"] = [
            {"id": event["id"] + 1 + index, "via": "Web form", "via_reference_id": None,
             name: value, "previous_value": before[name], "event_type": "Change"}
            for index, (name, value) in enumerate(changes.items())
        ]  # fmt: skip
        self.events[event["id"]] = event

    def vanish(self, *ticket_ids: int) -> None:
        """Remove tickets without a trace: no tombstone in any export (a purge behind the API's back)."""
        for ticket_id in ticket_ids:
            del self.tickets[ticket_id]
            self.archived.discard(ticket_id)
        gone = set(ticket_ids)
        self.events = {k: v for k, v in self.events.items() if v["ticket_id"] not in gone}
        self.ratings = {k: v for k, v in self.ratings.items() if v["ticket_id"] not in gone}


def build(tickets: int = 60, *, users: int = 20, organizations: int = 6, seed: int = 7) -> Desk:
    """One account of a size. The same arguments give the same account."""
    rng = random.Random(seed)  # noqa: S311 - made-up data, not secrets
    desk = Desk()
    _context(desk)
    _organizations(desk, organizations)
    _users(desk, users, organizations)
    for index in range(tickets):
        _ticket(desk, rng, index)
    _help_center(desk, rng)
    _surveys(desk, rng)
    return desk


def _context(desk: Desk) -> None:
    stamp = {"created_at": iso(START - 900_000), "updated_at": iso(START - 900_000)}
    for index, name in enumerate(("Support", "Billing", "Escalations")):
        one = 370_000_000_001 + index
        desk.groups[one] = {
            "url": f"{ORIGIN}/api/v2/groups/{one}.json", "id": one, "is_public": True, "name": name,
            "description": "", "default": index == 0, "deleted": False, **stamp,
        }  # fmt: skip
    for index, name in enumerate(("Northwind", "Northwind Labs")):
        one = 380_000_000_001 + index
        desk.brands[one] = {
            "url": f"{ORIGIN}/api/v2/brands/{one}.json", "id": one, "name": name, "active": True,
            "brand_url": ORIGIN, "subdomain": SUBDOMAIN, "host_mapping": None, "default": index == 0,
            "has_help_center": index == 0, "help_center_state": "enabled", "is_deleted": False,
            "logo": None, "ticket_form_ids": [385_000_000_001], "signature_template": "", **stamp,
        }  # fmt: skip
    for one, kind, title, removable in (
        (390_000_000_001, "subject", "Subject", False),
        (390_000_000_002, "description", "Description", False),
        (390_000_000_003, "status", "Status", False),
        (SUMMARY_FIELD, "text", "Order number", True),
        (PLAN_FIELD, "tagger", "Plan", True),
        (SEATS_FIELD, "integer", "Seats", True),
    ):
        desk.ticket_fields[one] = _ticket_field(one, kind, title, removable=removable) | stamp
    desk.ticket_forms[385_000_000_001] = {
        "id": 385_000_000_001, "name": "Default", "raw_name": "Default", "display_name": "Default",
        "end_user_visible": True, "position": 1, "active": True, "default": True, "in_all_brands": True,
        "ticket_field_ids": list(desk.ticket_fields), "restricted_brand_ids": [],
        "url": f"{ORIGIN}/api/v2/ticket_forms/385000000001.json", **stamp,
    }  # fmt: skip
    desk.schedules[395_000_000_001] = {
        "id": 395_000_000_001, "name": "Office", "time_zone": "Berlin", **stamp,
        "intervals": [{"start_time": d * 1440 + 540, "end_time": d * 1440 + 1020} for d in range(1, 6)],
    }  # fmt: skip
    desk.holidays[395_000_000_001] = [
        {"id": 395_500_000_001, "name": "New Year", "start_date": "2026-01-01", "end_date": "2026-01-01"},
    ]
    desk.slas[396_000_000_001] = {
        "id": 396_000_000_001, "title": "Incidents", "description": "Urgent first", "position": 1,
        "filter": {"all": [{"field": "type", "operator": "is", "value": "incident"}], "any": []},
        "policy_metrics": [{"priority": "urgent", "target": 60, "metric": "first_reply_time",
                            "business_hours": False}],
        "url": f"{ORIGIN}/api/v2/slas/policies/396000000001.json", **stamp,
    }  # fmt: skip


def _ticket_field(one: int, kind: str, title: str, *, removable: bool) -> Json:
    record: Json = {
        "url": f"{ORIGIN}/api/v2/ticket_fields/{one}.json", "id": one, "type": kind, "title": title,
        "raw_title": title, "description": "", "raw_description": "", "position": one % 100, "active": True,
        "required": False, "collapsed_for_agents": False, "regexp_for_validation": None,
        "title_in_portal": title, "raw_title_in_portal": title, "visible_in_portal": True,
        "editable_in_portal": True, "required_in_portal": False, "agent_can_edit": True, "tag": None,
        "removable": removable, "key": None, "agent_description": None,
    }  # fmt: skip
    if kind == "tagger":
        record["custom_field_options"] = [
            {"id": one + 5000 + i, "name": name, "raw_name": name, "value": f"plan_{name.lower()}",
             "default": False}
            for i, name in enumerate(("Free", "Team", "Enterprise"))
        ]  # fmt: skip
    return record


def _organizations(desk: Desk, number: int) -> None:
    for index in range(number):
        one, at = 361_000_000_001 + index, START - 800_000 + index * 5000
        desk.organizations[one] = {
            "url": f"{ORIGIN}/api/v2/organizations/{one}.json", "id": one, "name": f"Customer {index} Ltd",
            "shared_tickets": False, "shared_comments": False, "external_id": f"crm-{index}",
            "created_at": iso(at), "updated_at": iso(at), "domain_names": [f"customer{index}.example"],
            "details": "", "notes": "", "group_id": None, "tags": ["enterprise"] if index % 3 == 0 else [],
            "organization_fields": {"plan": "team"}, "deleted_at": None,
        }  # fmt: skip


def _users(desk: Desk, number: int, organizations: int) -> None:
    for index in range(number):
        one, at = 360_000_000_001 + index, START - 700_000 + index * 5000
        agent = index < 2
        desk.users[one] = {
            "id": one, "url": f"{ORIGIN}/api/v2/users/{one}.json", "name": f"Robin Person{index}",
            "email": f"robin.person{index}@{'northwind' if agent else 'customer'}.example",
            "created_at": iso(at), "updated_at": iso(at), "time_zone": "Berlin",
            "iana_time_zone": "Europe/Berlin", "phone": None, "shared_phone_number": None, "photo": None,
            "locale_id": 1, "locale": "en-US",
            "organization_id": None if agent else 361_000_000_001 + index % organizations,
            "role": ("admin" if index == 0 else "agent") if agent else "end-user", "verified": True,
            "external_id": None, "tags": [], "alias": "", "active": index != number - 1, "shared": False,
            "shared_agent": False, "last_login_at": None, "two_factor_auth_enabled": None, "signature": None,
            "details": "", "notes": "", "role_type": None, "custom_role_id": None, "moderator": agent,
            "ticket_restriction": None if agent else "requested", "only_private_comments": False,
            "restricted_agent": not agent, "suspended": False, "default_group_id": None,
            "report_csv": False, "user_fields": {},
        }  # fmt: skip
        if index == number - 1:
            desk.users[one].update(email=None, name="Permanently Deleted User", permanently_deleted=True)


def _ticket(desk: Desk, rng: random.Random, index: int) -> None:
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
        ticket["satisfaction_rating"] = {"id": rating, "score": rated, "comment": comment, "reason": None}
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
    first = _event(number, one, ticket["requester_id"], at)
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
    reply = _event(number + 10, one, AGENT, at + 300)
    reply["child_events"] = [
        _comment(number + 11, number + 10, AGENT, f"We are looking into it, {index}.", at + 300, public=True),
        {"id": number + 12, "via": "Web form", "via_reference_id": None, "status": "open",
         "previous_value": "new", "event_type": "Change"},
    ]  # fmt: skip
    desk.events[number + 10] = reply
    note = _event(number + 20, one, SECOND_AGENT, at + 600)
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


def _event(number: int, ticket: int, updater: int, at: int) -> Json:
    return {
        "id": number, "ticket_id": ticket, "timestamp": at, "created_at": iso(at), "updater_id": updater,
        "via": "Web form", "system": {"client": "Browser", "location": "Berlin, Germany"}, "metadata": {},
        "event_type": "Audit", "child_events": [],
    }  # fmt: skip


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


def _help_center(desk: Desk, rng: random.Random) -> None:
    for index in range(8):
        one, at = 364_000_000_001 + index, START + index * 7000
        desk.articles[one] = {
            "id": one, "url": f"{ORIGIN}/api/v2/help_center/en-us/articles/{one}.json",
            "html_url": f"{ORIGIN}/hc/en-us/articles/{one}", "author_id": AGENT, "comments_disabled": False,
            "draft": index == 7, "promoted": False, "position": 0, "vote_sum": 1, "vote_count": 1,
            "section_id": 364_500_000_001, "created_at": iso(at), "updated_at": iso(at), "edited_at": iso(at),
            "name": f"How to do {index}", "title": f"How to do {index}", "source_locale": "en-us",
            "locale": "en-us", "outdated": False, "outdated_locales": [], "user_segment_id": None,
            "permission_group_id": 1, "content_tag_ids": [], "label_names": [f"label{index % 2}"],
            "body": f"<p>Open the menu, then choose {index}.</p>",
        }  # fmt: skip
    topic = 365_000_000_001
    desk.topics[topic] = {
        "id": topic, "url": f"{ORIGIN}/api/v2/help_center/community/topics/{topic}.json",
        "html_url": f"{ORIGIN}/hc/en-us/community/topics/{topic}", "name": "Feature requests",
        "description": None, "position": 0, "follower_count": 1, "community_id": 1,
        "created_at": iso(START), "updated_at": iso(START), "manageable_by": "managers",
        "user_segment_id": None,
    }  # fmt: skip
    people = [u for u in desk.users if u > SECOND_AGENT]
    for index in range(5):
        one, at = 366_000_000_001 + index, START + 50_000 + index * 7000
        voters = people[: index % 4]
        desk.posts[one] = {
            "id": one, "title": f"Please add idea {index}", "details": f"<p>It would help, {index}.</p>",
            "author_id": rng.choice(people), "vote_sum": len(voters), "vote_count": len(voters),
            "comment_count": index % 3, "follower_count": 1, "topic_id": topic, "closed": False,
            "pinned": False, "featured": False, "status": ("none", "planned", "answered")[index % 3],
            "html_url": f"{ORIGIN}/hc/en-us/community/posts/{one}", "content_tag_ids": [],
            "url": f"{ORIGIN}/api/v2/help_center/community/posts/{one}.json", "created_at": iso(at),
            "updated_at": iso(at), "non_author_editor_id": None, "non_author_updated_at": None,
        }  # fmt: skip
        for number in range(index % 3):
            _post_comment(desk, one, 367_000_000_001 + index * 10 + number, people[number], at)
        for number, voter in enumerate(voters):
            vote = 368_000_000_001 + index * 10 + number
            desk.votes[vote] = {
                "id": vote, "url": f"{ORIGIN}/api/v2/help_center/votes/{vote}.json", "user_id": voter,
                "value": 1, "item_id": one, "item_type": "Post", "created_at": iso(at),
                "updated_at": iso(at),
            }  # fmt: skip


def _post_comment(desk: Desk, post: int, one: int, author: int, at: int) -> None:
    desk.post_comments[one] = {
        "id": one, "url": f"{ORIGIN}/api/v2/help_center/community/posts/{post}/comments/{one}.json",
        "html_url": f"{ORIGIN}/hc/en-us/community/posts/{post}/comments/{one}", "author_id": author,
        "body": f"<p>Me too, {one}</p>", "post_id": post, "official": False, "vote_sum": 0, "vote_count": 0,
        "created_at": iso(at + 60), "updated_at": iso(at + 60), "non_author_editor_id": None,
        "non_author_updated_at": None,
    }  # fmt: skip


def _surveys(desk: Desk, rng: random.Random) -> None:
    survey, scale, text = "01J58KJ9RAE0D2EK7HRVM7Z8F2", "01GFYBENPDGN1R6NAA4WRDNVFR", "01GFYBENPDGN1R6NAA4TEXT00"
    solved = [t for t in desk.tickets.values() if t["status"] in {"solved", "closed"}][:6]
    for index, ticket in enumerate(solved):
        at = ticket["generated_timestamp"] + 3600
        stamp = {"created_at": iso(at), "updated_at": iso(at)}
        one = f"01J1WB51MG6HXTYWE6Q0C9{index:04d}"
        answers: list[Json] = [{
            "type": "rating_scale", "rating": rng.randint(1, 5), "rating_category": "good", **stamp,
            "question": {"id": scale, "alias": "customer_satisfaction", "type": "rating_scale_emoji",
                         "headline": {"type": "static", "value": "How satisfied were you?"},
                         "options": [{"rating": n, "label": {"type": "static", "value": str(n)}}
                                     for n in range(1, 6)]},
        }]  # fmt: skip
        question = {"id": text, "alias": "comment", "type": "open_ended",
                    "headline": {"type": "static", "value": "Anything else?"}}  # fmt: skip
        if index % 2:
            answers.append({"type": "open_ended", "value": f"Answer text {index}", "question": question} | stamp)
        else:
            answers.append({"type": "skipped", "question": question} | stamp)
        desk.survey_responses[one] = {
            "id": one, "responder_id": ticket["requester_id"], "expires_at": iso(at + 2_419_200),
            "answers": answers, "survey": {"id": survey, "version": 3, "state": "enabled"},
            "subject_zrns": [f"zen:ticket:{ticket['id']}"],
            "subjects": [{"id": str(ticket["id"]), "type": "ticket", "zrn": f"zen:ticket:{ticket['id']}"}],
            "_at": at,
        }  # fmt: skip
