"""A response as rows: whole records of every kind, options told from what was written, quizzes, files, pages."""

from __future__ import annotations

from typing import Any

import pytest
from gf import BREAK, FORM, answered, asks, choice, form, grid, of, plain, ref, texts

from productops.model import Answer, Person, Question, Survey, SurveyResponse

AT = "2026-01-05T09:00:00.123000Z"
WHEN = {
    "source_url": f"https://docs.google.com/forms/d/{FORM}/edit#response=r1",
    "occurred_at": AT,
    "source_created_at": AT,
    "source_updated_at": AT,
}


def test_a_response_is_a_row() -> None:
    """Whole row and its respondent; an edit moves only what says so."""
    found = answered(
        form(asks("a", textQuestion={})),
        respondentEmail="ada@fernhill.example",
        lastSubmittedTime="2026-01-07T10:00:00.123456789Z",
        totalScore=3.5,
    )
    edited = WHEN | {"source_updated_at": "2026-01-07T10:00:00.123456Z"}
    assert of("response", found) == [
        edited | {
            "source_id": "r1",
            "survey_id": ref(Survey, FORM),
            "survey_version": "0000001",
            "respondent_id": ref(Person, "r1:respondent"),
            "submitted_at": AT,
            "completed": True,
            "progress": 1.0,
            "channel": "survey",
            "custom_fields": {"total_score": {"name": "Total score", "value": "3.5"}},
        }
    ]  # fmt: skip
    assert of("person", found) == [
        edited | {"source_id": "r1:respondent", "email": "ada@fernhill.example", "person_type": "customer"}
    ]  # fmt: skip


def test_a_written_answer_is_feedback_too() -> None:
    """Whole rows: the answer, and the opinion with its question as title."""
    found = answered(
        form(asks("why", "Why?", textQuestion={"paragraph": True})), {"why": texts("Too slow.")}
    )
    assert of("answer", found) == [
        WHEN | {
            "source_id": "r1:q-why",
            "response_id": ref(SurveyResponse, "r1"),
            "question_id": ref(Question, f"{FORM}:q-why"),
            "question_ref": "q-why",
            "value_type": "text",
            "value_text": "Too slow.",
        }
    ]  # fmt: skip
    assert of("feedback", found) == [
        WHEN | {
            "source_id": "r1:q-why",
            "kind": "survey_answer",
            "title": "Why?",
            "body": "Too slow.",
            "body_format": "plain",
            "body_plain": "Too slow.",
            "body_clean": "Too slow.",
            "channel": "survey",
            "status_category": "done",
            "derived_from": ref(Answer, "r1:q-why"),
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ({"scaleQuestion": {"low": 1, "high": 5}}, "4", ("custom", "4", "1", "5", "0.75")),
        ({"scaleQuestion": {"high": 10}}, "0", ("custom", "0", "0", "10", "0")),
        (
            {"ratingQuestion": {"ratingScaleLevel": 5, "iconType": "STAR"}},
            "5",
            ("stars", "5", "1", "5", "1"),
        ),
        (
            {"ratingQuestion": {"ratingScaleLevel": 3, "iconType": "THUMB_UP"}},
            "1",
            ("custom", "1", "1", "3", "0"),
        ),
    ],
)
def test_a_score_is_a_rating_on_the_scale_of_its_question(
    kind: Any, value: str, expected: Any
) -> None:
    """Whole row."""
    found = answered(form(asks("a", **kind)), {"a": texts(value)})
    type_, score, worst, best, share = expected
    assert of("rating", found) == [
        WHEN | {
            "source_id": "r1:q-a", "rating_type": type_, "rating_value": score, "worst_rating": worst, "best_rating": best,
            "scale_known": True, "normalized": share, "channel": "survey",
        }
    ]  # fmt: skip


def test_a_score_off_its_scale_says_so() -> None:
    """The scale was another once; it is kept out of measures."""
    found = answered(form(asks("a", scaleQuestion={"low": 1, "high": 5})), {"a": texts("9")})
    (row,) = of("rating", found)
    assert (row["rating_value"], row["excluded_from_metrics"], "best_rating" in row) == (
        "9",
        True,
        False,
    )


def answer(item: Any, given: Any, *versions: Any) -> dict[str, Any]:
    """The one answer, without what all have."""
    (found,) = of("answer", answered([*versions, form(item)], {"a": given}))
    common = {*WHEN, "source_id", "response_id", "question_id", "question_ref"}
    return {key: value for key, value in found.items() if key not in common}


DRIVE = "https://drive.google.com/file/d/{}/view"


@pytest.mark.parametrize(
    ("item", "given", "expected"),
    [
        (asks("a", **choice("RADIO", "One", "Two")), texts("Two"),
         {"value_type": "options", "option_labels": ["Two"], "option_positions": [1]}),
        (asks("a", **choice("CHECKBOX", "One, two", "Three")), texts("One, two", "Three"),
         {"value_type": "options", "option_labels": ["One, two", "Three"], "option_positions": [0, 1]}),
        (asks("a", **choice("CHECKBOX", "One", other=True)), texts("One", "Mine"),
         {"value_type": "options", "option_labels": ["One"], "option_positions": [0], "other_text": "Mine"}),
        (asks("a", **choice("RADIO", "One", other=True)), texts("Mine"), {"value_type": "options", "other_text": "Mine"}),
        (asks("a", **choice("RADIO", "One")), texts("Renamed"), {"value_type": "options", "option_labels": ["Renamed"]}),
        (asks("a", dateQuestion={"includeYear": True}), texts("1986-05-19"),
         {"value_type": "date", "value_date": "1986-05-19", "value_text": "1986-05-19"}),
        (asks("a", dateQuestion={}), texts("05-19"), {"value_type": "text", "value_text": "05-19"}),
        (asks("a", dateQuestion={"includeTime": True, "includeYear": True}), texts("1986-05-19 14:51"),
         {"value_type": "date", "value_date": "1986-05-19", "value_text": "1986-05-19 14:51"}),
        (asks("a", timeQuestion={}), texts("14:51"), {"value_type": "text", "value_text": "14:51"}),
        (asks("a", scaleQuestion={"low": 1, "high": 5}), texts("four"), {"value_type": "text", "value_text": "four"}),
        (asks("a", fileUploadQuestion={"folderId": "f"}),
         {"fileUploadAnswers": {"answers": [{"fileId": "f1", "fileName": "a.png", "mimeType": "image/png"}]}},
         {"value_type": "file", "value_text": "a.png", "value_file": DRIVE.format("f1")}),
        (asks("a", **choice("RADIO", "One")), texts("One", grade={"score": 2, "correct": True, "feedback": {"text": "Yes!"}}),
         {"value_type": "options", "option_labels": ["One"], "option_positions": [0], "custom_fields": {
             "score": {"name": "Score", "value": "2"}, "correct": {"name": "Correct", "value": True},
             "feedback": {"name": "Feedback", "value": "Yes!"}}}),
    ],
)  # fmt: skip
def test_each_kind_of_answer(item: Any, given: Any, expected: Any) -> None:
    """In its own column; a time of day, a day without year and a word on a scale stay texts."""
    assert answer(item, given) == expected


def test_an_option_of_an_earlier_version_is_no_free_text() -> None:
    """It was offered then, although the form has another now, and lets people write."""
    old = form(asks("a", **choice("RADIO", "Old", other=True)), seen="2025-01-01T00:00:00+00:00")
    new = form(asks("a", **choice("RADIO", "New", other=True)))
    found = of("answer", answered([old, new], {"a": texts("Old")}))
    assert [(a["option_labels"], "other_text" in a) for a in found] == [(["Old"], False)]


def test_what_is_written_beside_other_is_feedback_and_a_time_is_none() -> None:
    """An opinion in one's own words."""
    found = answered(
        form(
            asks("a", **choice("RADIO", "One", other=True)),
            asks("b", timeQuestion={}),
            asks("c", dateQuestion={}),
        ),
        {"a": texts("Faster, please"), "b": texts("14:51"), "c": texts("05-19")},
    )
    assert [f["body"] for f in of("feedback", found)] == ["Faster, please"]


def test_rows_of_a_grid_are_answers_of_one_group() -> None:
    """Each under the grid and its own row; one that was left empty is skipped."""
    item = grid("g", "True?", {"x": "X", "y": "Y"}, "Yes", "No")
    found = of("answer", answered(form(item), {"x": texts("No")}))
    assert [
        (a["source_id"], a["group_id"], a.get("option_positions"), a.get("skipped")) for a in found
    ] == [
        ("r1:i-g:q-x", "i-g", [1], None),
        ("r1:i-g:q-y", "i-g", None, True),
    ]


def test_files_are_attachments_of_their_answer() -> None:
    """Whole row; the bytes stay in Drive."""
    files = [{"fileId": "f1", "fileName": "a.png", "mimeType": "image/png"}, {"fileId": "f2"}]
    found = answered(
        form(asks("a", fileUploadQuestion={"folderId": "f"})),
        {"a": {"fileUploadAnswers": {"answers": files}}},
    )
    rows = of("attachment", found)
    assert rows[0] == WHEN | {
        "source_id": "r1:q-a:f1",
        "source_url": DRIVE.format("f1"),
        "parent_id": ref(Answer, "r1:q-a"),
        "file_name": "a.png",
        "content_type": "image/png",
    }
    assert [row["source_id"] for row in rows] == ["r1:q-a:f1", "r1:q-a:f2"]


def test_the_points_of_a_quiz_are_a_score_out_of_all_points() -> None:
    """Of the version that was answered; without points there is no scale."""
    quiz = form(*(asks(name, grading={"pointValue": 2}, textQuestion={}) for name in "abc"))
    (row,) = of("rating", answered(quiz, totalScore=3))
    assert (row["source_id"], row["rating_value"], row["worst_rating"], row["best_rating"]) == (
        "r1:total_score",
        "3",
        "0",
        "6",
    )
    (row,) = of("rating", answered(form(), totalScore=3))
    assert row["excluded_from_metrics"] is True


def test_what_was_surely_shown_is_skipped_and_the_rest_was_not() -> None:
    """The first page, and every page with an answer; Google does not tell the way between pages."""
    definition = form(
        asks("a", textQuestion={}), BREAK, asks("b", textQuestion={}), BREAK,
        asks("c", textQuestion={}), asks("d", textQuestion={}), asks("e", required=True, textQuestion={}),
    )  # fmt: skip
    found = of("answer", answered(definition, {"c": texts("x")}))
    assert {a["question_ref"]: (a.get("skipped", False), a.get("not_shown", False)) for a in found} == {
        "q-a": (True, False), "q-b": (False, True), "q-c": (False, False), "q-d": (True, False), "q-e": (False, True),
    }  # fmt: skip


def test_a_response_without_any_answer_is_a_response() -> None:
    """The key is missing then."""
    found = answered(form(asks("a", textQuestion={})), answers=None)
    assert [row.table for row in found] == ["response", "answer"]


def test_an_answer_to_a_question_nobody_saw_is_kept() -> None:
    """By its id; one that an earlier version held has its wording."""
    found = answered(form(), {"gone": texts("Still here")})
    (kept,) = of("answer", found)
    assert (kept["source_id"], kept["value_text"]) == ("r1:q-gone", "Still here")
    old = form(asks("gone", "Was asked?", textQuestion={}), seen="2025-01-01T00:00:00+00:00")
    (told,) = of("feedback", answered([old, form()], {"gone": texts("Still here")}))
    assert told["title"] == "Was asked?"


def test_a_response_bears_the_wording_of_its_time() -> None:
    """The version that had been seen when it was last sent; before the first, that one."""
    old = form(asks("a", "Old?", textQuestion={}), seen="2026-01-02T00:00:00+00:00")
    new = form(
        asks("a", "New?", textQuestion={}), seen="2026-01-06T00:00:00+00:00", revisionId="0000002"
    )
    titles = [
        plain(row)["title"]
        for sent in ("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z")
        for row in answered([old, new], {"a": texts("x")}, lastSubmittedTime=sent) if row.table == "feedback"
    ]  # fmt: skip
    assert titles == ["Old?", "Old?", "New?"]


@pytest.mark.parametrize("text", ["", None])
def test_empty_texts_are_no_answers(text: str | None) -> None:
    """Whatever an API leaves behind."""
    found = of(
        "answer",
        answered(
            form(asks("a", textQuestion={})), {"a": {"textAnswers": {"answers": [{"value": text}]}}}
        ),
    )
    assert [a["skipped"] for a in found] == [True]
