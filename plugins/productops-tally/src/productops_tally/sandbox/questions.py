"""A form's questions, as they stand beside its submissions."""

from __future__ import annotations

from typing import Any

from productops.sandbox import Company

from .blocks import Asked, asked, edits, form_id, question_id, uuid


def questions(company: Company, index: int, now: int, counts: int) -> list[dict[str, Any]]:
    """The form's questions as they stand beside its submissions; a deleted one stays, and says so."""
    made = edits(company, index)[0]
    live = asked(company, index, now)
    gone = [q for q in asked(company, index, made) if q.key not in {one.key for one in live}]
    return [_question(index, q, counts, deleted=q in gone) for q in [*live, *gone]]


def _question(index: int, question: Asked, counts: int, *, deleted: bool) -> dict[str, Any]:
    group = uuid(index, question.key)
    field = uuid(index, question.key, "field" if question.type.endswith("_FIELDS") else "block")
    return {
        "id": question_id(index, question.key),
        "type": question.type,
        "title": question.title,
        "isTitleModifiedByUser": False,
        "formId": form_id(index),
        "isDeleted": deleted,
        "numberOfResponses": counts,
        "fields": [
            {
                "uuid": field,
                "type": "INPUT_FIELD",
                "questionType": question.type,
                "blockGroupUuid": group,
                "title": question.title,
            }
        ],
    }
