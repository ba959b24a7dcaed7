"""Submissions joined with their form: what was said, in the wording of then, and who said it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from ty import (
    STREAMS,
    answer,
    asked,
    block,
    form,
    of,
    ref,
    rows,
    run,
    said,
    submission,
    values,
)

from productops.kit import Page, Request
from productops.model import Answer, Person, Survey

ALWAYS = {
    "source_url": "https://tally.so/forms/mexJoq/submissions",
    "occurred_at": "2026-01-05T09:02:10Z",
    "source_created_at": "2026-01-05T09:02:10Z",
    "source_updated_at": "2026-01-05T09:02:10Z",
}
TOOLS = [
    block("CHECKBOX", "g-a", f"o{n}", index=n, text=text)
    for n, text in enumerate(("Phone", "Tablet", "Desk"))
]
MATRIX = [
    block("MATRIX_ROW", "g-a", "r1", text="Fast"), block("MATRIX_ROW", "g-a", "r2", text="Cheap"),
    block("MATRIX_COLUMN", "g-a", "c1", text="No"), block("MATRIX_COLUMN", "g-a", "c2", text="Yes"),
]  # fmt: skip
RANKING = [
    block("RANKING_OPTION", "g-a", f"k{n}", text=text) for n, text in enumerate(("One", "Two"), 1)
]


def chosen(*options: int) -> dict[str, Any]:
    """An answer with these options of `TOOLS`."""
    texts = ("Phone", "Tablet", "Desk")
    return {
        "value_type": "options", "value_option_ids": [f"o{n}" for n in options],
        "option_labels": [texts[n] for n in options], "option_positions": [n + 1 for n in options],
    }  # fmt: skip


def test_a_submission_is_kept_whole() -> None:
    """With what the link carried and what the form counted."""
    names = [{"uuid": "u1", "name": "plan"}, {"uuid": "u2", "name": "campaign"}]
    held = form(
        asked("h", "HIDDEN_FIELDS", "plan", block("HIDDEN_FIELDS", "g-h", hiddenFields=names)),
        asked("c", "CALCULATED_FIELDS", "points"),
    )

    found = said(held, ("h", {"u1": "gold", "u2": "autumn"}), ("c", 42))

    assert [row.table for row in found] == ["response"]
    assert of("response", found) == [
        {
            "source_id": "GG6z5L", **ALWAYS, "survey_id": ref("responses", Survey, "mexJoq"),
            "survey_version": "2025-12-01T08:00:00.000Z", "submitted_at": "2026-01-05T09:02:10Z", "completed": True,
            "channel": "survey", "hidden_fields": {"plan": "gold", "campaign": "autumn"},
            "custom_fields": {
                "calculated:points": {"name": "points", "value": 42},
                "respondent_id": {"name": "Respondent", "value": "jzQdR9"},
            },
        }
    ]  # fmt: skip


def test_a_hidden_field_may_come_as_a_question_of_its_own() -> None:
    """With the value alone."""
    found = said(form(asked("h", "HIDDEN_FIELDS", "plan")), ("h", "gold"))

    assert of("response", found)[0]["hidden_fields"] == {"plan": "gold"}


def test_a_text_is_an_answer_and_feedback() -> None:
    """Of the one whose address was asked for."""
    held = form(
        asked("t", "TEXTAREA", "Why?"),
        asked("m", "INPUT_EMAIL", "Mail"),
        asked("p", "INPUT_PHONE_NUMBER", "Call"),
    )

    found = said(held, ("t", "Too slow."), ("m", "ada@north.example"), ("p", "555 0100"))

    who = ref("responses", Person, "GG6z5L:respondent")
    assert of("feedback", found) == [
        {
            "source_id": "GG6z5L:t", **ALWAYS, "kind": "survey_answer", "title": "Why?", "body": "Too slow.",
            "body_format": "plain", "body_plain": "Too slow.", "body_clean": "Too slow.", "language": "en",
            "channel": "survey", "author_id": who, "status_category": "done",
            "derived_from": ref("responses", Answer, "GG6z5L:t"),
        }
    ]  # fmt: skip
    assert of("person", found) == [
        {
            "source_id": "GG6z5L:respondent",
            **ALWAYS,
            "email": "ada@north.example",
            "phone": "555 0100",
            "person_type": "customer",
        }
    ]


def test_an_address_in_the_link_makes_the_person() -> None:
    """Where the form does not ask for one."""
    (row,) = of(
        "person", said(form(asked("h", "HIDDEN_FIELDS", "email")), ("h", "ada@north.example"))
    )

    assert row["email"] == "ada@north.example"


@pytest.mark.parametrize(
    ("kind", "payload", "value", "expected"),
    [
        ("LINEAR_SCALE", {}, 8, {"rating_type": "custom", "rating_value": "8", "best_rating": "10", "worst_rating": "0", "normalized": "0.8"}),
        ("LINEAR_SCALE", {"start": 1, "end": 5}, 4, {"rating_type": "custom", "rating_value": "4", "worst_rating": "1", "best_rating": "5", "normalized": "0.75"}),
        ("RATING", {"stars": 7}, "4", {"rating_type": "stars", "rating_value": "4", "worst_rating": "1", "best_rating": "7", "normalized": "0.5"}),
    ],
)  # fmt: skip
def test_a_score_is_a_rating_with_its_scale(
    kind: str, payload: dict[str, Any], value: Any, expected: dict[str, Any]
) -> None:
    """As its block sets it."""
    (row,) = of(
        "rating", said(form(asked("a", kind, "How?", block(kind, "g-a", **payload))), ("a", value))
    )

    assert row == {
        "source_id": "GG6z5L:a",
        **ALWAYS,
        "scale_known": True,
        "channel": "survey",
        **expected,
    }


def test_a_score_without_a_known_scale_is_kept_out_of_measures() -> None:
    """It is a rating all the same."""
    held = form(asked("a", "RATING", "How?")) | {"form": {"id": "mexJoq"}}

    (row,) = of("rating", said(held, ("a", 4)))

    assert (row["rating_value"], row.get("scale_known"), row["excluded_from_metrics"]) == (
        "4",
        None,
        True,
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["o0", "o2"], chosen(0, 2)),
        (["Phone", "Desk"], chosen(0, 2)),
        ("Tablet", chosen(1)),
        (["o1", "A watch"], {**chosen(1), "other_text": "A watch"}),
    ],
)
def test_options_are_named_by_id_or_by_label(value: Any, expected: dict[str, Any]) -> None:
    """What is neither was written beside them."""
    assert values(said(form(asked("a", "CHECKBOXES", "?", *TOOLS)), ("a", value))) == {
        "a": expected
    }


def test_options_that_nobody_explains_keep_their_text() -> None:
    """The definition may be out of reach."""
    held = form(asked("a", "CHECKBOXES", "?")) | {"form": {"id": "mexJoq"}}

    assert values(said(held, ("a", ["Phone"]))) == {
        "a": {"value_type": "options", "option_labels": ["Phone"]}
    }


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("INPUT_NUMBER", 42, {"value_type": "number", "value_number": "42"}),
        ("INPUT_NUMBER", "many", {"value_type": "text", "value_text": "many"}),
        ("INPUT_DATE", "2026-01-31", {"value_type": "date", "value_date": "2026-01-31"}),
        ("INPUT_TIME", "09:30", {"value_type": "text", "value_text": "09:30"}),
        ("INPUT_LINK", "https://north.example", {"value_type": "text", "value_text": "https://north.example"}),
        ("CHECKBOX", True, {"value_type": "boolean", "value_boolean": True}),
        ("CHECKBOX", False, {"value_type": "boolean", "value_boolean": False}),
        ("FILE_UPLOAD", [{"name": "a.png", "url": "https://x.example/a.png?signature=s"}, {"name": "b.pdf"}], {"value_type": "file", "value_file": "a.png, b.pdf"}),
        ("HOLOGRAM", {"depth": 3}, {"value_type": "text", "value_text": '{"depth":3}'}),
    ],
)  # fmt: skip
def test_each_type_keeps_what_was_answered(kind: str, value: Any, expected: dict[str, Any]) -> None:
    """Files by name, for their address opens them; what nobody knows as it came."""
    assert values(said(form(asked("a", kind, "?")), ("a", value))) == {"a": expected}


@pytest.mark.parametrize("value", [{"r1": ["c2"]}, {"Fast": "Yes"}, {"r1": "c2"}])
def test_a_matrix_is_an_answer_a_row(value: Any) -> None:
    """By id or by label; a row that was left out is skipped, for the others were seen."""
    expected = {
        "value_type": "options",
        "value_option_ids": ["c2"],
        "option_labels": ["Yes"],
        "option_positions": [2],
    }

    found = values(said(form(asked("a", "MATRIX", "?", *MATRIX)), ("a", value)))

    assert found == {"a:r1": expected, "a:r2": {"skipped": True}}


@pytest.mark.parametrize("value", [["k2", "k1"], ["Two", "One"]])
def test_a_ranking_is_a_place_a_row(value: list[str]) -> None:
    """In the person's order."""
    found = said(form(asked("a", "RANKING", "?", *RANKING)), ("a", value))

    assert {part: (one["value_number"], one["option_labels"]) for part, one in values(found).items()} == {
        "a:k1": ("2", ["2"]), "a:k2": ("1", ["1"]),
    }  # fmt: skip
    assert of("rating", found) == []


def test_a_row_that_nobody_knows_is_kept() -> None:
    """Under the name the answer gives it."""
    found = said(form(asked("a", "MATRIX", "Is it?", *MATRIX)), ("a", {"r1": ["c1"], "r9": ["c2"]}))

    assert values(found)["a:r9"]["option_labels"] == ["Yes"]
    assert values(said(form(asked("a", "RANKING", "?")), ("a", ["x", "y"])))["a:y"] == {
        "value_type": "number",
        "value_number": "2",
    }


def test_an_answer_to_a_question_nobody_knows_is_kept() -> None:
    """And is feedback, for nobody can say that it is none."""
    found = said(form(), ("zz", "Hello"))

    assert values(found) == {"zz": {"value_type": "text", "value_text": "Hello"}}
    assert [row["body"] for row in of("feedback", found)] == ["Hello"]


@pytest.mark.parametrize(
    ("held", "more", "expected"),
    [
        (form(asked("a", "INPUT_TEXT", "?")), {}, {"skipped": True}),
        (form(asked("a", "INPUT_TEXT", "?"), logic=True), {}, {"not_shown": True}),
        (
            form(asked("a", "INPUT_TEXT", "?", block("INPUT_TEXT", "g-a", isHidden=True))),
            {},
            {"not_shown": True},
        ),
        (form(asked("a", "INPUT_TEXT", "?")), {"isCompleted": False}, {"not_shown": True}),
        (form(asked("a", "INPUT_TEXT", "?", isDeleted=True)), {}, None),
        (form(asked("a", "HIDDEN_FIELDS", "?")), {}, None),
    ],
)
def test_left_out_is_told_from_not_seen_where_it_is_sure(
    held: Any, more: dict[str, Any], expected: Any
) -> None:
    """Logic may have hidden it, and a partial submission ends anywhere; a deleted question is not expected."""
    assert values(said(held, **more)).get("a") == expected


@pytest.mark.parametrize(
    ("at", "wording"),
    [("2025-12-20T08:00:00.000Z", "Why?"), ("2026-01-03T08:00:00.000Z", "What for?")],
)
def test_the_wording_is_that_of_then(at: str, wording: str) -> None:
    """An answer before the change was to the old question."""
    new = form(asked("a", "TEXTAREA", "What for?"), updatedAt="2026-01-02T00:00:00.000Z")
    versions = [form(asked("a", "TEXTAREA", "Why?")), new]

    found = rows(
        "responses", submission(("a", "x"), submittedAt=at), context={"forms": {"mexJoq": versions}}
    )

    assert [row.title for row in found if row.table == "feedback"] == [wording]


def test_a_deleted_row_or_question_keeps_its_wording() -> None:
    """An older version still names it."""
    old = form(asked("a", "MATRIX", "Is it?", *MATRIX), asked("b", "INPUT_TEXT", "Gone?"))
    new = form(
        asked("a", "MATRIX", "Is it?", MATRIX[0], *MATRIX[2:]), updatedAt="2026-01-02T00:00:00.000Z"
    )

    found = rows(
        "responses",
        submission(("a", {"r2": ["c2"]}), ("b", "x"), submittedAt="2026-01-03T00:00:00.000Z"),
        context={"forms": {"mexJoq": [old, new]}},
    )

    assert values(found)["a:r2"]["option_labels"] == ["Yes"]
    assert [row["title"] for row in of("feedback", found)] == ["Gone?"]


def test_a_partial_submission_is_not_sent_in() -> None:
    """It has a moment all the same."""
    (row,) = of("response", said(form(), isCompleted=False, createdAt="2026-01-05T09:00:00.000Z"))

    assert (row.get("completed"), row["occurred_at"]) == (False, "2026-01-05T09:02:10Z")
    assert "submitted_at" not in row


def first(**more: Any) -> Request:
    """The request of the form's partition."""
    (request,) = STREAMS["responses"].start(
        run("responses", context={"forms": {"mexJoq": form()}}, **more)
    )
    return request


def read(request: Request, body: Any, status: int = 200) -> Page:
    """The page that is read from *body*."""
    return STREAMS["responses"].read(request, answer(body, status), run("responses"))


def test_pages_go_on_as_long_as_there_are_more() -> None:
    """The cursor comes with the last, and is the newest submission that was shown, whatever our own clock says."""
    page = read(first(), {"submissions": [submission()], "hasMore": True, "limit": 500})
    assert page.next is not None
    last = read(page.next, {"submissions": [], "hasMore": False})

    assert (len(page.records), page.cursor, page.next.query["page"]) == (1, None, 2)
    assert (last.next, last.cursor) == (None, datetime(2026, 1, 5, 9, 2, 10, tzinfo=UTC))


def test_a_later_run_asks_from_a_day_before() -> None:
    """A partial submission may have been finished meanwhile."""
    stream = STREAMS["responses"]
    held = run(
        "responses", context={"forms": {"mexJoq": form()}}, since=datetime(2026, 1, 1, tzinfo=UTC)
    )

    (request,) = stream.start(held)

    assert request.query["startDate"] == "2026-01-01T00:00:00Z"
    assert (stream.lookback.days, request.partition, request.query["filter"]) == (
        1,
        "mexJoq",
        "all",
    )


def test_a_form_that_is_gone_has_no_submissions_and_one_that_is_refused_is_told() -> None:
    """Neither ends the others."""
    assert read(first(), {}, 404) == Page(notes=[])
    assert list(read(first(), {}, 403).notes) == [
        "Tally does not give the submissions of form mexJoq (HTTP 403)"
    ]


def test_a_census_takes_ids_alone() -> None:
    """Page after page."""
    (request,) = STREAMS["responses"].census(
        run("responses", context={"forms": {"mexJoq": form()}})
    )

    page = read(request, {"submissions": [submission()], "hasMore": False})

    assert (list(page.present), list(page.records), page.cursor) == (["GG6z5L"], [], None)
