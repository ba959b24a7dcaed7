"""Pages and refusals as Tally writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from productops.sandbox import Call, Reply
from productops.sandbox.wire import as_json

DEFAULT = 50
_ERRORS = {
    400: ("BAD_REQUEST", "Invalid parameters"),
    401: ("UNAUTHORIZED", "Invalid API key"),
    403: ("FORBIDDEN", "You do not have access to this form"),
    404: ("NOT_FOUND", "Not found"),
    429: ("TOO_MANY_REQUESTS", "Too many requests"),
}


def paged(
    call: Call, rows: Sequence[Any], most: int
) -> tuple[Sequence[Any], dict[str, Any]] | None:
    """A page of rows, and what is said of it; None where the query makes no sense."""
    texts = call.first.get("page", "1"), call.first.get("limit", str(DEFAULT))
    if not all(text.isdecimal() and int(text) for text in texts):
        return None
    page, size = int(texts[0]), min(int(texts[1]), most)
    more = page * size < len(rows)
    return rows[(page - 1) * size : page * size], {"page": page, "limit": size, "hasMore": more}


def error(status: int) -> Reply:
    """A refusal."""
    kind, message = _ERRORS[status]
    return as_json({"errorType": kind, "message": message}, status)
