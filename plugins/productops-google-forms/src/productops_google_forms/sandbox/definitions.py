"""Forms as the API gives them, at a moment.

https://developers.google.com/workspace/forms/api/reference/rest/v1/forms
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from .plan import OTHER, Item, Plan


def form_id(plan: Plan) -> str:
    """The id of a form."""
    return "1fernhill" + sha256(f"form/{plan.name}".encode()).hexdigest()[:35]


def made_id(plan: Plan, *parts: str) -> str:
    """An id as Google makes them: eight hex digits."""
    return sha256("/".join((plan.name, *parts)).encode()).hexdigest()[:8]


def version(plan: Plan, start: int, now: int) -> int:
    """Number of the version that is live, from 1."""
    return 1 + sum(start + change <= now for change in plan.changes)


def held(plan: Plan, number: int) -> Iterator[Item]:
    """The items of a version."""
    return (item for item in plan.items if item.since <= number <= item.until)


def form(plan: Plan, number: int) -> dict[str, Any]:
    """The form itself."""
    id_ = form_id(plan)
    collects = "VERIFIED" if plan.collects else "DO_NOT_COLLECT"
    return {
        "formId": id_,
        "info": {"title": plan.title, "documentTitle": plan.title},
        "settings": {"quizSettings": {"isQuiz": plan.quiz}, "emailCollectionType": collects},
        "revisionId": f"{number:08x}",
        "responderUri": f"https://docs.google.com/forms/d/e/{id_[::-1]}/viewform",
        "items": [_item(plan, item, number) for item in held(plan, number)],
        "publishSettings": {"publishState": {"isPublished": True, "isAcceptingResponses": True}},
    }


def _item(plan: Plan, item: Item, number: int) -> dict[str, Any]:
    body: dict[str, Any] = {"itemId": made_id(plan, "item", item.name), "title": item.title(number)}
    if item.kind == "break":
        return {**body, "pageBreakItem": {}}
    if item.kind == "grid":
        rows = [
            {
                "questionId": made_id(plan, item.name, row),
                "rowQuestion": {"title": title},
                **_required(item),
            }
            for row, title in item.rows.items()
        ]
        grid = {"columns": {"type": "RADIO", "options": _options(item)}}
        return {**body, "questionGroupItem": {"questions": rows, "grid": grid}}
    question = {"questionId": made_id(plan, item.name), **_required(item), **_kind(item)}
    if item.points:
        right = {"answers": [{"value": item.right}]}
        question["grading"] = {"pointValue": item.points, "correctAnswers": right}
    return {**body, "questionItem": {"question": question}}


def _required(item: Item) -> dict[str, bool]:
    """What is false is left out, as in every answer of Google's."""
    return {"required": True} if item.required else {}


def _options(item: Item) -> list[dict[str, Any]]:
    return [{"isOther": True} if label == OTHER else {"value": label} for label in item.options]


def _kind(item: Item) -> dict[str, Any]:
    match item.kind:
        case "scale" | "rating" | "date" | "time":
            return {f"{item.kind}Question": dict(item.more)}
        case "text":
            return {"textQuestion": {}}
        case "paragraph":
            return {"textQuestion": {"paragraph": True}}
        case "file":
            return {
                "fileUploadQuestion": {
                    "folderId": "0Bfolder",
                    "maxFiles": 2,
                    "maxFileSize": "10485760",
                }
            }
        case choice:
            return {"choiceQuestion": {"type": choice, "options": _options(item)}}
