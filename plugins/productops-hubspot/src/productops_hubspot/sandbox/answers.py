"""The vendor's refusals, word for word as far as recordings and documents show them.

https://developers.hubspot.com/docs/api-reference/error-handling
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from productops.sandbox.wire import Reply, as_json

from . import ids

_SCOPES = "https://developers.hubspot.com/scopes"
_HTML = {"content-type": "text/html"}


def error(status: int, category: str, message: str, **more: Any) -> Reply:
    """The usual body; *more* are its further keys."""
    body = {
        "status": "error",
        "message": message,
        "correlationId": ids.uuid_of(status, category, message),
        **more,
        "category": category,
    }
    return as_json(body, status)


def invalid(message: str, **context: list[str]) -> Reply:
    """A parameter with a value that is not allowed."""
    return error(400, "VALIDATION_ERROR", message, **({"context": context} if context else {}))


def not_found(given: str) -> Reply:
    """A record that is not there, or not any more."""
    message = "Object not found.  objectId are usually numeric."
    return error(404, "OBJECT_NOT_FOUND", message, context={"id": [given]})


def missing(message: str = "resource not found") -> Reply:
    """Anything else that is not there."""
    return error(404, "OBJECT_NOT_FOUND", message)


def wrong_method(method: str) -> Reply:
    """An endpoint that does not know the method."""
    return error(405, "METHOD_NOT_ALLOWED", f"{method} is not allowed here")


def no_credentials() -> Reply:
    """A call without a token, or with one that was never given."""
    message = (
        "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find "
        "more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
    )
    return error(401, "INVALID_AUTHENTICATION", message)


def expired(at: int) -> Reply:
    """A token that was good until *at* (epoch milliseconds)."""
    message = "The OAuth token used to make this call expired 0 second(s) ago."
    return error(401, "EXPIRED_AUTHENTICATION", message, context={"expire time": [ids.iso(at)]})


def scopes_missing(scopes: Sequence[str], word: str) -> Reply:
    """A token without a scope; *word* is what the vendor calls the list, which differs by endpoint."""
    message = (
        "This app hasn't been granted all required scopes to make this call. "
        f"Read more about required scopes here: {_SCOPES}."
    )
    detail = {
        "message": "One or more of the following scopes are required.",
        "context": {word: list(scopes)},
    }
    return error(403, "MISSING_SCOPES", message, errors=[detail], links={"scopes": _SCOPES})


def no_product(product: str) -> Reply:
    """An account whose subscription lacks a product."""
    return error(403, "FORBIDDEN", f"This account does not have access to {product}.")


def no_form_submissions() -> Reply:
    """A form whose submissions cannot be read."""
    detail = {"message": "Form type is not allowed", "errorType": "FORM_TYPE_NOT_ALLOWED"}
    body = {
        "status": "error",
        "message": "The request is not valid",
        "correlationId": ids.uuid_of("form type"),
        "errors": [detail],
    }
    return as_json(body, 400)


_LIMITS = {
    "SECONDLY": "You have reached your secondly limit.",
    "TEN_SECONDLY_ROLLING": "You have reached your ten_secondly_rolling limit.",
    "DAILY": "You have reached your daily limit.",
}


def too_many(policy: str) -> Reply:
    """Too many calls; no header says how long to wait."""
    body = {
        "status": "error",
        "message": _LIMITS[policy],
        "errorType": "RATE_LIMIT",
        "correlationId": ids.uuid_of("limit", policy),
        "policyName": policy,
        "requestId": ids.uuid_of("request", policy).replace("-", ""),
    }
    return as_json(body, 429)


def too_long() -> Reply:
    """An address that the edge does not take."""
    page = b"<html><head><title>414 Request-URI Too Large</title></head><body><center><h1>414 Request-URI Too Large</h1></center><hr><center>cloudflare</center></body></html>"
    return Reply(414, page, _HTML)


def broken() -> Reply:
    """The vendor's own fault."""
    body = {"status": "error", "message": "internal error", "correlationId": ids.uuid_of("broken")}
    return as_json(body, 500)


def token_refused(status: str, error_: str, message: str) -> Reply:
    """A token that is not given."""
    body: Mapping[str, str] = {
        "error": error_,
        "error_description": message,
        "status": status,
        "message": message,
        "correlationId": ids.uuid_of("token", status),
    }
    return as_json(body, 400)
