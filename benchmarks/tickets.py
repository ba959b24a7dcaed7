"""Synthetic tickets in Zendesk's shape, 3 to 4 KB each as JSON. The same number gives the same ticket, everywhere.

Made for measuring: shapes and sizes are like the vendor's cursor export with metrics side-loaded, the content is
invented. https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from typing import Any

HOST = "https://bench.zendesk.com"
FOUNDED = 1_704_067_200
SECONDS_A_TICKET = 251
DAY = 86_400
FIELDS = 18
FILLED = 8
PEOPLE, ORGANISATIONS, AGENTS = 4_000, 600, 40

STATUSES = ("new", "open", "pending", "hold", "solved", "closed")
TYPES = ("question", "incident", "problem", "task", None)
PRIORITIES = ("low", "normal", "high", "urgent", None)
CHANNELS = ("email", "web", "api", "native_messaging")
TAGS = (
    "billing", "export", "mobile", "sso", "slow", "import", "invoice", "reports", "beta", "vip",
    "language__en", "intent__request", "intent__bug", "sentiment__negative", "sentiment__positive",
)  # fmt: skip
SUBJECTS = (
    "Export stops at {n} rows", "Invoice {n} shows the wrong total", "Login fails for the {team} team",
    "Please add a filter by {thing}", "Report {n} takes minutes to open", "The {thing} is empty since Monday",
)  # fmt: skip
SENTENCES = (
    "Since the last release the {thing} no longer opens for the {team} team.",
    "We tried it on {n} machines and saw the same message each time.",
    "Could you add a way to filter the {thing} by owner and by date?",
    "Our {team} people lose about {n} minutes a day on this.",
    "The invoice says {n} seats, but we only have half of that in use.",
    "It works in one browser and fails in another — a screenshot is attached.",
    "When I choose “Export”, the {thing} stays empty and nothing is said.",
    "This is the third time we ask; ticket {n} was closed without an answer.",
    "The {team} manager decides next week whether we renew.",
    "As a workaround we copy the {thing} by hand into a spreadsheet.",
    "Für die Abteilung {team} ist das täglich ein Problem.",
    "Thank you for the quick help with the {thing} last month.",
)
THINGS = ("dashboard", "weekly report", "calendar", "customer list", "import wizard", "audit log")
TEAMS = ("finance", "warehouse", "field service", "sales", "support", "quality")


def ticket(number: int) -> dict[str, Any]:
    """The ticket with this number, counted from 1."""
    dice = Random(number)
    created = FOUNDED + number * SECONDS_A_TICKET
    updated = created + dice.randrange(60, 9 * DAY)
    status = dice.choices(STATUSES, (3, 12, 8, 4, 23, 50))[0]
    requester = made_id(1, dice.randrange(PEOPLE))
    subject = _fill(dice.choice(SUBJECTS), dice)
    fields = _fields(dice)
    return {
        "url": f"{HOST}/api/v2/tickets/{number}.json",
        "id": number,
        "external_id": None,
        "via": _via(dice, requester),
        "created_at": iso(created),
        "updated_at": iso(updated),
        "generated_timestamp": updated,
        "type": dice.choice(TYPES),
        "subject": subject,
        "raw_subject": subject,
        "description": _description(dice),
        "priority": dice.choice(PRIORITIES),
        "status": status,
        "recipient": None,
        "requester_id": requester,
        "submitter_id": requester,
        "assignee_id": None if status == "new" else made_id(2, dice.randrange(AGENTS)),
        "organization_id": made_id(3, dice.randrange(ORGANISATIONS)),
        "group_id": made_id(4, dice.randrange(len(TEAMS))),
        "collaborator_ids": [],
        "follower_ids": [],
        "email_cc_ids": [],
        "forum_topic_id": None,
        "problem_id": None,
        "has_incidents": False,
        "is_public": True,
        "due_at": None,
        "tags": sorted(dice.sample(TAGS, dice.randrange(2, 6))),
        "custom_fields": fields,
        "satisfaction_rating": {"score": dice.choice(("unoffered", "offered", "good", "bad"))},
        "sharing_agreement_ids": [],
        "custom_status_id": made_id(5, min(STATUSES.index(status), 4)),
        "encoded_id": f"{dice.randrange(1 << 24):06X}-{number % 0xFFFFF:05X}",
        "fields": fields,
        "followup_ids": [],
        "ticket_form_id": made_id(6, 0),
        "brand_id": made_id(7, 0),
        "allow_channelback": False,
        "allow_attachments": True,
        "from_messaging_channel": False,
        "metric_set": _metrics(dice, number, created, updated, status),
    }


def rendered(number: int) -> bytes:
    """The ticket as the vendor writes it: no blanks, text not escaped."""
    return json.dumps(ticket(number), separators=(",", ":"), ensure_ascii=False).encode()


def made_id(kind: int, index: int) -> int:
    """An id of 14 digits, as the vendor's are."""
    return 10_000_000_000_000 * kind + 3_600_000_481 * (index + 1)


def iso(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fill(sentence: str, dice: Random) -> str:
    thing, team = dice.choice(THINGS), dice.choice(TEAMS)
    return sentence.format(n=dice.randrange(2, 9_999), thing=thing, team=team)


def _description(dice: Random) -> str:
    chosen = dice.choices(SENTENCES, k=dice.randrange(9, 17))
    sentences = [_fill(sentence, dice) for sentence in chosen]
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def _via(dice: Random, requester: int) -> dict[str, Any]:
    channel = dice.choice(CHANNELS)
    source: dict[str, Any] = {"from": {}, "to": {}, "rel": None}
    if channel == "email":
        address = f"person{requester % 9_973}@customer.example"
        source["from"] = {"address": address, "name": "A Customer"}
        source["to"] = {"address": "support@bench.example", "name": "Support"}
    return {"channel": channel, "source": source}


def _fields(dice: Random) -> list[dict[str, Any]]:
    filled = set(dice.sample(range(FIELDS), FILLED))
    values = [_value(dice, at) if at in filled else None for at in range(FIELDS)]
    return [{"id": made_id(8, at), "value": value} for at, value in enumerate(values)]


def _value(dice: Random, at: int) -> Any:
    """A field's value; a field keeps one type, as the vendor's do."""
    kinds = (
        f"option_{dice.randrange(12)}",
        f"8.{dice.randrange(9)}.{dice.randrange(20)}",
        dice.random() < 0.5,  # noqa: PLR2004 - as often as not
        iso(FOUNDED + dice.randrange(400) * DAY)[:10],
        str(dice.randrange(1, 5_000)),
    )
    return kinds[at % len(kinds)]


def _metrics(dice: Random, number: int, created: int, updated: int, status: str) -> dict[str, Any]:
    minutes = dice.randrange(3, 4_000)
    solved = status in {"solved", "closed"}
    both = {"calendar": minutes, "business": minutes // 3}
    resolution = both if solved else {"calendar": None, "business": None}
    return {
        "url": f"{HOST}/api/v2/ticket_metrics/{number}.json",
        "id": made_id(9, number),
        "ticket_id": number,
        "created_at": iso(created),
        "updated_at": iso(updated),
        "group_stations": 1,
        "assignee_stations": dice.randrange(1, 4),
        "reopens": dice.randrange(2),
        "replies": dice.randrange(1, 9),
        "solved_at": iso(updated) if solved else None,
        "status_updated_at": iso(updated),
        "reply_time_in_minutes": both,
        "first_resolution_time_in_minutes": resolution,
        "requester_wait_time_in_minutes": both,
        "on_hold_time_in_minutes": {"calendar": 0, "business": 0},
    }
