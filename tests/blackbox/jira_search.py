"""Searching: `search/jql`, `search/approximate-count`, `jql/match`, and the endpoints that were removed.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

from __future__ import annotations

import base64
import json
from functools import cmp_to_key
from typing import Any

from jira_jql import BadJqlError, Query, parse
from jira_model import ORIGIN, Issue, Json, Ms
from jira_wire import REMOVED, View, wrong
from loopback import Ask, Reply

UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
NAVIGABLE_NOT = {
    "comment",
    "worklog",
    "attachment",
    "issuelinks",
    "timetracking",
    "issuerestriction",
}


class Search:
    """Answers to queries."""

    def __init__(self, view: View) -> None:
        self.view = view

    def removed(self, _ask: Ask) -> Reply:
        """`/rest/api/3/search`, GET and POST."""
        return wrong(REMOVED, 410)

    def jql(self, ask: Ask) -> Reply:
        """A page of a search; by POST with a body, by GET with a query."""
        asked = ask.form if ask.method == "POST" else from_query(ask.query)
        size = asked.get("maxResults", 50)
        if not 1 <= size <= 5000:
            return wrong("The max results parameter has to be between 1 and 5,000.")
        try:
            query = self.understood(str(asked.get("jql") or ""))
            after = read_token(asked.get("nextPageToken"))
        except BadJqlError as refused:
            return wrong(str(refused))
        rows = [] if self.view.options.empty_search else self.found(query)
        if after is not None:
            rows = [row for row in rows if compare(self.place(row, query), after, query) > 0]
        return self.page(rows, asked, query)

    def page(self, rows: list[Issue], asked: Json, query: Query) -> Reply:
        """The page of what is left, and the token for the rest."""
        options, fields = self.view.options, listed(asked.get("fields")) or ["id"]
        only_ids = set(fields) <= {"id", "key"}
        most = options.search_max if only_ids else min(options.search_max, options.fields_max)
        size = min(int(asked.get("maxResults", 50)), most)
        page, token = rows[:size], asked.get("nextPageToken")
        payload: Json = {"isLast": len(rows) <= size}
        if len(rows) > size:
            repeat = options.repeat_token and token
            payload["nextPageToken"] = token if repeat else make_token(self.place(page[-1], query))
        expand = listed(asked.get("expand"))
        if "names" in expand:
            payload["names"] = {one: f["name"] for one, f in self.view.site.fields.items()}
        if only_ids:
            both = "key" in fields
            return self.view.say({"issues": [bare(row, with_key=both) for row in page], **payload})
        return self.view.say({"issues": [self.shown(row, fields) for row in page], **payload})

    def shown(self, issue: Issue, fields: list[str]) -> Json:
        """An issue as the index has it."""
        known = self.view.site.stale.get(issue.id) or issue.fields
        return bare(issue) | {"fields": chosen(known, fields)}

    def count(self, ask: Ask) -> Reply:
        """An estimate of how many issues match."""
        try:
            query = self.understood(str(ask.form.get("jql") or ""))
        except BadJqlError as refused:
            return wrong(str(refused))
        return self.view.say({"count": len(self.found(query)) + self.view.options.count_off})

    def match(self, ask: Ask) -> Reply:
        """Which of some issues some queries would return."""
        ids, matches = set(ask.form["issueIds"]), []
        if len(ids) > 1000 or len(ask.form["jqls"]) > 20:
            return wrong("Too many issue IDs or JQL queries.")
        for text in ask.form["jqls"]:
            try:
                found = [i.id for i in self.found(parse(text, self.view.scope()), fresh=True)]
                matches.append(
                    {"matchedIssues": [one for one in found if one in ids], "errors": []}
                )
            except BadJqlError as refused:
                matches.append({"matchedIssues": [], "errors": [str(refused)]})
        return self.view.say({"matches": matches})

    def understood(self, text: str) -> Query:
        """A query that is bounded."""
        query = parse(text, self.view.scope())
        if query.test is None:
            raise BadJqlError(UNBOUNDED)
        return query

    def found(self, query: Query, *, fresh: bool = False) -> list[Issue]:
        """Issues that match by what the index knows of them, in order."""
        stale: dict[int, Json | None] = {} if fresh else self.view.site.stale
        rows = [
            i
            for i in self.view.issues()
            if (known := stale.get(i.id, i.fields)) is not None
            and (query.test is None or query.test(i, known))
        ]
        ordered = cmp_to_key(
            lambda a, b: compare(self.place(a, query), self.place(b, query), query)
        )
        return sorted(rows, key=ordered)

    def place(self, issue: Issue, query: Query) -> list[Any]:
        """Where an issue stands in the order of a query; the id decides between equals."""
        known = self.view.site.stale.get(issue.id) or issue.fields
        by: dict[str, Any] = {
            "id": issue.id, "issue": order_key(issue.key), "key": order_key(issue.key),
            "issuekey": order_key(issue.key), "project": issue.key.rpartition("-")[0],
        }  # fmt: skip
        return [by.get(name, known.get(name)) for name, _ in query.order] + [issue.id]


def order_key(key: str) -> list[Any]:
    """Keys are ordered by project and number."""
    project, _, number = key.rpartition("-")
    return [project, int(number)]


def compare(one: list[Any], other: list[Any], query: Query) -> int:
    """-1, 0 or 1: which of two places is earlier in the order of a query."""
    turned = [descending for _, descending in query.order] + [False]
    for a, b, back in zip(one, other, turned, strict=True):
        if a != b:
            return (1 if a > b else -1) * (-1 if back else 1)
    return 0


def make_token(place: list[Any]) -> str:
    """A token that names the last row given."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def read_token(token: str | None) -> list[Any] | None:
    """What a token names; a foreign one is refused."""
    if not token:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(token))
    except ValueError as error:
        raise BadJqlError("The provided nextPageToken is invalid or has expired.") from error
    return found if isinstance(found, list) else None


def from_query(query: dict[str, str]) -> Json:
    """The parameters of a GET as the body of a POST would have them."""
    found: Json = dict(query)
    if "maxResults" in found:
        found["maxResults"] = int(found["maxResults"])
    return found


def listed(value: Any) -> list[str]:
    """A list, or a text with commas."""
    return [v for v in value.split(",") if v] if isinstance(value, str) else list(value or [])


def bare(issue: Issue, *, with_key: bool = True) -> Json:
    """An issue without its fields."""
    own = {"id": str(issue.id)}
    if not with_key:
        return own
    return {"expand": "", **own, "self": f"{ORIGIN}/rest/api/3/issue/{issue.id}", "key": issue.key}


def chosen(fields: Json, wanted: list[str]) -> Json:
    """The fields asked for: `*all`, `*navigable`, names, and names with a minus."""
    without = {name[1:] for name in wanted if name.startswith("-")}
    named = {name for name in wanted if not name.startswith(("-", "*"))}
    if "*all" in wanted:
        named |= set(fields)
    if "*navigable" in wanted or not named:
        named |= set(fields) - NAVIGABLE_NOT
    return {name: value for name, value in fields.items() if name in named - without}


def times_as_numbers(value: Any) -> Any:
    """History with its moments as numbers."""
    if isinstance(value, Ms):
        return int(value)
    if isinstance(value, dict):
        return {name: times_as_numbers(one) for name, one in value.items()}
    return [times_as_numbers(one) for one in value] if isinstance(value, list) else value
