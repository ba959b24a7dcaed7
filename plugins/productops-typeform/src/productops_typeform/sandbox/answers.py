"""Answers that are no data: refusals, limits, and the list of forms.

https://www.typeform.com/developers/get-started/ ("Rate limits", "Error handling")
"""

from __future__ import annotations

from typing import Any

import msgspec

from productops.sandbox.limits import Allowance
from productops.sandbox.wire import Call, Reply, as_json

_DEFAULT, _MOST = 10, 200


def _error(status: int, code: str, description: str) -> Reply:
    return as_json({"code": code, "description": description}, status)


def not_signed_in() -> Reply:
    """No token, or a wrong one."""
    what = "Authentication credentials not found on the Request Headers"
    return _error(401, "AUTHENTICATION_FAILED", what)


def forbidden() -> Reply:
    """A token without the scope."""
    return _error(403, "FORBIDDEN", "The request is not allowed: missing scope")


def not_found(code: str) -> Reply:
    """Nothing there."""
    return _error(
        404, code, "Non existing form with uid" if code == "FORM_NOT_FOUND" else "Not found"
    )


def invalid(description: str) -> Reply:
    """A query that is not understood."""
    return _error(400, "VALIDATION_ERROR", description)


def too_many() -> Reply:
    """Over the limit."""
    return _error(429, "TOO_MANY_REQUESTS", "Too many requests")


def limits(allowed: Allowance) -> dict[str, str]:
    """What answers tell of the limit."""
    return {
        "x-ratelimit-limit": str(allowed.total),
        "x-ratelimit-remaining": str(allowed.remaining),
        "x-ratelimit-reset": str(allowed.resets),
    }


def form_list(call: Call, forms: list[dict[str, Any]]) -> Reply:
    """A page of the list of forms."""
    query = call.first
    size, number = query.get("page_size", str(_DEFAULT)), query.get("page", "1")
    if not size.isdigit() or not number.isdigit() or not 1 <= int(size) <= _MOST:
        return invalid(f"page_size must be between 1 and {_MOST}")
    key = query.get("sort_by", "created_at")
    found = sorted(
        forms,
        key=lambda form: (form[key], form["id"]),
        reverse=query.get("order_by", "desc") == "desc",
    )
    start = (int(number) - 1) * int(size)
    pages = -(-len(found) // int(size))
    return as_json(
        {"total_items": len(found), "page_count": pages, "items": found[start : start + int(size)]}
    )


def back_to(call: Call, reply: Reply) -> Reply:
    """*reply* whose last response bears the token this call went on from, so that it leads here again."""
    body = msgspec.json.decode(reply.body) if reply.status == 200 else {}  # noqa: PLR2004 - the HTTP status
    token = call.first.get("before")
    if not token or not body.get("items") or not call.path.endswith("/responses"):
        return reply
    body["items"][-1] = {**body["items"][-1], "token": token}
    return as_json({**body, "total_items": len(body["items"]) + 1}).with_headers(reply.headers)
