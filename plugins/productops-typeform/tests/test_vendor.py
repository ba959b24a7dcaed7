"""Recorded definitions, lists and an export: each normalises, almost nothing is set aside, no filled column stays empty.

Read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository); skipped where that is absent.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tf import FORM, STREAMS, answer, run

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "forms" / "typeform"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the vendors' recordings are not here"),
]
NOT_WHOLE = "TranslationFormes.json"
"""A translation: titles without the types of their questions."""


def definitions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every recorded definition, by file."""
    for path in sorted((DATA / "definitions").glob("*.json")):
        if path.name != NOT_WHOLE:
            yield path.name, json.loads(path.read_text())
    recorded = json.loads((DATA / "recorded-2026" / "update-form.test.json").read_text())
    for method, calls in recorded["api"].items():
        for path, call in calls.items():
            yield f"update-form {method} {path}", call["response"]


def leaves(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Questions of a definition, at any depth."""
    for each in fields:
        below = each.get("properties", {}).get("fields")
        if below:
            yield from leaves(below)
        else:
            yield each


def rows(name: str, record: Any, **context: Any) -> list[Any]:
    stream = STREAMS[name]
    decoded = msgspec.json.decode(msgspec.json.encode(record), type=stream.wire)
    stream.identify(decoded)
    return list(stream.normalise(decoded, run(name, **context)))


@pytest.mark.parametrize(("name", "definition"), list(definitions()) if DATA.is_dir() else [])
def test_a_recorded_definition_is_a_survey_with_all_its_questions(
    name: str, definition: dict[str, Any]
) -> None:
    """One row a question, with its wording, type and options; none of unknown type."""
    found = rows("forms", {"form": definition, "listed": None})
    asked = {row.ref: row for row in found if row.table == "question"}
    expected = {each.get("ref") or each["id"]: each for each in leaves(definition["fields"])}
    assert asked.keys() == expected.keys(), name
    for ref, each in expected.items():
        row = asked[ref]
        assert each["title"].partition("{{")[0].strip() in (row.text or ""), name
        assert row.question_type != "unknown", each["type"]
        assert len(row.options) >= len(each.get("properties", {}).get("choices", ())), name
        assert (row.best_rating is None) is (
            each["type"] not in ("opinion_scale", "rating", "nps")
        ), name
    assert [row.title for row in found if row.table == "survey"] == [definition["title"]]


def test_a_translation_is_read_as_far_as_it_goes() -> None:
    """Without types nothing is mapped, but nothing is lost either."""
    translation = json.loads((DATA / "definitions" / NOT_WHOLE).read_text())
    found = rows("forms", {"form": {"id": FORM, **translation}, "listed": None})
    titles = [row.text for row in found if row.table == "question"]
    assert len(titles) == len(list(leaves(translation["fields"])))
    assert None not in titles


def test_a_recorded_list_leads_to_each_form() -> None:
    """Five forms, on one page."""
    recorded = json.loads((DATA / "recorded-2026" / "forms.test.json").read_text())
    body = recorded["api"]["get"]["/forms"]["response"]
    stream = STREAMS["form_list"]
    (request,) = stream.start(run("form_list"))
    page = stream.read(request, answer(body), run("form_list"))
    assert len(page.records) == len(page.children) == len(body["items"]) == 5
    assert page.next is None


def test_a_recorded_list_of_responses_is_read_to_its_end() -> None:
    """It is empty: nothing was shown that a later run could start from."""
    recorded = json.loads((DATA / "recorded-2026" / "list-responses.test.json").read_text())
    (body,) = (call["response"] for call in recorded["api"]["get"].values())
    stream, held = STREAMS["responses"], run("responses", context={"forms": {FORM: {}}})
    (request,) = stream.start(held)
    page = stream.read(request, answer(body), held)
    assert (list(page.records), page.next) == ([], None)
    assert page.cursor is None


def test_the_answers_of_an_export_fit_the_rows() -> None:
    """The export's cells as the API would have them: each row a response, each filled cell an answer; none set aside."""
    with (DATA / "exports" / "fcc-2016-part1.first150.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        header, *lines = list(csv.reader(file))
    questions = range(1, len(header) - 3)
    fields = [
        {"id": f"f{n}", "ref": f"ref-{n}", "title": header[n], "type": "long_text"}
        for n in questions
    ]
    context = {
        "context": {"forms": {FORM: {"form": {"id": FORM, "fields": fields}, "listed": None}}}
    }
    seen = Counter[str]()
    for line in lines:
        given = [
            {"field": {"id": f"f{n}", "type": "long_text"}, "type": "text", "text": line[n]}
            for n in questions
            if line[n]
        ]
        moments = [f"{text.replace(' ', 'T')}Z" for text in line[-3:-1]]
        body = {
            "token": line[0],
            "landed_at": moments[0],
            "submitted_at": moments[1],
            "answers": given,
        }
        found = rows("responses", {"form": FORM, "response": body}, **context)
        seen.update(row.table for row in found)
        assert sum(row.table == "feedback" for row in found) == len(given)
        assert sum(row.table == "answer" and not row.skipped for row in found) == len(given)
    assert seen["response"] == len(lines) == 149
    assert seen["answer"] == len(lines) * len(questions)
