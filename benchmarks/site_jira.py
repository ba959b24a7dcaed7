"""Jira's search, its bulk endpoints, and what a reader of issues asks for besides.

Each issue is rendered beforehand in parts, and an answer is those parts put together. A search for `*all` gives whole
issues, a hundred a page; one for less gives what was asked for, as many as were asked for.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from multiprocessing import Pool
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from answers import as_json, render
from issues import (
    CUSTOM_FIELDS,
    FIRST_ID,
    STATUSES,
    custom_field,
    person,
    project,
    rendered,
    status,
    updated,
)

API = "/rest/api/3"
WHOLE_A_PAGE = 100
ENTRIES_A_PAGE = 10_000
NEVER = ("32503680000000", "2999-12-31")
"""Bounds that a reader tries a query with: nothing is found behind them."""


def context(total: int) -> dict[str, bytes]:
    """Path → answer of all that does not hang on the question."""
    custom = [custom_field(at) for at in range(CUSTOM_FIELDS)]
    fields = [
        {"id": "summary", "name": "Summary", "custom": False, "schema": {"type": "string"}},
        *custom,
    ]
    may = {key: {"havePermission": True} for key in ("BROWSE_PROJECTS", "USER_PICKER")}
    answers: dict[str, Any] = {
        "myself": person(0),
        "serverInfo": {
            "baseUrl": "https://bench.atlassian.net",
            "deploymentType": "Cloud",
            "serverTitle": "Bench",
        },
        "mypermissions": {"permissions": may},
        "field": fields,
        "field/search": {"isLast": True, "startAt": 0, "total": len(custom), "values": custom},
        "status": [status(at) for at in range(len(STATUSES))],
        "project/search": {"isLast": True, "startAt": 0, "total": 1, "values": [project()]},
        "search/approximate-count": {"count": total},
    }
    return {f"{API}/{path}": as_json(answer) for path, answer in answers.items()}


class Jira:
    """The site."""

    def __init__(self, total: int) -> None:
        self.answers = context(total)
        with Pool() as pool:
            self.issues = pool.map(rendered, range(1, total + 1), chunksize=500)
        self._asked = {
            f"{API}/search/jql": self._search,
            f"{API}/issue/bulkfetch": self._bulk,
            f"{API}/changelog/bulkfetch": self._changes,
        }

    def answer(self, target: str, body: bytes) -> bytes | None:
        """What is asked for at *target*, in its query or its body; None for what is not known."""
        parts = urlsplit(target)
        asked = self._asked.get(parts.path)
        if asked is None:
            return self.answers.get(parts.path)
        question: dict[str, Any] = json.loads(body) if body else dict(parse_qsl(parts.query))
        return render(asked(question))

    def _search(self, asked: dict[str, Any]) -> bytes:
        if any(bound in asked["jql"] for bound in NEVER):
            return b'{"issues":[],"isLast":true}'
        fields = asked.get("fields", "id")
        whole = "*all" in fields
        size = min(int(asked.get("maxResults", 50)), WHOLE_A_PAGE if whole else len(self.issues))
        start = int(asked.get("nextPageToken") or 0)
        some = range(start, min(start + size, len(self.issues)))
        changes = "changelog" in asked.get("expand", "")
        hits = (self._whole(at, changes=changes) if whole else _hit(at, fields) for at in some)
        return _page(b'{"issues":[' + b",".join(hits) + b"]", some.stop, len(self.issues))

    def _whole(self, at: int, *, changes: bool) -> bytes:
        issue = self.issues[at]
        parts = [issue.bare[:-2], b',"comment":', issue.comments, b"}"]
        if changes:
            # Jira embeds the newest first
            count = len(issue.entries)
            head = f',"changelog":{{"startAt":0,"maxResults":{count},"total":{count},"histories":['
            parts += [head.encode(), b",".join(issue.entries[::-1]), b"]}"]
        return b"".join([*parts, b"}"])

    def _bulk(self, asked: dict[str, Any]) -> bytes:
        chosen = _numbers(asked)
        if asked["fields"] == ["comment"]:
            issues: Iterable[bytes] = (
                _only_comments(at, self.issues[at].comments) for at in chosen
            )
        else:
            issues = (self.issues[at].bare for at in chosen)
        return b'{"issueErrors":[],"issues":[' + b",".join(issues) + b"]}"

    def _changes(self, asked: dict[str, Any]) -> bytes:
        """Entries from the oldest, issue by issue; a page ends behind the issue that fills it."""
        size = min(int(asked.get("maxResults", 1000)), ENTRIES_A_PAGE)
        chosen, start = _numbers(asked), int(asked.get("nextPageToken") or 0)
        logs: list[bytes] = []
        held, at = 0, start
        while at < len(chosen) and held < size:
            entries = self.issues[chosen[at]].entries
            head = f'{{"issueId":"{chosen[at] + 1 + FIRST_ID}","changeHistories":['
            logs.append(head.encode() + b",".join(entries) + b"]}")
            held, at = held + len(entries), at + 1
        return _page(b'{"issueChangeLogs":[' + b",".join(logs) + b"]", at, len(chosen))


def _numbers(asked: dict[str, Any]) -> Sequence[int]:
    return [int(each) - FIRST_ID - 1 for each in asked["issueIdsOrKeys"]]


def _hit(at: int, fields: Sequence[str]) -> bytes:
    shown = f',"fields":{{"updated":"{updated(at + 1)}"}}' if "updated" in fields else ""
    return f'{{"id":"{at + 1 + FIRST_ID}"{shown}}}'.encode()


def _only_comments(at: int, comments: bytes) -> bytes:
    return f'{{"id":"{at + 1 + FIRST_ID}","fields":{{"comment":'.encode() + comments + b"}}"


def _page(body: bytes, stop: int, total: int) -> bytes:
    """With the token of the following page, which is where that starts."""
    if stop >= total:
        return body + b',"isLast":true}'
    return body + f',"isLast":false,"nextPageToken":"{stop}"}}'.encode()
