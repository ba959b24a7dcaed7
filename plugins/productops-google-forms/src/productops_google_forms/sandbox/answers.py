"""Answers that are no data, as Google writes them.

https://cloud.google.com/apis/design/errors
"""

from __future__ import annotations

from typing import Any

import msgspec

from productops.sandbox.wire import Call, Reply, as_json


def _error(code: int, status: str, message: str, reason: str = "") -> Reply:
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": kind, "reason": reason, "domain": "googleapis.com"}]
    return as_json({"error": error}, code)


def not_signed_in() -> Reply:
    """No token, a wrong one, or one that has ended."""
    what = "Request had invalid authentication credentials. Expected OAuth 2 access token."
    return _error(401, "UNAUTHENTICATED", what, "ACCESS_TOKEN_EXPIRED")


def no_scope() -> Reply:
    """A token for something else."""
    what = "Request had insufficient authentication scopes."
    return _error(403, "PERMISSION_DENIED", what, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")


def not_shared() -> Reply:
    """A form that somebody else keeps to themselves."""
    return _error(403, "PERMISSION_DENIED", "The caller does not have permission")


def disabled() -> Reply:
    """The project has not switched the API on."""
    what = "Google Forms API has not been used in project 4711 before or it is disabled."
    return _error(403, "PERMISSION_DENIED", what, "SERVICE_DISABLED")


def not_found() -> Reply:
    """No such form."""
    return _error(404, "NOT_FOUND", "Requested entity was not found.")


def invalid(message: str) -> Reply:
    """A query that is not understood, or a token that is not of this query."""
    return _error(400, "INVALID_ARGUMENT", message)


def too_many() -> Reply:
    """Over the limit; Google says nothing of when to come back."""
    what = (
        "Quota exceeded for quota metric 'Expensive read requests' and limit 'per minute per user'"
    )
    return _error(429, "RESOURCE_EXHAUSTED", what, "RATE_LIMIT_EXCEEDED")


def back_to(call: Call, reply: Reply) -> Reply:
    """*reply* with its token being the one this call came with."""
    body = msgspec.json.decode(reply.body) if reply.status == 200 else {}  # noqa: PLR2004 - the HTTP status
    token = call.first.get("pageToken")
    if not token or "responses" not in body:
        return reply
    return as_json({**body, "nextPageToken": token})
