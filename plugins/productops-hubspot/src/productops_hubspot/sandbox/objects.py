"""Lists, single records and batches of records.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/using-object-apis
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .desk import Desk, body_of, flag, listed, onwards, whole
from .model import NOBODY, Kind, View
from .records import asked, inline, record, value

DEFAULT, MOST, MOST_WITH_HISTORY = 10, 100, 50
_BATCH = 100


def page(call: Call, desk: Desk, kind: Kind) -> Reply:
    """`GET /objects/{kind}`: live records, or those in the bin, in the order of their ids."""
    history = [name for name in listed(call, "propertiesWithHistory") if name in kind.properties]
    limit, after = whole(call.first.get("limit"), DEFAULT), whole(call.first.get("after"), 0)
    most = MOST_WITH_HISTORY if history else MOST
    if limit is None or not 1 <= limit <= most:
        return answers.invalid(f"Invalid limit: must be between 1 and {most}", limit=[call.first.get("limit", "")])  # fmt: skip
    if after is None:
        return answers.invalid("after: invalid paging cursor", after=[call.first["after"]])
    shelf = desk.account.shelf(kind, desk.account.now)
    held = shelf.binned if flag(call, "archived") else shelf.live
    start = bisect_right(held, after)
    chosen = held[start : start + limit]
    names, near = asked(kind, listed(call, "properties")), listed(call, "associations")
    views = desk.account.views(kind, chosen, desk.account.now)
    body: dict[str, Any] = {
        "results": [record(view, names, history) | inline(view, near) for view in views]
    }
    if start + limit < len(held):
        body["paging"] = onwards(call, str(chosen[-1]))
    return as_json(body)


def single(call: Call, desk: Desk, kind: Kind, given: str) -> Reply:
    """`GET /objects/{kind}/{id}`."""
    view = _found(desk, kind, given, call.first.get("idProperty", ""))
    if view is None or view.life.binned(view.at) != flag(call, "archived"):
        return answers.not_found(given)
    history = [name for name in listed(call, "propertiesWithHistory") if name in kind.properties]
    names, near = asked(kind, listed(call, "properties")), listed(call, "associations")
    return as_json(record(view, names, history) | inline(view, near))


def _found(desk: Desk, kind: Kind, given: str, by: str) -> View | None:
    account = desk.account
    if by and by != "hs_object_id":
        return next((v for v in _all(desk, kind) if value(v, by) == given), None) if by in kind.properties else None  # fmt: skip
    view = account.view(kind, given, account.now)
    if view is not None or not desk.survivors:
        return view
    index = ids.index_of(kind.base, given)
    life = None if index is None else account.life(kind, index)
    if life is None or life.into == NOBODY or life.gone > account.now:
        return None
    return account.view(kind, ids.made(kind.base, life.into), account.now)


def _all(desk: Desk, kind: Kind) -> list[View]:
    account = desk.account
    return list(account.views(kind, account.shelf(kind, account.now).live, account.now))


def batch(call: Call, desk: Desk, kind: Kind) -> Reply:
    """`POST /objects/{kind}/batch/read`: what is there, and 207 with the ids that are not."""
    sent = body_of(call)
    inputs = sent.get("inputs") if sent else None
    if sent is None or not isinstance(inputs, list):
        return answers.invalid("Invalid input JSON: inputs is required")
    history = [n for n in sent.get("propertiesWithHistory") or () if n in kind.properties]
    most = MOST_WITH_HISTORY if history else _BATCH
    if len(inputs) > most:
        return answers.invalid(f"The batch size may not be more than {most}, was {len(inputs)}")
    given = list(dict.fromkeys(str(one.get("id")) for one in inputs if isinstance(one, dict)))
    by = str(sent.get("idProperty") or "")
    held = {one: _found(desk, kind, one, by) for one in given}
    binned = flag(call, "archived")
    there = {one: v for one, v in held.items() if v and v.life.binned(v.at) == binned}
    views = {v.id: v for v in there.values()}
    names = asked(kind, sent.get("properties") or ())
    rows = [record(views[one], names, history) for one in sorted(views, key=int)]
    return batched(desk, rows, _absent(kind, [one for one in given if one not in there]))


def _absent(kind: Kind, given: list[str]) -> list[dict[str, Any]]:
    if not given:
        return []
    message = (
        f"Could not get some {kind.singular.upper()} objects, they may be deleted or not exist. "
        "Check that ids are valid."
    )
    context = {"ids": given}
    return [{"status": "error", "category": "OBJECT_NOT_FOUND", "message": message, "context": context}]  # fmt: skip


def batched(desk: Desk, rows: list[Any], errors: list[dict[str, Any]]) -> Reply:
    """The answer to a batch: 200, or 207 with what went wrong."""
    at = ids.iso(desk.account.now)
    body: dict[str, Any] = {"status": "COMPLETE", "results": rows}
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
    return as_json(body | {"startedAt": at, "completedAt": at}, 207 if errors else 200)
