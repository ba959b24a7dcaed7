"""Definitions of forms as the Create API gives them, at a moment.

https://www.typeform.com/developers/create/reference/retrieve-form/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from .plan import Item, Plan

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def made_id(*parts: str, length: int = 12) -> str:
    """An id as Typeform makes them, always the same for the same thing."""
    digest = sha256("/".join(parts).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:length])


def form_id(plan: Plan) -> str:
    """The id of a form."""
    return made_id("form", plan.name, length=8)


def iso(at: int) -> str:
    """A moment as responses have it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def version(plan: Plan, start: int, now: int) -> int:
    """Number of the version that is live, from 1."""
    return 1 + sum(start + change <= now for change in plan.changes)


def changed(plan: Plan, founded: int, start: int, now: int) -> int:
    """When that version came."""
    return max([founded, *(start + change for change in plan.changes if start + change <= now)])


def held(items: tuple[Item, ...], number: int) -> Iterator[Item]:
    """The fields of a version."""
    return (item for item in items if item.since <= number <= item.until)


def listed(plan: Plan, founded: int, start: int, now: int, origin: str) -> dict[str, Any]:
    """The form as the list has it."""
    form = form_id(plan)
    return {
        "id": form,
        "type": "quiz",
        "title": plan.title,
        "last_updated_at": iso(changed(plan, founded, start, now)),
        "created_at": iso(founded),
        "settings": {"is_public": plan.public, "is_trial": False},
        "self": {"href": f"{origin}/forms/{form}"},
        "theme": {"href": f"{origin}/themes/qHWOQ7"},
        "_links": {"display": f"https://fernhill.typeform.com/to/{form}", "responses": f"{origin}/forms/{form}/responses"},
    }  # fmt: skip


def definition(plan: Plan, founded: int, start: int, now: int, origin: str) -> dict[str, Any]:
    """The form itself."""
    number = version(plan, start, now)
    at = changed(plan, founded, start, now)
    head = listed(plan, founded, start, now, origin)
    settings = {
        "language": plan.language,
        "progress_bar": "proportion",
        **head["settings"],
        "autosave_progress": True,
    }
    screens = [
        {"id": made_id(plan.name, "bye"), "ref": "bye", "title": "Thank you!", "type": "thankyou_screen", "properties": {}},
        {"id": "DefaultTyScreen", "ref": "default_tys", "title": "Done", "type": "thankyou_screen", "properties": {}},
    ]  # fmt: skip
    body: dict[str, Any] = {
        "id": head["id"], "type": "quiz", "title": plan.title, "workspace": {"href": f"{origin}/workspaces/main"},
        "theme": head["theme"], "settings": settings, "thankyou_screens": screens,
        "fields": [_field(plan, item, number) for item in held(plan.items, number)],
        "hidden": list(plan.hidden), "created_at": _zoned(founded), "last_updated_at": _zoned(at),
        "published_at": _zoned(at), "_links": head["_links"],
    }  # fmt: skip
    names = {item.name for item in held(plan.items, number)}
    if logic := [rules for rules in plan.logic if rules["ref"] in names]:
        body["logic"] = logic
    if plan.variables:
        body["variables"] = dict(plan.variables)
    return body


def _zoned(at: int) -> str:
    """A moment as definitions have it."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def _field(plan: Plan, item: Item, number: int) -> dict[str, Any]:
    properties: dict[str, Any] = {**item.properties}
    if item.choices:
        properties["choices"] = [choice(plan, item, label) for label in item.choices]
    if item.items:
        properties["fields"] = [_field(plan, below, number) for below in held(item.items, number)]
    body: dict[str, Any] = {
        "id": made_id(plan.name, item.name), "title": item.title(number), "ref": item.name, "properties": properties,
    }  # fmt: skip
    if item.type not in ("statement", "group", "matrix"):
        body["validations"] = {"required": item.required}
    if item.key:
        body["subfield_key"] = item.key
    return {**body, "type": item.type}


def choice(plan: Plan, item: Item, label: str) -> dict[str, str]:
    """An option."""
    id_ = made_id(plan.name, item.name, label)
    return {"id": id_, "ref": f"{item.name}-{id_.lower()}", "label": label}
