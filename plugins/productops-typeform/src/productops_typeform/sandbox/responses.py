"""Responses as the Responses API gives them: what each visitor answered on the way the form led them.

https://www.typeform.com/developers/responses/JSON-response-explanation/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from productops.sandbox import Company, talk
from productops.sandbox.dice import Dice
from productops.sandbox.turnout import Visit

from .definitions import choice, held, iso, made_id
from .plan import Item, Plan

_OFTEN = 0.75
_OTHERS = ("Something else", "Etwas anderes", "Otra cosa")


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and what decides how."""

    company: Company
    plan: Plan
    visit: Visit
    version: int

    @property
    def name(self) -> str:
        """As the desk knows it."""
        return self.company.person(self.visit.case.requester).name

    @property
    def email(self) -> str:
        """The address they write from."""
        return self.company.person(self.visit.case.requester).email

    def dice(self, item: Item) -> Dice:
        """What decides about a field."""
        return Dice(self.company.seed, "answer", self.plan.name, self.visit.index, item.name)


def response_id(company: Company, plan: Plan, visit: Visit) -> str:
    """The id of a visit's response; its token too."""
    return sha256(f"{company.seed}/{plan.name}/{visit.index}".encode()).hexdigest()[:32]


def response(person: Person, state: str) -> dict[str, Any]:
    """A response as it stands: `landed`, `partial` or `sent`."""
    visit = person.visit
    id_ = response_id(person.company, person.plan, visit)
    way = list(answered(person))
    given = [answer for _, answer in way if answer]
    if state == "partial":
        given = given[: max(1, len(given) // 2)]
    kind = {"landed": "started", "partial": "partial"}.get(state, "completed")
    body: dict[str, Any] = {
        "landing_id": id_[::-1], "token": id_, "response_id": id_, "response_type": kind, "landed_at": iso(visit.landed),
        "metadata": {
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64)", "platform": "other", "network_id": id_[:10], "browser": "default",
            "referer": "https://fernhill.typeform.com/to/",
        },
        "hidden": {"email": person.email, "utm_source": "newsletter"} if visit.index % 2 else {"utm_source": "board"},
        "calculated": {"score": visit.score if person.plan.variables else 0},
        "answers": given if kind != "started" else None,
    }  # fmt: skip
    if kind == "completed":
        body |= {"submitted_at": iso(visit.sent), "thankyou_screen_ref": "bye"}
    if kind == "partial":
        body["staged_at"] = iso(visit.saved)
    if person.plan.variables:
        body["variables"] = [{"key": "score", "type": "number", "number": visit.score}]
    return body


def answered(person: Person) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """The fields the person came to, by id, each with its answer or None."""
    said: dict[str, Any] = {}
    for item in _leaves(person):
        top = item[0]
        field = item[-1]
        if not (top.when(said) and field.when(said)):
            continue
        value = _value(person, field)
        said[field.name] = value.get("boolean", True) if value else False
        if field.type != "statement":
            yield made_id(person.plan.name, field.name), value


def _leaves(person: Person) -> Iterator[tuple[Item, ...]]:
    for item in held(person.plan.items, person.version):
        below = list(held(item.items, person.version))
        yield from ((item, each) for each in below) if below else ((item,),)


def _value(person: Person, item: Item) -> dict[str, Any] | None:
    dice = person.dice(item)
    if item.type == "statement" or (not item.required and not dice.chance(_OFTEN)):
        return None
    kind, value = _KINDS[item.type](person, item, dice)
    field = {"id": made_id(person.plan.name, item.name), "type": item.type, "ref": item.name}
    return {"field": field, "type": kind, kind: value}


def _text(person: Person, item: Item, _: Dice) -> tuple[str, Any]:
    first, __, last = person.name.partition(" ")
    names = {"first": first, "last": last or first, "plan": "Business"}
    if item.name in names:
        return "text", names[item.name]
    case = person.visit.case
    return "text", talk.verdict(person.company, case) or talk.remark(person.company, case)


def _choice(person: Person, item: Item, dice: Dice) -> tuple[str, Any]:
    if item.properties.get("allow_other_choice") and dice.chance(0.15):
        return "choice", {"other": dice.pick(_OTHERS)}
    return "choice", choice(person.plan, item, dice.pick(item.choices))


def _choices(person: Person, item: Item, dice: Dice) -> tuple[str, Any]:
    if not item.properties.get("allow_multiple_selection"):
        return _choice(person, item, dice)
    chosen = [choice(person.plan, item, label) for label in item.choices if dice.chance(0.4)]
    found: dict[str, Any] = {
        f"{key}s": [one[key] for one in chosen] for key in ("id", "ref", "label")
    }
    if not chosen or dice.chance(0.2):
        found["other"] = dice.pick(_OTHERS)
    return "choices", found


def _ranking(person: Person, item: Item, dice: Dice) -> tuple[str, Any]:
    left = [choice(person.plan, item, label) for label in item.choices]
    order = [left.pop(dice.below(len(left))) for _ in range(len(left))]
    return "choices", {f"{key}s": [one[key] for one in order] for key in ("id", "ref", "label")}


def _dropdown(person: Person, item: Item, dice: Dice) -> tuple[str, Any]:
    """Old accounts answer with the text, newer ones with the option."""
    label = dice.pick(item.choices)
    return ("text", label) if dice.chance(0.3) else ("choice", choice(person.plan, item, label))


def _score(person: Person, item: Item, _: Dice) -> tuple[str, Any]:
    if item.type == "nps":
        return "number", person.visit.score
    steps = item.properties["steps"]
    first = 1 if item.type == "rating" or item.properties.get("start_at_one") else 0
    return "number", first + person.visit.score * (steps - 1) // 10


_KINDS: dict[str, Callable[[Person, Item, Dice], tuple[str, Any]]] = {
    "short_text": _text,
    "long_text": _text,
    "email": lambda person, _, __: ("email", person.email),
    "multiple_choice": _choices,
    "picture_choice": _choice,
    "dropdown": _dropdown,
    "ranking": _ranking,
    "nps": _score,
    "rating": _score,
    "opinion_scale": _score,
    "yes_no": lambda _, __, dice: ("boolean", dice.chance(0.6)),
    "legal": lambda _, __, dice: ("boolean", dice.chance(0.5)),
    "date": lambda person, _, dice: ("date", iso(person.visit.landed - dice.below(10**8))[:10]),
    "number": lambda _, __, dice: ("number", dice.between(1, 400)),
    "file_upload": lambda person, _, __: (
        "file_url",
        f"https://api.typeform.com/responses/files/{made_id(person.plan.name, str(person.visit.index))}/picture.png",
    ),
}
