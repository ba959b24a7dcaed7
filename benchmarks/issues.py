"""Synthetic issues in Jira's shape, 8 to 15 KB each as JSON. The same number gives the same issue, everywhere.

Made for measuring: shapes and sizes are like Jira Cloud's with 110 custom fields, of which some are filled, six entries
of history and up to two comments an issue; the content is invented.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple

HOST = "https://bench.atlassian.net"
FOUNDED = 1_704_067_200
SECONDS_AN_ISSUE = 251
DAY = 86_400
FIRST_ID = 10_000
PROJECT = "BENCH"
ENTRIES = 6
PEOPLE = 300
CUSTOM_FIELDS = 110
FILLED = 12
VERSIONS = 5

STATUSES = (
    ("To Do", "new", 2), ("In Progress", "indeterminate", 4), ("In Review", "indeterminate", 4), ("Done", "done", 3),
)  # fmt: skip
TYPES = ("Story", "Bug", "Task")
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
LABELS = ("billing", "export", "mobile", "sso", "performance", "import", "beta", "customer")
PARTS = ("Backend", "Web", "Mobile", "Billing")
TEAMS = ("finance", "warehouse", "field service", "sales", "support", "quality")
THINGS = ("dashboard", "weekly report", "calendar", "customer list", "import wizard", "audit log")
SUMMARIES = (
    "Export stops at {n} rows", "Invoice {n} shows the wrong total", "Login fails for the {team} team",
    "Add a filter to the {thing}", "Report {n} takes minutes to open", "The {thing} is empty on Mondays",
)  # fmt: skip
SENTENCES = (
    "Since the last release the {thing} no longer opens for the {team} team.",
    "We tried it on {n} machines and saw the same message each time.",
    "The {thing} should be filtered by owner and by date.",
    "Our {team} people lose about {n} minutes a day on this.",
    "It works in one browser and fails in another — see the picture.",
    "When “Export” is chosen, the {thing} stays empty and nothing is said.",
    "Für die Abteilung {team} ist das täglich ein Problem.",
    "As a workaround the {team} team copies the {thing} by hand.",
)
CHANGED = ("status", "assignee", "priority", "labels", "Rank", "Sprint")


class Parts(NamedTuple):
    """An issue as JSON: without its comments, its page of comments, the entries of its history from the oldest."""

    bare: bytes
    comments: bytes
    entries: tuple[bytes, ...]


def rendered(number: int) -> Parts:
    """The issue with this number, counted from 1, as the vendor writes it: no blanks, text not escaped."""
    dice = Random(number)
    created = FOUNDED + number * SECONDS_AN_ISSUE
    key = f"{PROJECT}-{number}"
    head = {
        "expand": "operations,changelog",
        "id": str(FIRST_ID + number),
        "self": _self("issue", number),
        "key": key,
    }
    issue = {**head, "fields": _fields(number, dice, created)}
    entries = (_as_bytes(_entry(number, at, dice, created)) for at in range(ENTRIES))
    return Parts(_as_bytes(issue), _as_bytes(_comments(number, dice, created)), tuple(entries))


def iso(seconds: int) -> str:
    """A moment as Jira writes it, in the zone of the caller."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{seconds % 1000:03}+0000"


def updated(number: int) -> str:
    """When the issue changed last: in the order of numbers."""
    return iso(FOUNDED + number * SECONDS_AN_ISSUE + 30 * DAY)


def custom_field(at: int) -> dict[str, Any]:
    """The definition of a custom field."""
    kind, custom, _ = _KINDS[at % len(_KINDS)]
    name = _NAMES.get(at, f"Field {at}")
    schema = {"type": kind, "custom": custom, "customId": 10_000 + at}
    return {
        "id": _field_id(at),
        "key": _field_id(at),
        "name": name,
        "custom": True,
        "schema": schema,
    }


def status(at: int) -> dict[str, Any]:
    """A status of the workflow."""
    name, category, number = STATUSES[at]
    return {
        "self": _self("status", at), "description": "", "iconUrl": f"{HOST}/images/status.png",
        "name": name, "id": str(10_100 + at),
        "statusCategory": {"self": _self("statuscategory", number), "id": number, "key": category,
                           "colorName": "blue-gray", "name": name},
    }  # fmt: skip


def project() -> dict[str, Any]:
    """The one project all are in."""
    return {"self": _self("project", 1), "id": "10001", "key": PROJECT, "name": "Bench",
            "projectTypeKey": "software", "simplified": False, "avatarUrls": _avatars("projectavatar", 10_411)}  # fmt: skip


def _as_bytes(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _self(kind: str, number: int) -> str:
    return f"{HOST}/rest/api/3/{kind}/{FIRST_ID + number}"


def _avatars(kind: str, number: int) -> dict[str, str]:
    sizes = ("48x48", "24x24", "16x16", "32x32")
    return {
        size: f"{HOST}/rest/api/3/universal_avatar/view/type/{kind}/{number}?size={size}"
        for size in sizes
    }


def person(at: int) -> dict[str, Any]:
    """Somebody, as an issue shows them."""
    account = f"{at:024x}"
    return {
        "self": f"{HOST}/rest/api/3/user?accountId={account}", "accountId": account,
        "emailAddress": f"person{at}@bench.example", "avatarUrls": {"48x48": f"{HOST}/avatar/{account}/48"},
        "displayName": f"Person {at}", "active": True, "timeZone": "Europe/Berlin", "accountType": "atlassian",
    }  # fmt: skip


def _someone(dice: Random) -> dict[str, Any]:
    return person(dice.randrange(PEOPLE))


def _fields(number: int, dice: Random, created: int) -> dict[str, Any]:
    state = dice.randrange(len(STATUSES))
    done = STATUSES[state][1] == "done"
    ended = {
        "self": _self("resolution", 1),
        "id": "10000",
        "name": "Done",
        "description": "Work is done.",
    }
    shown = status(state)
    return {
        "statuscategorychangedate": iso(created + DAY), "parent": _other(number - 7) if number % 5 == 0 else None,
        "issuetype": _kind(dice), "timespent": None, "project": project(), "fixVersions": _versions(dice),
        "aggregatetimespent": None, "statusCategory": shown["statusCategory"],
        "resolution": ended if done else None, "resolutiondate": iso(created + 2 * DAY) if done else None,
        "workratio": -1, "watches": {"self": _self("watches", number), "watchCount": 2, "isWatching": False},
        "lastViewed": None, "created": iso(created), "priority": _priority(dice),
        "labels": sorted(dice.sample(LABELS, dice.randrange(4))), "timeestimate": None,
        "aggregatetimeoriginalestimate": None, "versions": [], "issuelinks": _links(number, dice),
        "assignee": None if state == 0 else _someone(dice), "updated": updated(number), "status": shown,
        "components": [_part(dice.randrange(len(PARTS))) for _ in range(dice.randrange(2))],
        "timeoriginalestimate": None, "description": document(dice, dice.randrange(1, 4)), "timetracking": {},
        "security": None, "attachment": [_file(number, at, created) for at in range(number % 2)],
        "aggregatetimeestimate": None, "summary": _fill(dice.choice(SUMMARIES), dice), "creator": _someone(dice),
        "subtasks": [], "reporter": _someone(dice), "aggregateprogress": {"progress": 0, "total": 0},
        "environment": None, "duedate": None, "progress": {"progress": 0, "total": 0},
        "votes": {"self": _self("votes", number), "votes": dice.randrange(9), "hasVoted": False},
        **_custom(dice),
    }  # fmt: skip


def _kind(dice: Random) -> dict[str, Any]:
    name = dice.choice(TYPES)
    return {"self": _self("issuetype", 4), "id": str(10_004 + TYPES.index(name)), "description": "A piece of work.",
            "iconUrl": f"{HOST}/images/icons/issuetypes/{name.lower()}.svg", "name": name, "subtask": False,
            "avatarId": 10_315, "hierarchyLevel": 0}  # fmt: skip


def _priority(dice: Random) -> dict[str, Any]:
    at = dice.randrange(len(PRIORITIES))
    icon = f"{HOST}/images/icons/priorities/{PRIORITIES[at].lower()}.svg"
    return {
        "self": _self("priority", at),
        "iconUrl": icon,
        "name": PRIORITIES[at],
        "id": str(at + 1),
    }


def _versions(dice: Random) -> list[dict[str, Any]]:
    """In about every second issue: the version it is fixed in."""
    at = dice.randrange(2 * VERSIONS)
    if at >= VERSIONS:
        return []
    return [{"self": _self("version", at), "id": str(10_200 + at), "description": "", "name": f"8.{at}",
             "archived": False, "released": at > 0}]  # fmt: skip


def _part(at: int) -> dict[str, Any]:
    return {"self": _self("component", at), "id": str(10_300 + at), "name": PARTS[at]}


def _other(number: int) -> dict[str, Any]:
    there = max(number, 1)
    fields = {"summary": f"The work before issue {there}", "status": status(there % 4)}
    return {
        "id": str(FIRST_ID + there),
        "key": f"{PROJECT}-{there}",
        "self": _self("issue", there),
        "fields": fields,
    }


def _links(number: int, dice: Random) -> list[dict[str, Any]]:
    if dice.randrange(3):
        return []
    kind = {
        "id": "10000",
        "name": "Blocks",
        "inward": "is blocked by",
        "outward": "blocks",
        "self": _self("issueLinkType", 0),
    }
    return [{"id": str(50_000 + number), "self": _self("issueLink", number), "type": kind,
             "outwardIssue": _other(number - 3)}]  # fmt: skip


def _file(number: int, at: int, created: int) -> dict[str, Any]:
    own = 90_000 + 10 * number + at
    return {"self": _self("attachment", own), "id": str(own), "filename": f"picture-{at}.png", "author": person(at),
            "created": iso(created), "size": 48_311, "mimeType": "image/png",
            "content": f"{HOST}/rest/api/3/attachment/content/{own}",
            "thumbnail": f"{HOST}/rest/api/3/attachment/thumbnail/{own}"}  # fmt: skip


def document(dice: Random, paragraphs: int) -> dict[str, Any]:
    """Something written: paragraphs with bold words and links, a list, now and then a heading, a mention, code."""
    content = [_paragraph(dice) for _ in range(paragraphs)]
    content.insert(
        1,
        {"type": "heading", "attrs": {"level": 3}, "content": [_text(_fill("The {thing}", dice))]},
    )
    items = [{"type": "listItem", "content": [_paragraph(dice)]} for _ in range(2)]
    content.append({"type": "bulletList", "content": items})
    if not dice.randrange(4):
        code = "SELECT *\nFROM exports\nWHERE rows < 10;"
        content.append(
            {"type": "codeBlock", "attrs": {"language": "sql"}, "content": [_text(code)]}
        )
    return {"type": "doc", "version": 1, "content": content}


def _paragraph(dice: Random) -> dict[str, Any]:
    first, last = (_fill(dice.choice(SENTENCES), dice) for _ in range(2))
    parts: list[dict[str, Any]] = [_text(f"{first} ")]
    chosen = dice.randrange(5)
    if chosen == 0:
        parts.append({**_text("important"), "marks": [{"type": "strong"}]})
    elif chosen == 1:
        link = {"type": "link", "attrs": {"href": f"{HOST}/wiki/{dice.randrange(900)}"}}
        parts.append({**_text("the page"), "marks": [link]})
    elif chosen == 2:  # noqa: PLR2004 - a number thrown
        at = dice.randrange(PEOPLE)
        parts.append({"type": "mention", "attrs": {"id": f"{at:024x}", "text": f"@Person {at}"}})
    return {"type": "paragraph", "content": [*parts, _text(f" {last}")]}


def _text(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _fill(sentence: str, dice: Random) -> str:
    thing, team = dice.choice(THINGS), dice.choice(TEAMS)
    return sentence.format(n=dice.randrange(2, 9_999), thing=thing, team=team)


def _entry(number: int, at: int, dice: Random, created: int) -> dict[str, Any]:
    """What somebody changed; every second one is a change of the status."""
    name = "status" if at % 2 == 0 else CHANGED[1 + dice.randrange(len(CHANGED) - 1)]
    before, after = ((str(10_100 + n), STATUSES[n][0]) for n in (at % 3, at % 3 + 1))
    item = {"field": name, "fieldtype": "jira", "fieldId": name.lower(), "from": before[0],
            "fromString": before[1], "to": after[0], "toString": after[1]}  # fmt: skip
    own = str(1_000_000 + number * ENTRIES + at)
    return {
        "id": own,
        "author": _someone(dice),
        "created": iso(created + at * 7_200),
        "items": [item],
    }


def _comments(number: int, dice: Random, created: int) -> dict[str, Any]:
    made = [_comment(number, at, dice, created) for at in range(dice.choice((0, 0, 1, 1, 2)))]
    return {"comments": made, "self": _self(f"issue/{FIRST_ID + number}/comment", 0), "maxResults": len(made),
            "total": len(made), "startAt": 0}  # fmt: skip


def _comment(number: int, at: int, dice: Random, created: int) -> dict[str, Any]:
    own, author, moment = 700_000 + 3 * number + at, _someone(dice), iso(created + (at + 1) * DAY)
    body = {"type": "doc", "version": 1, "content": [_paragraph(dice), _paragraph(dice)]}
    return {"self": _self("comment", own), "id": str(own), "author": author, "body": body, "updateAuthor": author,
            "created": moment, "updated": moment, "jsdPublic": True}  # fmt: skip


def _field_id(at: int) -> str:
    return f"customfield_{10_000 + at}"


def _option(dice: Random) -> dict[str, Any]:
    at = dice.randrange(12)
    return {
        "self": _self("customFieldOption", at),
        "value": f"Option {at}",
        "id": str(FIRST_ID + at),
    }


def _sprint(dice: Random) -> list[dict[str, Any]]:
    at = dice.randrange(40)
    return [{"id": at, "name": f"Sprint {at}", "state": "closed", "boardId": 3, "goal": "",
             "startDate": iso(FOUNDED + at * DAY), "endDate": iso(FOUNDED + (at + 14) * DAY)}]  # fmt: skip


_CUSTOM = "com.atlassian.jira.plugin.system.customfieldtypes"
_KINDS: tuple[tuple[str, str, Callable[[Random], Any]], ...] = (
    ("array", "com.pyxis.greenhopper.jira:gh-sprint", _sprint),
    ("number", f"{_CUSTOM}:float", lambda dice: float(dice.randrange(1, 13))),
    ("any", "com.pyxis.greenhopper.jira:gh-lexo-rank", lambda dice: f"0|i{dice.randrange(1 << 30):07x}:"),
    ("option", f"{_CUSTOM}:select", _option),
    ("string", f"{_CUSTOM}:textarea", lambda dice: document(dice, 1)),
    ("string", f"{_CUSTOM}:textfield", lambda dice: _fill(dice.choice(SUMMARIES), dice)),
    ("user", f"{_CUSTOM}:userpicker", _someone),
    ("array", f"{_CUSTOM}:multiselect", lambda dice: [_option(dice), _option(dice)]),
    ("date", f"{_CUSTOM}:datepicker", lambda dice: iso(FOUNDED + dice.randrange(400) * DAY)[:10]),
    ("datetime", f"{_CUSTOM}:datetime", lambda dice: iso(FOUNDED + dice.randrange(400) * DAY)),
    ("option-with-child", f"{_CUSTOM}:cascadingselect", lambda dice: {**_option(dice), "child": _option(dice)}),
)  # fmt: skip
_NAMES = {0: "Sprint", 1: "Story Points", 2: "Rank"}


def _custom(dice: Random) -> dict[str, Any]:
    """Every field there is: the first three and some others are filled, the rest is null, as Jira writes it."""
    filled = {0, 1, 2, *dice.sample(range(3, CUSTOM_FIELDS), FILLED - 3)}
    return {
        _field_id(at): _KINDS[at % len(_KINDS)][2](dice) if at in filled else None
        for at in range(CUSTOM_FIELDS)
    }
