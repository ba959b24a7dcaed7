"""The company's forms: their blocks and questions, and how they change.

https://developers.tally.so/blocks-reference
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_128
from typing import Any
from uuid import UUID

from productops.sandbox import Company
from productops.sandbox.cases import AREAS
from productops.sandbox.life import DAY
from productops.sandbox.phrases import PHRASES

NAMES = ("Product feedback", "How did we do?", "Beta sign-up")
RENAMED, REMOVED = 3 * DAY, 6 * DAY
WANTED = ("Dark mode", "A public roadmap", "Fewer e-mails")
ROWS = ("It is fast", "It is worth its price")
COLUMNS = ("Disagree", "Neither", "Agree")
TOOLS = ("Phone", "Tablet", "Computer")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its vendor type, its title, what may be chosen, and what its block says."""

    key: str
    type: str
    title: str
    options: Sequence[str] = ()
    rows: Sequence[str] = ()
    payload: tuple[tuple[str, Any], ...] = ()


def uuid(*key: object) -> str:
    """An id that is always the same for a thing."""
    return str(UUID(bytes=shake_128("/".join(map(str, key)).encode()).digest(16)))


def form_id(index: int) -> str:
    """The vendor's id of the form with this number."""
    return f"fern{index:02}"


def question_id(index: int, key: str) -> str:
    """The vendor's id of a question."""
    return f"Q{index:02}{key}"


def edits(company: Company, index: int) -> list[int]:
    """When a form was made and changed (epoch seconds)."""
    made = company.quiet(company.founded + (20 + index) * DAY)
    start = int(company.clock.start.timestamp())
    return [made, *((start + RENAMED, start + REMOVED) if index == 0 else ())]


def asked(company: Company, index: int, now: int) -> list[Asked]:
    """What a form asks at a moment."""
    if index == 0:
        later, removed = (now >= at for at in edits(company, 0)[1:])
        return [q for q in _full(company, later=later) if not (removed and q.key == "want")]
    comment = Asked("why", "TEXTAREA", "Why?")
    if index == 1:
        scale = (
            ("start", 1),
            ("end", 5),
            ("step", 1),
            ("hasLeftLabel", True),
            ("leftLabel", "Badly"),
        )
        return [
            Asked("how", "LINEAR_SCALE", "How did we do?", payload=scale),
            comment,
            Asked("from", "HIDDEN_FIELDS", "email"),
        ]
    return [
        Asked("mail", "INPUT_EMAIL", "Your e-mail"),
        Asked("when", "INPUT_DATE", "Since when do you use it?"),
        comment,
    ]


def _full(company: Company, *, later: bool) -> list[Asked]:
    areas = [PHRASES["en"].areas[area] for area in AREAS]
    comment = "What is the one thing we should do better?" if later else "What should we do better?"
    return [
        Asked("like", "LINEAR_SCALE", "How likely are you to recommend us?"),
        Asked("star", "RATING", "How do you like it?", payload=(("stars", 7),)),
        Asked("text", "TEXTAREA", comment, payload=(("isRequired", True),)),
        Asked("area", "DROPDOWN", f"Which part of {company.product} matters most?", options=areas),
        Asked("want", "CHECKBOXES", "What would you like to see?", options=WANTED),
        Asked("once", "MULTIPLE_CHOICE", "Where do you use it?", options=TOOLS),
        Asked("many", "MULTI_SELECT", "Where else?", options=TOOLS),
        Asked("grid", "MATRIX", "Do you agree?", options=COLUMNS, rows=ROWS),
        Asked("rank", "RANKING", "Put these in your order", rows=WANTED),
        Asked("role", "INPUT_TEXT", "Your role"),
        Asked("size", "INPUT_NUMBER", "How many of you are there?"),
        Asked("mail", "INPUT_EMAIL", "Your e-mail"),
        Asked("call", "INPUT_PHONE_NUMBER", "Your number"),
        Asked("page", "INPUT_LINK", "Your page"),
        Asked("ends", "INPUT_DATE", "When does your contract end?"),
        Asked("hour", "INPUT_TIME", "When may we call?"),
        Asked("okay", "CHECKBOX", "You may quote me"),
        Asked("file", "FILE_UPLOAD", "A picture of your board"),
        Asked("from", "HIDDEN_FIELDS", "plan"),
        Asked("calc", "CALCULATED_FIELDS", "points"),
    ]


_OPTION = {
    "DROPDOWN": "DROPDOWN_OPTION", "CHECKBOXES": "CHECKBOX", "MULTIPLE_CHOICE": "MULTIPLE_CHOICE_OPTION",
    "MULTI_SELECT": "MULTI_SELECT_OPTION", "MATRIX": "MATRIX_COLUMN",
}  # fmt: skip
_ROW = {"MATRIX": "MATRIX_ROW", "RANKING": "RANKING_OPTION"}


def blocks(index: int, questions: Sequence[Asked]) -> list[dict[str, Any]]:
    """The form's blocks: a title before each question, then its input, or its options and rows."""
    found = [_block(index, "form", "FORM_TITLE", "FORM_TITLE", {"html": NAMES[index % len(NAMES)]})]
    for question in questions:
        found.append(
            _block(
                index,
                f"{question.key} title",
                "TITLE",
                "QUESTION",
                {"html": f"<b>{question.title}</b>"},
            )
        )
        found += _inputs(index, question)
    return found


def _inputs(index: int, question: Asked) -> list[dict[str, Any]]:
    group = uuid(index, question.key)
    found = [
        _block(
            index,
            f"{question.key} {kind} {n}",
            types[question.type],
            question.type,
            {"index": n, "text": text},
            group,
        )
        for kind, types, texts in (
            ("option", _OPTION, question.options),
            ("row", _ROW, question.rows),
        )
        for n, text in enumerate(texts)
    ]
    if found:
        return found
    name = {"uuid": uuid(index, question.key, "field"), "name": question.title}
    hidden = {
        "HIDDEN_FIELDS": {"hiddenFields": [name]},
        "CALCULATED_FIELDS": {"calculatedFields": [name]},
    }
    payload = {**hidden.get(question.type, {}), **dict(question.payload)}
    return [_block(index, question.key, question.type, question.type, payload, group)]


def _block(
    index: int, key: str, kind: str, group_type: str, payload: dict[str, Any], group: str = ""
) -> dict[str, Any]:
    own = uuid(index, key, "block")
    return {
        "uuid": own,
        "type": kind,
        "groupUuid": group or own,
        "groupType": group_type,
        "payload": payload,
    }
