"""Endpoints for associations, version 4.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/associations/associate-records/guide
"""

from __future__ import annotations

from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .desk import Desk, body_of, onwards, whole
from .model import Kind
from .objects import batched
from .ties import tied, types_of

MOST_IDS, MOST = 1_000, 500


def batch(call: Call, desk: Desk, start: Kind, end: Kind) -> Reply:
    """`POST /associations/{from}/{to}/batch/read`: a page for each record, each with its own way onwards."""
    sent = body_of(call)
    inputs = sent.get("inputs") if sent else None
    if not isinstance(inputs, list):
        return answers.invalid("Invalid input JSON: inputs is required")
    if len(inputs) > MOST_IDS:
        return answers.invalid(f"The batch size may not be more than {MOST_IDS}, was {len(inputs)}")
    rows, errors = [], []
    for one in inputs:
        given = str(one.get("id")) if isinstance(one, dict) else ""
        found, more = _page(desk, start, end, given, whole(one.get("after"), 0), desk.per_record)
        if not found:
            errors.append(_none(start, end, given))
            continue
        row: dict[str, Any] = {"from": {"id": given}, "to": found}
        if more:
            row["paging"] = onwards(call, more)
        rows.append(row)
    return batched(desk, rows, errors)


def _page(
    desk: Desk, start: Kind, end: Kind, given: str, after: int | None, limit: int
) -> tuple[list[dict[str, Any]], str]:
    """A page of a record's associations, and the cursor to the next; an empty one at the end."""
    account = desk.account
    index = ids.index_of(start.base, given)
    if index is None or account.meant(start, index, account.now) != index or after is None:
        return [], ""
    held = tied(account, start, end, index, account.now)
    order = sorted(held, key=lambda other: ids.made(end.base, other))
    rest = [other for other in order if ids.made(end.base, other) > after]
    rows = [_row(desk, start, end, other, held[other]) for other in rest[:limit]]
    return rows, str(ids.made(end.base, rest[limit - 1])) if len(rest) > limit else ""


def _row(desk: Desk, start: Kind, end: Kind, other: int, labels: set[str]) -> dict[str, Any]:
    made = ids.made(end.base, other)
    return {
        "toObjectId": made if desk.legacy else str(made),
        "associationTypes": types_of(start, end, labels),
    }


def _none(start: Kind, end: Kind, given: str) -> dict[str, Any]:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {end.singular} is associated with {start.singular} {given}.",
        "context": {
            "fromObjectId": [given],
            "fromObjectType": [start.singular],
            "toObjectType": [end.singular],
        },
    }


def of_record(call: Call, desk: Desk, start: Kind, end: Kind, given: str) -> Reply:
    """`GET /objects/{from}/{id}/associations/{to}`."""
    limit, after = whole(call.first.get("limit"), MOST), whole(call.first.get("after"), 0)
    if limit is None or not 1 <= limit <= MOST:
        return answers.invalid(f"Invalid limit: must be between 1 and {MOST}")
    index = ids.index_of(start.base, given)
    if index is None or desk.account.meant(start, index, desk.account.now) != index:
        return answers.not_found(given)
    rows, more = _page(desk, start, end, given, after, min(limit, desk.per_record))
    body: dict[str, Any] = {"results": rows}
    return as_json(body | ({"paging": onwards(call, more)} if more else {}))
