"""Answers that were given before, and a vendor's bad day: an answer that leads back to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from productops.sandbox import Call, PageCache, Reply
from productops.sandbox.wire import JSON, encode

KEPT = ("/search/jql", "/issue/bulkfetch", "/changelog/bulkfetch")


def page(
    pages: PageCache, call: Call, path: str, version: object, make: Callable[[], Reply]
) -> Reply:
    """The answer to *call*: a page of issues is made once for each *version* of the site."""
    if path not in KEPT:
        return make()
    key = (version, call.method, call.path, call.query, call.body)
    body = pages.get(key)
    if body is not None:
        return Reply(200, body, JSON)
    reply = make()
    if reply.status == 200:  # noqa: PLR2004 - what failed is made anew
        pages.put(key, reply.body)
    return reply


class _Rows(msgspec.Struct):
    issues: list[msgspec.Raw] = []
    values: list[msgspec.Raw] = []
    comments: list[msgspec.Raw] = []
    worklogs: list[msgspec.Raw] = []
    issueChangeLogs: list[msgspec.Raw] = []  # noqa: N815 - the vendor's name


def points(reply: Reply) -> int:
    """What an answer costs an app: one, and one for each object in it."""
    try:
        rows = msgspec.json.decode(reply.body, type=_Rows | list[msgspec.Raw])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return 1
    if isinstance(rows, list):
        return 1 + len(rows)
    return 1 + sum(
        map(len, (rows.issues, rows.values, rows.comments, rows.worklogs, rows.issueChangeLogs))
    )


def back_to(call: Call, reply: Reply) -> Reply:
    """*reply* with every way onwards leading back to *call*."""
    try:
        body = msgspec.json.decode(reply.body, type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError):
        return reply
    if "nextPageToken" in body:
        asked = call.form() if call.method == "POST" else call.first
        body["nextPageToken"] = asked.get("nextPageToken") or body["nextPageToken"]
    if "nextPage" in body:
        body["nextPage"] = call.link()
    return Reply(reply.status, encode(body), reply.headers)
