"""A definition as a survey and its questions: every type, groups, matrices, rankings, scales, earlier versions."""

from __future__ import annotations

from typing import Any

import pytest
from tf import FORM, field, form, of, read, ref, rows, run

from productops.kit import Request
from productops.model import Survey
from productops_typeform.forms import FormList, Forms

CHOICES = [{"id": "c1", "ref": "one", "label": "One"}, {"id": "c2", "ref": "two", "label": "Two"}]


def questions(*fields: Any, **more: Any) -> list[dict[str, Any]]:
    """The plain question rows of a form."""
    return of("question", rows("forms", form(*fields, **more)))


def test_a_form_is_a_survey() -> None:
    """Whole row; what the definition lacks the list says."""
    record = form(
        field("a", "short_text"), _links={"display": "https://acme.typeform.com/to/u6nXL7xy"}
    )
    del record["form"]["last_updated_at"]
    record["listed"] = {
        "id": FORM,
        "created_at": "2025-12-01T08:00:00Z",
        "last_updated_at": "2026-01-02T00:00:00Z",
    }
    assert of("survey", rows("forms", record)) == [
        {
            "source_id": FORM,
            "source_url": "https://acme.typeform.com/to/u6nXL7xy",
            "occurred_at": "2025-12-01T08:00:00Z",
            "source_created_at": "2025-12-01T08:00:00Z",
            "source_updated_at": "2026-01-02T00:00:00Z",
            "title": "Survey",
            "version": "2026-01-02T00:00:00Z",
            "status": "live",
            "languages": ["en"],
        }
    ]


def test_a_question_is_a_row() -> None:
    """Whole row, with options in the order shown and the one for anything else."""
    asked = field(
        "pick", "multiple_choice", "Which?", choices=CHOICES, allow_other_choice=True, required=True
    )
    assert questions(asked) == [
        {
            "source_id": "id-pick",
            "source_updated_at": "2026-01-01T00:00:00Z",
            "survey_id": ref(Survey, FORM),
            "survey_version": "2026-01-01T00:00:00Z",
            "ref": "pick",
            "text": "Which?",
            "question_type": "single_choice",
            "source_type": "multiple_choice",
            "position": 0,
            "required": True,
            "options": [
                {
                    "option_id": "c1",
                    "label": "One",
                    "position": 0,
                    "score": None,
                    "is_other": False,
                },
                {
                    "option_id": "c2",
                    "label": "Two",
                    "position": 1,
                    "score": None,
                    "is_other": False,
                },
                {
                    "option_id": "other",
                    "label": "Other",
                    "position": 2,
                    "score": None,
                    "is_other": True,
                },
            ],
        }
    ]


@pytest.mark.parametrize(
    ("kind", "more", "ours"),
    [
        ("short_text", {}, "short_text"),
        ("long_text", {}, "long_text"),
        ("multiple_choice", {}, "single_choice"),
        ("multiple_choice", {"allow_multiple_selection": True}, "multi_choice"),
        ("picture_choice", {}, "single_choice"),
        ("picture_choice", {"allow_multiple_selection": True}, "multi_choice"),
        ("dropdown", {}, "dropdown"),
        ("yes_no", {}, "yes_no"),
        ("legal", {}, "yes_no"),
        ("nps", {}, "nps"),
        ("rating", {}, "rating"),
        ("opinion_scale", {}, "scale"),
        ("number", {}, "number"),
        ("date", {}, "date"),
        ("email", {}, "contact"),
        ("phone_number", {}, "contact"),
        ("website", {}, "contact"),
        ("file_upload", {}, "file"),
        ("statement", {}, "statement"),
        ("payment", {}, "payment"),
        ("telepathy", {}, "unknown"),
    ],
)
def test_each_type_in_our_words(kind: str, more: dict[str, Any], ours: str) -> None:
    """What nobody mapped is unknown, and keeps the vendor's word."""
    (found,) = questions(field("a", kind, **more))
    assert found.get("question_type", "unknown") == ours
    assert found["source_type"] == kind


@pytest.mark.parametrize(
    ("kind", "more", "ends", "labels"),
    [
        ("nps", {"labels": {"left": "No", "right": "Yes"}}, ("0", "10"), {"0": "No", "10": "Yes"}),
        ("opinion_scale", {"steps": 5}, ("0", "4"), {}),
        (
            "opinion_scale",
            {"steps": 5, "start_at_one": True, "labels": {"center": "So so"}},
            ("1", "5"),
            {"3": "So so"},
        ),
        ("opinion_scale", {"steps": 11}, ("0", "10"), {}),
        ("rating", {"steps": 10}, ("1", "10"), {}),
        ("rating", {}, (None, None), {}),
        ("rating", {"steps": 0}, (None, None), {}),
        ("number", {"steps": 5}, (None, None), {}),
    ],
)
def test_a_scale_is_the_forms_own(kind: str, more: Any, ends: Any, labels: Any) -> None:
    """From 0 or 1, as many steps as the form says; nothing where it says nothing."""
    (found,) = questions(field("a", kind, **more))
    assert (found.get("worst_rating"), found.get("best_rating")) == ends
    assert found.get("scale_labels", {}) == labels


def test_rows_of_a_matrix_and_of_a_ranking_share_their_group() -> None:
    """Each for itself, with both wordings."""
    matrix = field(
        "m", "matrix", "True?", fields=[field("fast", "multiple_choice", "Fast", choices=CHOICES)]
    )
    ranking = field("r", "ranking", "Order", choices=CHOICES)
    found = {q["source_id"]: q for q in questions(matrix, ranking)}
    assert found.keys() == {"id-m:id-fast", "id-r:c1", "id-r:c2"}
    row = found["id-m:id-fast"]
    assert (row["text"], row["group_id"], row["matrix_row_id"]) == (
        "True? [Fast]",
        "id-m",
        "id-fast",
    )
    assert (row["question_type"], len(row["options"]), row["ref"]) == ("matrix", 2, "fast")
    assert found["id-r:c2"]["text"] == "Order [Two]"
    assert found["id-r:c1"]["group_id"] == found["id-r:c2"]["group_id"] == "id-r"


def test_groups_at_any_depth_are_unfolded() -> None:
    """A group is no question; its questions are, in order."""
    inner = field("inner", "group", fields=[field("c", "yes_no")])
    found = questions(
        field("a", "number"),
        field("g", "group", fields=[field("b", "date"), inner]),
        field("d", "nps"),
    )
    assert [(q["ref"], q["position"]) for q in found] == [("a", 0), ("b", 1), ("c", 2), ("d", 3)]


def test_contact_details_are_no_opinions() -> None:
    """They say which column of a person they fill."""
    below = {**field("fn", "short_text", "First name"), "subfield_key": "first_name"}
    (found,) = questions(field("you", "contact_info", "Your details", fields=[below]))
    assert (found["text"], found["question_type"]) == ("Your details [First name]", "contact")
    assert found["maps_to"] == "Person.display_name"


def test_what_a_title_recalls_is_named() -> None:
    """No reference is left in a wording; one that leads nowhere is an ellipsis."""
    found = questions(
        field("name", "short_text", "Your name?"),
        field(
            "b",
            "long_text",
            "Why, {{field:name}} of {{hidden:plan}}? {{ field:gone }} {{var:score}}",
        ),
    )
    assert found[1]["text"] == "Why, [Your name?] of [plan]? […] [score]"


def test_a_question_that_was_deleted_stays() -> None:
    """With the last version it was asked in; the newest wording of the others."""
    stream = Forms()
    old = form(field("a", "short_text", "Old?"), field("gone", "number"))
    new = form(field("a", "short_text", "New?"), last_updated_at="2026-02-01T00:00:00Z")
    held = run("forms")
    held._context._payloads["forms"] = {FORM: [_bytes(old), _bytes(new)]}
    found = {q["ref"]: q for q in of("question", stream.normalise(_decoded(new), held))}
    assert (found["a"]["text"], found["a"]["survey_version"]) == ("New?", "2026-02-01T00:00:00Z")
    assert found["gone"]["survey_version"] == "2026-01-01T00:00:00Z"


def _bytes(value: Any) -> bytes:
    import msgspec

    return msgspec.json.encode(value)


def _decoded(value: Any) -> Any:
    import msgspec

    return msgspec.json.decode(_bytes(value), type=Forms.wire)


def listing(**more: Any) -> Request:
    return next(iter(FormList().start(run("form_list", **more))))


def test_the_list_leads_to_definitions() -> None:
    """One child a form, which the engine drops where the form has not changed; page after page."""
    items = [{"id": "form1", "last_updated_at": "2026-01-01T00:00:00Z"}, {"id": "form2"}]
    page = read("form_list", listing(), {"items": items, "page_count": 2, "total_items": 3})
    assert [(c.path, c.of, c.stream) for c in page.children] == [
        ("/forms/form1", "form1", "forms"),
        ("/forms/form2", "form2", "forms"),
    ]
    assert page.next is not None
    assert page.next.query["page"] == 2
    assert read("form_list", page.next, {"items": [], "page_count": 2}).next is None


def test_a_chosen_form_that_is_not_listed_is_asked_for_all_the_same() -> None:
    """Somebody may have shared it; on the last page, once."""
    chosen = {"forms": ["formA", "formB"]}
    first = read(
        "form_list",
        listing(**chosen),
        {"items": [{"id": "formA"}, {"id": "other"}], "page_count": 2},
        **chosen,
    )
    assert [c.path for c in first.children] == ["/forms/formA"]
    assert first.next is not None
    last = read("form_list", first.next, {"items": [{"id": "more"}], "page_count": 2}, **chosen)
    assert [(c.path, c.of) for c in last.children] == [("/forms/formB", "")]
    assert not last.records


def test_a_form_that_is_not_found_is_gone() -> None:
    """And one that a census did not list may be there all the same."""
    (asked,) = Forms().missing(["formA"], run("forms"))
    assert read("forms", asked, {"code": "FORM_NOT_FOUND"}, status=404).gone == ["formA"]
    assert read("forms", asked, {"id": "formA"}).present == ["formA"]
