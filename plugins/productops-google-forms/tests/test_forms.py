"""A form as a survey and its questions: every kind, grids, scales, quizzes, versions as they were seen."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from gf import BREAK, FORM, STREAMS, asks, choice, form, grid, of, read, ref, rows, run

from productops.kit import Request
from productops.model import Survey
from productops_google_forms.forms import Forms


def questions(*items: Any, **more: Any) -> list[dict[str, Any]]:
    """The plain question rows of a form."""
    return of("question", rows("forms", form(*items, **more)))


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ({"isPublished": True, "isAcceptingResponses": True}, "live"),
        ({"isPublished": True}, "closed"),
        ({}, "draft"),
    ],
)
def test_a_form_is_a_survey(state: dict[str, bool], status: str) -> None:
    """Whole row; Google tells neither when it was made nor when it was changed."""
    record = form(
        responderUri="https://docs.google.com/forms/d/e/x/viewform",
        publishSettings={"publishState": state},
    )
    assert of("survey", rows("forms", record)) == [
        {
            "source_id": FORM,
            "source_url": "https://docs.google.com/forms/d/e/x/viewform",
            "title": "Survey",
            "version": "0000001",
            "status": status,
        }
    ]


def test_an_old_form_without_title_or_state() -> None:
    """The title of the document, and no status."""
    (row,) = of("survey", rows("forms", form(info={"documentTitle": "Copy of Survey"})))
    assert (row["title"], "status" in row) == ("Copy of Survey", False)


def test_a_question_is_a_row() -> None:
    """Whole row: named by form and question, since ids are unique in a form only."""
    grading = {"pointValue": 2, "correctAnswers": {"answers": [{"value": "One"}]}}
    asked = asks(
        "a", "Which?", grading=grading, required=True, **choice("RADIO", "One", "Two", other=True)
    )
    options = [("One", "2", False), ("Two", None, False), ("Other", None, True)]
    assert questions(asked) == [
        {
            "source_id": f"{FORM}:q-a",
            "survey_id": ref(Survey, FORM),
            "survey_version": "0000001",
            "ref": "q-a",
            "text": "Which?",
            "question_type": "single_choice",
            "source_type": "radio",
            "position": 0,
            "required": True,
            "options": [
                {
                    "option_id": None,
                    "label": label,
                    "position": place,
                    "score": score,
                    "is_other": other,
                }
                for place, (label, score, other) in enumerate(options)
            ],
        }
    ]


@pytest.mark.parametrize(
    ("kind", "ours"),
    [
        (choice("RADIO", "x"), "single_choice"),
        (choice("CHECKBOX", "x"), "multi_choice"),
        (choice("DROP_DOWN", "x"), "dropdown"),
        ({"textQuestion": {}}, "short_text"),
        ({"textQuestion": {"paragraph": True}}, "long_text"),
        ({"scaleQuestion": {"low": 1, "high": 5}}, "scale"),
        ({"ratingQuestion": {"ratingScaleLevel": 5}}, "rating"),
        ({"dateQuestion": {}}, "date"),
        ({"timeQuestion": {}}, "date"),
        ({"fileUploadQuestion": {"folderId": "x"}}, "file"),
        ({"dreamQuestion": {}}, "unknown"),
    ],
)
def test_each_kind_in_our_words(kind: dict[str, Any], ours: str) -> None:
    """By the key that is set."""
    (found,) = questions(asks("a", **kind))
    assert found.get("question_type", "unknown") == ours


@pytest.mark.parametrize(
    ("kind", "ends", "labels"),
    [
        (
            {"scaleQuestion": {"low": 1, "high": 7, "lowLabel": "Bad", "highLabel": "Good"}},
            ("1", "7"),
            {"1": "Bad", "7": "Good"},
        ),
        ({"scaleQuestion": {"high": 10}}, ("0", "10"), {}),
        ({"scaleQuestion": {}}, (None, None), {}),
        ({"ratingQuestion": {"ratingScaleLevel": 3}}, ("1", "3"), {}),
        ({"ratingQuestion": {}}, (None, None), {}),
        ({"textQuestion": {}}, (None, None), {}),
    ],
)
def test_a_scale_is_the_forms_own(kind: Any, ends: Any, labels: Any) -> None:
    """A zero is left out by the API."""
    (found,) = questions(asks("a", **kind))
    assert (found.get("worst_rating"), found.get("best_rating")) == ends
    assert found.get("scale_labels", {}) == labels


def test_rows_of_a_grid_share_their_group() -> None:
    """Each a question of its own id, with both wordings and the columns as options."""
    found = questions(
        grid("g", "True?", {"fast": "It is fast", "clear": "It is clear"}, "Yes", "No")
    )
    assert [
        (q["source_id"], q["text"], q["group_id"], q["matrix_row_id"], q["ref"]) for q in found
    ] == [
        (f"{FORM}:i-g:q-fast", "True? [It is fast]", "i-g", "q-fast", "q-fast"),
        (f"{FORM}:i-g:q-clear", "True? [It is clear]", "i-g", "q-clear", "q-clear"),
    ]
    assert {q["question_type"] for q in found} == {"matrix"}
    assert [option["label"] for option in found[0]["options"]] == ["Yes", "No"]


def test_what_is_no_question_is_no_row() -> None:
    """Page breaks, texts and pictures."""
    text = {"itemId": "i-t", "title": "Hello", "textItem": {}}
    assert [
        q["ref"]
        for q in questions(text, asks("a", textQuestion={}), BREAK, asks("b", textQuestion={}))
    ] == ["q-a", "q-b"]


def test_a_question_that_was_deleted_stays() -> None:
    """With the version it was last seen in; the newest wording of the others."""
    old = form(asks("a", "Old?", textQuestion={}), asks("gone", textQuestion={}))
    new = form(
        asks("a", "New?", textQuestion={}), revisionId="0000002", seen="2026-02-01T00:00:00+00:00"
    )
    held = run("forms")
    held._context._payloads["forms"] = {FORM: [msgspec.json.encode(old), msgspec.json.encode(new)]}
    record = msgspec.convert(new, Forms.wire)
    found = {q["ref"]: q for q in of("question", STREAMS["forms"].normalise(record, held))}
    assert (found["q-a"]["text"], found["q-a"]["survey_version"]) == ("New?", "0000002")
    assert found["q-gone"]["survey_version"] == "0000001"


def first() -> Request:
    return next(iter(Forms().start(run("forms"))))


def test_a_version_begins_when_it_is_first_seen() -> None:
    """What was read again, or got another revision id without a change, is the same version."""
    (record,) = read("forms", first(), form()["form"]).records
    held = msgspec.convert(msgspec.json.decode(msgspec.json.encode(record)), Forms.wire)
    assert held.seen_at == "2026-01-15T12:00:00+00:00"
    stream = Forms()
    same = [form(), form(seen="2026-03-01T00:00:00+00:00"), form(revisionId="0000009")]
    contents = {
        msgspec.json.encode(stream.content(msgspec.convert(each, Forms.wire))) for each in same
    }
    other = stream.content(msgspec.convert(form(asks("a", textQuestion={})), Forms.wire))
    assert len(contents) == 1
    assert msgspec.json.encode(other) not in contents


def test_a_form_that_is_not_found_is_gone_and_one_not_shared_is_left_alone() -> None:
    """The responses tell it; nothing is buried because of a missing right."""
    assert read("forms", first(), {}, status=404).gone == [FORM]
    assert read("forms", first(), {}, status=403) == read("forms", first(), {}, status=403)
    assert not read("forms", first(), {}, status=403).gone


def test_a_form_is_looked_up_by_itself_for_the_census() -> None:
    """One that is not shared any more is not deleted; one that is no longer chosen is asked for too."""
    stream = Forms()
    (asked,) = stream.census(run("forms"))
    assert read("forms", asked, {"formId": FORM}).present == [FORM]
    (lost,) = stream.missing(["1another000000"], run("forms"))
    assert read("forms", lost, {}, status=404).gone == ["1another000000"]
    assert read("forms", lost, {}, status=403) == read("forms", asked, {}, status=403)
