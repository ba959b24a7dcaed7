"""The tables of the made-up site, and what changes them; `jira_data` fills them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
HOST = "northwind.atlassian.net"
ORIGIN = f"https://{HOST}"
CLOUD_ID = "5f1c8a52-6f0b-4c6e-9a3e-2d7b9c1e4a10"
START = 1_767_600_000_000
"""5 January 2026, 08:00 UTC, in milliseconds: when the first issue is made."""
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Ms(int):
    """A moment in milliseconds since 1970, which is served in the caller's time zone."""


@dataclass
class Issue:
    """One issue with what hangs below it; `fields` are as served, moments apart."""

    id: int
    key: str
    project: int
    fields: Json
    history: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    remote: list[Json] = field(default_factory=list)
    feedback: Json | None = None
    old_keys: list[str] = field(default_factory=list)


@dataclass
class Site:
    """The whole site; each table maps the vendor's id to the record as served."""

    projects: dict[int, Json] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    customers: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, Json] = field(default_factory=dict)
    group_users: dict[str, list[str]] = field(default_factory=dict)
    organizations: dict[int, Json] = field(default_factory=dict)
    organization_users: dict[int, list[str]] = field(default_factory=dict)
    desks: dict[int, Json] = field(default_factory=dict)
    request_types: dict[int, Json] = field(default_factory=dict)
    fields: dict[str, Json] = field(default_factory=dict)
    scoped_fields: dict[str, Json] = field(default_factory=dict)
    statuses: dict[str, Json] = field(default_factory=dict)
    priorities: dict[str, Json] = field(default_factory=dict)
    types: dict[str, Json] = field(default_factory=dict)
    resolutions: dict[str, Json] = field(default_factory=dict)
    link_types: dict[str, Json] = field(default_factory=dict)
    versions: dict[int, Json] = field(default_factory=dict)
    components: dict[int, Json] = field(default_factory=dict)
    worklogs: dict[int, Json] = field(default_factory=dict)
    deleted_worklogs: dict[int, int] = field(default_factory=dict)
    archived_projects: set[int] = field(default_factory=set)
    hidden_projects: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    """Issues whose security level leaves the caller out."""
    archived: set[int] = field(default_factory=set)
    stale: dict[int, Json | None] = field(default_factory=dict)
    """What the search index still says of an issue: earlier fields, or None for an issue it has not met."""
    zone: str = "America/Los_Angeles"
    """The time zone in the profile of whoever asks."""
    caller: str = ""

    def edit(self, issue_id: int, at: int, *, indexed: bool = True, **changes: Any) -> None:
        """Change plain fields of an issue at a moment; the search learns of it unless told otherwise."""
        issue = self.issues[issue_id]
        if not indexed:
            self.stale.setdefault(issue_id, dict(issue.fields))
        items = [change(name, issue.fields.get(name), value) for name, value in changes.items()]
        self.note(issue, at, items)
        issue.fields.update(changes)

    def note(self, issue: Issue, at: int, items: list[Json], author: str = "") -> None:
        """An entry of an issue's history, with its `updated`."""
        number = 900_000 + sum(len(one.history) for one in self.issues.values())
        entry = {"id": str(number), "author": self.user(author or self.caller), "created": Ms(at)}
        issue.history.append(entry | {"items": items})
        issue.fields["updated"] = Ms(at)

    def move(self, issue_id: int, project: int, number: int, at: int) -> None:
        """Move an issue to another project: another key, the same id."""
        issue, key = self.issues[issue_id], f"{self.projects[project]['key']}-{number}"
        items = [change("Key", issue.key, key) | {"field": "Key", "fieldId": "issuekey"}]
        issue.old_keys.append(issue.key)
        issue.key, issue.project = key, project
        issue.fields["project"] = self.project_of(project)
        self.note(issue, at, items)

    def vanish(self, *issue_ids: int) -> None:
        """Delete issues; Jira tells nobody."""
        for one in issue_ids:
            del self.issues[one]
            self.worklogs = {k: w for k, w in self.worklogs.items() if w["issueId"] != str(one)}

    def user(self, account: str) -> Json:
        """A person as embedded in other records."""
        found = self.users.get(account) or self.customers[account]
        return {"self": f"{ORIGIN}/rest/api/3/user?accountId={account}", **found}

    def project_of(self, project: int) -> Json:
        """A project as embedded in an issue."""
        names = ("self", "id", "key", "name", "projectTypeKey", "simplified", "avatarUrls")
        return {name: self.projects[project][name] for name in names}

    def in_projects(self, *keys: str) -> list[Issue]:
        """The issues of projects, by key."""
        wanted = {one for one, p in self.projects.items() if p["key"] in keys}
        return [issue for issue in self.issues.values() if issue.project in wanted]


def change(name: str, before: Any, after: Any) -> Json:
    """An item of a history entry."""
    return {
        "field": name, "fieldtype": "custom" if name.startswith("customfield") else "jira", "fieldId": name,
        "from": ident(before), "fromString": said(before), "to": ident(after), "toString": said(after),
    }  # fmt: skip


def ident(value: Any) -> str | None:
    """The id a history names, for values that have one."""
    return str(value.get("id") or value.get("accountId")) if isinstance(value, dict) else None


def said(value: Any) -> str | None:
    """The text a history shows."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("displayName") or value.get("value"))
    return None if value is None else str(value)


def document(*paragraphs: str) -> Json:
    """Text as an Atlassian Document, a paragraph each."""
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": text}]} for text in paragraphs
    ]
    return {"type": "doc", "version": 1, "content": content}


def moment(at: int, zone: str) -> str:
    """A moment as Jira writes it: in the zone of whoever asks, no colon in the offset."""
    local = datetime.fromtimestamp(at // 1000, UTC).astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}{local:%z}"


def served(value: Any, zone: str) -> Any:
    """A record with its moments written out."""
    if isinstance(value, Ms):
        return moment(value, zone)
    if isinstance(value, dict):
        return {name: served(one, zone) for name, one in value.items()}
    if isinstance(value, list):
        return [served(one, zone) for one in value]
    return value
