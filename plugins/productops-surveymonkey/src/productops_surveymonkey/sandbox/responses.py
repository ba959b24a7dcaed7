"""What people answer, as the vendor's bulk endpoint gives it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from productops.sandbox import Company
from productops.sandbox.dice import Dice
from productops.sandbox.names import TEAMS_AT_CUSTOMERS
from productops.sandbox.phrases import PHRASES
from productops.sandbox.turnout import Visit

from . import surveys
from .moments import stamp
from .questions import Question
from .words import words_of

FIRST = 11_000_000_000
STATUSES = {"partial": "partial", "sent": "completed", "edited": "completed"}


def response_id(index: int, visit: int) -> int:
    """The vendor's id of a visit to the survey with this number."""
    return FIRST + index * 1_000_000 + visit


def touched(visit: Visit, now: int) -> int:
    """When a response was last changed, by *now*."""
    return max(at for at in (visit.landed, visit.saved, visit.sent, visit.edited) if at <= now)


def response(company: Company, index: int, visit: Visit, now: int) -> dict[str, Any]:
    """A response in full."""
    survey, key = surveys.survey_id(index), response_id(index, visit.index)
    dice = Dice(company.seed, "surveymonkey", index, visit.index)
    state, changed = visit.at(now), touched(visit, now)
    disqualified = state == "sent" and dice.chance(0.04)
    person = company.person(visit.case.requester)
    invited = dice.chance(0.5)
    first, _, last = person.name.partition(" ")
    return {
        "id": str(key),
        "recipient_id": str(key + 5) if invited else "",
        "collection_mode": "default",
        "response_status": "disqualified" if disqualified else STATUSES[state],
        "custom_value": "",
        "first_name": first if invited else "",
        "last_name": last if invited else "",
        "email_address": person.email if invited else "",
        "ip_address": f"203.0.113.{key % 250}",
        "logic_path": {},
        "metadata": {"contact": {}},
        "page_path": [],
        "collector_id": str(survey + 7),
        "survey_id": str(survey),
        "custom_variables": {"plan": str(dice.below(4))} if index == 0 else {},
        "edit_url": f"https://www.surveymonkey.example/r/?sm={key}",
        "analyze_url": f"https://www.surveymonkey.example/analyze/browse/?respondent_id={key}",
        "total_time": max(1, (visit.sent or visit.saved) - visit.landed),
        "date_modified": stamp(changed),
        "date_created": stamp(visit.landed),
        "href": f"https://api.surveymonkey.com/v3/surveys/{survey}/responses/{key}",
        "pages": _pages(company, index, visit, now),
    }


def _pages(company: Company, index: int, visit: Visit, now: int) -> list[dict[str, Any]]:
    """What was answered, in the survey as it was then; a partial response ends with its first page."""
    asked = surveys.pages(company, index, min(now, visit.sent or visit.saved))
    base = surveys.survey_id(index) * 10
    partial, edited = visit.at(now) == "partial", visit.at(now) == "edited"
    found = []
    for number, questions in enumerate(asked):
        given = []
        for question in questions if number == 0 or not partial else ():
            answers = _answers(company, visit, question, edited=edited)
            if answers:
                given.append({"id": question["id"], "answers": answers})
        found.append({"id": str(base + number), "questions": given})
    return found


def _answers(
    company: Company, visit: Visit, question: Question, *, edited: bool
) -> list[dict[str, Any]]:
    number = int(question["id"]) % 100
    dice = Dice(company.seed, "surveymonkey answer", visit.index, question["id"])
    options = question.get("answers") or {}
    choices, rows = options.get("choices") or [], options.get("rows") or []
    if number == surveys.NPS:
        return [{"row_id": rows[0]["id"], "choice_id": choices[visit.score]["id"]}]
    if number == surveys.STARS:
        stars = visit.case.rating if not edited else max(1, visit.case.rating - 1)
        return [{"row_id": rows[0]["id"], "choice_id": choices[stars - 1]["id"]}]
    if number == surveys.COMMENT:
        return [] if edited else [{"tag_data": [], "text": words_of(company, visit)}]
    return [] if dice.chance(0.15) else _more(company, visit, question, dice)


def _more(company: Company, visit: Visit, question: Question, dice: Dice) -> list[dict[str, Any]]:
    """Answers to what nobody has to answer."""
    number, options = int(question["id"]) % 100, question.get("answers") or {}
    choices, rows = options.get("choices") or [], options.get("rows") or []
    if number in (surveys.AREA, surveys.WISHES):
        return _picked(visit, question, dice)
    if rows and (choices or options.get("cols")):
        return _grid(number, rows, choices, options, dice)
    return _written(company, visit, number, rows, dice)


def _picked(visit: Visit, question: Question, dice: Dice) -> list[dict[str, Any]]:
    """One choice, or several; sometimes what stands in the text box."""
    options = question["answers"]
    if dice.chance(0.2):
        return [
            {
                "other_id": options["other"]["id"],
                "text": PHRASES[visit.case.language].areas[visit.case.area],
            }
        ]
    if question["family"] == "single_choice":
        return [{"choice_id": dice.pick(options["choices"])["id"]}]
    return [{"choice_id": one["id"]} for one in options["choices"] if dice.chance(0.6)]


def _grid(
    number: int,
    rows: Sequence[dict[str, Any]],
    choices: Sequence[dict[str, Any]],
    options: dict[str, Any],
    dice: Dice,
) -> list[dict[str, Any]]:
    if number == surveys.ORDER:
        turn = dice.below(len(rows))
        return [
            {"row_id": row["id"], "choice_id": choices[(n + turn) % len(choices)]["id"]}
            for n, row in enumerate(rows)
        ]
    if number == surveys.USE:
        return [
            {"row_id": row["id"], "col_id": col["id"], "choice_id": dice.pick(col["choices"])["id"]}
            for row in rows
            for col in options["cols"]
        ]
    times = 2 if number == surveys.LOOK else 1
    found = [
        {"row_id": row["id"], "choice_id": choice}
        for row in rows
        for choice in dict.fromkeys(dice.pick(choices)["id"] for _ in range(times))
        if dice.chance(0.9)
    ]
    if number == surveys.EASE and dice.chance(0.3):
        found.append(
            {"other_id": options["other"]["id"], "text": "The invitation went to the wrong person."}
        )
    return found


def _written(
    company: Company, visit: Visit, number: int, rows: Sequence[dict[str, Any]], dice: Dice
) -> list[dict[str, Any]]:
    person = company.person(visit.case.requester)
    day = datetime.fromtimestamp(visit.landed - dice.between(1, 200) * 86_400, UTC)
    texts: dict[int, Sequence[str]] = {
        surveys.ROLE: (dice.pick(TEAMS_AT_CUSTOMERS),),
        surveys.TEAM: ("A spreadsheet", "A wall of paper"),
        surveys.SEATS: (str(dice.between(2, 20)), str(dice.between(20, 900))),
        surveys.SHARE: (str(dice.between(0, 100)),),
        surveys.HOURS: (str(dice.between(1, 40)),),
        surveys.CONTACT: (person.name, "", person.email, f"+1 555 01{dice.between(10, 99)}"),
        surveys.SINCE: (day.strftime("%m/%d/%Y %I:%M %p"),),
        surveys.RENEWS: (day.strftime("%d/%m/%Y"),),
    }
    if number == surveys.FILE:
        held = f"https://files.surveymonkey.example/board-{visit.index}.png?token=signed"
        return [
            {"text": f"board-{visit.index}.png", "download_url": held, "content_type": "image/png"}
        ]
    given = texts.get(number, ())
    if not rows:
        return [{"text": text} for text in given]
    return [
        {"row_id": row["id"], "text": text} for row, text in zip(rows, given, strict=False) if text
    ]
