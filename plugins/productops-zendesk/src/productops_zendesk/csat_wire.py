"""What we read of surveys, their responses and the ratings before them.

https://developer.zendesk.com/api-reference/ticketing/ticket-management/csat_survey_responses/
"""

from __future__ import annotations

from msgspec import Struct

from productops.kit.rows import Id, Int


class TextContent(Struct, gc=False):
    """A text, or the key of a dynamic one."""

    value: str | None = None
    key: str | None = None


class Option(Struct, gc=False):
    """A choice of a question, or a step of a scale."""

    id: str | None = None
    rating: Int | None = None
    label: TextContent | None = None


class Question(Struct, gc=False):
    """A question; in a response without wording and options."""

    id: Id
    type: str | None = None
    sub_type: str | None = None
    alias: str | None = None
    headline: TextContent | str | None = None
    options: list[Option] | None = None


class Selection(Struct, gc=False):
    """A choice that was made."""

    option_id: str | None = None


class SurveyAnswer(Struct, gc=False):
    """One answer of a response."""

    type: str | None = None
    question: Question | None = None
    rating: Int | None = None
    rating_category: str | None = None
    selections: list[Selection] | None = None
    value: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Subject(Struct, gc=False):
    """What was asked about: a ticket, or a conversation."""

    id: Id | None = None
    type: str | None = None
    zrn: str | None = None


class SurveyRef(Struct, gc=False):
    """The survey in the version that was shown."""

    id: Id | None = None
    version: Int | None = None


class SurveyResponse(Struct, gc=False):
    """One survey sent to one customer, answered or not."""

    id: Id
    responder_id: Id | None = None
    survey: SurveyRef | None = None
    survey_id: Id | None = None
    survey_version: Int | None = None
    subjects: list[Subject] | None = None
    subject_zrns: list[str] | None = None
    answers: list[SurveyAnswer] | None = None
    created_at: str | None = None
    expires_at: str | None = None

    @property
    def ticket_id(self) -> Id | None:
        """The ticket that was asked about; a messaging survey asks about a conversation."""
        for subject in self.subjects or ():
            if subject.type == "ticket" and subject.id is not None:
                return subject.id
        for zrn in self.subject_zrns or ():
            if zrn.startswith("zen:ticket:"):
                return zrn.removeprefix("zen:ticket:")
        return None

    @property
    def asked_with(self) -> SurveyRef:
        """The survey; an older form of the answer has its id and version beside the response."""
        return self.survey or SurveyRef(self.survey_id, self.survey_version)


class Survey(Struct, gc=False):
    """A survey with its questions."""

    id: Id
    version: Int | None = None
    state: str | None = None
    questions: list[Question] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class LegacyRating(Struct, gc=False):
    """A good/bad rating of a ticket."""

    id: Int
    score: str | None = None
    comment: str | None = None
    reason: str | None = None
    ticket_id: Id | None = None
    requester_id: Id | None = None
    created_at: str | None = None
    updated_at: str | None = None
