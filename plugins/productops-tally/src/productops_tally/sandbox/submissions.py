"""What people answer, as the vendor's list of submissions gives it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from productops.sandbox import Company
from productops.sandbox.dice import Dice
from productops.sandbox.names import TEAMS_AT_CUSTOMERS
from productops.sandbox.phrases import PHRASES
from productops.sandbox.turnout import Visit

from . import blocks
from .blocks import Asked

_FIRST = 3
"""Questions a partial submission got to."""


def iso(at: int) -> str:
    """A moment as Tally writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def submission_id(index: int, visit: Visit) -> str:
    """The vendor's id of a visit to the form with this number."""
    return f"S{index:02}{visit.index:06}"


def touched(visit: Visit, now: int) -> int:
    """When it was sent in, or last saved; submissions cannot be edited."""
    return visit.sent if 0 < visit.sent <= now else visit.saved


def submission(company: Company, index: int, visit: Visit, now: int) -> dict[str, Any]:
    """A submission in full."""
    key, at = submission_id(index, visit), touched(visit, now)
    done = at == visit.sent
    asked = blocks.asked(company, index, at)
    given = [(q, _answer(company, index, visit, q)) for q in (asked if done else asked[:_FIRST])]
    return {
        "id": key,
        "formId": blocks.form_id(index),
        "respondentId": f"R{visit.case.requester:05}",
        "isCompleted": done,
        "submittedAt": iso(at),
        "createdAt": iso(visit.landed),
        "updatedAt": iso(at),
        "previewUrl": f"https://tally.example/p/{key}?accessToken=signed",
        "responses": [
            {
                "id": f"{key}-{question.key}",
                "formId": blocks.form_id(index),
                "questionId": blocks.question_id(index, question.key),
                "respondentId": f"R{visit.case.requester:05}",
                "submissionId": key,
                "sessionUuid": blocks.uuid(key, "session"),
                "answer": answer,
                "createdAt": iso(visit.landed),
                "updatedAt": iso(at),
            }
            for question, answer in given
            if answer is not None
        ],
    }


def _answer(company: Company, index: int, visit: Visit, question: Asked) -> Any:
    dice = Dice(company.seed, "tally", index, visit.index, question.key)
    required = dict(question.payload).get("isRequired") or question.type in (
        "HIDDEN_FIELDS",
        "CALCULATED_FIELDS",
    )
    if not required and dice.chance(0.15):
        return None
    if question.type == "LINEAR_SCALE":
        return visit.score if index == 0 else max(1, visit.case.rating)
    if question.options or question.rows:
        return _chosen(index, question, visit, dice)
    return _written(company, index, visit, question, dice)


def _chosen(index: int, question: Asked, visit: Visit, dice: Dice) -> Any:
    """Options and rows by id; what is neither was written beside them."""
    options = [
        blocks.uuid(index, f"{question.key} option {n}", "block")
        for n in range(len(question.options))
    ]
    rows = [
        blocks.uuid(index, f"{question.key} row {n}", "block") for n in range(len(question.rows))
    ]
    if question.type == "MATRIX":
        return {row: [dice.pick(options)] for row in rows if dice.chance(0.9)} or None
    if question.type == "RANKING":
        turn = dice.below(len(rows))
        return [*rows[turn:], *rows[:turn]]
    if question.type == "MULTIPLE_CHOICE" and dice.chance(0.2):
        return [PHRASES[visit.case.language].areas[visit.case.area]]
    several = question.type in ("CHECKBOXES", "MULTI_SELECT")
    picked = [option for option in options if dice.chance(0.5)] if several else [dice.pick(options)]
    return picked or None


def _written(company: Company, index: int, visit: Visit, question: Asked, dice: Dice) -> Any:
    person = company.person(visit.case.requester)
    day = datetime.fromtimestamp(visit.landed + dice.between(10, 300) * 86_400, UTC)
    hidden = person.email if index == 1 else ("Team", "Business")[dice.below(2)]
    field = blocks.uuid(index, question.key, "field")
    name = f"board-{visit.index}.png"
    made: dict[str, Any] = {
        "RATING": min(7, 1 + visit.score * 6 // 10),
        "TEXTAREA": _words(company, visit),
        "INPUT_TEXT": dice.pick(TEAMS_AT_CUSTOMERS),
        "INPUT_NUMBER": dice.between(2, 900),
        "INPUT_EMAIL": person.email,
        "INPUT_PHONE_NUMBER": f"+1555010{dice.between(10, 99)}",
        "INPUT_LINK": f"https://{person.email.partition('@')[2]}/about",
        "INPUT_DATE": day.strftime("%Y-%m-%d"),
        "INPUT_TIME": day.strftime("%H:%M"),
        "CHECKBOX": dice.chance(0.7),
        "HIDDEN_FIELDS": {field: hidden},
        "CALCULATED_FIELDS": {field: visit.score * 10},
        "FILE_UPLOAD": [
            {
                "id": name,
                "name": name,
                "url": f"https://storage.tally.example/{name}?signature=s",
                "mimeType": "image/png",
                "size": 9,
            }
        ],
    }
    return made[question.type]


def _words(company: Company, visit: Visit) -> str:
    """In the person's own language, about what they wrote of before."""
    words = PHRASES[visit.case.language]
    dice = Dice(company.seed, "form words", visit.index, visit.case.index)
    detail = dice.pick(words.details[visit.case.area])
    slots = {
        "n": 4,
        "m": 2,
        "code": "E-1107",
        "product": company.product,
        "area": words.areas[visit.case.area],
    }
    slots |= {"plan": "Business", "team": "operations", "day": "2026-02-03"}
    opening = dice.pick(words.openings[visit.case.kind])
    return f"{opening} {detail}".format_map(slots)
