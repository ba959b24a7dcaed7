"""Answers to HubSpot's own surveys: a `rating` with its scale, and a `feedback` for what was written.

HubSpot counts CSAT from 0 to 2, CES from 1 to 7 and NPS from 0 to 10, and names the group it puts an answer in:
https://knowledge.hubspot.com/customer-feedback/survey-response-properties Where score and group do not fit together,
the survey had another scale, and none is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from productops.kit import Run
from productops.kit.ratings import NPS, Scale, rating_columns
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Account, CustomValue, FeedbackItem, Person, Rating, Record

from .common import envelope, main
from .kinds import FEEDBACK
from .values import amount, label, text, when
from .wire import Crm, Entry

TYPES = {"NPS": "nps", "CSAT": "csat", "CES": "ces"}
SCALES = {"nps": NPS, "csat": Scale(Decimal(0), Decimal(2)), "ces": Scale(Decimal(1), Decimal(7))}
_LOWEST = {
    "csat": {"PROMOTER": 2, "PASSIVE": 1, "DETRACTOR": 0},
    "ces": {"PROMOTER": 6, "PASSIVE": 4, "DETRACTOR": 1},
}
"""The lowest score of each group."""
_SATISFIED = {2: "satisfied", 1: "neutral", 0: "dissatisfied"}


def feedback_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """The score, if there is one, and the words, if there are any."""
    record = entry.record
    key = f"feedback_submission:{record.key}"
    score, words = amount(record, "hs_value"), text(record, "hs_content")
    if score is not None:
        yield row(Rating, run, key, **_rating(entry, score, words, run))
    if words:
        yield row(FeedbackItem, run, key, **_feedback(entry, words, run))


def _rating(entry: Entry, score: Decimal, words: str | None, run: Run) -> dict[str, Any]:
    record = entry.record
    kind = _kind(record)
    ticket = main(entry, "tickets")
    found = rating_columns(kind, score, _scale(kind, score, record))  # type: ignore[arg-type]
    if kind == "csat" and found["scale_known"]:
        found["response_group"] = _SATISFIED[int(score)]
    return {
        **_shared(entry, run),
        **found,
        "source_group": label("feedback_submissions", "hs_response_group", _group(record), run),
        "rating_explanation": words,
        "person_id": _who(entry, run),
        "feedback_id": run.ref(FeedbackItem, f"feedback_submission:{record.key}")
        if words
        else None,
        "item_id": run.ref(FeedbackItem, ticket),
        "custom_fields": _asked(record),
        "channel": text(record, "hs_survey_channel"),
    }


def _feedback(entry: Entry, words: str, run: Run) -> dict[str, Any]:
    record = entry.record
    return {
        **_shared(entry, run),
        "kind": "survey_answer",
        "title": text(record, "hs_survey_name") or text(record, "hs_submission_name"),
        **bodies(words),
        "channel": "survey",
        "author_id": _who(entry, run),
        "status_category": "done",
    }


def _shared(entry: Entry, run: Run) -> dict[str, Any]:
    record = entry.record
    seen = envelope(FEEDBACK, record, run)
    return {
        **seen,
        "occurred_at": when(record, "hs_submission_timestamp") or seen["source_created_at"],
        "account_id": run.ref(Account, main(entry, "companies")),
    }


def _asked(record: Crm) -> dict[str, CustomValue]:
    """What the score answers: HubSpot tells the survey's name, and not what it asked."""
    name = text(record, "hs_survey_name")
    return {"hs_survey_name": CustomValue(name="Survey", type="string", value=name)} if name else {}


def _kind(record: Crm) -> str:
    """Of a survey of the account's own making, the question's type where HubSpot knows it."""
    words = (text(record, "hs_survey_type"), text(record, "hs_industry_standard_question_type"))
    found = (TYPES.get((word or "").upper()) for word in words)
    return next(filter(None, found), "custom")


def _scale(kind: str, score: Decimal, record: Crm) -> Scale | None:
    """The documented scale, unless the group tells of another; in a survey of their own only an NPS has one."""
    scale, group = SCALES.get(kind), (_group(record) or "").upper()
    lowest = _LOWEST.get(kind, {})
    if scale is None or kind == "nps":
        return scale
    if group not in lowest or not scale.holds(score):
        return (
            None
            if group or TYPES.get((text(record, "hs_survey_type") or "").upper()) != kind
            else scale
        )
    fits = max((name for name in lowest if lowest[name] <= score), key=lowest.__getitem__)
    return scale if fits == group else None


def _group(record: Crm) -> str | None:
    return text(record, "hs_response_group")


def _who(entry: Entry, run: Run) -> str | None:
    contact = text(entry.record, "hs_contact_id") or main(entry, "contacts")
    return run.ref(Person, contact)
