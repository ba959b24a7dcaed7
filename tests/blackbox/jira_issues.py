"""One issue of the made-up site, with its history, comments, worklogs, links and attachments."""

from __future__ import annotations

import random
from typing import Any

from jira_model import HOUR, MINUTE, ORIGIN, START, Issue, Json, Ms, Site, change, document

SUBJECTS = (
    "Export to Excel drops the last column", "Rechnung fehlt im Portal", "ログインできません",
    "Dark mode", "Le paiement échoue avec une carte étrangère", "Cannot add a team member",
)  # fmt: skip
ZENDESK = "https://northwind.zendesk.com/agent/tickets/"
TICKET = 7_000_000
"""Remote links of the site name tickets from the next number on."""


def add_issue(site: Site, rng: random.Random, index: int, key: str) -> Issue:
    """The next issue of a project, made six hours after the one before."""
    one, project = 10_001 + index, next(n for n, p in site.projects.items() if p["key"] == key)
    number = 1 + sum(issue.project == project for issue in site.issues.values())
    made = START + index % 9_000 * 6 * HOUR
    issue = Issue(one, f"{key}-{number}", project, _system(site, rng, index, project, made))
    site.issues[one] = issue
    issue.fields |= _custom(site, index, key)
    _comments(site, issue, index, made)
    _history(site, issue, index, made)
    _links(site, issue, index)
    _worklogs(site, issue, index, made)
    return issue


def _system(site: Site, rng: random.Random, index: int, project: int, made: int) -> Json:
    """Fields every issue has."""
    staff, kind = list(site.users), site.projects[project]["projectTypeKey"]
    name = {"service_desk": "Service Request", "product_discovery": "Idea"}.get(kind)
    reporter = list(site.customers)[index % 8] if kind == "service_desk" else staff[index % 8]
    link = {"self": f"{ORIGIN}/rest/api/3/issue/{10_001 + index}"}
    done = index % 4 == 3
    return {
        "summary": f"{SUBJECTS[index % len(SUBJECTS)]} {index}", "project": site.project_of(project),
        "description": None if index % 11 == 10 else document(f"it fails since release {index}", "Please help."),
        "environment": None, "issuetype": site.types[name or ("Task", "Bug", "Story")[index % 3]],
        "status": list(site.statuses.values())[index % 4],
        "priority": None if index % 10 == 9 else list(site.priorities.values())[index % 5],
        "assignee": None if index % 5 == 4 else site.user(staff[rng.randrange(6)]),
        "reporter": site.user(reporter), "creator": site.user(staff[0]),
        "created": Ms(made), "updated": Ms(made), "duedate": "2026-03-01" if index % 7 == 0 else None,
        "labels": ["voice"] if index % 10 == 6 else [], "parent": None, "subtasks": [],
        "components": [_part(c) for c in site.components.values() if c["projectId"] == project][: index % 3],
        "fixVersions": [_part(v) for v in site.versions.values() if v["projectId"] == project][: index % 2],
        "versions": [], "issuelinks": [], "security": None,
        "resolution": site.resolutions["Done"] if done else None,
        "resolutiondate": Ms(made + 3 * HOUR) if done else None,
        "votes": {**link, "votes": index % 4, "hasVoted": False}, "watches": {**link, "watchCount": 1},
        "attachment": [_file(site, index, made)] if index % 6 == 0 else [],
        "statuscategorychangedate": Ms(made + HOUR), "workratio": -1, "timespent": None,
    }  # fmt: skip


def _part(record: Json) -> Json:
    """A component or version as embedded."""
    return {name: record[name] for name in ("self", "id", "name")}


def _file(site: Site, index: int, made: int) -> Json:
    """An attachment of an issue."""
    one = 30_000 + index
    return {"self": f"{ORIGIN}/rest/api/3/attachment/{one}", "id": str(one), "filename": f"screen {index}.png",
            "author": site.user(site.caller), "created": Ms(made + MINUTE), "size": 2460, "mimeType": "image/png",
            "content": f"{ORIGIN}/rest/api/3/attachment/content/{one}"}  # fmt: skip


def _custom(site: Site, index: int, key: str) -> Json:
    """Custom fields, of every type that is read by its type, and one of no known type."""
    option = {"self": f"{ORIGIN}/rest/api/3/customFieldOption/1", "value": "Major", "id": "1"}
    found: dict[str, Any] = {
        "customfield_10016": float(index % 5) if key in ("APP", "AND") else None,
        "customfield_10020": [{"id": 1, "name": "Sprint 1", "state": "closed", "boardId": 1}] if key == "APP" else None,
        "customfield_10040": option if index % 2 else None,
        "customfield_10041": [option, option | {"value": "Minor", "id": "2"}],
        "customfield_10042": "Team", "customfield_10043": option | {"child": option | {"value": "Deep", "id": "3"}},
        "customfield_10044": document(f"a note {index}"), "customfield_10045": site.user(list(site.users)[1]),
        "customfield_10046": {"needle": index, "unit": "bar"},
    }  # fmt: skip
    if key == "HELP":
        organization, score = site.organizations[1 + index % 3], 1 + index % 5
        found["customfield_10002"] = [] if index % 9 == 8 else [organization]
        found["customfield_10010"] = {
            "_links": {"self": f"{ORIGIN}/rest/servicedeskapi/request/{10_001 + index}"},
            "requestType": site.request_types[31 + index % 2], "currentStatus": {"status": "Open"},
        }  # fmt: skip
        rated = index % 3 == 1
        found["customfield_10027"] = {"rating": score} if rated else None
        if rated:
            site.issues[10_001 + index].feedback = {
                "type": "csat", "rating": score, "comment": {"body": f"quick answer {index}"},
            }  # fmt: skip
    return found


def _comments(site: Site, issue: Issue, index: int, made: int) -> None:
    """Two comments; a request has an internal note besides, and one issue in eight a restricted comment."""
    add_comment(site, issue, f"first answer to {index}", made + 10 * MINUTE, author=index % 6)
    add_comment(site, issue, f"second answer to {index}", made + 20 * MINUTE, author=1)
    if issue.key.startswith("HELP"):
        add_comment(site, issue, f"private note {index}", made + 30 * MINUTE, jsdPublic=False)
    if index % 8 == 0:
        role = {"type": "role", "value": "Administrators", "identifier": "10002"}
        add_comment(site, issue, f"private word {index}", made + 40 * MINUTE, visibility=role)


def add_comment(site: Site, issue: Issue, text: str, at: int, author: int = 0, **more: Any) -> Json:
    """One comment below an issue."""
    one = 50_000 + sum(len(other.comments) for other in site.issues.values())
    who = site.user(list(site.users)[author])
    comment = {"self": f"{ORIGIN}/rest/api/3/issue/{issue.id}/comment/{one}", "id": str(one), "author": who,
               "body": document(text), "updateAuthor": who, "created": Ms(at), "updated": Ms(at),
               "jsdPublic": True, **more}  # fmt: skip
    issue.comments.append(comment)
    issue.fields["updated"] = Ms(max(at, issue.fields["updated"]))
    return comment


def _history(site: Site, issue: Issue, index: int, made: int) -> None:
    """Three entries with four changes; the status ends at what it is."""
    before, staff = next(iter(site.statuses.values())), list(site.users)
    site.note(issue, made + HOUR, [change("status", before, issue.fields["status"])], staff[1])
    items = [change("priority", site.priorities["Low"], issue.fields["priority"]),
             change("customfield_10042", "Free", "Team") | {"field": "Plan"}]  # fmt: skip
    site.note(issue, made + HOUR + 30 * MINUTE, items, staff[2])
    site.note(
        issue,
        made + 2 * HOUR,
        [change("summary", "Draft", issue.fields["summary"])],
        staff[index % 4],
    )


def _links(site: Site, issue: Issue, index: int) -> None:
    """A link to the issue before for one in four, shown on both; remote links for one in five."""
    if index % 4 == 1 and index < 9_000:
        other, kind = site.issues[issue.id - 1], list(site.link_types.values())[index // 4 % 5]
        base = {
            "id": str(70_000 + index),
            "type": kind,
            "self": f"{ORIGIN}/rest/api/3/issueLink/{70_000 + index}",
        }
        issue.fields["issuelinks"].append(base | {"outwardIssue": _linked(other)})
        other.fields["issuelinks"].append(base | {"inwardIssue": _linked(issue)})
    if index % 5 == 0 and index < 9_000:
        issue.remote.append(
            _remote(80_000 + index, f"{ZENDESK}{TICKET + 1 + index}", "com.zendesk")
        )
    if index % 10 == 0 and index < 9_000:
        issue.remote.append(
            _remote(85_000 + index, f"https://wiki.example/page/{index}", "com.wiki")
        )


def _linked(issue: Issue) -> Json:
    """An issue as the other end of a link shows it."""
    fields = {name: issue.fields[name] for name in ("summary", "status", "priority", "issuetype")}
    return {
        "id": str(issue.id),
        "key": issue.key,
        "self": f"{ORIGIN}/rest/api/3/issue/{issue.id}",
        "fields": fields,
    }


def _remote(one: int, url: str, application: str) -> Json:
    """A remote link."""
    return {"id": one, "self": f"{ORIGIN}/rest/api/3/issue/0/remotelink/{one}", "globalId": f"system={url}",
            "application": {"type": application, "name": application}, "relationship": "mentioned in",
            "object": {"url": url, "title": f"Page {one}", "summary": "", "icon": {},
                       "status": {"resolved": False, "icon": {}}}}  # fmt: skip


def _worklogs(site: Site, issue: Issue, index: int, made: int) -> None:
    """Two hours of work on one issue in three."""
    if index % 3 or index >= 9_000:
        return
    one, who, at = 60_000 + index, site.user(list(site.users)[2]), made + 90 * MINUTE
    site.worklogs[one] = {
        "self": f"{ORIGIN}/rest/api/3/issue/{issue.id}/worklog/{one}", "id": str(one), "issueId": str(issue.id),
        "author": who, "updateAuthor": who, "comment": document(f"work {index}"), "created": Ms(at),
        "updated": Ms(at), "started": Ms(at - HOUR), "timeSpent": "2h", "timeSpentSeconds": 7200,
    }  # fmt: skip
