"""Surveys and their questions: every family, earlier versions, what is asked for and what is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sm import (
    NOW,
    STREAMS,
    answer,
    choices,
    error,
    lines,
    of,
    question,
    read,
    ref,
    rows,
    run,
    survey,
)

from productops.errors import PermissionMissing
from productops.kit import Page, Request
from productops.model import Survey

OTHER = {"id": "o1", "text": "Other", "is_answer_choice": True}


def listed(*entries: tuple[str, int | None, str | None], following: bool = False) -> dict[str, Any]:
    """A page of the list."""
    links = {"next": "https://elsewhere.example/v3/surveys?page=2"} if following else {}
    data = [
        {"id": i, "title": "", "response_count": n, "date_modified": at} for i, n, at in entries
    ]
    return {"data": data, "per_page": 1000, "page": 1, "total": len(data), "links": links}


def first(**more: Any) -> Request:
    """The first request."""
    (request,) = STREAMS["surveys"].start(run("surveys", **more))
    return request


def asked(page: Page) -> dict[str, Any]:
    """What a page leads to: details, and responses by survey with their start."""
    held = [page.next.path.split("/")[3], *page.next.state["left"]] if page.next else []
    below = {one.partition: one.query.get("start_modified_at") for one in page.children}
    return {"details": held, "responses": below}


def test_a_survey_is_kept_whole() -> None:
    """The survey itself."""
    (row,) = of("survey", rows("surveys", survey()))

    assert row == {
        "source_id": "10",
        "source_url": "https://www.surveymonkey.example/analyze/10",
        "source_created_at": "2025-11-01T08:00:00Z",
        "source_updated_at": "2025-12-01T08:00:00Z",
        "title": "Autumn survey",
        "version": "2025-12-01T08:00:00",
        "languages": ["en"],
    }


def test_a_question_is_kept_whole() -> None:
    """With its options, in their order, and the one that is written."""
    held = question(
        "1", "single_choice", "menu", "Which <b>part</b>?", required={"type": "all"},
        answers={"choices": choices("Boards", "Calendar"), "other": OTHER},
    )  # fmt: skip

    (row,) = of("question", rows("surveys", survey(held)))

    assert row == {
        "source_id": "1",
        "survey_id": ref("surveys", Survey, "10"),
        "survey_version": "2025-12-01T08:00:00",
        "ref": "1",
        "text": "Which part?",
        "question_type": "dropdown",
        "source_type": "single_choice/menu",
        "position": 1,
        "required": True,
        "options": [
            {"option_id": "c1", "label": "Boards", "position": 1, "score": None, "is_other": False},
            {
                "option_id": "c2",
                "label": "Calendar",
                "position": 2,
                "score": None,
                "is_other": False,
            },
            {"option_id": "o1", "label": "Other", "position": 3, "score": None, "is_other": True},
        ],
    }


def test_rows_of_a_rating_are_questions_of_one_group() -> None:
    """Each with the scale its weights make; "not applicable" is no step of it."""
    absent = {"id": "c9", "position": 4, "text": "n/a", "weight": 0, "is_na": True}
    held = question(
        "1", "matrix", "rating", "How easy is",
        answers={"rows": lines("search", "export"), "choices": [*choices("Hard", "Fair", "Easy", weights=(1, 2, 5)), absent]},
    )  # fmt: skip

    found = of("question", rows("surveys", survey(held)))

    assert [(r["source_id"], r["text"], r["matrix_row_id"], r["group_id"]) for r in found] == [
        ("1:r1", "How easy is [search]", "r1", "1"),
        ("1:r2", "How easy is [export]", "r2", "1"),
    ]
    assert {(r["worst_rating"], r["best_rating"]) for r in found} == {("1", "5")}
    assert found[0]["scale_labels"] == {"1": "Hard", "2": "Fair", "5": "Easy"}
    assert [o["score"] for o in found[0]["options"]] == ["1", "2", "5", None]


def test_weights_that_tell_no_choices_apart_make_no_scale() -> None:
    """The vendor's own example weighs all with 1."""
    held = question(
        "1",
        "matrix",
        "rating",
        "?",
        answers={"rows": lines(""), "choices": choices("a", "b", weights=(1, 1))},
    )

    (row,) = of("question", rows("surveys", survey(held)))

    assert "worst_rating" not in row


@pytest.mark.parametrize(
    ("family", "subtype", "more", "expected"),
    [
        ("single_choice", "vertical", {}, "single_choice"),
        ("single_choice", "vertical_two_col", {}, "single_choice"),
        ("multiple_choice", "vertical", {}, "multi_choice"),
        ("matrix", "single", {}, "matrix"),
        ("matrix", "ranking", {}, "ranking"),
        ("matrix", "menu", {}, "matrix"),
        ("matrix", "multi", {}, "matrix"),
        ("open_ended", "single", {}, "short_text"),
        ("open_ended", "essay", {}, "long_text"),
        ("open_ended", "multi", {}, "short_text"),
        ("open_ended", "numerical", {}, "number"),
        ("open_ended", "single", {"validation": {"type": "decimal"}}, "number"),
        ("open_ended", "single", {"validation": {"type": "email"}}, "contact"),
        ("open_ended", "single", {"display_options": {"display_type": "slider"}}, "scale"),
        ("open_ended", "single", {"display_options": {"display_type": "file_upload"}}, "file"),
        ("demographic", "us", {}, "contact"),
        ("datetime", "date_only", {}, "date"),
        ("presentation", "image", {}, "statement"),
        ("hologram", "new", {}, "unknown"),
    ],
)
def test_every_family_has_its_kind(
    family: str, subtype: str, more: dict[str, Any], expected: str
) -> None:
    """A family nobody knows is unknown, with the vendor's words beside it."""
    (row,) = [
        r
        for r in rows("surveys", survey(question("1", family, subtype, "?", **more)))
        if r.table == "question"
    ]

    assert (row.question_type, row.source_type) == (expected, f"{family}/{subtype}")


def test_menus_are_a_question_for_each_row_and_column() -> None:
    """With the choices of their column."""
    cols = [
        {"id": "k1", "text": "Texture", "choices": choices("Smooth", "Chunky")},
        {"id": "k2", "text": "Flavour", "choices": choices("Light", first=7)},
    ]
    held = question("1", "matrix", "menu", "Prefer?", answers={"rows": lines("Cake"), "cols": cols})

    found = of("question", rows("surveys", survey(held)))

    assert [(r["source_id"], r["text"]) for r in found] == [
        ("1:r1:k1", "Prefer? [Cake] [Texture]"),
        ("1:r1:k2", "Prefer? [Cake] [Flavour]"),
    ]
    assert [[o["label"] for o in r["options"]] for r in found] == [["Smooth", "Chunky"], ["Light"]]


def test_a_question_that_was_deleted_stays() -> None:
    """With the version it was last asked in; of one that was renamed the new wording counts."""
    old = survey(
        question("1", "open_ended", "single", "Old?"),
        question("2", "open_ended", "single", "Gone?"),
    )
    new = survey(question("1", "open_ended", "single", "New?"), date_modified="2026-01-02T08:00:00")

    found = of("question", rows("surveys", new, context={"surveys": {"10": old}}))

    assert [(r["source_id"], r["text"], r["survey_version"]) for r in found] == [
        ("1", "New?", "2026-01-02T08:00:00"),
        ("2", "Gone?", "2025-12-01T08:00:00"),
    ]


def test_a_response_is_no_new_version_of_its_survey() -> None:
    """It moves the survey's date; the wording stays."""
    held = msgspec.convert(
        survey(question("1", "open_ended", "single", "A?")), STREAMS["surveys"].wire
    )
    later = msgspec.structs.replace(held, date_modified="2026-01-14T08:00:00")
    other = msgspec.structs.replace(held, title="Winter survey")

    content = STREAMS["surveys"].content
    assert content(held) == content(later)
    assert content(held) != content(other)


def test_all_are_asked_for_at_first() -> None:
    """Their details one after the other; responses only where there are some."""
    page = read("surveys", first(), listed(("10", 3, "a"), ("11", 0, "b")))

    assert asked(page) == {"details": ["10", "11"], "responses": {"10": None}}


def test_what_has_not_moved_is_not_asked_again() -> None:
    """A day may allow 500 requests: the list alone tells."""
    before = read("surveys", first(), listed(("10", 3, "a"), ("11", 0, "b"), ("12", 9, "c")))
    now = listed(("10", 3, "a"), ("11", 0, "b"), ("12", 10, "d"))

    page = read("surveys", first(), now, cursor=before.cursor)

    assert asked(page) == {"details": ["12"], "responses": {"12": "2026-01-15T11:00:00+00:00"}}
    assert asked(read("surveys", first(), now, cursor=page.cursor)) == {
        "details": [],
        "responses": {"10": "2026-01-14T11:00:00+00:00"},
    }


def test_surveys_that_rest_are_asked_in_turn() -> None:
    """One a sync, more of them the longer ago the last one is; longest ago first; never one without responses."""
    rest = listed(*((str(n), n, "a") for n in range(10)))
    page, seen = read("surveys", first(), rest), []
    for hours in (1, 2, 3, 26, 27):
        page = read("surveys", first(), rest, cursor=page.cursor, now=NOW + timedelta(hours=hours))
        seen.append(list(asked(page)["responses"]))

    assert seen == [
        ["1", "2", "3"],
        ["4", "5", "6"],
        ["7", "8", "9"],
        ["1", "2", "3", "4", "5"],
        ["6", "7", "8"],
    ]


def test_where_others_moved_a_survey_rests_for_a_week() -> None:
    """What moved comes first; who rested long is asked all the same."""
    page = read("surveys", first(), listed(("10", 3, "a"), ("11", 1, "a")))
    seen = []
    for days in (1, 5, 8):
        now = NOW + timedelta(days=days)
        page = read(
            "surveys",
            first(),
            listed(("10", 3, "a"), ("11", days + 1, "a")),
            cursor=page.cursor,
            now=now,
        )
        seen.append(list(asked(page)["responses"]))

    assert seen == [["11"], ["11"], ["11", "10"]]


def test_the_moment_of_the_last_question_stays_with_a_survey_that_rests() -> None:
    """What came unnoticed since is not passed over."""
    before = read("surveys", first(), listed(("10", 3, "a")))
    later = NOW + timedelta(days=9)

    rested = read("surveys", first(), listed(("10", 3, "a")), cursor=before.cursor, now=later)
    moved = read("surveys", first(), listed(("10", 4, "b")), cursor=rested.cursor, now=later)

    since, asked_at = NOW.isoformat(), later.isoformat()
    assert msgspec.json.decode(str(rested.cursor)) == {"10": [3, "a", since, asked_at]}
    assert msgspec.json.decode(str(moved.cursor)) == {"10": [4, "b", asked_at, asked_at]}


def test_a_clock_here_that_runs_ahead_leaves_nothing_out() -> None:
    """Responses are new since the newest moment that the list showed, not since our own."""
    shown = listed(("10", 3, "2026-01-02T10:00:00"), ("11", 2, "2026-01-01T10:00:00"))
    before = read("surveys", first(), shown)

    page = read("surveys", first(), listed(("11", 3, "2026-01-03T10:00:00")), cursor=before.cursor)

    assert asked(page)["responses"] == {"11": "2026-01-02T09:00:00+00:00"}


def test_a_list_that_tells_nothing_is_asked_for_everything() -> None:
    """An account may leave `include` unheeded."""
    before = read("surveys", first(), listed(("10", None, None)))

    page = read("surveys", first(), listed(("10", None, None)), cursor=before.cursor)

    assert asked(page) == {"details": ["10"], "responses": {"10": "2026-01-15T11:00:00+00:00"}}


def test_pages_of_the_list_keep_their_filters() -> None:
    """The vendor's links leave them out, and may name another host: only that there is more is taken from them."""
    page = read("surveys", first(), listed(("10", 0, "a"), following=True))
    assert page.next is not None
    last = read("surveys", page.next, listed(("11", 1, "b")))

    assert page.next.query == {**first().query, "page": 2}
    assert (page.cursor, page.next.link_host) == (None, "")
    assert asked(last)["details"] == ["10", "11"]
    assert set(msgspec.json.decode(str(last.cursor))) == {"10", "11"}


def test_only_the_surveys_named_are_read() -> None:
    """One that is not listed is asked for too, so that its absence is told."""
    page = read(
        "surveys",
        first(forms=["10", "99"]),
        listed(("10", 1, "a"), ("11", 1, "b")),
        forms=["10", "99"],
    )

    assert asked(page) == {"details": ["10", "99"], "responses": {"10": None, "99": None}}


def test_surveys_are_read_one_after_the_other() -> None:
    """What is left stands in the request itself, which is the checkpoint."""
    request = read("surveys", first(), listed(("10", 1, "a"), ("11", 1, "b"))).next
    assert request is not None

    page = read("surveys", request, survey())

    assert [msgspec.json.decode(bytes(r)) for r in page.records] == [survey()]
    assert page.next is not None
    assert page.next.path == "/v3/surveys/11/details"
    assert read("surveys", page.next, survey()).next is None


@pytest.mark.parametrize(("number", "status"), [(1016, 403), (1020, 404), (1030, 413)])
def test_one_survey_that_is_refused_is_named_and_passed_over(number: int, status: int) -> None:
    """The others go on."""
    request = read("surveys", first(), listed(("10", 1, "a"), ("11", 1, "b"))).next
    assert request is not None

    page = STREAMS["surveys"].read(request, error(number, status, "Sorry."), run("surveys"))

    assert list(page.notes) == [f"SurveyMonkey does not give survey 10 (error {number}: Sorry.)"]
    assert page.next is not None
    assert page.next.path == "/v3/surveys/11/details"


def test_a_scope_that_was_withdrawn_ends_it() -> None:
    """It is about all surveys, not about this one."""
    request = read("surveys", first(), listed(("10", 1, "a"))).next
    assert request is not None

    with pytest.raises(PermissionMissing, match="View Surveys"):
        STREAMS["surveys"].read(request, error(1014, 403), run("surveys"))


def test_details_that_come_cut_are_told() -> None:
    """Over 100 pages the vendor was seen to leave some out; its own counts show it."""
    request = read("surveys", first(), listed(("10", 1, "a"))).next
    assert request is not None
    held = survey(question("1", "open_ended", "single", "?"), page_count=101, question_count=900)

    page = read("surveys", request, held)

    assert len(page.records) == 1
    assert list(page.notes) == [
        "SurveyMonkey gave 1 of 101 pages and 1 of 900 questions of survey 10; answers to the others have no wording"
    ]


def test_a_census_lists_every_id() -> None:
    """Of the surveys that are read."""
    (request,) = STREAMS["surveys"].census(run("surveys"))

    page = read("surveys", request, listed(("10", 1, "a"), ("11", 0, "b")))

    assert list(page.present) == ["10", "11"]
    assert page.next is None


def test_the_count_is_the_list_s() -> None:
    """In the smallest page there is."""
    stream = STREAMS["surveys"]

    assert stream.count(run("surveys")).query["per_page"] == 1
    assert stream.counted(answer(listed(("10", 1, "a")))) == 1
