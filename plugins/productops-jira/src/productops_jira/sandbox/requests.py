"""Service-management requests: what the service desk API says about an issue of the help project.

https://developer.atlassian.com/cloud/jira/service-desk/rest/
"""

from __future__ import annotations

from typing import Any

from productops.sandbox.dice import Dice
from productops.sandbox.phrases import PHRASES

from . import adf, ids, plan, words
from .desk import Desk
from .lives import Beat, Issue
from .state import State

DESK_ID = "1"
TYPES = ((11, "Ask a question", "request"), (12, "Report a problem", "incident"))
_HOUR = 3_600_000


def organisation(desk: Desk, index: int) -> dict[str, Any]:
    """A customer organisation."""
    made = desk.account.company.organisation(index)
    id_ = str(index + 1)
    return {
        "id": id_,
        "uuid": ids.uuid_of("organisation", index),
        "name": made.name,
        "scimManaged": False,
        "_links": {"self": f"{desk.base}/rest/servicedeskapi/organization/{id_}"},
    }


def organisations_of(desk: Desk, issue: Issue) -> list[dict[str, Any]]:
    """The organisation of the customer who asked."""
    if issue.reporter < ids.PERSON:
        return []
    index = desk.account.company.person(issue.reporter - ids.PERSON).organisation
    return [] if index is None else [organisation(desk, index)]


def type_of(issue: Issue) -> tuple[int, str]:
    """Id and name of the request type."""
    id_, name, _ = TYPES[issue.type == "incident"]
    return id_, name


def request_type(desk: Desk, index: int) -> dict[str, Any]:
    """A request type."""
    id_, name, type_ = TYPES[index]
    return {
        "_expands": ["field"],
        "id": str(id_),
        "_links": {
            "self": f"{desk.base}/rest/servicedeskapi/servicedesk/{DESK_ID}/requesttype/{id_}"
        },
        "name": name,
        "description": f"{name}.",
        "helpText": "",
        "issueTypeId": str(plan.TYPES[type_].id),
        "serviceDeskId": DESK_ID,
        "portalId": DESK_ID,
        "groupIds": ["1"],
    }


def request_type_value(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    """What the field *Request Type* says."""
    return {
        "_links": {"self": f"{desk.base}/rest/servicedeskapi/request/{ids.issue_id(issue.index)}"},
        "requestType": request_type(desk, int(issue.type == "incident")),
        "currentStatus": current_status(desk, state),
    }


def moment(desk: Desk, ms: int) -> dict[str, Any]:
    """A time, as the service desk writes it: four times over."""
    text = desk.stamp(ms)
    return {
        "iso8601": text[:19] + text[23:],
        "jira": text,
        "friendly": text[:10],
        "epochMillis": ms,
    }


def current_status(desk: Desk, state: State) -> dict[str, Any]:
    """Where a request stands."""
    made = plan.WORKFLOWS[state.project][state.status]
    names = {"new": "NEW", "indeterminate": "INDETERMINATE", "done": "DONE"}
    return {
        "status": made.name,
        "statusCategory": names[made.category],
        "statusDate": moment(desk, state.status_at),
    }


def sla(desk: Desk, issue: Issue, state: State, name: str, hours: int) -> dict[str, Any]:
    """The cycles of an agreement, durations in ms."""
    goal = hours * _HOUR
    replies = [beat.at for beat in state.comments if beat.what == "reply"]
    end = state.resolved if hours > 24 else (replies or [0])[0]  # noqa: PLR2004 - the long one is resolution
    elapsed = (end or desk.account.now) - issue.created
    cycle = {
        "startTime": moment(desk, issue.created),
        "breached": elapsed > goal,
        "goalDuration": {"millis": goal, "friendly": f"{hours}h"},
        "elapsedTime": {"millis": elapsed, "friendly": f"{elapsed // _HOUR}h"},
        "remainingTime": {"millis": goal - elapsed, "friendly": f"{(goal - elapsed) // _HOUR}h"},
    }
    body: dict[str, Any] = {"id": "1" if hours > 24 else "2", "name": name, "completedCycles": []}  # noqa: PLR2004
    body["_links"] = {
        "self": f"{desk.base}/rest/servicedeskapi/request/{ids.issue_id(issue.index)}/sla/{body['id']}"
    }
    if end:
        body["completedCycles"] = [cycle | {"stopTime": moment(desk, end)}]
    else:
        body["ongoingCycle"] = cycle | {"paused": False, "withinCalendarHours": True}
    return body


def score(issue: Issue) -> int:
    """The rating a request gets, 1 to 5."""
    return (1, 2, 3, 4, 4, 5, 5, 5)[Dice("jira score", issue.index).below(8)]


def feedback(desk: Desk, issue: Issue) -> dict[str, Any]:
    """The rating of a request with its remark."""
    side = "good" if score(issue) > 3 else "bad"  # noqa: PLR2004 - 4 and 5 are satisfied
    remarks = PHRASES[issue.language].verdicts[side]
    dice = Dice(desk.account.company.seed, "jira remark", issue.index)
    body = dice.pick(remarks) if dice.chance(0.6) else ""
    return {"type": "csat", "rating": score(issue), "comment": {"body": body}}


def comment(desk: Desk, issue: Issue, state: State, beat: Beat) -> dict[str, Any]:
    """A comment, as the service desk shows it."""
    id_ = str(issue.index * ids.PARTS + beat.position)
    return {
        "_expands": ["attachment", "renderedBody"],
        "id": id_,
        "body": adf.plain(words.comment(desk.account, issue, beat)),
        "public": words.is_public(state.project, beat),
        "author": customer(desk, beat.who),
        "created": moment(desk, beat.at),
        "_links": {
            "self": f"{desk.base}/rest/servicedeskapi/request/{ids.issue_id(issue.index)}/comment/{id_}"
        },
    }


def customer(desk: Desk, key: int) -> dict[str, Any]:
    """A user, as the service desk shows one."""
    account_id = ids.account_id(key)
    made = {
        "accountId": account_id,
        "displayName": desk.account.user_name(key),
        "active": True,
        "timeZone": str(desk.account.zone),
        "_links": {"self": desk.link(f"user?accountId={account_id}")},
    }
    if key >= ids.PERSON:
        made["emailAddress"] = desk.account.company.person(key - ids.PERSON).email
    return made


def request(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    """A request: no `fields`, but what the customer filled in."""
    account = desk.account
    id_, key = ids.issue_id(issue.index), account.issue_key(issue.index)
    described = words.description(account, issue, state.described)
    values = [
        {
            "fieldId": "summary",
            "label": "Summary",
            "value": words.summary(account, issue, state.summaries),
        },
        {
            "fieldId": "description",
            "label": "Description",
            "value": adf.plain(described) if described else "",
        },
    ]
    return {
        "_expands": [
            "participant",
            "status",
            "sla",
            "requestType",
            "serviceDesk",
            "attachment",
            "action",
            "comment",
        ],
        "issueId": id_,
        "issueKey": key,
        "summary": values[0]["value"],
        "requestTypeId": str(type_of(issue)[0]),
        "serviceDeskId": DESK_ID,
        "createdDate": moment(desk, issue.created),
        "reporter": customer(desk, issue.reporter),
        "requestFieldValues": values,
        "currentStatus": current_status(desk, state),
        "_links": {
            "jiraRest": desk.link(f"issue/{id_}"),
            "web": f"{account.host}/servicedesk/customer/portal/1/{key}",
            "self": f"{desk.base}/rest/servicedeskapi/request/{id_}",
            "agent": f"{account.host}/browse/{key}",
        },
    }
