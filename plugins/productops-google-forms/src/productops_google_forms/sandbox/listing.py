"""A page of responses: the filter that Google knows, a token bound to it, no order.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms.responses/list
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

import msgspec

from productops.sandbox.wire import Call, Reply, as_json

from .answers import invalid

_FILTER = re.compile(r"timestamp (>=?) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)")
_MOST = 5000


def page(call: Call, responses: list[dict[str, Any]]) -> Reply:
    """The answer to a call for responses."""
    query = call.first
    size = query.get("pageSize", "0")
    if not size.isdigit():
        return invalid("Invalid value at 'page_size'")
    start = _start(query)
    wanted = _wanted(query.get("filter", ""))
    if start is None or wanted is None:
        return invalid("Request contains an invalid argument.")
    after, inclusive = wanted
    found = [
        r
        for r in sorted(responses, key=lambda r: str(r["responseId"]))
        if _within(r, after, inclusive)
    ]
    end = start + min(int(size) or _MOST, _MOST)
    body: dict[str, Any] = {}
    if shown := found[start:end]:
        only = "responses/responseId" in query.get("fields", "")
        body["responses"] = [{"responseId": r["responseId"]} for r in shown] if only else shown
    if end < len(found):
        body["nextPageToken"] = _token(end, query)
    return as_json(body)


def _wanted(text: str) -> tuple[datetime | None, bool] | None:
    """After when, and whether that moment counts; None where the filter is no filter."""
    if not text:
        return None, True
    match = _FILTER.fullmatch(text)
    return (datetime.fromisoformat(match[2]), match[1] == ">=") if match else None


def _within(response: dict[str, Any], after: datetime | None, inclusive: bool) -> bool:
    if after is None:
        return True
    at = datetime.fromisoformat(response["lastSubmittedTime"])
    return at >= after if inclusive else at > after


def _token(start: int, query: dict[str, str]) -> str:
    return urlsafe_b64encode(msgspec.json.encode([start, query.get("filter", "")])).decode()


def _start(query: dict[str, str]) -> int | None:
    """Where a token leads; None where it belongs to another filter, or is none."""
    if "pageToken" not in query:
        return 0
    try:
        start, of = msgspec.json.decode(urlsafe_b64decode(query["pageToken"]), type=tuple[int, str])
    except ValueError:
        return None
    return start if of == query.get("filter", "") else None
