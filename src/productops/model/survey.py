"""Surveys: versioned questions, responses, and one row an answer (schema.org Question/Answer, Formbricks Hub)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from .base import FreeText, Money, Record, Ref, Utc
from .vocabulary import QuestionType


class Survey(Record):
    """A form or survey, in one version of its wording."""

    table: ClassVar[str] = "survey"

    title: str | None = None
    survey_type: Literal["nps", "csat", "ces", "pmf", "custom", "poll", "screener"] = "custom"
    version: str | None = None
    status: Literal["draft", "live", "paused", "closed"] | None = None
    languages: list[str] = Field(default_factory=list)
    sent_count: int | None = None
    opened_count: int | None = None


class Question(Record):
    """A question as it was asked; `ref` is stable where wording and order are not."""

    table: ClassVar[str] = "question"

    survey_id: Ref | None = None
    survey_version: str | None = None
    ref: str | None = None
    text: str | None = None
    question_type: QuestionType = "unknown"
    source_type: str | None = None
    position: int | None = None
    required: bool | None = None
    options: list[dict[str, JsonValue]] = Field(default_factory=list)
    group_id: str | None = None
    matrix_row_id: str | None = None
    worst_rating: Money | None = None
    best_rating: Money | None = None
    scale_labels: dict[str, JsonValue] = Field(default_factory=dict)
    maps_to: str | None = None


class SurveyResponse(Record):
    """One person's pass through a survey."""

    table: ClassVar[str] = "response"

    survey_id: Ref | None = None
    survey_version: str | None = None
    respondent_id: Ref | None = None
    account_id: Ref | None = None
    started_at: Utc | None = None
    submitted_at: Utc | None = None
    completed: bool | None = None
    progress: float | None = None
    duration_seconds: float | None = None
    channel: str | None = None
    collector: str | None = None
    hidden_fields: dict[str, JsonValue] = Field(default_factory=dict)
    item_id: Ref | None = None


class Answer(Record):
    """One answer. `skipped` (shown, left empty) and `not_shown` have different denominators."""

    table: ClassVar[str] = "answer"

    response_id: Ref | None = None
    question_id: Ref | None = None
    question_ref: str | None = None
    value_type: Literal["text", "number", "boolean", "date", "options", "file", "none"] = "none"
    value_text: FreeText | None = None
    value_number: Money | None = None
    value_boolean: bool | None = None
    value_date: date | None = None
    value_file: str | None = None
    value_option_ids: list[str] = Field(default_factory=list)
    option_labels: list[str] = Field(default_factory=list)
    option_positions: list[int] = Field(default_factory=list)
    other_text: FreeText | None = None
    group_id: str | None = None
    matrix_row_id: str | None = None
    skipped: bool = False
    not_shown: bool = False
