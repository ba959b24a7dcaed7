"""Ticket fields of the account, and what each ticket says in them."""

from __future__ import annotations

from typing import Any, NamedTuple

from productops.sandbox.cases import AREAS, Case, State
from productops.sandbox.dice import Dice
from productops.sandbox.life import DAY
from productops.sandbox.people import PLANS, TEAMS

from . import ids
from .account import Account

RENAMED_AFTER = 3 * DAY
"""So long after the start of the clock an administrator renames a field; every account sees that one day."""


class Field(NamedTuple):
    """A ticket field: vendor type, title, and the tags of its options."""

    type: str
    title: str
    options: tuple[str, ...] = ()
    key: str | None = None


SYSTEM = (
    Field("subject", "Subject"),
    Field("description", "Description"),
    Field("status", "Status", ("open", "pending", "hold", "solved")),
    Field("tickettype", "Type", ("question", "incident", "problem", "task")),
    Field("priority", "Priority", ("low", "normal", "high", "urgent")),
    Field("group", "Group"),
    Field("assignee", "Assignee"),
    Field("custom_status", "Ticket status"),
)
CUSTOM = (
    Field("tagger", "Product area", tuple(f"area_{area}" for area in AREAS)),
    Field("tagger", "Plan", tuple(f"plan_{name.lower()}" for name, _ in PLANS)),
    Field("tagger", "Severity", ("sev_1_blocked", "sev_2_major", "sev_3_minor")),
    Field("text", "App version"),
    Field("text", "Browser or device"),
    Field("integer", "Seats affected"),
    Field("decimal", "Revenue at risk"),
    Field("text", "Linked issue"),
    Field("checkbox", "Reproduced"),
    Field("date", "Needed by"),
    Field("multiselect", "Teams concerned", tuple(f"team_{team.lower().replace(' ', '_')}" for team in TEAMS)),
    Field("tagger", "Root cause", ("cause_defect", "cause_setup", "cause_missing_feature", "cause_unclear_text")),
    Field("tagger", "Sentiment", ("sentiment__negative", "sentiment__neutral", "sentiment__positive"),
          "ml_triage_sentiment"),
    Field("tagger", "Intent", tuple(f"intent__{kind}" for kind in ("bug", "request", "question", "complaint", "praise")),
          "ml_triage_intent"),
    Field("tagger", "Language", tuple(f"language__{code}" for code in ("en", "de", "fr", "es", "ja")),
          "ml_triage_language"),
    Field("regexp", "Order reference"),
    Field("textarea", "Notes for product"),
)  # fmt: skip
FIELD_IDS = tuple(ids.made(ids.FIELD, index) for index in range(len(SYSTEM) + len(CUSTOM)))
CUSTOM_IDS = FIELD_IDS[len(SYSTEM) :]
SEVERITY = CUSTOM_IDS[2]

_VERSIONS = ("8.4.1", "8.4.2", "8.5.0", "8.6.0-rc1", "9.0.0")
_DEVICES = (
    "Firefox 141 on Windows 11",
    "Chrome 139 on macOS 15",
    "Safari 19 on iPadOS",
    "Android 16, Pixel 9",
    "Edge 139",
)


def custom_fields(case: Case, state: State, plan: int | None, issue: str) -> list[dict[str, Any]]:
    """The ticket's custom fields, all of them, most with a value."""
    dice = Dice("fields", case.index)
    worst = 0 if state.raised else 1 + (case.priority == "low")
    values: tuple[Any, ...] = (
        CUSTOM[0].options[AREAS.index(case.area)],
        CUSTOM[1].options[plan] if plan is not None else None,
        CUSTOM[2].options[worst],
        dice.pick(_VERSIONS),
        dice.pick(_DEVICES),
        dice.between(1, 250) if dice.chance(0.7) else None,
        f"{dice.between(100, 90_000)}.{dice.below(100):02d}" if dice.chance(0.4) else None,
        issue if state.linked else None,
        state.linked,
        ids.iso(case.opened + dice.between(5, 40) * DAY)[:10] if dice.chance(0.2) else None,
        sorted({dice.pick(CUSTOM[10].options) for _ in range(2)}),
        dice.pick(CUSTOM[11].options) if state.solved else None,
        f"sentiment__{ {'praise': 'positive', 'complaint': 'negative'}.get(case.kind, 'neutral') }",
        f"intent__{case.kind}",
        f"language__{case.language}",
        f"ORD-{dice.between(10_000, 99_999)}" if dice.chance(0.3) else None,
        "Wanted by the pilot group; see the notes of the last review." if state.raised else None,
    )
    return [{"id": id_, "value": value} for id_, value in zip(CUSTOM_IDS, values, strict=True)]


def title_of(account: Account, index: int) -> tuple[str, int]:
    """A field's title now, and when the field was last changed."""
    definition = (*SYSTEM, *CUSTOM)[index]
    given = account.titles.get(FIELD_IDS[index])
    renamed = account.company.quiet(account.company.clock.start.timestamp() + RENAMED_AFTER)
    if given:
        return given
    if FIELD_IDS[index] == SEVERITY and renamed <= account.now:
        return "Impact", renamed
    return definition.title, account.company.founded


def ticket_field(account: Account, index: int) -> dict[str, Any]:
    """A ticket field in the vendor's shape."""
    definition = (*SYSTEM, *CUSTOM)[index]
    title, changed = title_of(account, index)
    system = index < len(SYSTEM)
    shape = {
        "url": f"{account.host}/api/v2/ticket_fields/{FIELD_IDS[index]}.json",
        "id": FIELD_IDS[index],
        "type": definition.type,
        "title": title,
        "raw_title": title,
        "description": title,
        "raw_description": title,
        "position": index,
        "active": True,
        "required": False,
        "collapsed_for_agents": False,
        "regexp_for_validation": "ORD-[0-9]{5}" if definition.type == "regexp" else None,
        "title_in_portal": title,
        "raw_title_in_portal": title,
        "visible_in_portal": not system,
        "editable_in_portal": False,
        "required_in_portal": False,
        "agent_can_edit": True,
        "tag": "reproduced" if definition.type == "checkbox" else None,
        "created_at": ids.iso(account.company.founded),
        "updated_at": ids.iso(changed),
        "removable": not system,
        "key": definition.key,
        "agent_description": None,
        "raw_agent_description": None,
    }
    return shape | _options(definition, index, system=system)


def _options(definition: Field, index: int, *, system: bool) -> dict[str, Any]:
    if not definition.options:
        return {}
    names = [
        (value, value.split("_", 1)[-1].strip("_").replace("_", " ").capitalize())
        for value in definition.options
    ]
    if system:
        return {
            "system_field_options": [
                {"name": value.capitalize(), "value": value} for value, _ in names
            ],
            "sub_type_id": 0,
        }
    return {
        "custom_field_options": [
            {
                "id": FIELD_IDS[index] + 1 + n,
                "name": name,
                "raw_name": name,
                "value": value,
                "default": False,
            }
            for n, (value, name) in enumerate(names)
        ]
    }
