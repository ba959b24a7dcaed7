"""Whole rows of forms and of what was sent in with them."""

from __future__ import annotations

from typing import Any

import msgspec
from hs import BY_NAME, of, ref, rows, run
from hs_samples import AT, FORM, SENT

from productops.model import Answer, Person, Question, Survey, SurveyResponse


def test_a_form_and_its_questions() -> None:
    """Hidden fields are no questions; names are unique in a form, and of an object."""
    found = rows("forms", FORM)
    (form,) = of("survey", found)
    assert form == {
        "source_id": "f1",
        "source_created_at": "2026-01-01T00:00:00Z",
        "source_updated_at": "2026-01-02T00:00:00Z",
        "title": "Sales feedback",
        "version": "2026-01-02T00:00:00+00:00",
        "status": "live",
        "languages": ["en"],
    }
    told = {q["source_id"]: (q["text"], q["question_type"]) for q in of("question", found)}
    assert told == {
        "f1:email": ("Your e-mail", "contact"),
        "f1:topic": ("Topic", "dropdown"),
        "f1:which": ("Which?", "short_text"),
        "f1:0-2/name": ("Company", "contact"),
        "f1:places": ("Where?", "multi_choice"),
        "f1:message": ("What is missing?", "long_text"),
        "f1:seats": ("How many seats?", "number"),
        "f1:ok": ("May we call?", "yes_no"),
        "f1:by": ("By when?", "date"),
        "f1:team_size": ("Team size", "number"),
    }


def test_a_submission() -> None:
    """An answer a question: options by label, what was not shown told apart, what the form no longer asks kept."""
    found = rows("form_submissions", SENT, context={"forms": {"f1": FORM}})
    (response,) = of("response", found)
    assert response == {
        "source_id": "c1",
        "occurred_at": "2026-01-05T08:00:00Z",
        "source_created_at": "2026-01-05T08:00:00Z",
        "survey_id": ref(Survey, "f1"),
        "survey_version": "2026-01-02T00:00:00+00:00",
        "respondent_id": ref(Person, "c1:respondent"),
        "submitted_at": "2026-01-05T08:00:00Z",
        "completed": True,
        "channel": "survey",
        "collector": "https://acme.example/feedback",
        "hidden_fields": {"utm": "spring"},
    }
    (person,) = of("person", found)
    assert (person["display_name"], person["email"]) == ("Ada", "ada@fernhill.example")
    answers = {one["source_id"].partition(":")[2]: one for one in of("answer", found)}
    assert answers["places"]["option_labels"] == ["App", "Web"]
    assert answers["topic"]["option_labels"] == ["Billing"]
    assert answers["topic"]["question_id"] == ref(Question, "f1:topic")
    assert answers["which"]["not_shown"] is True
    assert answers["team_size"]["not_shown"] is True
    assert answers["seats"]["value_number"] == "40"
    assert answers["ok"]["value_boolean"] is True
    assert answers["by"]["value_date"] == "2026-02-01"
    assert answers["long_gone"]["value_text"] == "Still here"
    assert all(one["response_id"] == ref(SurveyResponse, "c1") for one in answers.values())
    said = {one["source_id"]: (one.get("title"), one["body"]) for one in of("feedback", found)}
    assert said == {
        "c1:message": ("What is missing?", "SSO, please"),
        "c1:long_gone": ("long_gone", "Still here"),
    }
    derived = [
        one["derived_from"] for one in of("feedback", found) if one["source_id"] == "c1:message"
    ]
    assert derived == [ref(Answer, "c1:message")]


def test_a_dependent_field_that_was_shown_and_left_empty_is_skipped() -> None:
    """Its condition held."""
    values = [{"name": "topic", "value": "o"}]
    sent = {"form": "f1", "submission": {"conversionId": "c2", "submittedAt": AT, "values": values}}
    found = rows("form_submissions", sent, context={"forms": {"f1": FORM}})
    (which,) = [one for one in of("answer", found) if one["source_id"] == "c2:which"]
    assert which["skipped"] is True


def test_a_submission_is_worded_as_its_form_was_then() -> None:
    """A question that was renamed, and one that was taken off later."""
    was = copied(FORM)
    was["updatedAt"] = "2026-01-03T00:00:00Z"
    now = copied(FORM)
    now["updatedAt"] = "2026-01-10T00:00:00Z"
    fields = now["fieldGroups"][0]["fields"]
    now["fieldGroups"][0]["fields"] = [
        {**one, "label": "Anything else?"} if one["name"] == "message" else one
        for one in fields
        if one["name"] != "seats"
    ]
    held = versioned("f1", was, now)
    said = {
        one["title"] for one in of("feedback", held("form_submissions", SENT)) if "title" in one
    }
    assert said == {"What is missing?", "long_gone"}
    asked = {one["source_id"]: one["text"] for one in of("question", held("forms", now))}
    assert asked["f1:message"] == "Anything else?"
    assert asked["f1:seats"] == "How many seats?"


def copied(value: Any) -> Any:
    """A deep copy."""
    return msgspec.json.decode(msgspec.json.encode(value))


def versioned(key: str, *versions: Any) -> Any:
    """Rows of a record, while a form is held in several versions."""

    def found(name: str, record: Any) -> list[Any]:
        here = run(name)
        here._context._payloads["forms"] = {key: [msgspec.json.encode(one) for one in versions]}
        decoded = msgspec.json.decode(msgspec.json.encode(record), type=BY_NAME[name].wire)
        return list(BY_NAME[name].normalise(decoded, here))

    return found
