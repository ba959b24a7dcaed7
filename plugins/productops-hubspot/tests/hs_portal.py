"""A small portal to sync from, in the process: objects with search, bin, merges, associations, forms. Synthetic."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import httpx

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
MODIFIED = {"contacts": "lastmodifieddate"}
DETAILS = {
    "portalId": 4711,
    "timeZone": "Europe/Berlin",
    "companyCurrency": "EUR",
    "uiDomain": "app-eu1.hubspot.com",
    "accountType": "STANDARD",
}
MISSING_SCOPES = {
    "status": "error",
    "message": "This app hasn't been granted all required scopes to make this call.",
    "errors": [
        {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": ["crm.objects.deals.read"]},
        }
    ],
    "category": "MISSING_SCOPES",
}
DAILY = {
    "status": "error",
    "message": "You have reached your daily limit.",
    "errorType": "RATE_LIMIT",
    "policyName": "DAILY",
}


def iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Portal:
    """What an account holds, by object; `calls` are the requests it saw."""

    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    near: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    definitions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    pipelines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    owners: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)
    submissions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """What stands at a path, a page each; where nothing does, the answer is 404."""
    cap: int = 10_000
    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    before: Callable[[httpx.Request], httpx.Response | None] = lambda request: None

    def put(
        self, kind: str, key: int | str, at: datetime = NOON - timedelta(days=30), **properties: Any
    ) -> None:
        """A record, made or changed at a moment."""
        held = self.records.setdefault(kind, {}).get(str(key), {})
        name = MODIFIED.get(kind, "hs_lastmodifieddate")
        values = {
            **held.get("properties", {}),
            "hs_object_id": str(key),
            name: iso(at),
            **properties,
        }
        self.records[kind][str(key)] = {
            "id": str(key),
            "properties": values,
            "createdAt": held.get("createdAt", iso(at)),
            "updatedAt": iso(at),
            "archived": False,
        }

    def archive(self, kind: str, key: int | str, at: datetime) -> None:
        """Into the bin; no date of change moves."""
        self.records[kind][str(key)] |= {"archived": True, "archivedAt": iso(at)}

    def erase(self, kind: str, key: int | str) -> None:
        """Without a trace."""
        del self.records[kind][str(key)]

    def merge(self, kind: str, loser: int, winner: int, at: datetime) -> None:
        """The loser lives on in the winner."""
        self.erase(kind, loser)
        self.put(kind, winner, at, hs_merged_object_ids=str(loser))

    def tie(self, kind: str, key: int, to: str, other: int, *labels: str | None) -> None:
        """An association; a pair comes once a label."""
        types = [
            {"category": "HUBSPOT_DEFINED", "typeId": n, "label": w} for n, w in enumerate(labels)
        ]
        found = {"toObjectId": other, "associationTypes": types or [{"typeId": 1, "label": None}]}
        self.near.setdefault((kind, to), {}).setdefault(str(key), []).append(found)

    def transport(self) -> httpx.MockTransport:
        """The portal as a network."""
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What the portal says to a request."""
        body = json.loads(request.content) if request.content[:1] == b"{" else {}
        path, query = request.url.path, dict(request.url.params)
        self.calls.append((request.method, path, body or query))
        parts = path.strip("/").split("/")
        own = self.before(request)
        if own is not None:
            return own
        return (
            self._objects(parts, query, body)
            if parts[1] == "objects"
            else self._rest(parts, query, body)
        )

    def _rest(
        self, parts: list[str], query: dict[str, str], body: dict[str, Any]
    ) -> httpx.Response:
        path = "/" + "/".join(parts)
        if path in self.lists:
            return _part(self.lists[path], int(query["limit"]), int(query.get("after", 0)))
        if parts[0] == "settings" or "activity" in parts:
            return _json({"status": "error", "message": "resource not found"}, 404)
        found: dict[str, Callable[[], Any]] = {
            "account-info": lambda: DETAILS,
            "properties": lambda: {"results": self.definitions.get(parts[3], [])},
            "pipelines": lambda: {"results": self.pipelines.get(parts[3], [])},
            "owners": lambda: {"results": _binned(self.owners, query)},
            "marketing": lambda: {"results": _binned(self.forms, query)},
            "form-integrations": lambda: self._sent(parts[-1], query),
            "associations": lambda: self._associations(parts[3], parts[4], body),
        }
        return _json(found[parts[1] if parts[0] == "crm" else parts[0]]())

    def _objects(
        self, parts: list[str], query: dict[str, str], body: dict[str, Any]
    ) -> httpx.Response:
        kind = parts[3]
        if parts[4:] == ["search"]:
            return self._search(kind, body)
        if parts[4:] == ["batch", "read"]:
            return self._batch(kind, body, archived=query.get("archived") == "true")
        return self._list(kind, query)

    def _list(self, kind: str, query: dict[str, str]) -> httpx.Response:
        wanted = query.get("archived") == "true"
        found = [r for r in self.records.get(kind, {}).values() if r["archived"] is wanted]
        found.sort(key=lambda r: int(r["id"]))
        return _page(
            found, int(query["limit"]), int(query.get("after", 0)), query["properties"].split(",")
        )

    def _search(self, kind: str, body: dict[str, Any]) -> httpx.Response:
        found = [r for r in self.records.get(kind, {}).values() if not r["archived"]]
        for group in body.get("filterGroups", []):
            found = [r for r in found if all(_holds(r, f) for f in group["filters"])]
        for order in body.get("sorts", []):
            found.sort(key=lambda r, by=order["propertyName"]: _number(r["properties"][by]))
        limit, after = body["limit"], int(body.get("after", 0))
        if limit > 200 or after + limit > self.cap:
            return _json({"status": "error", "message": "too many"}, 400)
        answer = _page(found, limit, after, body["properties"])
        return _json({**json.loads(answer.content), "total": len(found)})

    def _batch(self, kind: str, body: dict[str, Any], *, archived: bool) -> httpx.Response:
        asked, held = [each["id"] for each in body["inputs"]], self.records.get(kind, {})
        if len(asked) > 100:
            return _json({"status": "error", "message": "too many inputs"}, 400)
        found = [held[one] for one in asked if one in held and held[one]["archived"] is archived]
        lost = [one for one in asked if one not in {r["id"] for r in found}]
        errors = [{"status": "error", "category": "OBJECT_NOT_FOUND", "context": {"ids": lost}}]
        whole = {"status": "COMPLETE", "results": [_with(r, body["properties"]) for r in found]}
        return _json(
            {**whole, "errors": errors, "numErrors": 1} if lost else whole, 207 if lost else 200
        )

    def _associations(self, kind: str, to: str, body: dict[str, Any]) -> dict[str, Any]:
        held = self.near.get((kind, to), {})
        ids = [each["id"] for each in body["inputs"]]
        assert len(ids) <= 1000
        results = [{"from": {"id": one}, "to": held[one]} for one in ids if one in held]
        return {"status": "COMPLETE", "results": results}

    def _sent(self, form: str, query: dict[str, str]) -> dict[str, Any]:
        assert int(query["limit"]) <= 50
        newest = sorted(self.submissions.get(form, []), key=lambda s: -s["submittedAt"])
        start, size = int(query.get("after", 0)), int(query["limit"])
        page: dict[str, Any] = {"results": newest[start : start + size]}
        if start + size < len(newest):
            page["paging"] = {"next": {"after": str(start + size)}}
        return page


def _json(body: Any, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body)


def _binned(found: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    return [one for one in found if one.get("archived", False) is (query.get("archived") == "true")]


def _with(record: dict[str, Any], names: list[str]) -> dict[str, Any]:
    held = record["properties"]
    shown = {
        name: held.get(name)
        for name in {*names, "hs_object_id", "lastmodifieddate", "hs_lastmodifieddate"}
    }
    return {
        **record,
        "properties": {k: v for k, v in sorted(shown.items()) if v is not None or k in held},
    }


def _part(found: list[dict[str, Any]], limit: int, after: int) -> httpx.Response:
    body: dict[str, Any] = {"results": found[after : after + limit]}
    if after + limit < len(found):
        body["paging"] = {"next": {"after": str(after + limit)}}
    return _json(body)


def _page(found: list[dict[str, Any]], limit: int, after: int, names: list[str]) -> httpx.Response:
    return _part([_with(r, names) for r in found], limit, after)


@lru_cache(maxsize=100_000)
def _number(value: str) -> int:
    return (
        int(value) if value.isdigit() else round(datetime.fromisoformat(value).timestamp() * 1000)
    )


def _holds(record: dict[str, Any], wanted: dict[str, str]) -> bool:
    have, other = _number(record["properties"][wanted["propertyName"]]), int(wanted["value"])
    return {"GTE": have >= other, "LTE": have <= other, "GT": have > other}[wanted["operator"]]
