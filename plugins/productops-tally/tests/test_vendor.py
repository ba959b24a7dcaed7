"""The vendor's own sample of submissions: it is read, nothing is set aside, and no column stays empty that it fills.

Read from `PRODUCTOPS_SHARED` (or `../shared` beside the repository); skipped where that is absent. There are no
recordings of this vendor.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from ty import STREAMS, answer, of, rows, run

SHARED = Path(os.environ.get("PRODUCTOPS_SHARED", Path(__file__).parents[4] / "shared"))
SAMPLE = SHARED / "data" / "forms" / "tally" / "docs_submissions_example.json"
pytestmark = [
    pytest.mark.vendor,
    pytest.mark.skipif(not SAMPLE.is_file(), reason="the vendors' recordings are not here"),
]


def sample() -> Any:
    """As the documentation shows it."""
    return json.loads(SAMPLE.read_text())


def test_the_sample_s_questions_are_read() -> None:
    """They stand beside the submissions."""
    body = sample()
    held = {"form": {"id": body["submissions"][0]["formId"]}, "questions": body["questions"]}

    assert [
        (q["source_id"], q["text"], q["question_type"]) for q in of("question", rows("forms", held))
    ] == [("EKOE2N", "First name", "short_text")]


def test_the_sample_s_submissions_are_read() -> None:
    """Every answer with its question's wording."""
    body = sample()
    form = {"form": {"id": body["submissions"][0]["formId"]}, "questions": body["questions"]}
    context = {"forms": {form["form"]["id"]: form}}
    (request,) = STREAMS["responses"].start(run("responses", context=context))

    page = STREAMS["responses"].read(request, answer(body), run("responses"))
    found = [
        row
        for record in page.records
        for row in rows("responses", msgspec.json.decode(bytes(record)), context=context)
    ]

    assert (len(page.records), page.next) == (len(body["submissions"]), None)
    assert [(r["source_id"], r["submitted_at"], r["completed"]) for r in of("response", found)] == [
        ("GG6z5L", "2024-12-30T09:02:01Z", True)
    ]
    assert [(r["title"], r["body"]) for r in of("feedback", found)] == [("First name", "Filip")]
