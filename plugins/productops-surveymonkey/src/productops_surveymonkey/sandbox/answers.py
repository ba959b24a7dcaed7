"""Pages and refusals as SurveyMonkey writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from productops.sandbox import Call, Reply
from productops.sandbox.wire import as_json

_ERRORS = {
    1003: (400, "Bad Request", "Invalid URL parameters."),
    1010: (401, "Authorization Error", "The authorization token was not provided."),
    1011: (401, "Authorization Error", "The authorization token provided was invalid."),
    1014: (
        403,
        "Permission Error",
        "Permission has not been granted by the user to make this request.",
    ),
    1016: (403, "Permission Error", "The user does not have permission to access the resource."),
    1018: (403, "Permission Error", "The account is in another data center. Use its access URL."),
    1020: (404, "Resource Not Found", "There was an error retrieving the requested resource."),
    1040: (429, "Rate Limit Reached", "Too many requests were made, try again later."),
}
_PAGE = b"\n\n<!DOCTYPE html>\n<html><head><title>SurveyMonkey 404</title></head><body>Not found</body></html>"


def paged(
    call: Call, rows: Sequence[Any], most: int, shown: Callable[[Any], Any] = lambda row: row
) -> Reply:
    """A page; links name page and size, and leave out every filter, as the vendor's do."""
    try:
        page, size = int(call.first.get("page", 1)), int(call.first.get("per_page", 50))
    except ValueError:
        return error(1003)
    if page < 1 or size < 1:
        return error(1003)
    size = min(size, most)
    last = max(1, -(-len(rows) // size))
    link = f"https://api.surveymonkey.com{call.path}?page={{}}&per_page={size}"
    links = {"self": link.format(page)}
    if page < last:
        links |= {"next": link.format(page + 1), "last": link.format(last)}
    if page > 1:
        links |= {"prev": link.format(page - 1), "first": link.format(1)}
    data = [shown(row) for row in rows[(page - 1) * size : page * size]]
    return as_json(
        {"data": data, "per_page": size, "page": page, "total": len(rows), "links": links}
    )


def error(number: int) -> Reply:
    """A refusal; the id in its body says more than its status."""
    status, name, message = _ERRORS[number]
    docs = "https://api.surveymonkey.com/v3/docs#error-codes"
    told = {
        "docs": docs,
        "message": message,
        "id": str(number),
        "name": name,
        "http_status_code": status,
    }
    return as_json({"error": told}, status)


def page_not_found() -> Reply:
    """An address nobody knows is answered for people."""
    return Reply(404, _PAGE, {"content-type": "text/html; charset=UTF-8"})
