"""Shared vocabularies: how the sources' words map to ours, as data that a user can override.

A source's own word is always kept beside the mapped one (`status` beside `status_category`), and a
word nobody mapped becomes `unknown`, never a guess. Categories: domain vocabulary after Merge
(priority), Jira's status categories refined, Fivetran's question families.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

StatusCategory = Literal[
    "new", "triage", "todo", "in_progress", "on_hold", "waiting_customer", "done", "declined",
    "duplicate", "unknown",
]  # fmt: skip
Priority = Literal["urgent", "high", "normal", "low", "none", "unknown"]
FeedbackKind = Literal[
    "feature_request", "bug_report", "complaint", "praise", "question", "usability_issue",
    "survey_answer", "interview_note", "sales_objection", "churn_reason", "support_request",
    "incident", "other", "unknown",
]  # fmt: skip
QuestionType = Literal[
    "short_text", "long_text", "single_choice", "multi_choice", "dropdown", "rating", "nps", "scale",
    "matrix", "ranking", "date", "number", "yes_no", "file", "contact", "statement", "payment",
    "hidden", "unknown",
]  # fmt: skip
FieldType = Literal[
    "text",
    "number",
    "date",
    "option",
    "options",
    "boolean",
    "person",
    "team",
    "reference",
    "unknown",
]

Table = Mapping[str, str]
"""Lower-case source word → our word."""

VALUES: dict[str, tuple[str, ...]] = {
    "status": get_args(StatusCategory),
    "priority": get_args(Priority),
    "kind": get_args(FeedbackKind),
    "question_type": get_args(QuestionType),
    "field_type": get_args(FieldType),
}

SHARED: dict[str, Table] = {
    "status": {
        "new": "new", "open": "in_progress", "to do": "todo", "todo": "todo", "backlog": "todo",
        "in progress": "in_progress", "pending": "waiting_customer", "on-hold": "on_hold",
        "hold": "on_hold", "on hold": "on_hold", "blocked": "on_hold", "solved": "done",
        "resolved": "done", "closed": "done", "done": "done", "planned": "todo", "completed": "done",
        "answered": "done", "not planned": "declined", "declined": "declined",
        "won't do": "declined", "duplicate": "duplicate",
    },
    "priority": {
        "urgent": "urgent", "highest": "urgent", "critical": "urgent", "blocker": "urgent",
        "high": "high", "normal": "normal", "medium": "normal", "low": "low", "lowest": "low",
        "none": "none",
    },
    "kind": {
        "problem": "bug_report", "incident": "incident", "question": "question",
        "task": "support_request", "bug": "bug_report", "defect": "bug_report",
        "feature": "feature_request", "feature request": "feature_request",
        "new feature": "feature_request", "improvement": "feature_request",
        "idea": "feature_request", "suggestion": "feature_request", "complaint": "complaint",
        "praise": "praise", "service request": "support_request",
    },
    "question_type": {
        "text": "short_text", "textarea": "long_text", "open_ended": "long_text",
        "closed_ended": "single_choice", "rating_scale": "rating", "nps": "nps",
        "number": "number", "date": "date", "dropdown": "dropdown", "matrix": "matrix",
        "ranking": "ranking", "yes_no": "yes_no", "multiple_choice": "single_choice",
    },
    # Of custom fields; each source has names of its own
    "field_type": {},
}  # fmt: skip


class Vocabulary:
    """Looks words up in the user's overrides, then the connector's tables, then the shared ones.

    *unmapped* counts the words nobody mapped, by vocabulary, so that a report can name them.
    """

    def __init__(
        self, overrides: Mapping[str, Table] | None = None, own: Mapping[str, Table] | None = None
    ) -> None:
        self._tables = {
            name: _folded((SHARED[name], (own or {}).get(name), (overrides or {}).get(name)))
            for name in SHARED
        }
        self._overrides = {name: _folded((table,)) for name, table in (overrides or {}).items()}
        self.unmapped: dict[str, Counter[str]] = {name: Counter() for name in SHARED}

    def map(self, name: str, *words: str | None) -> str:
        """Our word for the first of *words* that anybody mapped; `unknown` (and counted) if none is.

        Several words go from the most specific (a custom status' label) to the most general. No word
        at all is `none` for a priority and `unknown` otherwise, and is not counted.
        """
        table = self._tables[name]
        for word in words:
            if word and (found := table.get(word) or table.get(word.casefold())):
                return found
        unknown = next((word for word in words if word), None)
        if unknown is None:
            return "none" if name == "priority" else "unknown"
        self.unmapped[name][unknown] += 1
        return "unknown"

    def overridden(self, name: str, word: str | None) -> str | None:
        """The user's own mapping of *word*, if there is one; it wins over anything a source says."""
        return self._overrides.get(name, {}).get(word.casefold()) if word else None


def _folded(tables: Iterable[Table | None]) -> dict[str, str]:
    return {word.casefold(): ours for table in tables for word, ours in (table or {}).items()}
