"""Whole rows of what was said: reasons, notes, answers to surveys, with the scale of each score."""

from __future__ import annotations

from typing import Any

import pytest
from hs import crm, of, ref, rows
from hs_samples import CONTEXT, NOTE, SEEN

from productops.model import Account, FeedbackItem, Person


def test_why_a_deal_was_lost() -> None:
    """An objection, under the deal's name, by the colleague who heard it."""
    near = {"contacts": [{"id": "10", "labels": []}], "companies": [{"id": "20", "labels": []}]}
    record = crm(
        1, near, dealname="Fernhill: seats", pipeline="default", dealstage="lost", dealtype="newbusiness",
        closedate="2026-01-04T00:00:00Z", closed_lost_reason="No SSO", hubspot_owner_id="7",
    )  # fmt: skip
    found = rows("deals", record, context=CONTEXT)
    assert [row.table for row in found] == ["feedback"]
    assert of("feedback", found) == [
        {
            **SEEN,
            "source_id": "deals:1:closed_lost_reason",
            "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-3/1",
            "occurred_at": "2026-01-04T00:00:00Z",
            "kind": "sales_objection",
            "kind_source": "rule",
            "title": "Fernhill: seats",
            "body": "No SSO",
            "body_format": "plain",
            "body_plain": "No SSO",
            "body_clean": "No SSO",
            "channel": "sales_call",
            "author_id": ref(Person, "10"),
            "submitted_by_id": ref(Person, "owner:7"),
            "account_id": ref(Account, "20"),
            "status": "Closed lost",
            "status_category": "done",
        }
    ]


@pytest.mark.parametrize(
    ("stream", "properties", "more", "kind", "words"),
    [
        ("deals", {"closed_lost_reason": "Price", "dealtype": "existingbusiness"}, {}, "churn_reason", "Price"),
        ("deals", {"recurring_revenue_inactive_reason": "CHURNED"}, {}, "churn_reason", "CHURNED"),
        ("companies", {"churn_reason": "price"}, {}, "churn_reason", "Too expensive"),
        ("contacts", {"main_objection": "No API"}, {}, "sales_objection", "No API"),
        ("tickets", {"wish": "Dark mode"}, {"feedback_properties": {"tickets.wish": "feature_request"}},
         "feature_request", "Dark mode"),
    ],
)  # fmt: skip
def test_reasons(stream: str, properties: Any, more: Any, kind: str, words: str) -> None:
    """A lost renewal is churn; telling names are known; the settings add others; labels, not values."""
    found = of("feedback", rows(stream, crm(1, **properties), context=CONTEXT, **more))
    (reason,) = [one for one in found if ":" in one["source_id"]]
    assert (reason["kind"], reason["body"]) == (kind, words)


def test_a_note_is_evidence_of_the_contact_it_is_on() -> None:
    """Written down by its owner."""
    near = {"contacts": [{"id": "10", "labels": []}], "companies": [{"id": "20", "labels": []}]}
    (note,) = of("feedback", rows("notes", crm(9, near, **NOTE)))
    assert note == {
        **SEEN,
        "source_id": "note:9",
        "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-46/9",
        "occurred_at": "2026-01-04T08:00:00Z",
        "kind": "interview_note",
        "kind_source": "rule",
        "body": "<p>Wants <b>SSO</b></p>",
        "body_format": "html",
        "body_plain": "Wants SSO",
        "body_clean": "Wants SSO",
        "author_id": ref(Person, "10"),
        "submitted_by_id": ref(Person, "owner:7"),
        "account_id": ref(Account, "20"),
        "status_category": "done",
    }


def test_a_note_on_a_ticket_is_an_internal_comment() -> None:
    """Of the ticket."""
    near = {"tickets": [{"id": "1", "labels": []}], "contacts": [{"id": "10", "labels": []}]}
    found = rows("notes", crm(9, near, **NOTE), private_comments=True)
    (comment,) = of("comment", found)
    assert len(found) == 1
    assert comment["parent_id"] == ref(FeedbackItem, "1")
    assert comment["author_id"] == ref(Person, "owner:7")
    assert comment["visibility"] == "internal"


def survey(kind: str, value: str, group: str | None = None, **more: Any) -> dict[str, Any]:
    """The rating of an answer."""
    record = crm(3, hs_survey_type=kind, hs_value=value, hs_response_group=group, **more)
    (found,) = of("rating", rows("feedback_submissions", record))
    return found


def test_an_answer_to_a_survey() -> None:
    """Score with scale, and words, tied to one another, to who said it, and to the ticket it is about."""
    near = {"tickets": [{"id": "1", "labels": []}], "companies": [{"id": "20", "labels": []}]}
    record = crm(
        3, near, hs_survey_type="NPS", hs_survey_name="Yearly NPS", hs_survey_channel="EMAIL", hs_value="9",
        hs_content="Love it", hs_response_group="PROMOTER", hs_submission_timestamp="2026-01-04T08:00:00Z",
        hs_contact_id="10",
    )  # fmt: skip
    found = rows("feedback_submissions", record)
    shared = {
        **SEEN,
        "source_id": "feedback_submission:3",
        "source_url": "https://app-eu1.hubspot.com/contacts/4711/record/0-19/3",
        "occurred_at": "2026-01-04T08:00:00Z",
        "account_id": ref(Account, "20"),
    }
    assert of("rating", found) == [
        {
            **shared,
            "rating_type": "nps",
            "rating_value": "9",
            "worst_rating": "0",
            "best_rating": "10",
            "scale_known": True,
            "normalized": "0.9",
            "response_group": "promoter",
            "source_group": "PROMOTER",
            "rating_explanation": "Love it",
            "feedback_id": ref(FeedbackItem, "feedback_submission:3"),
            "person_id": ref(Person, "10"),
            "item_id": ref(FeedbackItem, "1"),
            "channel": "EMAIL",
            "custom_fields": {
                "hs_survey_name": {"name": "Survey", "type": "string", "value": "Yearly NPS"}
            },
        }
    ]
    assert of("feedback", found) == [
        {
            **shared,
            "kind": "survey_answer",
            "title": "Yearly NPS",
            "body": "Love it",
            "body_format": "plain",
            "body_plain": "Love it",
            "body_clean": "Love it",
            "channel": "survey",
            "author_id": ref(Person, "10"),
            "status_category": "done",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "value", "group", "scale", "ours"),
    [
        ("CSAT", "2", "PROMOTER", ("0", "2"), "satisfied"),
        ("CSAT", "0", "DETRACTOR", ("0", "2"), "dissatisfied"),
        ("CSAT", "2", None, ("0", "2"), "satisfied"),
        # two of five stars are no praise: the survey had another scale
        ("CSAT", "2", "DETRACTOR", (None, None), None),
        ("CSAT", "5", "PROMOTER", (None, None), None),
        ("CES", "6", "PROMOTER", ("1", "7"), None),
        ("CES", "2", "PROMOTER", (None, None), None),
        ("NPS", "11", None, (None, None), None),
        ("CUSTOM", "4", None, (None, None), None),
        ("KNOWLEDGE", "1", "PROMOTER", (None, None), None),
    ],
)
def test_scales_are_those_hubspot_documents(
    kind: str, value: str, group: str | None, scale: Any, ours: str | None
) -> None:
    """And none where score and group do not fit together."""
    found = survey(kind, value, group)
    assert (found.get("worst_rating"), found.get("best_rating")) == scale
    assert found.get("response_group") == ours
    assert found.get("scale_known", False) is (scale[0] is not None)


def test_a_survey_of_ones_own_is_known_by_its_questions_type() -> None:
    """Eleven steps are what makes an NPS; the steps of the others are not told."""
    own = "hs_industry_standard_question_type"
    assert survey("CUSTOM", "10", **{own: "NPS"})["best_rating"] == "10"
    found = survey("CUSTOM", "2", **{own: "CSAT"})
    assert (found["rating_type"], found.get("best_rating")) == ("csat", None)
