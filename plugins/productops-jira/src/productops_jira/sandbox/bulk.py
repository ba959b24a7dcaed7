"""Issues by id: one, or many at once, with what hangs below them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids, parts
from .desk import Desk, listed
from .issues import dictionary, issue_row, wanted
from .paging import named, page
from .search import read_body
from .state import Entry

MOST_ISSUES, MOST_HISTORIES, MOST_CHANGED, MOST_FIELDS = 100, 10_000, 1_000, 10
_NEWEST_OF_ONE = 100
_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


def show(call: Call, desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}`: all fields, unless others are named."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    shown = wanted(listed(",".join(call.every("fields"))), ["*all"])
    expand = listed(",".join(call.every("expand")))
    row = issue_row(desk, index, shown, expand, newest=_NEWEST_OF_ONE)
    return as_json(row | dictionary(shown, expand))


def fetch(call: Call, desk: Desk) -> Reply:
    """`/issue/bulkfetch`: up to 100, in the order of their ids; old keys lead to moved issues."""
    body = read_body(call)
    given = listed((body or {}).get("issueIdsOrKeys"))
    if body is None or not given:
        return answers.bad_request(_PAYLOAD)
    if len(given) > MOST_ISSUES:
        return answers.bad_request("The number of issue IDs or keys must not be more than 100.")
    held = {text: desk.account.resolve(text) for text in given}
    shown = wanted(listed(body.get("fields")), ["*navigable"])
    expand = listed(body.get("expand"))
    found = sorted({index for index in held.values() if index is not None})
    errors = [
        {"id": text, "errorMessage": answers.NO_ISSUE}
        for text, index in held.items()
        if index is None
    ]
    rows = [issue_row(desk, index, shown, expand) for index in found]
    return as_json({"issues": rows, "issueErrors": errors, **dictionary(shown, expand)})


def changelog(call: Call, desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}/changelog`: oldest first, 100 a page."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    entries = desk.account.view(index)[1].entries
    return page(call, desk, entries, lambda entry: parts.entry_row(desk, index, entry), size=100)


def changelogs(call: Call, desk: Desk) -> Reply:
    """`/changelog/bulkfetch`: of up to 1,000 issues, oldest first, by token."""
    body = read_body(call)
    given = listed((body or {}).get("issueIdsOrKeys"))
    if body is None or not given:
        return answers.bad_request(_PAYLOAD)
    if len(given) > MOST_CHANGED or len(listed(body.get("fieldIds"))) > MOST_FIELDS:
        return answers.bad_request("At most 1000 issues and 10 field ids can be given.")
    found = _entries(desk, given, set(listed(body.get("fieldIds"))))
    start, size = _start(str(body.get("nextPageToken") or "")), int(body.get("maxResults") or 1_000)
    if start is None or not 1 <= size <= MOST_HISTORIES:
        return answers.bad_request("The nextPageToken or maxResults parameter is invalid.")
    grouped: dict[int, list[dict[str, Any]]] = {}
    for _, index, entry in found[start : start + size]:
        row = parts.entry_row(desk, index, entry)
        grouped.setdefault(index, []).append(
            row | ({"created": entry.beat.at} if desk.epoch_histories else {})
        )
    answer: dict[str, Any] = {
        "issueChangeLogs": [
            {"issueId": ids.issue_id(i), "changeHistories": rows} for i, rows in grouped.items()
        ]
    }
    if start + size < len(found):
        answer["nextPageToken"] = urlsafe_b64encode(f"at={start + size}".encode()).decode()
    return as_json(answer)


def _start(token: str) -> int | None:
    if not token:
        return 0
    try:
        return int(urlsafe_b64decode(token.encode()).decode().removeprefix("at="))
    except ValueError:
        return None


def _entries(desk: Desk, given: list[str], fields: set[str]) -> list[tuple[int, int, Entry]]:
    """Entries of the issues there are, by date and issue; only changes of *fields*, if any are named."""
    indices = {index for text in given if (index := desk.account.resolve(text)) is not None}
    found = []
    for index in indices:
        for entry in desk.account.view(index)[1].entries:
            items = [item for item in entry.items if not fields or item.get("fieldId") in fields]
            if items:
                found.append((entry.beat.at, index, entry._replace(items=items)))
    return sorted(found, key=lambda one: (one[0], one[1]))


def comments(call: Call, desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}/comment`."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    issue, state = desk.account.view(index)
    rows = state.comments[::-1] if call.first.get("orderBy") == "-created" else state.comments
    return named(
        call, "comments", rows, lambda beat: parts.comment_row(desk, issue, state, beat), most=5_000
    )


def comments_by_id(call: Call, desk: Desk) -> Reply:
    """`/comment/list`: what is there of up to 1,000 ids."""
    given = (read_body(call) or {}).get("ids")
    if not isinstance(given, list) or not 0 < len(given) <= MOST_CHANGED:
        return answers.bad_request("The number of comment ids must be between 1 and 1000.")
    rows = []
    for index, position in sorted({divmod(int(id_), ids.PARTS) for id_ in given}):
        if desk.account.visible(index):
            issue, state = desk.account.view(index)
            rows += [
                parts.comment_row(desk, issue, state, b)
                for b in state.comments
                if b.position == position
            ]
    return page(call, desk, rows, lambda row: row, size=MOST_CHANGED, most=MOST_CHANGED)


def remote_links(desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}/remotelink`: a bare list."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    return as_json(parts.remote_rows(desk, *desk.account.view(index)))


def worklogs(call: Call, desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}/worklog`."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    rows = desk.account.view(index)[1].work
    return named(call, "worklogs", rows, lambda beat: parts.work_row(desk, index, beat), size=5_000)


def votes(desk: Desk, given: str) -> Reply:
    """`/issue/{idOrKey}/votes`: the count; who voted is seen by few."""
    index = desk.account.resolve(given)
    if index is None:
        return answers.not_found()
    link = desk.link(f"issue/{desk.account.issue_key(index)}/votes")
    return as_json(
        {"self": link, "votes": desk.account.view(index)[1].votes, "hasVoted": False, "voters": []}
    )
