"""Custom fields: every value under its id with the name of today, and the few that mean more than themselves.

So are those of Jira's own fields that no column holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.text import bodies, clean_reply
from productops.model import CustomValue, Person

from .adf import to_both, to_text
from .common import utc

PREFIX = "customfield_"
SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
REQUEST_TYPE = "com.atlassian.servicedesk:vp-origin"
ORGANISATIONS = "com.atlassian.servicedesk:sd-customer-organizations"
SATISFACTION = "com.atlassian.servicedesk:sd-request-feedback"
SATISFACTION_DATE = f"{SATISFACTION}-date"
_POINT_NAMES = frozenset({"story points", "story point estimate"})
DATETIME = "com.atlassian.jira.plugin.system.customfieldtypes:datetime"
# What a bug was seen in, what it was planned to cost, and what it has cost
BESIDE = frozenset({"environment", "versions", "timeoriginalestimate", "timespent"})
# Work has a column for this one
OF_FEEDBACK = BESIDE | {"fixVersions"}
_NULL = Raw(b"null")
_NAMES = ("value", "name", "displayName", "title", "rating", "key", "id")
_WORDS = (str, int, float)


@dataclass(slots=True)
class Extra:
    """What the custom fields of an issue tell."""

    values: dict[str, CustomValue] = field(default_factory=dict)
    sprints: list[str] = field(default_factory=list)
    points: str | None = None
    organisation: str | None = None
    request_type: str | None = None


def extra(fields: Mapping[str, Raw], run: Run, *, feedback: bool = False) -> Extra:
    """The filled fields among *fields* that are custom, or have no column where the issue goes."""
    found = Extra()
    beside = OF_FEEDBACK if feedback else BESIDE
    for key, raw in fields.items():
        # A site has hundreds of fields, and an issue a dozen values
        if raw == _NULL or not (key.startswith(PREFIX) or key in beside):
            continue
        value = msgspec.json.decode(raw)
        if value in ("", [], {}):
            continue
        known = run.seen("fields", key)
        if known is None and key.startswith(PREFIX):
            # Of a field that is in no list nothing is known but its value, which must not pass unseen
            run.map("field_type", key)
        schema = known.schema if known else None
        custom = (schema.custom or schema.type) if schema else None
        name = known.name if known else None
        plain = _moment(value) if custom == DATETIME else _plain(value, run)
        found.values[key] = CustomValue(name=name, type=custom, value=plain)
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


def _moment(value: Any) -> Any:
    """A moment in UTC, as Jira writes it in the zone of the caller's profile; what is none stays as it is."""
    try:
        return utc(value) if isinstance(value, str) else value
    except RecordRejected:
        return value


def _cycles(value: dict[str, Any]) -> list[str]:
    """The promises of a service level, in the order they were made."""
    done = value.get("completedCycles")
    cycles = [*(done if isinstance(done, list) else ()), value.get("ongoingCycle")]
    return [told for told in map(_cycle, cycles) if told]


def _cycle(cycle: Any) -> str | None:
    """How one promise went; of a running one only what is promised, as its clock never stands still."""
    if not isinstance(cycle, dict):
        return None
    goal, spent = (_seconds(cycle.get(key)) for key in ("goalDuration", "elapsedTime"))
    kept = "breached" if cycle.get("breached") else "met" if "stopTime" in cycle else "running"
    took = f"{spent} s of " if "stopTime" in cycle and spent is not None else ""
    return kept if goal is None else f"{kept}, {took}{goal} s"


def _seconds(duration: Any) -> int | None:
    held = duration.get("millis") if isinstance(duration, dict) else None
    return held // 1000 if isinstance(held, int) else None


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
    if "completedCycles" in value or "ongoingCycle" in value:
        return _cycles(value)
    return _told(value, run)


def _told(value: dict[str, Any], run: Run) -> Any:
    """The word that an object goes by."""
    words = [word for key in _NAMES if isinstance(word := value.get(key), _WORDS)]
    word = words[0] if words else None
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
    text, markdown = to_both(document)
    return {
        "body": markdown,
        "body_format": "markdown",
        "body_plain": text,
        "body_clean": clean_reply(text),
    }
