"""Custom fields: every value under its id with the name of today, and the few that mean more than themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from productops.kit import Run
from productops.kit.text import bodies, clean_reply
from productops.model import CustomValue, Person

from .adf import to_markdown, to_text

PREFIX = "customfield_"
SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
REQUEST_TYPE = "com.atlassian.servicedesk:vp-origin"
ORGANISATIONS = "com.atlassian.servicedesk:sd-customer-organizations"
SATISFACTION = "com.atlassian.servicedesk:sd-request-feedback"
SATISFACTION_DATE = f"{SATISFACTION}-date"
_POINT_NAMES = frozenset({"story points", "story point estimate"})
_NAMES = ("value", "name", "displayName", "title", "rating", "key", "id")


@dataclass(slots=True)
class Extra:
    """What the custom fields of an issue tell."""

    values: dict[str, CustomValue] = field(default_factory=dict)
    sprints: list[str] = field(default_factory=list)
    points: str | None = None
    organisation: str | None = None
    request_type: str | None = None


def extra(fields: dict[str, Any], run: Run) -> Extra:
    """The filled custom fields among *fields*."""
    found = Extra()
    for key, value in fields.items():
        if not key.startswith(PREFIX) or value in (None, "", [], {}):
            continue
        known = run.seen("fields", key)
        schema = known.schema if known else None
        custom = (schema.custom or schema.type) if schema else None
        name = known.name if known else None
        found.values[key] = CustomValue(name=name, type=custom, value=_plain(value, run))
        _understand(found, custom, name, value)
    return found


def _understand(found: Extra, custom: str | None, name: str | None, value: Any) -> None:
    if custom == SPRINT and isinstance(value, list):
        found.sprints = [
            str(one["name"]) for one in value if isinstance(one, dict) and one.get("name")
        ]
    elif custom == POINTS or (custom == FLOAT and (name or "").casefold() in _POINT_NAMES):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        found.points = repr(value) if number else None
    elif custom == ORGANISATIONS and isinstance(value, list):
        ids = [one.get("id") for one in value if isinstance(one, dict)]
        found.organisation = next((str(one) for one in ids if isinstance(one, int | str)), None)
    elif custom == REQUEST_TYPE and isinstance(value, dict):
        asked = value.get("requestType")
        told = asked.get("name") if isinstance(asked, dict) else None
        found.request_type = told if isinstance(told, str) else None


def _plain(value: Any, run: Run) -> Any:
    """A value as a person reads it: text, number, or a list of them. What nothing is known of stays text."""
    if isinstance(value, list):
        return [_plain(each, run) for each in value if each is not None]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "doc":
        return to_text(value)
    if isinstance(value.get("accountId"), str):
        return run.ref(Person, value["accountId"])
    word = next(
        (value[key] for key in _NAMES if isinstance(value.get(key), str | int | float)), None
    )
    if word is None:
        asked = value.get("requestType")
        return (
            _plain(asked, run) if isinstance(asked, dict) else msgspec.json.encode(value).decode()
        )
    child = value.get("child")
    return f"{word} / {_plain(child, run)}" if isinstance(child, dict) else word


def written(document: Any) -> dict[str, str | None]:
    """The text columns of something written as ADF; wiki text, of older endpoints, stays as it is."""
    if not isinstance(document, dict):
        return bodies(document if isinstance(document, str) else None)
    text = to_text(document)
    return {
        "body": to_markdown(document),
        "body_format": "markdown",
        "body_plain": text,
        "body_clean": clean_reply(text),
    }
