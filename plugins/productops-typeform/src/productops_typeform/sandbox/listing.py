"""A page of responses: filters by moment and kind, order, and tokens to go on from.

https://www.typeform.com/developers/responses/reference/retrieve-responses/
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from .answers import invalid

DEFAULT, MOST = 25, 1000
KINDS = ("started", "partial", "completed")
_MOMENT = {"completed": "submitted_at", "partial": "staged_at", "started": "landed_at"}


def page(call: Call, responses: list[dict[str, Any]], totals: str) -> Reply:
    """The answer to a call for responses."""
    query = call.first
    size = query.get("page_size", str(DEFAULT))
    if not size.isdigit() or not 1 <= int(size) <= MOST:
        return invalid(f"page_size must be between 1 and {MOST}")
    kinds = query.get("response_type", "completed").split(",")
    if not set(kinds) <= set(KINDS):
        return invalid("response_type must be any of started, partial, completed")
    if "sort" in query and ("before" in query or "after" in query):
        return invalid("sort cannot be used together with before or after")
    found = sorted((r for r in responses if r["response_type"] in kinds), key=_order, reverse=True)
    found = [r for r in found if _within(r, query)]
    left = _from(found, query)
    shown = left[: int(size)]
    total = len(left if totals == "left" else found)
    body = {"items": shown, "total_items": total, "page_count": -(-total // int(size))}
    return as_json(body)


def _order(response: dict[str, Any]) -> tuple[str, str]:
    """Newest first; what came in one second, by id."""
    return _at(response), response["token"]


def _at(response: dict[str, Any]) -> str:
    return str(response[_MOMENT[response["response_type"]]])


def _within(response: dict[str, Any], query: dict[str, str]) -> bool:
    at = _at(response)
    since, until = _moment(query.get("since")), _moment(query.get("until"))
    return (since is None or at >= since) and (until is None or at <= until)


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text.removesuffix("Z") + "Z"


def _from(found: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    tokens = [each["token"] for each in found]
    if (token := query.get("before")) is not None:
        return found[tokens.index(token) + 1 :] if token in tokens else []
    if (token := query.get("after")) is not None:
        return found[: tokens.index(token)] if token in tokens else []
    return found
