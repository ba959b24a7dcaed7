"""Survey responses: every score with its scale, every text as feedback. All payloads are made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from zd import AT, LATER, NOW, STREAMS, first, of, read, ref, rows, run

from productops.model import Answer, FeedbackItem, Person, Question, Survey, SurveyResponse

ULID = "01M4FN6P3TCFJAF93WYDFZ4KKX"
STAMP = {"created_at": AT, "updated_at": LATER}
RESPONSE: dict[str, Any] = {
    "id": ULID, "responder_id": "101", "expires_at": "2026-02-02T09:00:00.000Z",
    "subject_zrns": ["zen:ticket:5"], "subjects": [{"id": "5", "type": "ticket", "zrn": "zen:ticket:5"}],
    "survey": {"id": "S1", "version": 3, "state": "enabled"},
    "answers": [
        {"type": "rating_scale", "rating": 4, "rating_category": "good", **STAMP,
         "question": {"id": "Q1", "type": "rating_scale_emoji", "sub_type": "customer_satisfaction"}},
        {"type": "closed_ended", "selections": [{"type": "predefined", "option_id": "O2"}], **STAMP,
         "question": {"id": "Q2", "type": "closed_ended"}},
        {"type": "open_ended", "value": "Quick and kind.", **STAMP,
         "question": {"id": "Q3", "type": "open_ended", "alias": "comment"}},
        {"type": "skipped", **STAMP, "question": {"id": "Q4", "type": "open_ended"}},
    ],
}  # fmt: skip
SURVEY: dict[str, Any] = {
    "id": "S1", "version": 3, "state": "enabled", **STAMP,
    "questions": [
        {"id": "Q1", "type": "rating_scale_emoji", "sub_type": "customer_satisfaction", "alias": "csat",
         "headline": {"type": "static", "value": "How was it?"},
         "options": [{"rating": 1, "label": {"type": "static", "value": "bad"}},
                     {"rating": 5, "label": {"type": "dynamic", "key": "dc.good", "value": None}}]},
        {"id": "Q2", "type": "closed_ended", "headline": "Why?",
         "options": [{"id": "O2", "label": {"type": "static", "value": "Speed"}}]},
    ],
}  # fmt: skip
CONTEXT = {"surveys": {"S1": SURVEY}}


def said(**changes: Any) -> list[Any]:
    """The rows of the response with *changes*."""
    return rows("survey_responses", RESPONSE | changes, context=CONTEXT)


def test_a_whole_response() -> None:
    """Who, about which ticket, how far."""
    assert of("response", said()) == [{
        "source_id": ULID,
        "occurred_at": AT,
        "source_updated_at": LATER,
        "survey_id": ref("survey_responses", Survey, "S1"),
        "survey_version": "3",
        "respondent_id": ref("survey_responses", Person, "101"),
        "submitted_at": AT,
        "completed": True,
        "progress": 0.75,
        "item_id": ref("survey_responses", FeedbackItem, "5"),
    }]  # fmt: skip


def test_whole_answers() -> None:
    """A number, a choice with its words, a text, and one that was skipped."""
    common = {
        "occurred_at": AT, "source_created_at": AT, "source_updated_at": LATER,
        "response_id": ref("survey_responses", SurveyResponse, ULID),
    }  # fmt: skip
    parts = [
        ("Q1", {"question_ref": "csat", "value_type": "number", "value_number": "4"}),
        (
            "Q2",
            {
                "question_ref": "Q2",
                "value_type": "options",
                "value_option_ids": ["O2"],
                "option_labels": ["Speed"],
            },
        ),
        ("Q3", {"question_ref": "comment", "value_type": "text", "value_text": "Quick and kind."}),
        ("Q4", {"question_ref": "Q4", "skipped": True}),
    ]
    assert of("answer", said()) == [
        {
            "source_id": f"{ULID}:{question}",
            "question_id": ref("survey_responses", Question, question),
            **common,
            **own,
        }
        for question, own in parts
    ]


def test_a_whole_rating() -> None:
    """Four of five is three quarters of the way, and what was written explains it."""
    assert of("rating", said()) == [{
        "source_id": f"{ULID}:Q1",
        "occurred_at": AT,
        "source_created_at": AT,
        "source_updated_at": LATER,
        "rating_type": "csat",
        "rating_value": "4",
        "worst_rating": "1",
        "best_rating": "5",
        "scale_known": True,
        "normalized": "0.75",
        "response_group": "satisfied",
        "source_group": "good",
        "rating_explanation": "Quick and kind.",
        "feedback_id": ref("survey_responses", FeedbackItem, "5"),
        "person_id": ref("survey_responses", Person, "101"),
        "channel": "survey",
    }]  # fmt: skip


def test_a_text_answer_is_feedback_too() -> None:
    """Evidence, derived from its answer."""
    assert of("feedback", said()) == [{
        "source_id": f"{ULID}:Q3",
        "occurred_at": AT,
        "source_created_at": AT,
        "source_updated_at": LATER,
        "kind": "survey_answer",
        "body": "Quick and kind.",
        "body_format": "plain",
        "body_plain": "Quick and kind.",
        "body_clean": "Quick and kind.",
        "channel": "survey",
        "author_id": ref("survey_responses", Person, "101"),
        "status_category": "done",
        "derived_from": ref("survey_responses", Answer, f"{ULID}:Q3"),
    }]  # fmt: skip


def test_a_text_answer_is_titled_by_what_was_asked() -> None:
    """As it was worded in the survey."""
    asked = {
        "id": "Q3",
        "type": "open_ended",
        "headline": {"type": "static", "value": "What else?"},
    }
    held = {**SURVEY, "questions": [*SURVEY["questions"], asked]}

    (text,) = of("feedback", rows("survey_responses", RESPONSE, context={"surveys": {"S1": held}}))

    assert text["title"] == "What else?"


def test_a_survey_that_nobody_answered_is_a_response_alone() -> None:
    """The denominator of the response rate."""
    (row,) = said(answers=[])
    assert (row.table, row.completed, row.progress) == ("response", False, 0.0)


@pytest.mark.parametrize(
    ("question", "rating", "scale"),
    [
        ({"sub_type": "customer_satisfaction"}, 5, ("1", "5", "1")),
        ({"alias": "customer_satisfaction"}, 1, ("1", "5", "0")),
        (
            {"sub_type": "other", "options": [{"rating": n} for n in range(1, 8)]},
            4,
            ("1", "7", "0.5"),
        ),
        ({"sub_type": "other"}, 4, None),
        ({"sub_type": "customer_satisfaction"}, 9, None),
    ],
)
def test_a_score_without_scale_is_kept_out_of_measures(
    question: Any, rating: int, scale: Any
) -> None:
    """The steps of the question, the scale of CSAT, or none that is known."""
    one = {"type": "rating_scale", "rating": rating, "question": {"id": "X", **question}, **STAMP}
    (row,) = of("rating", said(answers=[one]))
    assert row["rating_value"] == str(rating)
    got = (
        tuple(row[key] for key in ("worst_rating", "best_rating", "normalized"))
        if row.get("scale_known")
        else None
    )
    assert got == scale
    assert row.get("excluded_from_metrics", False) is (scale is None)


def test_an_older_form_of_the_response() -> None:
    """Survey beside the response, ticket as a resource name."""
    old = {
        "survey": None,
        "survey_id": "S1",
        "survey_version": 2,
        "subjects": None,
        "responder_id": 101,
    }
    (row,) = of("response", said(**old))
    assert row["survey_version"] == "2"
    assert row["item_id"] == ref("survey_responses", FeedbackItem, "5")
    conversation = {
        "subjects": [{"id": "c", "type": "conversation"}],
        "subject_zrns": ["zen:conversation:c"],
    }
    assert "item_id" not in of("response", said(**conversation))[0]


def test_a_survey_and_its_questions() -> None:
    """Wording, options, scale."""
    survey, scale, choice = rows("surveys", SURVEY)
    assert (survey.table, survey.survey_type, survey.version, survey.status) == (
        "survey",
        "csat",
        "3",
        "live",
    )
    assert (scale.text, scale.question_type, scale.worst_rating, scale.best_rating) == (
        "How was it?",
        "rating",
        1,
        5,
    )
    assert scale.options[1] == {"option_id": None, "label": "dc.good", "rating": 5}
    assert (choice.text, choice.question_type, choice.position) == ("Why?", "single_choice", 1)


def test_everything_that_may_still_be_answered_is_read_again() -> None:
    """The list goes by sending, so a later read starts 29 days back, or at the last survey before that."""
    key = "filter[created_at_start]"
    assert first("survey_responses").query == {"page[size]": 50, "sort": "id"}
    recent = first("survey_responses", cursor=NOW - timedelta(hours=1))
    assert recent.query[key] == int((NOW - timedelta(days=29)).timestamp() * 1000)
    old = NOW - timedelta(days=300)
    assert first("survey_responses", cursor=old).query[key] == int(old.timestamp() * 1000)
    chosen = first("survey_responses", cursor=NOW, lookback="1h")
    assert chosen.query[key] == int((NOW - timedelta(hours=1)).timestamp() * 1000)
    assert first("survey_responses", since="2026-01-01").query[key] == 1_767_225_600_000


def test_the_cursor_is_when_the_newest_survey_was_sent() -> None:
    """Told by its id alone; given when the last page is read."""
    body = {"survey_responses": [RESPONSE], "meta": {"has_more": True, "after_cursor": ULID}}
    page = read("survey_responses", body)
    assert page.cursor is None
    assert page.next is not None
    assert page.next.query == {"page[size]": 50, "sort": "id", "page[after]": ULID}
    last = read(
        "survey_responses", {"survey_responses": [], "meta": {"has_more": False}}, page.next
    )
    assert last.cursor == datetime(2026, 10, 9, 6, 21, 58, 266_000, tzinfo=UTC)
    plain_id = RESPONSE | {"id": "7"}
    dated = read("survey_responses", {"survey_responses": [plain_id], "meta": {"has_more": False}})
    assert dated.cursor == datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_versions() -> None:
    """A changed answer is a newer response."""
    stream = STREAMS["survey_responses"]
    assert stream.identify(msgspec.convert(RESPONSE, stream.wire)) == (ULID, LATER)
    assert run("survey_responses").plan.optional
