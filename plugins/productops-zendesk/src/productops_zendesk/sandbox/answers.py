"""The vendor's refusals, word for word as far as recordings and documents show them."""

from __future__ import annotations

from productops.sandbox.wire import Reply, as_json

NO_ACCESS = "You do not have access to this page. Please contact the account owner of this help desk for further help."


def not_found() -> Reply:
    """A record that is not there, or not any more."""
    return as_json({"error": "RecordNotFound", "description": "Not found"}, 404)


def no_endpoint() -> Reply:
    """A path that is no endpoint."""
    body = {"error": {"title": "Not Found", "message": "The requested resource was not found"}}
    return as_json(body, 404)


def forbidden() -> Reply:
    """An account or role without access."""
    return as_json({"error": {"title": "Forbidden", "message": NO_ACCESS}}, 403)


def bad_token() -> Reply:
    """A bearer token that is wrong or has expired."""
    reason = (
        "The access token provided is expired, revoked, malformed or invalid for other reasons."
    )
    headers = {"www-authenticate": 'OAuth realm="Web Password", error="invalid_token"'}
    return as_json({"error": "invalid_token", "error_description": reason}, 401, headers)


def bad_login() -> Reply:
    """Basic credentials that are wrong, or none at all."""
    headers = {"www-authenticate": 'Basic realm="Web Password"'}
    return as_json({"error": "Couldn't authenticate you"}, 401, headers)


def invalid(description: str, status: int = 422) -> Reply:
    """A parameter with a value that is not allowed."""
    return as_json({"error": "InvalidValue", "description": description}, status)


def too_recent() -> Reply:
    """A `start_time` of the last minute.

    https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/
    """
    return invalid("Too recent start_time. Use a start_time older than 1 minute")


def too_deep() -> Reply:
    """Offset paging past 100 pages.

    https://support.zendesk.com/hc/en-us/articles/5591904358938
    """
    detail = "Pagination limit reached for offset model; use cursor pagination"
    return as_json({"error": "InvalidPaginationDepth", "description": detail}, 400)


def slow_down(what: str, resets: int) -> Reply:
    """Too many calls in a minute."""
    body = {
        "error": "APIRateLimitExceeded",
        "description": f"Number of allowed {what} requests per minute exceeded",
    }
    return as_json(body, 429, {"retry-after": str(resets)})


def anonymous() -> Reply:
    """What `/users/me` says to somebody who did not sign in: no refusal."""
    user = {
        "id": None,
        "name": "Anonymous user",
        "email": "invalid@example.com",
        "role": "end-user",
    }
    return as_json({"user": user})
