"""Who should have taken a training, and who has, by hand."""

from __future__ import annotations

import pytest
from company import company, moment

from productops.measures.inventory.training import training

AS_OF = moment("2026-11-01")
PEOPLE = [
    {"id": "ana", "email": "ana@acme.example", "team_id": "design"},
    {"id": "ana2", "email": "ANA@acme.example", "role": "Design"},
    {"id": "ben", "email": "ben@acme.example", "role": "admin"},
    {"id": "cem", "email": "cem@acme.example"},
    {"id": "eve", "email": "eve@acme.example", "team_id": "design"},
    {"id": "fay", "email": "fay@acme.example", "role": "design"},
    {"id": "left", "email": "dan@acme.example", "team_id": "design"},
    {"id": "left2", "email": "dan@acme.example", "active": False},
]
TEAM = [{"id": "design", "name": " design"}]
COURSE = {"id": "T", "tool_id": "t", "title": "Basics", "required": True, "valid_for_days": 365}


def done(person, at="2026-05-01", status="completed", course="T"):
    return {
        "training_id": course,
        "person_id": person,
        "status": status,
        "completed_at": at and moment(at),
    }


def seats(*people, **told):
    return [{"tool_id": "t", "person_id": person, **told} for person in people]


def asked(courses=(COURSE,), records=(), seat=(), engine="polars"):
    tables = {
        "tool": [{"id": "t", "name": "Figma"}],
        "person": PEOPLE,
        "team": TEAM,
        "training": courses,
    }
    return training(company({**tables, "training_record": records, "seat": seat}, engine), AS_OF)


def test_coverage_of_those_who_hold_a_seat(engine):
    """People once by address; one who is gone is not asked for; a completion of a stranger does not count."""
    answer = asked(
        records=[done("ana2"), done("left"), done("stranger")],
        seat=seats("ana", "ana2", "ben", "cem", "left"),
        engine=engine,
    )
    assert [dict(row) for row in answer.rows] == [
        {"training": "Basics", "tool": "Figma", "audience": None, "required": True, "people": 3, "completed": 1,
         "coverage": 0.3333, "training_id": "T"},
    ]  # fmt: skip
    (found,) = answer.findings
    assert (found.kind, found.subject, found.evidence) == ("training_gap", "Figma", ("T",))
    assert "2 people of 3" in found.says
    assert answer.missing == ()


def test_an_audience_is_a_team_or_a_role(engine):
    """Where there is one, seats do not matter; role and team are compared in lower case."""
    answer = asked(
        [{**COURSE, "audience": "DESIGN "}], [done("ana"), done("fay")], seats("ben", "cem"), engine
    )
    (row,) = answer.rows
    assert (row["people"], row["completed"], row["coverage"]) == (3, 2, 0.6667)
    assert "1 person of 3" in answer.findings[0].says


@pytest.mark.parametrize(
    ("record", "valid", "counts"),
    [
        (done("ben", "2025-11-01"), 365, False),
        (done("ben", "2025-11-02"), 365, True),
        (done("ben", "2020-01-01"), None, True),
        (done("ben", None), None, True),
        (done("ben", None), 365, False),
        (done("ben", "2026-12-01"), 365, False),
        (done("ben", status="expired"), 365, False),
        (done("ben", status="in_progress"), 365, False),
        (done("ben", course="another"), None, False),
    ],
)
def test_a_completion_counts_until_it_expires(record, valid, counts):
    """Completed by as_of, and not longer ago than it is valid; without a day, only if it never expires."""
    answer = asked([{**COURSE, "valid_for_days": valid}], [record], seats("ben"))
    assert answer.rows[0]["completed"] == int(counts)
    undated = valid is not None and record["completed_at"] is None
    assert any("without a day" in line for line in answer.missing) == undated


def test_two_trainings_are_counted_apart():
    """Each with its own people, term and records; only a required one is a finding."""
    other = {
        **COURSE,
        "id": "U",
        "title": "Advanced",
        "audience": "admin",
        "required": False,
        "valid_for_days": None,
    }
    answer = asked([COURSE, other], [done("ben")], seats("ben", "cem"))
    told = {row["training_id"]: (row["people"], row["completed"]) for row in answer.rows}
    assert told == {"T": (2, 1), "U": (1, 0)}
    assert [row["training_id"] for row in answer.rows] == ["U", "T"]
    assert [found.evidence for found in answer.findings] == [("T",)]


def test_a_revoked_seat_asks_for_nothing_and_nobody_is_no_coverage():
    """Where nobody is known whom it is for, coverage is unknown, not 0 or 1."""
    answer = asked(seat=seats("ben", revoked_at=moment("2026-01-01")))
    assert answer.rows[0]["coverage"] is None
    assert answer.missing == ("coverage: nobody is known whom it is for: Basics",)
    assert asked([]).missing == ("no source names a training",)
