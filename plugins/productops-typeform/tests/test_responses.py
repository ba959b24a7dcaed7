"""A response as rows: whole records of every kind, one answer a question, scores with their scale."""

from __future__ import annotations

from typing import Any

import pytest
from tf import FORM, answered, field, form, of, plain, ref, response, rows, said

from productops.model import Answer, Person, Question, Survey, SurveyResponse

CHOICES = [{"id": "c1", "ref": "one", "label": "One"}, {"id": "c2", "ref": "two", "label": "Two"}]
WHEN = {
    "source_url": f"https://admin.typeform.com/form/{FORM}/results?responseId=r1#responses",
    "occurred_at": "2026-01-05T09:02:00Z",
    "source_created_at": "2026-01-05T09:02:00Z",
    "source_updated_at": "2026-01-05T09:02:00Z",
}


def test_a_response_is_a_row() -> None:
    """Whole row: who, when, how long, what the link carried, what the form counted."""
    found = answered(
        form(
            field("a", "number"),
            variables={"score": 0},
            thankyou_screens=[{"ref": "bye", "title": "Thanks!"}],
        ),
        said("a", "number", "number", 3),
        hidden={"email": "ada@fernhill.example", "plan": "pro"},
        variables=[
            {"key": "price", "type": "number", "number": 9.5},
            {"key": "who", "type": "text", "text": "x"},
        ],
        calculated={"score": 7},
        tags=["beta"],
        thankyou_screen_ref="bye",
    )
    assert of("response", found) == [
        WHEN | {
            "source_id": "r1",
            "survey_id": ref(Survey, FORM),
            "survey_version": "2026-01-01T00:00:00Z",
            "respondent_id": ref(Person, "r1:respondent"),
            "started_at": "2026-01-05T09:00:00Z",
            "submitted_at": "2026-01-05T09:02:00Z",
            "completed": True,
            "progress": 1.0,
            "duration_seconds": 120.0,
            "channel": "survey",
            "hidden_fields": {"email": "ada@fernhill.example", "plan": "pro"},
            "custom_fields": {
                "ending": {"name": "ending", "value": "Thanks!"},
                "price": {"name": "price", "value": "9.5"},
                "score": {"name": "score", "value": "7"},
                "tags": {"name": "tags", "value": ["beta"]},
                "who": {"name": "who", "value": "x"},
            },
        }
    ]  # fmt: skip
    assert of("person", found) == [
        WHEN | {"source_id": "r1:respondent", "email": "ada@fernhill.example", "person_type": "customer"}
    ]  # fmt: skip


def test_a_written_answer_is_feedback_too() -> None:
    """Whole rows: the answer, and the opinion with its question as title."""
    found = answered(
        form(field("why", "long_text", "Why?")), said("why", "long_text", "text", "Too slow.")
    )
    assert of("answer", found) == [
        WHEN | {
            "source_id": "r1:id-why",
            "response_id": ref(SurveyResponse, "r1"),
            "question_id": ref(Question, "id-why"),
            "question_ref": "why",
            "value_type": "text",
            "value_text": "Too slow.",
        }
    ]  # fmt: skip
    assert of("feedback", found) == [
        WHEN | {
            "source_id": "r1:id-why",
            "kind": "survey_answer",
            "title": "Why?",
            "body": "Too slow.",
            "body_format": "plain",
            "body_plain": "Too slow.",
            "body_clean": "Too slow.",
            "language": "en",
            "channel": "survey",
            "status_category": "done",
            "derived_from": ref(Answer, "r1:id-why"),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "score", "expected"),
    [
        (field("a", "nps"), 9, ("nps", "9", "0", "10", "0.9", "promoter")),
        (field("a", "opinion_scale", steps=5), 4, ("custom", "4", "0", "4", "1", None)),
        (field("a", "opinion_scale", steps=5, start_at_one=True), 1, ("custom", "1", "1", "5", "0", None)),
        (field("a", "rating", steps=5, shape="star"), 3, ("stars", "3", "1", "5", "0.5", None)),
        (field("a", "rating", steps=3, shape="heart"), 3, ("custom", "3", "1", "3", "1", None)),
    ],
)  # fmt: skip
def test_a_score_is_a_rating_on_the_scale_of_its_question(
    asked: Any, score: int, expected: Any
) -> None:
    """Whole row."""
    found = answered(form(asked), said("a", asked["type"], "number", score))
    kind, value, worst, best, share, group = expected
    row = WHEN | {
        "source_id": "r1:id-a", "rating_type": kind, "rating_value": value, "worst_rating": worst, "best_rating": best,
        "scale_known": True, "normalized": share, "channel": "survey",
    }  # fmt: skip
    assert of("rating", found) == [row | ({"response_group": group} if group else {})]


@pytest.mark.parametrize(
    "asked", [field("a", "rating"), field("a", "rating", steps=3), field("b", "rating")]
)
def test_a_score_without_a_scale_that_fits_says_so(asked: Any) -> None:
    """No steps, a score off the scale, or a question that no version holds."""
    found = [
        plain(r)
        for r in answered(form(asked), said("a", "rating", "number", 4))
        if r.table == "rating"
    ]
    for row in found:
        assert (row["rating_value"], row["excluded_from_metrics"]) == ("4", True)
        assert "worst_rating" not in row
    assert len(found) == 1


def answer(asked: Any, *given: Any, **more: Any) -> dict[str, Any]:
    """The one answer, without what all have."""
    (found,) = of("answer", answered(form(asked), *given, **more))
    common = {*WHEN, "source_id", "response_id", "question_id", "question_ref"}
    return {key: value for key, value in found.items() if key not in common}


MANY = {"choices": CHOICES, "allow_multiple_selection": True, "allow_other_choice": True}


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        (field("a", "multiple_choice", choices=CHOICES),
         said("a", "multiple_choice", "choice", {"id": "c2", "ref": "two", "label": "Two"}),
         {"value_type": "options", "value_option_ids": ["c2"], "option_labels": ["Two"], "option_positions": [1]}),
        (field("a", "multiple_choice", choices=CHOICES),
         said("a", "multiple_choice", "choice", {"label": "Two"}),
         {"value_type": "options", "value_option_ids": ["c2"], "option_labels": ["Two"], "option_positions": [1]}),
        (field("a", "multiple_choice", choices=CHOICES),
         said("a", "multiple_choice", "choice", {"id": "gone", "label": "Gone"}),
         {"value_type": "options", "value_option_ids": ["gone"], "option_labels": ["Gone"]}),
        (field("a", "multiple_choice", choices=CHOICES),
         said("a", "multiple_choice", "choice", {"id": "c1", "label": "Uno"}),
         {"value_type": "options", "value_option_ids": ["c1"], "option_labels": ["Uno"], "option_positions": [0]}),
        (field("a", "picture_choice", **MANY),
         said("a", "picture_choice", "choices", {"ids": ["c1", "c2"], "labels": ["One", "Two"], "other": "Three"}),
         {"value_type": "options", "value_option_ids": ["c1", "c2"], "option_labels": ["One", "Two"],
          "option_positions": [0, 1], "other_text": "Three"}),
        (field("a", "multiple_choice", **MANY), said("a", "multiple_choice", "choice", {"other": "Three"}),
         {"value_type": "options", "other_text": "Three"}),
        (field("a", "dropdown", choices=CHOICES), said("a", "dropdown", "text", "One"),
         {"value_type": "options", "value_option_ids": ["c1"], "option_labels": ["One"], "option_positions": [0]}),
        (field("a", "dropdown", choices=CHOICES), said("a", "dropdown", "text", "Zero"),
         {"value_type": "text", "value_text": "Zero"}),
        (field("a", "yes_no"), said("a", "yes_no", "boolean", False), {"value_type": "boolean", "value_boolean": False}),
        (field("a", "date"), said("a", "date", "date", "2026-02-03"), {"value_type": "date", "value_date": "2026-02-03"}),
        (field("a", "date"), said("a", "date", "date", "soon"), {"value_type": "text", "value_text": "soon"}),
        (field("a", "number"), said("a", "number", "number", 2.5), {"value_type": "number", "value_number": "2.5"}),
        (field("a", "number"), said("a", "number", "number", 4915112345678),
         {"value_type": "text", "value_text": "4915112345678"}),
        (field("a", "email"), said("a", "email", "email", "x@y.example"), {"value_type": "text", "value_text": "x@y.example"}),
        (field("a", "phone_number"), said("a", "phone_number", "phone_number", "+1 555 0100"),
         {"value_type": "text", "value_text": "+1 555 0100"}),
        (field("a", "website"), said("a", "website", "url", "https://y.example"),
         {"value_type": "text", "value_text": "https://y.example"}),
        (field("a", "file_upload"), said("a", "file_upload", "file_url", "https://api.typeform.com/f/1.png"),
         {"value_type": "file", "value_file": "https://api.typeform.com/f/1.png"}),
        (field("a", "multi_format"), said("a", "multi_format", "multi_format", {"video_url": "https://v", "transcript": "Hi"}),
         {"value_type": "file", "value_text": "Hi", "value_file": "https://v"}),
    ],
)  # fmt: skip
def test_each_kind_of_answer(asked: Any, given: Any, expected: Any) -> None:
    """In its own column, options with id, label and place as shown."""
    assert answer(asked, given) == expected


def test_what_is_written_beside_other_is_feedback_and_an_address_is_none() -> None:
    """An opinion in one's own words; not a name, an address or a number."""
    found = answered(
        form(
            field("a", "multiple_choice", **MANY),
            field("b", "email"),
            field("c", "phone_number"),
            field("d", "website"),
        ),
        said("a", "multiple_choice", "choice", {"other": "Faster, please"}),
        said("b", "email", "email", "x@y.example"),
        said("c", "phone_number", "phone_number", "+1"),
        said("d", "website", "url", "https://y.example"),
    )
    assert [f["body"] for f in of("feedback", found)] == ["Faster, please"]
    assert [(p["email"], p["phone"]) for p in of("person", found)] == [("x@y.example", "+1")]


def test_a_ranking_is_a_rank_a_row() -> None:
    """In the person's order; an item that was not ranked is skipped."""
    three = [*CHOICES, {"id": "c3", "label": "Three"}]
    found = of("answer", answered(
        form(field("r", "ranking", choices=three)), said("r", "ranking", "choices", {"ids": ["c3", "c1"], "labels": ["Three", "One"]}),
    ))  # fmt: skip
    assert {a["source_id"]: (a.get("value_number"), a.get("skipped", False)) for a in found} == {
        "r1:id-r:c1": ("2", False), "r1:id-r:c2": (None, True), "r1:id-r:c3": ("1", False),
    }  # fmt: skip
    assert {a["group_id"] for a in found} == {"id-r"}


def test_a_matrix_is_an_answer_a_row() -> None:
    """Each under the matrix and its own row."""
    matrix = field(
        "m", "matrix", fields=[field(n, "multiple_choice", choices=CHOICES) for n in ("x", "y")]
    )
    found = of(
        "answer",
        answered(
            form(matrix), said("x", "multiple_choice", "choice", {"id": "c1", "label": "One"})
        ),
    )
    assert [
        (a["source_id"], a["matrix_row_id"], a.get("option_labels"), a.get("skipped"))
        for a in found
    ] == [
        ("r1:id-m:id-x", "id-x", ["One"], None),
        ("r1:id-m:id-y", "id-y", None, True),
    ]


def test_a_person_is_named_by_the_contact_details() -> None:
    """First and last name together."""
    names = [
        {**field(n, "short_text"), "subfield_key": key}
        for n, key in (("f", "first_name"), ("l", "last_name"))
    ]
    found = answered(
        form(field("you", "contact_info", fields=names)),
        said("f", "short_text", "text", "Ada"),
        said("l", "short_text", "text", "Holm"),
    )
    assert of("person", found)[0]["display_name"] == "Ada Holm"
    assert not of("feedback", found)


def test_screens_have_no_answers() -> None:
    """Statements and payments are asked of nobody."""
    found = answered(form(field("s", "statement"), field("p", "payment"), field("a", "number")), {
        "field": {"id": "id-p", "type": "payment", "ref": "p"}, "type": "payment", "payment": {"amount": "$1", "last4": "1234"},
    })  # fmt: skip
    assert [a["question_ref"] for a in of("answer", found)] == ["a"]
    assert "1234" not in str(found)


def test_an_answer_to_a_question_no_version_holds_is_kept() -> None:
    """By its id and the type it says, without a wording nobody knows."""
    found = answered(form(), said("gone", "long_text", "text", "Still here"))
    (kept,) = of("answer", found)
    assert (kept["source_id"], kept["value_text"], kept["question_ref"]) == (
        "r1:id-gone",
        "Still here",
        "gone",
    )
    assert [f.get("title") for f in of("feedback", found)] == [None]


def test_a_response_without_its_form_is_kept() -> None:
    """The definition may come later; then it is normalised again."""
    found = rows("responses", response(said("a", "nps", "number", 10)))
    assert [r.table for r in found] == ["response", "answer", "rating"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"submitted_at": None, "staged_at": "2026-01-05T09:01:00Z"},
            ("2026-01-05T09:01:00Z", 0.5),
        ),
        (
            {"submitted_at": "0001-01-01T00:00:00Z", "staged_at": None},
            ("2026-01-05T09:00:00Z", 0.5),
        ),
    ],
)
def test_a_response_that_was_never_sent_in_is_partial(more: Any, expected: Any) -> None:
    """Dated when it was last touched; what comes after its last answer was not surely shown."""
    definition = form(field("a", "number"), field("b", "number"))
    found = answered(definition, said("a", "number", "number", 1), **more)
    (row,) = of("response", found)
    assert (row["occurred_at"], row["progress"]) == expected
    assert row["completed"] is False
    assert "submitted_at" not in row
    assert [a.get("not_shown", False) for a in of("answer", found)] == [False, True]


def test_a_visit_without_an_answer_is_a_response_too() -> None:
    """Nothing was surely shown."""
    found = answered(form(field("a", "number")), submitted_at=None, answers=None)
    assert of("response", found)[0]["progress"] == 0.0
    assert [a["not_shown"] for a in of("answer", found)] == [True]


def test_a_response_in_europe_has_no_address_we_could_guess() -> None:
    """The admin pages of that region are elsewhere."""
    found = answered(form(), settings={"region": "eu"})
    assert "source_url" not in of("response", found)[0]
