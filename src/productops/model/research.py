"""Research operations: studies, sessions and who took part."""

from __future__ import annotations

from typing import ClassVar, Literal

from .base import FreeText, Money, Record, Ref, Utc


class Study(Record):
    """A piece of research with a question it is meant to answer."""

    table: ClassVar[str] = "study"

    title: str | None = None
    method: Literal[
        "interview", "usability_test", "survey", "diary", "card_sort", "tree_test",
        "preference_test", "ab_experiment", "field", "other",
    ] = "other"  # fmt: skip
    status: Literal["draft", "recruiting", "running", "analysing", "done", "cancelled"] | None = (
        None
    )
    owner_id: Ref | None = None
    team_id: Ref | None = None
    hypothesis: FreeText | None = None
    decision_it_informs: FreeText | None = None
    protocol_url: str | None = None
    template_id: str | None = None
    started_at: Utc | None = None
    finished_at: Utc | None = None
    target_participants: int | None = None


class Session(Record):
    """One meeting with one participant."""

    table: ClassVar[str] = "session"

    study_id: Ref | None = None
    participant_id: Ref | None = None
    scheduled_at: Utc | None = None
    started_at: Utc | None = None
    ended_at: Utc | None = None
    outcome: Literal["completed", "no_show", "cancelled", "rescheduled", "disqualified"] | None = (
        None
    )
    recording_url: str | None = None


class Participation(Record):
    """A person's way through a study, with incentive and consent."""

    table: ClassVar[str] = "participation"

    participant_id: Ref | None = None
    study_id: Ref | None = None
    stage: (
        Literal["invited", "screened_in", "screened_out", "scheduled", "completed", "dropped"]
        | None
    ) = None
    incentive: Money | None = None
    incentive_currency: str | None = None
    incentive_status: Literal["none", "promised", "paid", "failed"] | None = None
    consent_id: Ref | None = None
