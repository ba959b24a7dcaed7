"""The vendor's own document and exports: the sandbox answers as the one says, the cells of the others fit the rows.

Read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository); skipped where that is absent.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from gf import answered, asks, form, texts

from productops.sandbox import Call
from productops_google_forms.questions import TYPES
from productops_google_forms.sandbox import GoogleFormsSandbox

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
DATA = SHARED / "data" / "forms" / "google_forms"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not DATA.is_dir(), reason="the vendor's document is not here"),
]
KINDS = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "number": (int, float),
}


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    """The schemas of the discovery document."""
    found: dict[str, Any] = json.loads((DATA / "forms.v1.discovery.json").read_text())["schemas"]
    return found


def problems(
    schemas: dict[str, Any], schema: dict[str, Any], value: Any, where: str
) -> Iterator[str]:
    """Where *value* does not fit the document."""
    if "$ref" in schema:
        yield from problems(schemas, schemas[schema["$ref"]], value, schema["$ref"])
        return
    kind = KINDS[schema["type"]]
    if not isinstance(value, kind):
        yield f"{where}: {value!r} is no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if schema.get("format") == "google-datetime":
        datetime.fromisoformat(value)
    if isinstance(value, list):
        for each in value:
            yield from problems(schemas, schema["items"], each, where)
    if isinstance(value, dict):
        known, rest = schema.get("properties", {}), schema.get("additionalProperties")
        for key, part in value.items():
            if key in known or rest:
                yield from problems(schemas, known.get(key) or rest, part, f"{where}.{key}")
            else:
                yield f"{where}.{key} is not in the document"


def get(sandbox: GoogleFormsSandbox, path: str, **query: str) -> Any:
    headers = {"authorization": f"Bearer {sandbox.credentials()['access_token']}"}
    reply = sandbox.handle(Call("GET", path, tuple(query.items()), headers))
    assert reply.status == 200, reply.body
    return json.loads(reply.body)


def test_the_sandbox_answers_as_the_document_says(schemas: dict[str, Any]) -> None:
    """Every form and every response, key by key."""
    sandbox = GoogleFormsSandbox(size=200)
    for form_id in sandbox.form_ids().values():
        definition = get(sandbox, f"/v1/forms/{form_id}")
        page = get(sandbox, f"/v1/forms/{form_id}/responses", pageSize="20")
        assert list(problems(schemas, {"$ref": "Form"}, definition, "")) == []
        assert list(problems(schemas, {"$ref": "ListFormResponsesResponse"}, page, "")) == []
        assert page["responses"]


def test_every_kind_of_question_in_the_document_is_known(schemas: dict[str, Any]) -> None:
    """A new one would be unknown, and this says so."""
    named = {"choiceQuestion", "textQuestion", "scaleQuestion", "ratingQuestion", "dateQuestion", "timeQuestion",
             "fileUploadQuestion", "rowQuestion"}  # fmt: skip
    assert {key for key in schemas["Question"]["properties"] if key.endswith("Question")} == named
    kinds = set(schemas["ChoiceQuestion"]["properties"]["type"]["enum"]) - {
        "CHOICE_TYPE_UNSPECIFIED"
    }
    assert {kind.lower() for kind in kinds} <= TYPES.keys()


@pytest.mark.parametrize("name", ["cncf-maintainer-2017-h1.csv", "cncf-maintainer-2018-h1.csv"])
def test_the_answers_of_an_export_fit_the_rows(name: str) -> None:
    """The export's cells as the API would have them: each row a response, each filled cell an answer; none set aside."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        header, *lines = list(csv.reader(file))
    definition = form(
        *(asks(str(n), text or "-", textQuestion={}) for n, text in enumerate(header))
    )
    seen = Counter[str]()
    for line in lines:
        given = {str(n): texts(cell) for n, cell in enumerate(line) if cell}
        found = answered(definition, given)
        seen.update(row.table for row in found)
        assert sum(row.table == "feedback" for row in found) == len(given)
        assert {row.value_text for row in found if row.table == "answer"} - {None} == {
            cell for cell in line if cell
        }
    assert seen["response"] == len(lines) > 5
    assert seen["answer"] == len(lines) * len(header)
