"""Tickets in the vendor's shape."""

from __future__ import annotations

from typing import Any

from productops.sandbox import talk
from productops.sandbox.cases import Case, State

from . import ids
from .account import Account
from .fields import custom_fields

STATUSES = ("new", "open", "pending", "hold", "solved")
TYPES = {
    "bug": "incident",
    "request": "task",
    "question": "question",
    "complaint": "question",
    "praise": None,
}
CHANNELS = {
    "email": "email",
    "form": "web",
    "chat": "native_messaging",
    "api": "api",
    "phone": "voice",
}
MAILBOX = "support@fernhill.example"
_NOWHERE: dict[str, Any] = {"from": {}, "to": {}, "rel": None}


def status_id(status: str) -> int:
    """The custom status that stands for a status; closed tickets keep the solved one."""
    known = status if status in STATUSES else "solved"
    return ids.made(ids.STATUS, STATUSES.index(known))


def via(account: Account, case: Case) -> dict[str, Any]:
    """How the ticket came in.

    https://developer.zendesk.com/documentation/ticketing/reference-guides/via-object-reference/
    """
    source: dict[str, Any] = {"from": {}, "to": {}, "rel": None}
    if case.follows is not None:
        source["from"] = {"ticket_id": case.follows + 1, "subject": _first_subject(account, case)}
        source["rel"] = "follow_up"
    elif case.channel == "email":
        writer = account.company.person(case.requester)
        source["from"] = {"address": writer.email, "name": writer.name}
        source["to"] = {"name": account.company.name, "address": MAILBOX}
    return {"channel": CHANNELS[case.channel], "source": source}


def _first_subject(account: Account, case: Case) -> str | None:
    """The subject of the ticket this one follows; a text that is going to be scrubbed is not kept here."""
    first = account.company.case(case.follows or 0)
    erased = any(moment.what == "deleted" for moment in first.life)
    return None if erased else talk.subject(account.company, first)


def tags(account: Account, case: Case, state: State) -> list[str]:
    """The ticket's tags, sorted."""
    found = {
        f"area_{case.area}",
        f"intent__{case.kind}",
        f"language__{case.language}",
        "language_confidence__high",
    }
    if state.raised:
        found.add("vip")
    if state.linked:
        found.add("linked_issue")
    if state.merged:
        found.add("closed_by_merge")
    if case.index in account.bumps:
        found.add("bulk_update")
    return sorted(found)


def satisfaction(account: Account, case: Case, state: State) -> dict[str, Any] | None:
    """The legacy rating on the ticket; an account with survey responses offers none."""
    if account.csat != "legacy" or not state.first_solved:
        return {"score": "unoffered"}
    if not state.rated:
        return {"score": "offered"}
    return {
        "id": ids.made(ids.RATING, case.index),
        "score": score(case),
        "comment": talk.verdict(account.company, case) or None,
        "reason": "No reason provided",
        "reason_id": 0,
    }


def score(case: Case) -> str:
    """The legacy score of a rating."""
    return "good" if case.rating > 3 else "bad"  # noqa: PLR2004 - 4 and 5 of 5 count as good


def ticket(account: Account, index: int, *, stamp: bool = True) -> dict[str, Any]:
    """A ticket; *stamp*: with `generated_timestamp`, which search leaves out."""
    case, state = account.view(index)
    return {
        "url": f"{account.host}/api/v2/tickets/{index + 1}.json",
        "id": index + 1,
        "external_id": None,
        "created_at": ids.iso(case.opened),
        "updated_at": ids.iso(state.updated),
        **({"generated_timestamp": state.generated} if stamp else {}),
        "status": state.status,
        "custom_status_id": status_id(state.before if state.deleted else state.status),
        **(_scrubbed(case) if state.scrubbed else _told(account, case, state)),
        **_people(case),
        **_ALWAYS,
        "followup_ids": _followups(account, case),
        "encoded_id": f"{(index * 2_654_435_761) % 0xFFFFFF:06X}-{index % 0xFFFFF:05X}",
        "brand_id": ids.made(ids.BRAND, int(case.area == "mobile")),
        "from_messaging_channel": case.channel == "chat",
    }


_ALWAYS: dict[str, Any] = {
    "collaborator_ids": [],
    "email_cc_ids": [],
    "forum_topic_id": None,
    "problem_id": None,
    "has_incidents": False,
    "is_public": True,
    "due_at": None,
    "sharing_agreement_ids": [],
    "ticket_form_id": ids.made(ids.FORM, 0),
    "allow_channelback": False,
    "allow_attachments": True,
    "support_type": "agent",
}


def _people(case: Case) -> dict[str, Any]:
    requester = ids.made(ids.PERSON, case.requester)
    of = case.organisation
    return {
        "requester_id": requester,
        "submitter_id": requester,
        "organization_id": None if of is None else ids.made(ids.ORGANISATION, of),
    }


def _told(account: Account, case: Case, state: State) -> dict[str, Any]:
    """What people wrote and chose."""
    company = account.company
    customer = None if case.organisation is None else company.organisation(case.organisation)
    plan = customer.plan if customer else None
    values = custom_fields(case, state, plan, company.issue_key(case.issue))
    subject = talk.subject(company, case)
    return {
        "via": via(account, case),
        "type": TYPES[case.kind],
        "subject": subject,
        "raw_subject": subject,
        "description": talk.body(company, case),
        "priority": "urgent" if state.raised else case.priority,
        "recipient": MAILBOX if case.channel == "email" else None,
        "assignee_id": ids.made(ids.STAFF, case.agent) if state.assigned else None,
        "group_id": ids.made(ids.TEAM, case.team),
        "follower_ids": [ids.made(ids.STAFF, 0)] if state.raised else [],
        "tags": tags(account, case, state),
        "custom_fields": values,
        "fields": values,
        "satisfaction_rating": satisfaction(account, case, state),
    }


def _scrubbed(case: Case) -> dict[str, Any]:
    """What is left of a ticket that was deleted for good; recorded so in 2023."""
    return {
        "via": {"channel": CHANNELS[case.channel], "source": _NOWHERE},
        "type": None,
        "subject": "SCRUBBED",
        "raw_subject": "SCRUBBED",
        "description": "X",
        "priority": None,
        "recipient": None,
        "assignee_id": None,
        "group_id": None,
        "follower_ids": [],
        "tags": [],
        "custom_fields": [],
        "fields": [],
        "satisfaction_rating": None,
    }


def _followups(account: Account, case: Case) -> list[int]:
    later = case.followed_by
    return [later + 1] if later is not None and account.exists(later) else []
