"""Responses joined with their survey: what was said, in the wording of then, whether it was seen, and who said it."""

from __future__ import annotations

from typing import Any

import pytest
from sm import (
    STREAMS,
    answer,
    answered,
    choices,
    error,
    lines,
    of,
    question,
    read,
    ref,
    response,
    rows,
    run,
    survey,
)

from productops.errors import PermissionMissing
from productops.kit import Request
from productops.model import Answer, Person, Question, Survey, SurveyResponse

EASE = question(
    "1", "matrix", "rating", "How easy?",
    answers={
        "rows": lines("search", "export"),
        "choices": [*choices("Hard", "Fair", "Easy", weights=(1, 3, 5)), {"id": "c9", "position": 4, "text": "n/a", "weight": 0, "is_na": True}],
        "other": {"id": "o1", "text": "Comment", "is_answer_choice": False},
    },
)  # fmt: skip
NPS = question(
    "2", "matrix", "rating", "Recommend us?",
    answers={
        "rows": lines(""),
        "choices": choices("Not at all likely - 0", *map(str, range(1, 10)), "10", weights=(*([-100] * 7), 0, 0, 100, 100)),
    },
)  # fmt: skip
WHY = question("3", "open_ended", "essay", "Why?")
BULK = Request(
    path="/v3/surveys/10/responses/bulk", partition="10", stream="responses", page_size="per_page",
    query={"page": 1, "per_page": 100, "sort_by": "date_modified", "sort_order": "DESC", "start_modified_at": "x"},
)  # fmt: skip
ALWAYS = {
    "source_url": "https://www.surveymonkey.example/analyze/browse/?respondent_id=900",
    "occurred_at": "2026-01-05T09:02:10Z",
    "source_created_at": "2026-01-05T09:00:00Z",
    "source_updated_at": "2026-01-05T09:02:10Z",
}


def values(found: list[Any]) -> dict[str, dict[str, Any]]:
    """Answers by part, without what all share."""
    shared = {
        *ALWAYS,
        "source_id",
        "response_id",
        "question_id",
        "question_ref",
        "group_id",
        "matrix_row_id",
    }
    return {
        a["source_id"].partition(":")[2]: {k: v for k, v in a.items() if k not in shared}
        for a in of("answer", found)
    }


def test_a_response_is_kept_whole() -> None:
    """With how it went, and what the link carried."""
    found = answered(survey(), custom_variables={"plan": "gold"}, custom_value="c-7")

    assert of("response", found) == [
        {
            "source_id": "900", **ALWAYS,
            "survey_id": ref("responses", Survey, "10"), "survey_version": "2025-12-01T08:00:00",
            "started_at": "2026-01-05T09:00:00Z", "submitted_at": "2026-01-05T09:02:10Z", "completed": True,
            "duration_seconds": 130.0, "channel": "survey", "collector": "70",
            "hidden_fields": {"plan": "gold", "custom_value": "c-7"},
            "custom_fields": {
                "mode": {"name": "Collection mode", "value": "default"},
                "status": {"name": "Response status", "value": "completed"},
            },
        }
    ]  # fmt: skip


def test_a_score_is_an_answer_and_a_rating() -> None:
    """With the scale of its weights, each row for itself."""
    found = answered(
        survey(EASE),
        ("1", [{"row_id": "r1", "choice_id": "c2"}, {"row_id": "r2", "choice_id": "c3"}]),
    )

    assert of("answer", found)[0] == {
        "source_id": "900:1:r1", **ALWAYS, "response_id": ref("responses", SurveyResponse, "900"),
        "question_id": ref("responses", Question, "1:r1"), "question_ref": "1", "value_type": "number",
        "value_number": "3", "value_option_ids": ["c2"], "option_labels": ["Fair"], "option_positions": [2],
        "group_id": "1", "matrix_row_id": "r1",
    }  # fmt: skip
    assert of("rating", found) == [
        {
            "source_id": f"900:1:{row}", **ALWAYS, "rating_type": "custom", "rating_value": value, "worst_rating": "1",
            "best_rating": "5", "scale_known": True, "normalized": share, "channel": "survey",
        }
        for row, value, share in (("r1", "3", "0.5"), ("r2", "5", "1"))
    ]  # fmt: skip


def test_nps_counts_steps_not_weights() -> None:
    """Its weights are those of groups: -100, 0 and 100."""
    (row,) = of("rating", answered(survey(NPS), ("2", [{"row_id": "r1", "choice_id": "c7"}])))

    assert {k: row[k] for k in ("rating_type", "rating_value", "worst_rating", "best_rating", "response_group")} == {
        "rating_type": "nps", "rating_value": "6", "worst_rating": "0", "best_rating": "10", "response_group": "detractor",
    }  # fmt: skip


def test_not_applicable_is_an_answer_without_a_score() -> None:
    """It was chosen, and counts nothing."""
    found = answered(survey(EASE), ("1", [{"row_id": "r1", "choice_id": "c9"}]))

    assert values(found)["1:r1"] == {
        "value_type": "options",
        "value_option_ids": ["c9"],
        "option_labels": ["n/a"],
        "option_positions": [4],
    }
    assert of("rating", found) == []


def test_the_comment_beside_a_matrix_is_feedback() -> None:
    """It is an answer of its own in the same group."""
    found = answered(
        survey(EASE),
        ("1", [{"row_id": "r1", "choice_id": "c1"}, {"other_id": "o1", "text": "Slow."}]),
    )

    assert values(found)["1:o1"] == {"value_type": "text", "value_text": "Slow."}
    (row,) = of("feedback", found)
    assert (row["source_id"], row["title"], row["body"]) == (
        "900:1:o1",
        "How easy? [Comment]",
        "Slow.",
    )


def test_a_text_is_an_answer_and_feedback() -> None:
    """Of the one who wrote it, in the language of the survey."""
    found = answered(
        survey(WHY),
        ("3", [{"text": "Too slow.\nReally."}]),
        email_address="ada@north.example",
        first_name="Ada",
        last_name="Berg",
    )

    who = ref("responses", Person, "900:respondent")
    assert of("feedback", found) == [
        {
            "source_id": "900:3", **ALWAYS, "kind": "survey_answer", "title": "Why?", "body": "Too slow.\nReally.",
            "body_format": "plain", "body_plain": "Too slow.\nReally.", "body_clean": "Too slow.\nReally.",
            "language": "en", "channel": "survey", "author_id": who, "status_category": "done",
            "derived_from": ref("responses", Answer, "900:3"),
        }
    ]  # fmt: skip
    assert of("person", found) == [
        {
            "source_id": "900:respondent",
            **ALWAYS,
            "display_name": "Ada Berg",
            "email": "ada@north.example",
            "person_type": "customer",
        }
    ]


@pytest.mark.parametrize(
    ("family", "subtype", "more", "given", "expected"),
    [
        ("single_choice", "vertical", {"answers": {"choices": choices("A", "B")}}, [{"choice_id": "c2"}],
         {"value_type": "options", "value_option_ids": ["c2"], "option_labels": ["B"], "option_positions": [2]}),
        ("multiple_choice", "vertical", {"answers": {"choices": choices("A", "B", "C")}}, [{"choice_id": "c1"}, {"choice_id": "c3"}],
         {"value_type": "options", "value_option_ids": ["c1", "c3"], "option_labels": ["A", "C"], "option_positions": [1, 3]}),
        ("multiple_choice", "vertical",
         {"answers": {"choices": choices("A"), "other": {"id": "o1", "text": "Else", "is_answer_choice": True}}},
         [{"choice_id": "c1"}, {"other_id": "o1", "text": "Mine"}],
         {"value_type": "options", "value_option_ids": ["c1", "o1"], "option_labels": ["A", "Else"], "option_positions": [1, 2], "other_text": "Mine"}),
        ("single_choice", "vertical",
         {"answers": {"choices": choices("A"), "other": [{"id": "o1", "text": "Why?", "is_answer_choice": False}]}},
         [{"choice_id": "c1"}, {"other_id": "o1", "text": "So"}],
         {"value_type": "options", "value_option_ids": ["c1"], "option_labels": ["A"], "option_positions": [1], "other_text": "So"}),
        ("open_ended", "single", {"validation": {"type": "integer"}}, [{"text": "42"}], {"value_type": "number", "value_number": "42"}),
        ("open_ended", "single", {"validation": {"type": "integer"}}, [{"text": "many"}], {"value_type": "text", "value_text": "many"}),
        ("open_ended", "single", {"display_options": {"display_type": "file_upload"}},
         [{"download_url": "https://files.example/a/board.png?token=t", "content_type": "image/png"}],
         {"value_type": "file", "value_file": "board.png"}),
        ("presentation", "image", {}, [], None),
    ],
)  # fmt: skip
def test_each_family_of_question_keeps_what_was_answered(
    family: str,
    subtype: str,
    more: dict[str, Any],
    given: list[dict[str, Any]],
    expected: dict[str, Any] | None,
) -> None:
    """Choices with ids, labels and places; numbers as numbers; files by name, for their address opens them."""
    found = answered(survey(question("5", family, subtype, "?", **more)), ("5", given))

    assert values(found).get("5") == expected


@pytest.mark.parametrize(
    ("family", "subtype", "more", "row", "given", "expected"),
    [
        ("matrix", "single", {"choices": choices("No", "Yes")}, "r1", [{"choice_id": "c2"}],
         {"value_type": "options", "value_option_ids": ["c2"], "option_labels": ["Yes"], "option_positions": [2]}),
        ("matrix", "multi", {"choices": choices("Phone", "Desk")}, "r1", [{"choice_id": "c1"}, {"choice_id": "c2"}],
         {"value_type": "options", "value_option_ids": ["c1", "c2"], "option_labels": ["Phone", "Desk"], "option_positions": [1, 2]}),
        ("matrix", "ranking", {"choices": choices("1", "2", "3")}, "r1", [{"choice_id": "c3"}],
         {"value_type": "number", "value_number": "3", "value_option_ids": ["c3"], "option_labels": ["3"], "option_positions": [3]}),
        ("open_ended", "multi", {}, "r1", [{"text": "Jira"}], {"value_type": "text", "value_text": "Jira"}),
        ("open_ended", "numerical", {}, "r1", [{"text": "2.5"}], {"value_type": "number", "value_number": "2.5"}),
        ("demographic", "us", {}, "r1", [{"text": "Oslo"}], {"value_type": "text", "value_text": "Oslo"}),
        ("datetime", "both", {}, "r1", [{"text": "12/31/2015 11:59 PM"}],
         {"value_type": "date", "value_date": "2015-12-31", "value_text": "12/31/2015 11:59 PM"}),
        ("datetime", "time_only", {}, "r1", [{"text": "11:59 PM"}], {"value_type": "text", "value_text": "11:59 PM"}),
    ],
)  # fmt: skip
def test_each_family_with_rows_keeps_an_answer_a_row(
    family: str,
    subtype: str,
    more: dict[str, Any],
    row: str,
    given: list[dict[str, Any]],
    expected: dict[str, Any],
) -> None:
    """A row that was left out is skipped, for it was seen."""
    held = question("5", family, subtype, "?", answers={"rows": lines("one", "two"), **more})

    found = values(answered(survey(held), ("5", [{"row_id": row, **one} for one in given])))

    assert found == {"5:r1": expected, "5:r2": {"skipped": True}}


def test_menus_are_answered_by_row_and_column() -> None:
    """Each column has choices of its own."""
    cols = [
        {"id": "k1", "text": "Texture", "choices": choices("Smooth", "Chunky")},
        {"id": "k2", "text": "Flavour", "choices": choices("Light", first=7)},
    ]
    held = question("5", "matrix", "menu", "?", answers={"rows": lines("Cake"), "cols": cols})
    given = [
        {"row_id": "r1", "col_id": "k1", "choice_id": "c2"},
        {"row_id": "r1", "col_id": "k2", "choice_id": "c7"},
    ]

    found = values(answered(survey(held), ("5", given)))

    assert {part: one["option_labels"] for part, one in found.items()} == {
        "5:r1:k1": ["Chunky"],
        "5:r1:k2": ["Light"],
    }


@pytest.mark.parametrize(
    ("display", "expected"),
    [
        (
            {"validation": {"min": 0, "max": 50, "type": "integer"}},
            {"worst_rating": "0", "best_rating": "50", "scale_known": True, "normalized": "0.2"},
        ),
        ({}, {"excluded_from_metrics": True}),
    ],
)
def test_a_slider_has_the_scale_that_was_set(
    display: dict[str, Any], expected: dict[str, Any]
) -> None:
    """Without one the score is kept, and out of measures: its ends are not assumed."""
    held = question(
        "5", "open_ended", "single", "?", display_options={"display_type": "slider"}, **display
    )

    (row,) = of("rating", answered(survey(held), ("5", [{"text": "10"}])))

    always = {
        "source_id": "900:5",
        **ALWAYS,
        "rating_type": "custom",
        "rating_value": "10",
        "channel": "survey",
    }
    assert row == {**always, **expected}


def test_stars_are_stars() -> None:
    """Five of them, without a word."""
    held = question(
        "5", "matrix", "rating", "?", display_options={"display_type": "emoji", "display_subtype": "star"},
        answers={"rows": lines(""), "choices": choices("", "", "", "", "", weights=(1, 2, 3, 4, 5))},
    )  # fmt: skip

    (row,) = of("rating", answered(survey(held), ("5", [{"row_id": "r1", "choice_id": "c4"}])))

    assert (row["rating_type"], row["rating_value"], row["best_rating"]) == ("stars", "4", "5")


def test_contact_data_makes_the_person() -> None:
    """Where the collector did not know whom it asked."""
    fields = [
        {"id": f"r{n}", "type": kind, "visible": True}
        for n, kind in enumerate(("name", "email", "phone"), 1)
    ]
    held = question("5", "demographic", "international", "You?", answers={"rows": fields})
    given = [
        {"row_id": "r1", "text": "Ada Berg"},
        {"row_id": "r2", "text": "ada@north.example"},
        {"row_id": "r3", "text": "555 0100"},
    ]

    (row,) = of("person", answered(survey(held), ("5", given)))

    assert (row["display_name"], row["email"], row["phone"]) == (
        "Ada Berg",
        "ada@north.example",
        "555 0100",
    )


def test_a_contact_is_known_by_the_collector() -> None:
    """As newer answers tell it."""
    contact = {
        "email": {"type": "string", "value": "ada@north.example"},
        "first_name": {"value": "Ada"},
    }

    (row,) = of("person", answered(survey(), metadata={"contact": contact}))

    assert (row["display_name"], row["email"]) == ("Ada", "ada@north.example")


def test_what_was_left_out_is_told_from_what_was_not_seen() -> None:
    """A page with an answer, and one that was passed, were seen; the first always; of others nothing says so."""
    pages = [
        {"id": str(100 + n), "questions": [question(str(n), "open_ended", "single", "?")]}
        for n in range(4)
    ]
    held = survey(pages=pages, page_count=4)
    given = [
        {
            "id": str(100 + n),
            "questions": [{"id": "1", "answers": [{"text": "x"}]}] if n == 1 else [],
        }
        for n in range(4)
    ]

    found = values(
        rows(
            "responses", response(pages=given, page_path=["102"]), context={"surveys": {"10": held}}
        )
    )

    assert found == {
        "0": {"skipped": True}, "1": {"value_type": "text", "value_text": "x"}, "2": {"skipped": True}, "3": {"not_shown": True},
    }  # fmt: skip


def test_what_was_deleted_in_the_editor_is_not_expected() -> None:
    """Old answers to it stay."""
    held = survey(question("3", "open_ended", "single", "Why?", visible=False), WHY | {"id": "4"})

    assert set(values(answered(held, ("4", [{"text": "x"}])))) == {"4"}
    assert set(values(answered(held, ("3", [{"text": "x"}])))) == {"3", "4"}


@pytest.mark.parametrize(
    ("said_at", "wording"),
    [("2025-12-20T08:00:00+00:00", "Why?"), ("2026-01-03T08:00:00+00:00", "What for?")],
)
def test_the_wording_is_that_of_then(said_at: str, wording: str) -> None:
    """An answer before the change was to the old question."""
    renamed = {**WHY, "headings": [{"heading": "What for?"}]}
    versions = [survey(WHY), survey(renamed, date_modified="2026-01-02T00:00:00")]

    found = rows(
        "responses",
        response(("3", [{"text": "x"}]), date_modified=said_at),
        context={"surveys": {"10": versions}},
    )

    assert [row.title for row in found if row.table == "feedback"] == [wording]


def test_one_of_several_wordings_is_the_one_that_was_shown() -> None:
    """They are shown at random; the answer says which."""
    headings = [
        {"heading": "How?", "random_assignment": {"id": "v1"}},
        {"heading": "Why?", "random_assignment": {"id": "v2"}},
    ]
    held = survey(WHY | {"headings": headings})
    given = {"id": "3", "variable_id": "v2", "answers": [{"text": "x"}]}

    found = rows(
        "responses",
        response(pages=[{"id": "100", "questions": [given]}]),
        context={"surveys": {"10": held}},
    )

    assert [row.title for row in found if row.table == "feedback"] == ["Why?"]


def test_an_answer_to_a_question_nobody_knows_is_kept() -> None:
    """Its text, or the ids of what was chosen; its kind is unknown."""
    found = answered(
        survey(), ("77", [{"text": "Hello"}]), ("78", [{"row_id": "1", "choice_id": "5"}])
    )

    assert values(found) == {
        "77": {"value_type": "text", "value_text": "Hello"},
        "78:1": {"value_type": "options", "value_option_ids": ["5"]},
    }
    assert [row["body"] for row in of("feedback", found)] == ["Hello"]


@pytest.mark.parametrize(
    ("status", "completed"),
    [("completed", True), ("partial", False), ("disqualified", False), ("overquota", False)],
)
def test_only_a_completed_response_is_sent_in(status: str, completed: bool) -> None:
    """The others keep their moment, and the vendor's word."""
    (row,) = of("response", answered(survey(), response_status=status))

    assert (row["completed"], row["occurred_at"]) == (completed, "2026-01-05T09:02:10Z")
    assert ("submitted_at" in row) is completed
    assert row["custom_fields"]["status"]["value"] == status


def test_the_points_of_a_quiz_are_kept_beside() -> None:
    """Of the whole, and of each answer."""
    held = question(
        "5",
        "single_choice",
        "vertical",
        "?",
        answers={"choices": choices("A")},
        quiz_options={"scoring_enabled": True},
    )
    found = answered(
        survey(held),
        ("5", [{"choice_id": "c1", "score": 1, "is_correct": True}]),
        quiz_results={"score": 4, "total_score": 12},
    )

    fields = of("response", found)[0]["custom_fields"]
    assert (fields["quiz_score"]["value"], fields["quiz_total_score"]["value"]) == (4, 12)
    assert of("answer", found)[0]["custom_fields"]["quiz_score"]["value"] == 1.0


def test_a_page_goes_on_with_its_own_filters() -> None:
    """The vendor's link forgets them."""
    body = {
        "data": [response()],
        "per_page": 100,
        "links": {"next": "https://x.example/v3/surveys/10/responses/bulk?page=2"},
    }

    page = read("responses", BULK, body)

    assert len(page.records) == 1
    assert page.next is not None
    assert page.next.query == {**BULK.query, "page": 2}
    assert read("responses", page.next, {"data": [], "per_page": 100, "links": {}}).next is None


def test_the_responses_of_one_survey_may_be_refused() -> None:
    """It is named, and the others go on; a scope that is missing is about all."""
    page = STREAMS["responses"].read(BULK, error(1016, 403, "No."), run("responses"))

    assert list(page.notes) == [
        "SurveyMonkey does not give the responses to survey 10 (error 1016: No.)"
    ]
    with pytest.raises(PermissionMissing, match="View Response Details"):
        STREAMS["responses"].read(BULK, error(1014, 403), run("responses"))


def test_a_survey_that_was_deleted_meanwhile_has_no_responses() -> None:
    """That is no failure."""
    page = STREAMS["responses"].read(
        BULK, answer(b"<!DOCTYPE html><html></html>", 404), run("responses")
    )

    assert (list(page.records), page.next) == ([], None)


def test_a_census_walks_the_ids_of_every_survey_that_has_some() -> None:
    """A request a survey, a thousand ids each; no census where nothing was answered."""
    context = {"surveys": {"10": survey(), "11": survey(id="11"), "12": survey(id="12")}}
    (request,) = STREAMS["responses"].census(run("responses", context=context))
    listing = {
        "data": [
            {"id": "10", "response_count": 2},
            {"id": "11", "response_count": 0},
            {"id": "12", "response_count": 1},
            {"id": "99", "response_count": 5},
        ]
    }

    page = read("responses", request, listing, context=context)
    seen: list[str] = []
    while page.next is not None:
        seen.append(page.next.path)
        page = read("responses", page.next, {"data": [{"id": f"x{len(seen)}"}]}, context=context)
        seen += list(page.present)

    assert seen == ["/v3/surveys/10/responses", "x1", "/v3/surveys/12/responses", "x3"]
