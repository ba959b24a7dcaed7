"""What hangs below an issue: comments, worklogs, attachments, changelog, remote links."""

from __future__ import annotations

from html import escape
from typing import Any

from . import adf, ids, people, plan, words
from .desk import Desk
from .lives import Beat, Issue
from .state import Entry, State

_EMBEDDED_COMMENTS, _EMBEDDED_WORK = 20, 20
_HOURS_A_DAY = 8


def history_id(index: int, position: int) -> str:
    """The id of a changelog entry."""
    return str(index * ids.PARTS + position)


def entry_row(desk: Desk, index: int, entry: Entry) -> dict[str, Any]:
    """A changelog entry."""
    return {
        "id": history_id(index, entry.beat.position),
        "author": people.user(desk, entry.beat.who),
        "created": desk.stamp(entry.beat.at),
        "items": entry.items,
    }


def embedded(desk: Desk, issue: Issue, state: State, newest: int) -> dict[str, Any]:
    """The changelog inside an issue: newest first, and never more than *newest*."""
    shown = [entry_row(desk, issue.index, entry) for entry in state.entries[::-1][:newest]]
    return {"startAt": 0, "maxResults": len(shown), "total": len(state.entries), "histories": shown}


def comment_row(desk: Desk, issue: Issue, state: State, beat: Beat) -> dict[str, Any]:
    """A comment."""
    id_ = str(issue.index * ids.PARTS + beat.position)
    author = people.user(desk, beat.who)
    row = {
        "self": desk.link(f"issue/{ids.issue_id(issue.index)}/comment/{id_}"),
        "id": id_,
        "author": author,
        "body": words.comment(desk.account, issue, beat),
        "updateAuthor": author,
        "created": desk.stamp(beat.at),
        "updated": desk.stamp(beat.at),
    }
    return row | {"jsdPublic": words.is_public(state.project, beat)}


def comment_page(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    """The comments inside an issue: a first page, not the whole."""
    shown = [comment_row(desk, issue, state, beat) for beat in state.comments[:_EMBEDDED_COMMENTS]]
    link = desk.link(f"issue/{ids.issue_id(issue.index)}/comment")
    return {
        "comments": shown,
        "self": link,
        "maxResults": len(shown),
        "total": len(state.comments),
        "startAt": 0,
    }


def spent(seconds: int) -> str:
    """Seconds of work, in working days and hours."""
    days, hours = divmod(seconds // 3_600, _HOURS_A_DAY)
    return (
        " ".join(
            part for part in (f"{days}d" if days else "", f"{hours}h" if hours else "") if part
        )
        or "0m"
    )


def work_id(index: int, beat: Beat) -> int:
    """The id of a worklog."""
    return index * ids.PARTS + beat.position


def work_row(desk: Desk, index: int, beat: Beat) -> dict[str, Any]:
    """A worklog."""
    author, id_ = people.user(desk, beat.who), ids.issue_id(index)
    return {
        "self": desk.link(f"issue/{id_}/worklog/{work_id(index, beat)}"),
        "author": author,
        "updateAuthor": author,
        "comment": adf.doc(adf.paragraph("Worked on it, with a test.")),
        "created": desk.stamp(beat.at),
        "updated": desk.stamp(beat.at),
        "started": desk.stamp(beat.at - beat.arg * 3_600_000),
        "timeSpent": spent(beat.arg * 3_600),
        "timeSpentSeconds": beat.arg * 3_600,
        "id": str(work_id(index, beat)),
        "issueId": id_,
    }


def worklog_page(desk: Desk, issue: Issue, state: State) -> dict[str, Any]:
    """The worklogs inside an issue."""
    shown = [work_row(desk, issue.index, beat) for beat in state.work[:_EMBEDDED_WORK]]
    return {"startAt": 0, "maxResults": _EMBEDDED_WORK, "total": len(state.work), "worklogs": shown}


def attachments(desk: Desk, issue: Issue, _: State) -> list[dict[str, Any]]:
    """Files; one issue in nine has one."""
    if issue.index % 9:
        return []
    id_ = str(30_000 + issue.index)
    return [{
        "self": desk.link(f"attachment/{id_}"), "id": id_, "filename": f"board-{issue.index}.png",
        "author": people.user(desk, issue.reporter), "created": desk.stamp(issue.created), "size": 48_213,
        "mimeType": "image/png", "content": desk.link(f"attachment/content/{id_}"),
        "thumbnail": desk.link(f"attachment/thumbnail/{id_}"),
    }]  # fmt: skip


def rendered(held: dict[str, Any]) -> dict[str, Any]:
    """`renderedFields`: HTML where a field is a document, null elsewhere."""
    return {
        name: f"<p>{escape(adf.plain(value))}</p>"
        if isinstance(value, dict) and value.get("type") == "doc"
        else None
        for name, value in held.items()
    }


def remote_rows(desk: Desk, issue: Issue, state: State) -> list[dict[str, Any]]:
    """Links to what is elsewhere: support tickets, and for some issues a deal in the CRM."""
    rows = [_remote(desk, issue, beat.arg) for beat in state.remote]
    if issue.index % 13 == 0 and state.project == plan.FERN:
        object_ = {"url": f"https://app.hubspot.com/contacts/4242/record/0-3/{9_000 + issue.index}",
                   "title": f"Deal {9_000 + issue.index}", "icon": {}, "status": {}}  # fmt: skip
        rows.append(
            _row(desk, issue, 50_000_000 + issue.index, ("com.hubspot.jira", "HubSpot"), object_)
        )
    return rows


def _remote(desk: Desk, issue: Issue, ticket: int) -> dict[str, Any]:
    url = f"https://fernhill.zendesk.com/agent/tickets/{ticket + 1}"
    object_ = {"url": url, "title": f"Ticket #{ticket + 1}", "summary": "Customer request", "icon": {},
               "status": {"resolved": False, "icon": {}}}  # fmt: skip
    return _row(desk, issue, 10_000 + ticket, ("com.zendesk", "Zendesk Support"), object_)


def _row(
    desk: Desk, issue: Issue, id_: int, program: tuple[str, str], object_: dict[str, Any]
) -> dict[str, Any]:
    return {
        "id": id_,
        "self": desk.link(f"issue/{ids.issue_id(issue.index)}/remotelink/{id_}"),
        "globalId": f"system={program[0]}&id={id_}",
        "application": {"type": program[0], "name": program[1]},
        "relationship": "relates to",
        "object": object_,
    }
