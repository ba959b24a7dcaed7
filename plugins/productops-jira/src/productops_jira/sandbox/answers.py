"""The vendor's refusals, in the shapes its documents and recordings show."""

from __future__ import annotations

from collections.abc import Mapping

from productops.sandbox.wire import Reply, as_json

GONE = "The requested API has been removed. Please migrate to the {new} API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
NO_ISSUE = "Issue does not exist or you do not have permission to see it."


def errors(status: int, *messages: str, fields: Mapping[str, str] | None = None) -> Reply:
    """The platform's error body."""
    return as_json({"errorMessages": list(messages), "errors": dict(fields or {})}, status)


def bad_request(message: str) -> Reply:
    """A parameter with a value that is not allowed, or JQL that is not understood."""
    return errors(400, message)


def not_found(message: str = NO_ISSUE) -> Reply:
    """A record that is not there, or that the caller may not see: nobody can tell which."""
    return errors(404, message)


def no_endpoint(path: str) -> Reply:
    """A path that is no endpoint."""
    return as_json({"message": "null for uri: " + path, "status-code": 404}, 404)


def dead_link() -> Reply:
    """A path outside the API: a page for people."""
    page = "<!DOCTYPE html><html><head><title>Oops, you've found a dead link.</title></head><body></body></html>"
    return Reply(404, page.encode(), {"content-type": "text/html;charset=UTF-8"})


def no_site(path: str) -> Reply:
    """The gateway knows no such cloud id."""
    return as_json({"timestamp": "", "status": 404, "error": "Not Found", "message": "No message available", "path": path}, 404)  # fmt: skip


def wrong_method(method: str) -> Reply:
    """An endpoint that does not know the method."""
    return as_json({"message": f"HTTP method {method} not allowed", "status-code": 405}, 405)


def removed(new: str) -> Reply:
    """An endpoint that was taken away."""
    return errors(410, GONE.format(new=new))


def not_signed_in() -> Reply:
    """The site does not know who asks; scoped tokens look like that too."""
    message = "Client must be authenticated to access this resource."
    headers = {"www-authenticate": 'OAuth realm="Jira"'}
    return as_json({"message": message, "status-code": 401}, 401, headers)


def bad_token() -> Reply:
    """The gateway does not accept the token."""
    return as_json({"code": 401, "message": "Unauthorized"}, 401, {"www-authenticate": "Bearer"})


def forbidden(message: str) -> Reply:
    """A permission that is missing."""
    return errors(403, message)
