"""Best practices by product, the risk register, and who answers for what."""

from __future__ import annotations

import pytest
from company import company, day, moment

from productops.measures.inventory.risks import risks, score
from productops.measures.inventory.scorecard import CHECKS, scorecard

AS_OF = moment("2026-11-01T10:00")
PEOPLE = [
    {"id": "ana", "email": "ana@acme.example"},
    {"id": "ben", "email": "Ben@acme.example"},
    {"id": "okta_ben", "email": "ben@ACME.example", "active": False},
    {"id": "okta_ana", "email": "ana@acme.example", "active": True},
]
WHOLE = {
    "id": "p", "name": "Figma", "vendor": "Figma Inc.", "owner_id": "ana", "backup_owner": "cem@acme.example",
    "docs_url": "https://wiki.acme.example/figma", "onboarding_url": "https://wiki.acme.example/start",
    "criticality": "high", "review_by": day("2026-11-01"), "sso": True, "holds_pii": True, "status": "active",
    "row_ids": ["r2", "r1"],
}  # fmt: skip
AROUND = {
    "person": PEOPLE,
    "match": [{"row_id": row, "tool_id": "p", "tool_name": "Figma"} for row in ("r1", "r2")],
    "vendor": [{"name": "FIGMA inc.", "dpa_signed": None}, {"name": "figma inc.", "dpa_signed": True}],
    "contract": [{"tool_id": "r1", "start_date": day("2026-01-01"), "end_date": day("2026-12-31")}],
    "training": [{"tool_id": "r2", "title": "Basics"}],
}  # fmt: skip
ALL = [check.name for check in CHECKS]


def card(product=(), engine="polars", holders=(), **around):
    seats = [{"tool_id": "r1", "person_id": who} for who in holders]
    tables = {**AROUND, "product": [{**WHOLE, **dict(product)}], "seat": seats, **around}
    return scorecard(company(tables, engine), AS_OF)


def test_a_product_that_keeps_every_practice(engine):
    """Eleven of eleven, and nothing to do."""
    answer = card(engine=engine, holders=["ana"])
    assert [dict(row) for row in answer.rows] == [
        {"tool": "Figma", "score": 1.0, "passed": 11, "applicable": 11, "unknown": 0, "failed": [], "not_known": [],
         "tool_id": "p"},
    ]  # fmt: skip
    assert (answer.findings, answer.missing, answer.n) == ((), (), 1)


def test_a_product_of_which_nothing_is_told(engine):
    """What should be written down has failed, each with a next step and its rows; what nobody tells is unknown."""
    bare = {name: None for name in WHOLE if name not in ("id", "name", "row_ids")}
    answer = card(bare, engine, vendor=[], contract=[], training=[])
    (row,) = answer.rows
    assert row["failed"] == [
        "owner", "backup_owner", "docs", "onboarding", "criticality", "contract", "training",
    ]  # fmt: skip
    assert row["not_known"] == ["review", "sso", "dpa", "orphan_seats"]
    assert (row["score"], row["applicable"], row["unknown"]) == (0.0, 7, 4)
    assert len(answer.of("check_failed")) == 7
    assert all(found.evidence == ("r1", "r2") and found.next_step for found in answer.findings)
    assert "sso not known: Figma" in answer.missing


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        ({"owner_id": "ben"}, "owner"),
        ({"backup_owner": "ben@acme.example"}, "backup_owner"),
        ({"backup_owner": "ana"}, "backup_owner"),
        ({"docs_url": None}, "docs"),
        ({"review_by": day("2026-10-31")}, "review"),
        ({"sso": False}, "sso"),
        ({"criticality": None}, "criticality"),
    ],
)
def test_each_check_fails_for_its_own_reason(told, failed):
    """One thing amiss is one check failed: also an owner whom the directory no longer knows as active."""
    (row,) = card(told, holders=["ana"]).rows
    assert row["failed"] == [failed]
    assert row["score"] == round(10 / 11, 4)


def test_what_lies_in_other_tables():
    """An ended contract is none, an unsigned agreement fails, somebody who holds a seat is gone."""
    ended = [{"tool_id": "r1", "end_date": day("2026-01-01"), "auto_renew": False}]
    (row,) = card(
        contract=ended, vendor=[{"name": "Figma Inc.", "dpa_signed": False}], holders=["ana", "ben"]
    ).rows
    assert row["failed"] == ["contract", "dpa", "orphan_seats"]
    documented = card(
        {"docs_url": None}, process_doc=[{"tool_id": "r1", "title": "How"}], holders=["ana"]
    )
    assert not documented.findings


def test_an_agreement_is_not_asked_for_without_personal_data():
    """A check that does not apply is neither passed nor unknown."""
    (row,) = card({"holds_pii": False}, holders=["ana"], vendor=[]).rows
    assert (row["passed"], row["applicable"], row["unknown"], row["score"]) == (10, 10, 0, 1.0)


def test_what_is_not_in_use_is_left_out():
    """Candidates and retired products have no score, and are counted."""
    answer = card({"status": "retired"})
    assert answer.rows == ()
    assert answer.excluded == ("1 candidate or retired product",)


RISKS = [
    {"id": "k1", "subject_id": "r1", "title": "Prices rise", "likelihood": 3, "impact": 2, "review_by": day("2026-10-30")},
    {"id": "k2", "subject_id": "v1", "title": "Vendor closes", "likelihood": 2, "impact": 5, "review_by": day("2026-11-01")},
    {"id": "k3", "subject_id": "gone", "title": "Old", "score": 4},
    {"id": "k4", "subject_id": "r1", "title": "Odd", "likelihood": 6, "impact": 2},
]  # fmt: skip


def register(product=(), engine="polars", told=RISKS):
    vendor = [{"id": "v1", "name": "Figma Inc."}]
    tables = {**AROUND, "vendor": vendor, "risk": told, "product": [{**WHOLE, **dict(product)}]}
    return risks(company(tables, engine), AS_OF)


def test_the_gravest_risk_comes_first(engine):
    """Sorted by likelihood × impact; the subject is named; a review is overdue on the day after its date."""
    answer = register(engine=engine)
    assert [(row["risk_id"], row["score"], row["subject"], row["review_overdue"]) for row in answer.rows] == [
        ("k2", 10, "Figma Inc.", False), ("k1", 6, "Figma", True), ("k3", 4, None, None), ("k4", None, "Figma", None),
    ]  # fmt: skip
    (late,) = answer.of("risk_review_overdue")
    assert (late.evidence, late.subject, late.due) == (("k1",), "Figma", day("2026-10-30"))
    assert "2 days ago" in late.says
    assert answer.missing == (
        "no score: likelihood and impact from 1 to 5 are needed: Odd",
        "about something that no source knows: Old",
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"likelihood": 5, "impact": 5, "score": 3}, 25),
        ({"likelihood": 5, "impact": None, "score": 3}, 3),
        ({"likelihood": 0, "impact": 5, "score": 3}, None),
        ({"likelihood": None, "impact": None, "score": None}, None),
    ],
)
def test_the_score_is_computed_before_it_is_believed(told, expected):
    """A given score counts only where it cannot be computed; off the scale there is none."""
    assert score(told) == expected


@pytest.mark.parametrize(
    ("told", "says", "evidence"),
    [
        ({}, None, None),
        ({"backup_owner": None}, "only one person", ("r1", "r2")),
        ({"owner_id": None}, "only one person", ("r1", "r2")),
        ({"owner_id": None, "backup_owner": None}, "nobody", ("r1", "r2")),
        ({"owner_id": "ben"}, "only one person", ("r1", "r2", "okta_ben")),
        ({"owner_id": None, "backup_owner": "BEN@acme.example"}, "nobody", ("r1", "r2", "okta_ben")),
        ({"owner_id": None, "criticality": "medium"}, None, None),
        ({"owner_id": None, "status": "retired"}, None, None),
    ],
)  # fmt: skip
def test_a_critical_product_that_hangs_on_one_person(told, says, evidence):
    """Fewer than two people who are still there is a finding; who has left is part of the evidence."""
    found = register(told).of("bus_factor")
    assert [each.evidence for each in found] == ([evidence] if evidence else [])
    assert all(says in each.says for each in found)


def test_no_risk_register_is_told():
    """That nobody names a risk does not mean that there is none."""
    answer = register(told=[])
    assert answer.rows == ()
    assert answer.missing == ("no source names a risk",)
