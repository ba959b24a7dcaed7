"""Responses as SurveyMonkey answers them, as far as they are read.

https://github.com/SurveyMonkey/public_api_docs/blob/main/includes/_responses.md
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct

from productops.kit.rows import Id, Int

from .wire import Links, Number


class Given(Struct):
    """One thing somebody answered: ids that the survey's details explain, or text."""

    choice_id: Id | None = None
    row_id: Id | None = None
    col_id: Id | None = None
    other_id: Id | None = None
    text: str | None = None
    download_url: str | None = None
    score: Number = None


class Answered(Struct):
    """What was answered to one question; *variable_id* names the wording that was shown."""

    id: Id
    variable_id: Id | None = None
    answers: list[Given] | None = None


class AnsweredPage(Struct):
    """What was answered on one page."""

    id: Id | None = None
    questions: list[Answered] | None = None


class QuizResults(Struct):
    """What a quiz counted."""

    score: Number = None
    total_score: Number = None


class Contact(Struct):
    """One fact of a contact."""

    value: str | None = None


class Metadata(Struct):
    """Who was invited, where the collector knew."""

    contact: dict[str, Contact] | None = None


class Response(Struct):
    """One person's pass through a survey."""

    id: Id
    survey_id: Id | None = None
    response_status: str | None = None
    collection_mode: str | None = None
    collector_id: Id | None = None
    date_created: str | None = None
    date_modified: str | None = None
    total_time: Int | None = None
    analyze_url: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email_address: str | None = None
    custom_value: str | None = None
    custom_variables: dict[str, Any] | None = None
    metadata: Metadata | None = None
    page_path: list[Any] | None = None
    quiz_results: QuizResults | None = None
    pages: list[AnsweredPage] | None = None


class Bulk(Struct):
    """A page of responses."""

    data: list[Raw]
    per_page: int | None = None
    links: Links | None = None
