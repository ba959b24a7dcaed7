"""Forms and their questions: every type, earlier versions, what is asked for and what is not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from ty import STREAMS, answer, asked, block, form, of, ref, rows, run

from productops.kit import Page, Request
from productops.model import Survey


def listed(
    *entries: tuple[str, str | None], more: bool = False, limit: int = 500
) -> dict[str, Any]:
    """A page of the list."""
    items = [{"id": key, "name": "", "updatedAt": at, "status": "PUBLISHED"} for key, at in entries]
    return {"items": items, "page": 1, "limit": limit, "hasMore": more, "total": len(items)}


def first(**more: Any) -> Request:
    """The first request."""
    (request,) = STREAMS["forms"].start(run("forms", **more))
    return request


def read(request: Request, body: Any, **more: Any) -> Page:
    """The page that is read from *body*."""
    return STREAMS["forms"].read(request, answer(body), run("forms", **more))


def test_a_form_is_kept_whole() -> None:
    """The form itself."""
    assert of("survey", rows("forms", form())) == [
        {
            "source_id": "mexJoq",
            "source_url": "https://tally.so/r/mexJoq",
            "source_created_at": "2025-11-01T08:00:00Z",
            "source_updated_at": "2025-12-01T08:00:00Z",
            "title": "Feedback",
            "version": "2025-12-01T08:00:00.000Z",
            "status": "live",
            "languages": ["en"],
        }
    ]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"status": "DRAFT"}, "draft"),
        ({"isClosed": True}, "closed"),
        ({"settings": {"isClosed": True}}, "closed"),
    ],
)
def test_a_form_may_be_a_draft_or_closed(more: dict[str, Any], status: str) -> None:
    """Wherever that is said."""
    assert of("survey", rows("forms", form(**more)))[0]["status"] == status


def test_a_question_is_kept_whole() -> None:
    """With its options by id, in their order."""
    options = [
        block("DROPDOWN_OPTION", "g-a", f"o{n}", index=n, text=text, isRequired=True)
        for n, text in enumerate(("Boards", "Calendar"))
    ]
    held = form(asked("a", "DROPDOWN", "Which part?", *options))

    assert of("question", rows("forms", held)) == [
        {
            "source_id": "a",
            "survey_id": ref("forms", Survey, "mexJoq"),
            "survey_version": "2025-12-01T08:00:00.000Z",
            "ref": "a",
            "text": "Which part?",
            "question_type": "dropdown",
            "source_type": "DROPDOWN",
            "position": 1,
            "required": True,
            "options": [
                {
                    "option_id": "o0",
                    "label": "Boards",
                    "position": 1,
                    "score": None,
                    "is_other": False,
                },
                {
                    "option_id": "o1",
                    "label": "Calendar",
                    "position": 2,
                    "score": None,
                    "is_other": False,
                },
            ],
        }
    ]


@pytest.mark.parametrize(
    ("kind", "payload", "worst", "best"),
    [
        ("LINEAR_SCALE", {"start": 1, "end": 5}, "1", "5"),
        ("LINEAR_SCALE", {}, "0", "10"),
        ("RATING", {"stars": 7}, "1", "7"),
        ("RATING", {}, "1", "5"),
    ],
)
def test_a_scale_is_that_of_its_block(
    kind: str, payload: dict[str, Any], worst: str, best: str
) -> None:
    """What a block does not say is what the vendor documents as its default."""
    held = form(asked("a", kind, "How?", block(kind, "g-a", **payload)))

    (row,) = of("question", rows("forms", held))

    assert (row.get("worst_rating"), row["best_rating"]) == (worst, best)


def test_the_ends_of_a_scale_keep_their_words() -> None:
    """As they stand beside it."""
    held = form(
        asked(
            "a",
            "LINEAR_SCALE",
            "How?",
            block("LINEAR_SCALE", "g-a", start=1, end=3, leftLabel="Bad", rightLabel="Good"),
        )
    )

    assert of("question", rows("forms", held))[0]["scale_labels"] == {"1": "Bad", "3": "Good"}


def test_a_score_whose_block_is_unknown_has_no_scale() -> None:
    """The definition may be out of reach; nothing is assumed."""
    held = form(asked("a", "RATING", "How?")) | {"form": {"id": "mexJoq"}}

    assert "best_rating" not in of("question", rows("forms", held))[0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("INPUT_TEXT", "short_text"), ("TEXTAREA", "long_text"), ("INPUT_NUMBER", "number"), ("INPUT_EMAIL", "contact"),
        ("INPUT_PHONE_NUMBER", "contact"), ("INPUT_LINK", "contact"), ("INPUT_DATE", "date"), ("INPUT_TIME", "date"),
        ("MULTIPLE_CHOICE", "single_choice"), ("CHECKBOXES", "multi_choice"), ("MULTI_SELECT", "multi_choice"),
        ("CHECKBOX", "yes_no"), ("FILE_UPLOAD", "file"), ("SIGNATURE", "file"), ("PAYMENT", "payment"),
        ("HIDDEN_FIELDS", "hidden"), ("CALCULATED_FIELDS", "hidden"), ("MATRIX", "matrix"), ("RANKING", "ranking"),
        ("HOLOGRAM", "unknown"),
    ],
)  # fmt: skip
def test_every_type_has_its_kind(kind: str, expected: str) -> None:
    """One nobody knows is unknown, with the vendor's word beside it."""
    (row,) = [r for r in rows("forms", form(asked("a", kind, "?"))) if r.table == "question"]

    assert (row.question_type, row.source_type) == (expected, kind)


def test_rows_are_questions_of_one_group() -> None:
    """Of a matrix and of a ranking."""
    matrix = [
        block("MATRIX_ROW", "g-a", "r1", html="<b>Fast</b>"),
        block("MATRIX_COLUMN", "g-a", "c1", text="Yes"),
    ]
    ranking = [
        block("RANKING_OPTION", "g-b", f"k{n}", safeHTMLSchema=[[text]])
        for n, text in enumerate(("One", "Two"))
    ]
    held = form(asked("a", "MATRIX", "Is it?", *matrix), asked("b", "RANKING", "Order", *ranking))

    found = of("question", rows("forms", held))

    assert [
        (r["source_id"], r["text"], r["group_id"], [o["label"] for o in r["options"]])
        for r in found
    ] == [
        ("a:r1", "Is it? [Fast]", "a", ["Yes"]),
        ("b:k0", "Order [One]", "b", ["1", "2"]),
        ("b:k1", "Order [Two]", "b", ["1", "2"]),
    ]


def test_a_question_that_was_deleted_stays() -> None:
    """With the version it was last asked in; of one that was renamed the new wording counts."""
    old = form(asked("a", "INPUT_TEXT", "Old?"), asked("b", "INPUT_TEXT", "Gone?"))
    new = form(asked("a", "INPUT_TEXT", "New?"), updatedAt="2026-01-02T08:00:00.000Z")

    found = of("question", rows("forms", new, context={"forms": {"mexJoq": old}}))

    assert [(r["source_id"], r["text"], r["survey_version"]) for r in found] == [
        ("a", "New?", "2026-01-02T08:00:00.000Z"),
        ("b", "Gone?", "2025-12-01T08:00:00.000Z"),
    ]


def test_only_forms_that_changed_are_asked_for() -> None:
    """The list tells; each has one request, and one beside it for its questions."""
    before = read(first(), listed(("a", "1"), ("b", "1"), ("c", None)))

    after = read(first(), listed(("a", "1"), ("b", "2"), ("c", None)), cursor=before.cursor)

    assert [child.path for child in before.children] == ["/forms/a", "/forms/b", "/forms/c"]
    assert [child.path for child in after.children] == ["/forms/b", "/forms/c"]
    assert msgspec.json.decode(str(after.cursor)) == {"a": "1", "b": "2", "c": None}


def test_the_list_goes_on_as_long_as_it_says() -> None:
    """In the size the source gives, which may be less than was asked for."""
    page = read(first(), listed(("a", "1"), more=True, limit=50))
    assert page.next is not None
    last = read(page.next, listed(("b", "1"), limit=50))

    assert (page.cursor, page.next.query) == (None, {"page": 2, "limit": 50})
    assert msgspec.json.decode(str(last.cursor)) == {"a": "1", "b": "1"}


def test_only_the_forms_named_are_read() -> None:
    """One that is not listed is asked for too, so that its absence is told."""
    page = read(first(forms=["a", "zz"]), listed(("a", "1"), ("b", "1")), forms=["a", "zz"])

    assert [child.path for child in page.children] == ["/forms/a", "/forms/zz"]


def test_a_form_comes_with_its_questions() -> None:
    """They stand beside its submissions; both are kept as they came."""
    (request,) = read(first(), listed(("a", "1"))).children
    alone = STREAMS["forms"].read(request, answer({"id": "a"}), run("forms"))
    beside = answer({"questions": [{"id": "q"}], "submissions": [], "hasMore": False})

    page = STREAMS["forms"].read(request, answer({"id": "a"}, also=(beside,)), run("forms"))

    assert [(one.path, one.query["limit"]) for one in alone.also] == [("/forms/a/submissions", 1)]
    (record,) = page.records
    assert isinstance(record, dict)
    assert {key: msgspec.json.decode(part) for key, part in record.items()} == {
        "form": {"id": "a"},
        "questions": [{"id": "q"}],
    }


def test_a_form_that_is_refused_is_named() -> None:
    """The others go on."""
    (request,) = read(first(), listed(("a", "1"))).children

    page = STREAMS["forms"].read(request, answer({}, 404), run("forms"))

    assert list(page.notes) == ["Tally does not give form a (HTTP 404); check `forms`"]


def test_a_new_date_alone_is_no_new_version() -> None:
    """A version is another wording."""
    stream = STREAMS["forms"]
    held, later, other = (
        msgspec.convert(one, stream.wire)
        for one in (form(), form(updatedAt="2026-01-01T00:00:00.000Z"), form(name="Other"))
    )

    assert stream.content(held) == stream.content(later) != stream.content(other)


def test_a_census_lists_every_id() -> None:
    """Of the forms that are read."""
    (request,) = STREAMS["forms"].census(run("forms"))

    assert list(read(request, listed(("a", "1"), ("b", "1"))).present) == ["a", "b"]
    assert STREAMS["forms"].counted(answer(listed(("a", "1")))) == 1
