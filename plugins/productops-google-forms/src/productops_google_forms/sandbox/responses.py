"""Responses as the API gives them: what each visitor answered, and what they changed later.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms.responses
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from productops.sandbox import Company, talk
from productops.sandbox.dice import Dice
from productops.sandbox.turnout import Visit

from .definitions import held, made_id
from .plan import OTHER, Item, Plan

_ELSE = ("Somewhere else", "Anderswo", "En otra parte")


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, and what decides how. *edited*: they have changed what they sent."""

    company: Company
    plan: Plan
    visit: Visit
    version: int
    edited: bool

    def dice(self, *key: str) -> Dice:
        """What decides about a part of the form."""
        return Dice(self.company.seed, "answer", self.plan.name, self.visit.index, *key)


def response_id(company: Company, plan: Plan, visit: Visit) -> str:
    """The id of a visit's response."""
    return "ACYDB" + sha256(f"{company.seed}/{plan.name}/{visit.index}".encode()).hexdigest()[:40]


def iso(at: int) -> str:
    """A moment with the fraction that Google writes."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.123456Z")


def response(person: Person) -> dict[str, Any]:
    """A response as it stands."""
    visit, company = person.visit, person.company
    answers = dict(_answers(person))
    body: dict[str, Any] = {
        "responseId": response_id(company, person.plan, visit),
        "createTime": iso(visit.sent),
        "lastSubmittedTime": iso(visit.edited if person.edited else visit.sent),
    }
    if person.plan.collects:
        body["respondentEmail"] = company.person(visit.case.requester).email
    if answers:
        body["answers"] = answers
    if person.plan.quiz:
        body["totalScore"] = sum(
            each["grade"].get("score", 0) for each in answers.values() if "grade" in each
        )
    return body


def _answers(person: Person) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for item in held(person.plan, person.version):
        for row in item.rows or ("",):
            given = _given(person, item, row)
            if given:
                id_ = (
                    made_id(person.plan, item.name, row) if row else made_id(person.plan, item.name)
                )
                found.append((id_, {"questionId": id_, **given}))
    return found


def _given(person: Person, item: Item, row: str) -> dict[str, Any] | None:
    """The answer, if there is one; who edits takes back what they wrote."""
    dice = person.dice(item.name, row)
    if item.kind == "break" or not (item.required or dice.chance(item.often)):
        return None
    if person.edited and item.kind == "paragraph":
        return None
    if item.kind == "file":
        name = f"picture-{person.visit.index}.png"
        return {
            "fileUploadAnswers": {
                "answers": [
                    {
                        "fileId": f"1file{person.visit.index}",
                        "fileName": name,
                        "mimeType": "image/png",
                    }
                ]
            }
        }
    values = _values(person, item, dice)
    given: dict[str, Any] = {"textAnswers": {"answers": [{"value": value} for value in values]}}
    if item.points:
        right = values == [item.right]
        given["grade"] = {"score": item.points, "correct": True} if right else {}
    return given


def _values(person: Person, item: Item, dice: Dice) -> list[str]:
    match item.kind:
        case "scale" | "rating":
            return [_score(person, item)]
        case "date":
            return [iso(person.visit.sent - dice.below(10**8))[:10]]
        case "time":
            return [f"{dice.between(7, 11):02}:30"]
        case "text" | "paragraph":
            return [talk.remark(person.company, person.visit.case)]
        case _:
            return _chosen(item, dice)


def _score(person: Person, item: Item) -> str:
    low, high = item.more.get("low", 1), item.more.get("high") or item.more["ratingScaleLevel"]
    score = low + person.visit.score * (high - low) // 10
    return str(min(high, score + 1) if person.edited else score)


def _chosen(item: Item, dice: Dice) -> list[str]:
    if item.kind == "CHECKBOX":
        chosen = [label for label in item.options if dice.chance(0.5)] or [item.options[0]]
    else:
        chosen = [dice.pick(item.options)]
    return [dice.pick(_ELSE) if label == OTHER else label for label in chosen]
