"""What the parts of the Jira stand-in share: options of the site, what a caller sees, errors and list pages.

Paging: https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/#pagination
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from jira_jql import Scope
from jira_model import ORIGIN, Issue, Json, Site, served
from loopback import Ask, Reply, as_json

NO_ISSUE = "Issue does not exist or you do not have permission to see it."
NO_USERS = "Browse users and groups permission is required to view groups."
REMOVED = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration"
    " guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)


@dataclass
class Options:
    """How this site is set up, and which documented limits it has."""

    search_max: int = 5000
    """Most rows of a search page that has ids or keys only."""
    fields_max: int = 100
    """Most rows of a search page with fields."""
    list_max: int = 1000
    """Most rows of other lists, for those whose documented limit is not smaller."""
    embedded_comments: int = 100
    """Most comments within an issue; the others come from `issue/{id}/comment`."""
    history_max: int = 10_000
    history_times: str = "iso"
    """`changelog/bulkfetch` is documented with a date-time and shown with a number: iso, ms."""
    epoch_ms: bool = True
    """Whether JQL takes milliseconds since 1970; it does, but it is not documented."""
    off: set[str] = field(default_factory=set)
    """What the site has not: servicedesk, linking, browse_users, archive, field_search."""
    administers: bool = False
    """Whether the caller has the permission to administer Jira."""
    denied: set[str] = field(default_factory=set)
    """Parts of paths that answer 403."""
    unscoped: set[str] = field(default_factory=set)
    """Parts of paths the token has no scope for."""
    gone: set[str] = field(default_factory=set)
    """Parts of paths that were removed: 410."""
    count_off: int = 0
    """By how much the approximate count is wrong."""
    empty_search: bool = False
    """Every search answers no issue, whatever the count says."""
    repeat_token: bool = False
    """A search page after the first names the token it was asked with."""
    bulk_errors: dict[int, int] = field(default_factory=dict)
    """Issues that `issue/bulkfetch` answers as an error, and how often yet."""
    raw: dict[int, bytes] = field(default_factory=dict)
    """JSON that `issue/bulkfetch` sends in place of the issue of that id."""


@dataclass
class View:
    """What the caller may see of a site, and how it is said."""

    site: Site
    options: Options
    now: Callable[[], float]

    def projects(self, *states: str) -> list[Json]:
        """Projects the caller may browse, by state."""
        site = self.site
        shown = [p for one, p in site.projects.items() if one not in site.hidden_projects]
        state = {True: "archived", False: "live"}
        return [p for p in shown if state[int(p["id"]) in site.archived_projects] in states]

    def issues(self) -> list[Issue]:
        """Issues the caller may see; archived ones are out of sight with their project."""
        live = {int(p["id"]) for p in self.projects("live")}
        out = self.site.hidden | self.site.archived
        return [
            i for one, i in sorted(self.site.issues.items()) if i.project in live and one not in out
        ]

    def issue(self, name: str) -> Issue | None:
        """An issue by id, key or a key it had before."""
        wanted = name.upper()
        for issue in self.issues():
            if wanted in (str(issue.id), issue.key, *issue.old_keys):
                return issue
        return None

    def scope(self) -> Scope:
        """What the caller's queries may name."""
        site = self.site
        known = [i for i in self.issues() if site.stale.get(i.id, {}) is not None]
        return Scope(
            site.zone, int(self.now() * 1000), self.options.epoch_ms, self.projects("live"), known,
            {str(value).lower() for t in site.types.values() for value in (t["name"], t["id"])},
            {str(value).lower() for s in site.statuses.values() for value in (s["name"], s["id"])},
        )  # fmt: skip

    def say(self, payload: Any, status: int = 200) -> Reply:
        """A JSON answer in the caller's time zone."""
        return as_json(served(payload, self.site.zone), status)

    def page(self, ask: Ask, rows: list[Any], *, most: int, usual: int = 50) -> Reply:
        """A list page: `startAt`, `maxResults`, `total`, `isLast`, `values`, `nextPage`."""
        start, asked = int(ask.query.get("startAt") or 0), ask.query.get("maxResults")
        size = max(0, min(int(asked) if asked else usual, most, self.options.list_max))
        found, end = rows[start : start + size], start + size
        bean = {"self": f"{ORIGIN}{ask.path}", "maxResults": size, "startAt": start, "total": len(rows),
                "isLast": end >= len(rows), "values": found}  # fmt: skip
        if end < len(rows):
            query = ask.query | {"startAt": str(end), "maxResults": str(size)}
            bean["nextPage"] = f"{ORIGIN}{ask.path}?{urlencode(query)}"
        return self.say(bean)

    def with_raw(self, payload: Json, rows: list[Json]) -> Reply:
        """An answer whose `issues` are sent as planted bytes where some are planted."""
        raw = self.options.raw
        said = [served(row, self.site.zone) for row in rows]
        if not raw:
            return as_json(payload | {"issues": said})
        body = b",".join(raw.get(int(row["id"])) or json.dumps(row).encode() for row in said)
        rest = json.dumps(payload).encode()[1:]
        return Reply(200, b'{"issues":[' + body + b"]," + rest)


def wrong(message: str, status: int = 400) -> Reply:
    """An error of the platform API."""
    return as_json({"errorMessages": [message], "errors": {}}, status)
