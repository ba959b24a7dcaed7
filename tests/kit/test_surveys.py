"""What every form tool's questions and answers become: one row each, with scale, versions and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from productops.errors import RecordRejected
from productops.kit import Answer as Reply
from productops.kit import ConnectorSettings, Page, Request, Run
from productops.kit.ratings import NPS, Scale
from productops.kit.rows import guarded
from productops.kit.surveys import (
    Asked,
    Choice,
    Response,
    Said,
    question_rows,
    response_rows,
    row_text,
    survey_row,
    version_at,
)
from productops.model import Answer, FeedbackItem, Person, Question, Rating, Survey, SurveyResponse
from productops.testing import stream_run

FIVE = Scale(Decimal(1), Decimal(5), {"1": "Bad", "5": "Good"})
AT = "2026-01-05T09:00:00Z"


class Nothing:
    """A stream that reads nothing; it lends its run."""

    name = "responses"

    def start(self, run: Run) -> Iterable[Request]:
        return []

    def read(self, request: Request, answer: Reply, run: Run) -> Page:
        return Page()

    def identify(self, record: Any) -> tuple[str, str | None]:
        return "", None

    def normalise(self, record: Any, run: Run) -> Iterable[Any]:
        return []


class Forms:
    """A connector of that stream."""

    name = "forms"
    settings = ConnectorSettings
    hosts: dict[str, str] = {}  # noqa: RUF012 - as a connector writes it
    streams = (Nothing(),)


@pytest.fixture
def run() -> Any:
    return stream_run(Forms(), "responses", ConnectorSettings())


def asked(key: str = "q1", **more: Any) -> Asked:
    return Asked(key=key, form="f1", **more)


def plain(row: Any) -> dict[str, Any]:
    """A row without what is empty, and without what every row has."""
    always = {"id", "source", "source_instance", "schema_version"}
    found = row.model_dump(mode="json", exclude_defaults=True)
    return {key: value for key, value in found.items() if key not in always}


def told(run: Any, *said: Said, **more: Any) -> list[Any]:
    """The rows of a response."""
    return list(response_rows(Response(id="r1", form="f1", said_at=AT, **more), said, run))


def of(table: str, rows: list[Any]) -> list[dict[str, Any]]:
    return [plain(row) for row in rows if row.table == table]


def test_a_survey_is_the_form(run: Any) -> None:
    assert plain(survey_row(run, "f1", title="How?")) == {"source_id": "f1", "title": "How?"}


def test_a_question_is_a_row(run: Any) -> None:
    """Whole row, with options, scale and the version it was last asked in."""
    options = (Choice("One", "c1", 0, Decimal(2)), Choice("Else", None, 1, other=True))
    (found,) = question_rows(
        [asked(text="Which?", type="rating", source_type="stars", ref="ref", position=3, required=True, options=options,
               scale=FIVE, version="v2", maps_to="Person.email", created=AT, updated=AT)],
        run,
    )  # fmt: skip
    assert plain(found) == {
        "source_id": "q1",
        "source_created_at": AT,
        "source_updated_at": AT,
        "survey_id": run.ref(Survey, "f1"),
        "survey_version": "v2",
        "ref": "ref",
        "text": "Which?",
        "question_type": "rating",
        "source_type": "stars",
        "position": 3,
        "required": True,
        "options": [
            {"option_id": "c1", "label": "One", "position": 0, "score": "2", "is_other": False},
            {"option_id": None, "label": "Else", "position": 1, "score": None, "is_other": True},
        ],
        "worst_rating": "1",
        "best_rating": "5",
        "scale_labels": {"1": "Bad", "5": "Good"},
        "maps_to": "Person.email",
    }


@pytest.mark.parametrize(
    ("question", "source_id", "part"),
    [
        (asked(), "q1", "q1"),
        (asked(unique=False), "f1:q1", "q1"),
        (asked(matrix_row="x"), "q1:x", "q1:x"),
        (asked(unique=False, matrix_row="x"), "f1:q1:x", "q1:x"),
    ],
)
def test_a_question_is_named_by_what_makes_it_unique(
    run: Any, question: Asked, source_id: str, part: str
) -> None:
    """In the account, or in its form; a row of a matrix or ranking beside its question."""
    (row,) = question_rows([question], run)
    (answer,) = of("answer", told(run, Said(asked=question, text="x")))
    assert row.source_id == source_id
    assert answer["source_id"] == f"r1:{part}"
    assert answer["question_id"] == run.ref(Question, source_id)


def test_the_newest_wording_of_a_question_wins(run: Any) -> None:
    """The first of the same id; others stay as they are."""
    rows = list(
        question_rows([asked(text="New"), asked(text="Old"), asked("q2", text="Gone")], run)
    )
    assert [(row.source_id, row.text) for row in rows] == [("q1", "New"), ("q2", "Gone")]


def test_a_response_is_a_row(run: Any) -> None:
    """Whole row; how long it took follows from its moments."""
    found = told(
        run, version="v1", created="2026-01-05T08:00:00Z", updated="2026-01-06T08:00:00Z", started="2026-01-05T08:58:30Z",
        completed=True, progress=1.0, collector="c1", url="https://x.example", item="item_1", account="account_1",
        hidden={"plan": "pro"}, custom={"score": ("Score", "7")},
    )  # fmt: skip
    assert [plain(row) for row in found] == [
        {
            "source_id": "r1",
            "source_url": "https://x.example",
            "occurred_at": AT,
            "source_created_at": "2026-01-05T08:00:00Z",
            "source_updated_at": "2026-01-06T08:00:00Z",
            "survey_id": run.ref(Survey, "f1"),
            "survey_version": "v1",
            "account_id": "account_1",
            "started_at": "2026-01-05T08:58:30Z",
            "submitted_at": AT,
            "completed": True,
            "progress": 1.0,
            "duration_seconds": 90.0,
            "channel": "survey",
            "collector": "c1",
            "hidden_fields": {"plan": "pro"},
            "item_id": "item_1",
            "custom_fields": {"score": {"name": "Score", "value": "7"}},
        }
    ]


def test_a_response_that_was_not_sent_in_has_no_moment_of_that(run: Any) -> None:
    """It is dated when it was last touched."""
    (row,) = told(run, completed=False)
    assert (row.submitted_at, row.completed, plain(row)["occurred_at"]) == (None, False, AT)


@pytest.mark.parametrize("started", ["2026-01-05T10:00:00Z", None, "soon"])
def test_a_time_that_makes_no_sense_is_no_duration(run: Any, started: Any) -> None:
    """Ended before it began, or began nobody knows when; what is no moment is set aside with its field."""
    if started == "soon":
        with pytest.raises(RecordRejected, match="started_at"):
            guarded(lambda _, record, held: told(held, started=record))(None, started, run)
    else:
        assert told(run, started=started)[0].duration_seconds is None


def test_who_answered_is_a_person_of_the_response(run: Any) -> None:
    """Joined to others by address later; all its rows refer to it."""
    found = told(
        run, Said(asked=asked(type="long_text"), text="Hm"), Said(asked=asked("q2", rating="csat"), number=Decimal(4)),
        email="ada@fernhill.example", name="Ada", phone="+1", account="account_1",
    )  # fmt: skip
    who = run.ref(Person, "r1:respondent")
    (person,) = of("person", found)
    assert {
        key: person[key]
        for key in ("source_id", "email", "display_name", "phone", "account_id", "person_type")
    } == {
        "source_id": "r1:respondent",
        "email": "ada@fernhill.example",
        "display_name": "Ada",
        "phone": "+1",
        "account_id": "account_1",
        "person_type": "customer",
    }
    assert of("response", found)[0]["respondent_id"] == who
    assert of("feedback", found)[0]["author_id"] == who
    assert of("rating", found)[0]["person_id"] == who


def test_a_person_the_source_keeps_is_referred_to(run: Any) -> None:
    """No second one is made, whatever else is known."""
    found = told(run, respondent="person_x", email="ada@fernhill.example")
    assert [row.table for row in found] == ["response"]
    assert found[0].respondent_id == "person_x"


def test_nobody_is_made_of_nothing(run: Any) -> None:
    assert told(run)[0].respondent_id is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text": "Hi"}, {"value_type": "text", "value_text": "Hi"}),
        ({"text": ""}, {"skipped": True}),
        ({"number": Decimal("2.50")}, {"value_type": "number", "value_number": "2.5"}),
        ({"number": Decimal(10) ** 12}, {"value_type": "text", "value_text": "1000000000000"}),
        ({"number": -(Decimal(10) ** 12) + 1}, {"value_type": "number", "value_number": "-999999999999"}),
        ({"number": Decimal("NaN")}, {"value_type": "text", "value_text": "NaN"}),
        ({"boolean": False}, {"value_type": "boolean", "value_boolean": False}),
        ({"day": "2026-02-03"}, {"value_type": "date", "value_date": "2026-02-03"}),
        ({"file": "https://f.example"}, {"value_type": "file", "value_file": "https://f.example"}),
        ({"chosen": [Choice("B", "b", 1), Choice("A", None, None)]},
         {"value_type": "options", "value_option_ids": ["b"], "option_labels": ["B", "A"], "option_positions": [1]}),
        ({"other": "Mine"}, {"value_type": "options", "other_text": "Mine"}),
        ({}, {"skipped": True}),
        ({"not_shown": True}, {"not_shown": True}),
        ({"custom": {"points": ("Points", 2)}}, {"skipped": True, "custom_fields": {"points": {"name": "Points", "value": 2}}}),
    ],
)  # fmt: skip
def test_each_kind_of_answer_has_its_column(run: Any, given: Any, expected: Any) -> None:
    """Nothing is skipped, unless it was not shown; a number that no column holds is kept as text."""
    (found,) = of("answer", told(run, Said(asked=asked(type="contact"), **given)))
    common = {
        "source_id",
        "occurred_at",
        "source_created_at",
        "response_id",
        "question_id",
        "question_ref",
    }
    assert {key: value for key, value in found.items() if key not in common} == expected


def test_rows_of_one_matrix_share_their_group(run: Any) -> None:
    question = asked(matrix_row="x", group="g", ref="stable")
    (found,) = of("answer", told(run, Said(asked=question, text="x")))
    assert (found["group_id"], found["matrix_row_id"], found["question_ref"]) == (
        "g",
        "x",
        "stable",
    )
    assert found["response_id"] == run.ref(SurveyResponse, "r1")


@pytest.mark.parametrize(
    ("kind", "given", "body"),
    [
        ("long_text", {"text": "Slow"}, "Slow"),
        ("short_text", {"text": "Slow"}, "Slow"),
        ("unknown", {"text": "Slow"}, "Slow"),
        ("single_choice", {"other": "Mine"}, "Mine"),
        ("single_choice", {"chosen": [Choice("A")]}, None),
        ("contact", {"text": "Ada"}, None),
        ("date", {"text": "14:51"}, None),
        ("long_text", {"text": ""}, None),
        ("long_text", {"not_shown": True}, None),
    ],
)
def test_what_somebody_put_in_words_is_feedback(
    run: Any, kind: str, given: Any, body: str | None
) -> None:
    """A name, an address and a date are none, and neither is an option; beside "other" anything is."""
    found = told(
        run, Said(asked=asked(type=kind, text="Why?"), **given), language="en", account="account_1"
    )
    rows = [row for row in found if isinstance(row, FeedbackItem)]
    assert [row.body for row in rows] == ([body] if body else [])
    for row in rows:
        assert (row.title, row.kind, row.channel, row.language) == (
            "Why?",
            "survey_answer",
            "survey",
            "en",
        )
        assert (row.source_id, row.derived_from, row.account_id) == (
            "r1:q1",
            run.ref(Answer, "r1:q1"),
            "account_1",
        )


@pytest.mark.parametrize(
    ("question", "score", "expected"),
    [
        (asked(rating="nps", scale=NPS), 9, (True, "promoter", Decimal("0.9"))),
        (asked(rating="csat", scale=FIVE), 2, (True, "dissatisfied", Decimal("0.25"))),
        (asked(rating="csat", scale=FIVE), 7, (False, None, None)),
        (asked(rating="csat"), 4, (False, None, None)),
    ],
)
def test_a_score_is_a_rating_with_its_scale_or_says_that_it_has_none(
    run: Any, question: Asked, score: int, expected: Any
) -> None:
    """Without one it is kept out of measures."""
    found = [
        row
        for row in told(run, Said(asked=question, number=Decimal(score)), item="item_1")
        if isinstance(row, Rating)
    ]
    assert [(row.scale_known, row.response_group, row.normalized) for row in found] == [expected]
    assert found[0].excluded_from_metrics is not expected[0]
    assert (found[0].source_id, found[0].item_id) == ("r1:q1", "item_1")


def test_a_number_that_is_no_score_is_no_rating(run: Any) -> None:
    """How many seats, which rank."""
    assert not of("rating", told(run, Said(asked=asked(type="number"), number=Decimal(4))))
    assert not of("rating", told(run, Said(asked=asked(rating="csat", scale=FIVE), not_shown=True)))


def test_a_question_that_is_answered_twice_has_one_answer(run: Any) -> None:
    """The first; two rows of one id would break the page."""
    found = told(
        run,
        Said(asked=asked(), text="one"),
        Said(asked=asked(), text="two"),
        Said(asked=asked("q2"), text="three"),
    )
    assert [row["value_text"] for row in of("answer", found)] == ["one", "three"]
    assert len({row.id for row in found}) == len(found)


VERSIONS = [
    ("v1", "2026-01-01T00:00:00Z"),
    ("v2", "2026-02-01T00:00:00+00:00"),
    ("v3", "2026-03-01T01:00:00+01:00"),
]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2025-12-31T00:00:00Z", "v1"),
        ("2026-01-31T23:59:59Z", "v1"),
        ("2026-02-01T00:00:00Z", "v2"),
        ("2026-03-01T00:00:00Z", "v3"),
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), "v2"),
        (None, "v3"),
        ("soon", "v3"),
    ],
)
def test_the_version_that_was_live(when: Any, expected: str) -> None:
    """The newest that is not younger; the oldest for what came before; the newest where nobody knows when."""
    found = version_at(VERSIONS, when, lambda version: version[1])
    assert found is not None
    assert found[0] == expected


def test_a_version_without_a_date_was_always_there() -> None:
    """And no version at all is none."""
    assert version_at(["a", "b"], AT, lambda _: None) == "b"
    assert version_at([], AT, lambda _: AT) is None


@pytest.mark.parametrize(
    ("question", "row", "expected"),
    [("True?", "Fast", "True? [Fast]"), (None, "Fast", "Fast"), ("True?", None, "True?"), (None, None, None), ("", "", "")],
)  # fmt: skip
def test_a_row_is_worded_with_its_question(question: Any, row: Any, expected: Any) -> None:
    assert row_text(question, row) == expected
