"""The insight layer: topics, mentions of them, votes and ratings.

Names after SKOS (Topic), Productboard's insight (Mention) and schema.org (Rating).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from .base import FreeText, Money, Record, Ref, Utc

RatingType = Literal["nps", "csat", "ces", "stars", "thumbs", "custom"]
ResponseGroup = Literal[
    "promoter", "passive", "detractor", "satisfied", "neutral", "dissatisfied",
]  # fmt: skip


class Topic(Record):
    """A concept of a taxonomy (SKOS Concept)."""

    table: ClassVar[str] = "topic"

    pref_label: str
    alt_labels: list[str] = Field(default_factory=list)
    broader_id: Ref | None = None
    definition: str | None = None
    scope_note: str | None = None
    in_scheme: str | None = None
    status: Literal["candidate", "approved", "deprecated"] = "candidate"
    replaced_by: Ref | None = None
    match_rules: list[str] = Field(default_factory=list)


class Mention(Record):
    """The link between a piece of feedback and a topic or product node, with its weight."""

    table: ClassVar[str] = "mention"

    item_id: Ref
    span_start: int | None = None
    span_end: int | None = None
    quote: FreeText | None = None
    topic_id: Ref | None = None
    node_id: Ref | None = None
    person_id: Ref | None = None
    importance: Literal["not_important", "nice_to_have", "important", "critical", "unknown"] = (
        "unknown"
    )
    sentiment: (
        Literal["very_negative", "negative", "neutral", "positive", "very_positive", "mixed"] | None
    ) = None
    sentiment_score: float | None = None
    emotions: list[str] = Field(default_factory=list)
    method: Literal["manual", "rule", "model"] = "manual"
    confidence: float | None = None
    decided_by: Ref | None = None
    decided_at: Utc | None = None


class Vote(Record):
    """One person's vote for a request or feature; `by_id` is who cast it on their behalf."""

    table: ClassVar[str] = "vote"

    item_id: Ref | None = None
    node_id: Ref | None = None
    voter_id: Ref | None = None
    by_id: Ref | None = None
    account_id: Ref | None = None
    weight: int = 1
    via: str | None = None


class Rating(Record):
    """A score with its scale; without a known scale it is not data (`scale_known = false`).

    `normalized` is (value - worst) / (best - worst), reversed where lower is better; empty without scale.
    """

    table: ClassVar[str] = "rating"

    rating_type: RatingType
    rating_value: Money | None = None
    worst_rating: Money | None = None
    best_rating: Money | None = None
    higher_is_better: bool = True
    scale_known: bool = False
    normalized: Money | None = None
    response_group: ResponseGroup | None = None
    source_group: str | None = None
    rating_explanation: FreeText | None = None
    feedback_id: Ref | None = None
    person_id: Ref | None = None
    account_id: Ref | None = None
    item_id: Ref | None = None
    channel: str | None = None
    excluded_from_metrics: bool = False
