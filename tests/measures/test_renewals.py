"""The renewal calendar: dates by hand, deadlines, and contracts of one product that overlap."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from company import company, day, moment
from hypothesis import given
from hypothesis import strategies as st

from productops.measures.inventory.deadlines import next_renewal
from productops.measures.inventory.renewals import _COLUMNS, overlapping, renewals
from productops.measures.inventory.terms import (
    annual_cost,
    cost_currency,
    rolled,
    term_months,
    written_end,
)

AS_OF = moment("2026-11-01T15:00")
FIGMA = {
    "id": "c1", "tool_id": "t1", "contract_number": "FIG-1", "start_date": day("2024-01-01"), "end_date": day("2024-12-31"),
    "renewal_date": day("2025-01-01"), "term_months": 12, "auto_renew": True, "notice_period_days": 60,
    "seats_purchased": 40, "unit_price": "45", "unit_price_currency": "EUR", "billing_frequency": "monthly",
}  # fmt: skip
TOOLS = [{"id": "t1", "name": "Figma"}, {"id": "t2", "name": "Miro"}]


def contract(**told):
    days = ("start_date", "end_date", "renewal_date", "termination_date")
    told = {
        name: date.fromisoformat(value) if name in days and value else value
        for name, value in told.items()
    }
    return dict.fromkeys((*_COLUMNS, "id", "tool", "tool_name")) | {"id": "c"} | told


def asked(*contracts, engine="polars", as_of=AS_OF, **options):
    return renewals(company({"tool": TOOLS, "contract": contracts}, engine), as_of, **options)


@pytest.mark.parametrize(
    ("told", "after", "expected"),
    [
        ({"renewal_date": "2027-01-01", "term_months": 12}, "2026-11-01", "2027-01-01"),
        ({"renewal_date": "2025-01-01", "term_months": 12}, "2026-12-31", "2027-01-01"),
        ({"renewal_date": "2025-01-01", "term_months": 12}, "2027-01-01", "2028-01-01"),
        ({"end_date": "2025-06-30", "term_months": 3}, "2025-12-29", "2025-12-30"),
        ({"start_date": "2025-01-31", "term_months": 1}, "2025-01-31", "2025-02-28"),
        ({"start_date": "2025-01-31", "term_months": 1}, "2025-02-28", "2025-03-31"),
        ({"start_date": "2025-01-31", "term_months": 1}, "2025-03-31", "2025-04-30"),
        ({"start_date": "2024-01-31", "term_months": 1}, "2024-02-01", "2024-02-29"),
        ({"start_date": "2024-02-29", "term_months": 12}, "2024-03-01", "2025-02-28"),
        ({"start_date": "2024-02-29", "term_months": 12}, "2025-03-01", "2026-02-28"),
        ({"start_date": "2024-02-29", "term_months": 12}, "2027-03-01", "2028-02-29"),
        ({"start_date": "2024-02-29", "term_months": 12, "renewal_date": "2025-02-28"}, "2027-03-01", "2028-02-29"),
        ({"start_date": "2025-01-31", "term_months": 1, "renewal_date": "2025-02-28"}, "2025-02-28", "2025-03-31"),
        ({"start_date": "2025-02-01", "end_date": "2025-02-28", "term_months": 1}, "2025-03-15", "2025-03-31"),
        ({"start_date": "2023-03-01", "end_date": "2024-02-29", "term_months": 12}, "2024-06-01", "2025-02-28"),
        ({"start_date": "2023-03-01", "end_date": "2024-02-29", "term_months": 12}, "2027-06-01", "2028-02-29"),
        ({"start_date": "2023-01-01", "renewal_date": "2026-01-01", "term_months": 12}, "2026-11-01", "2027-01-01"),
        ({"start_date": "2024-01-01", "end_date": "2024-12-31"}, "2026-11-01", "2026-12-31"),
        ({"start_date": "2025-08-31", "term_months": 6}, "2026-03-01", "2026-08-31"),
        ({"renewal_date": "2024-02-29", "term_months": 48}, "2024-03-01", "2028-02-29"),
    ],
)  # fmt: skip
def test_a_contract_rolls_by_whole_terms(told, after, expected):
    """Worked by hand: months are counted from the start, so that a short month clips one date and not the next."""
    assert rolled(contract(**told), day(after)) == day(expected)


@pytest.mark.parametrize("told", [{"renewal_date": "2020-01-01"}, {"term_months": 12}, {}])
def test_what_cannot_be_rolled_has_no_renewal(told):
    """Without a term, or without any date, nobody knows when it renews."""
    assert rolled(contract(**told), day("2026-11-01")) is None


@given(
    start=st.dates(date(2015, 1, 1), date(2026, 1, 1)),
    term=st.sampled_from([1, 2, 3, 6, 12, 24, 36]),
    after=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
)
def test_rolling_is_strictly_ahead_and_skips_no_term(start, term, after):
    """The renewal lies after the day, the one before it does not, and it falls on the start's day or a month's last."""
    it = contract(start_date=start.isoformat(), term_months=term)
    found = rolled(it, after)
    assert found > after
    months = (found.year - start.year) * 12 + found.month - start.month
    assert months % term == 0
    assert found.day == start.day or (found + timedelta(days=1)).day == 1
    if months > term:
        assert rolled(it, found - timedelta(days=28 * term)) == found
        before = rolled(it, found - timedelta(days=31 * term + 1))
        assert before <= after


@given(
    notice=st.integers(0, 400),
    term=st.sampled_from([1, 12]),
    today=st.dates(date(2024, 1, 2), date(2029, 1, 1)),
)
def test_a_deadline_is_always_notice_before_a_renewal_ahead(notice, term, today):
    """One that renews by itself has its renewal ahead, and its deadline exactly the notice before that."""
    it = contract(
        start_date="2024-01-31", term_months=term, auto_renew=True, notice_period_days=notice
    )
    found = next_renewal(it, today)
    assert found.renewal > today
    assert found.deadline == found.renewal - timedelta(days=notice)


@pytest.mark.parametrize(
    ("told", "today", "deadline", "status"),
    [
        ({}, "2026-07-01", "2026-11-02", "later"),
        ({}, "2026-08-04", "2026-11-02", "≤90"),
        ({}, "2026-09-03", "2026-11-02", "≤60"),
        ({}, "2026-10-03", "2026-11-02", "≤30"),
        ({}, "2026-11-02", "2026-11-02", "≤30"),
        ({}, "2026-11-03", "2026-11-02", "missed"),
        ({}, "2026-12-31", "2026-11-02", "missed"),
        ({}, "2027-01-01", "2027-11-02", "later"),
        ({"notice_period_days": None}, "2026-11-01", None, "unknown"),
        ({"auto_renew": False}, "2024-12-02", "2025-01-01", "≤30"),
        ({"auto_renew": False}, "2025-01-01", "2025-01-01", "≤30"),
        ({"auto_renew": False}, "2025-01-02", "2025-01-01", "expired"),
        ({"auto_renew": None}, "2024-11-02", "2024-11-02", "≤30"),
        ({"auto_renew": None}, "2024-11-03", "2024-11-02", "overdue"),
        ({"auto_renew": None, "notice_period_days": None}, "2024-12-31", "2025-01-01", "≤30"),
        ({"auto_renew": None, "notice_period_days": None}, "2025-01-02", "2025-01-01", "overdue"),
        ({"term_months": 1, "notice_period_days": 60}, "2026-11-01", "2026-11-02", "≤30"),
        ({"term_months": 1, "notice_period_days": 60}, "2026-11-02", "2026-11-02", "≤30"),
        ({"term_months": 1, "notice_period_days": 60}, "2026-11-03", "2026-12-03", "≤30"),
    ],
)  # fmt: skip
def test_the_deadline_and_its_status(told, today, deadline, status):
    """Notice counts where it renews by itself, or where nothing says so; a notice longer than a term reaches further."""
    it = {**contract(), **FIGMA, **told, "tool": "t1"}
    found = next_renewal(it, day(today))
    assert (found.deadline, found.status(day(today))) == (deadline and day(deadline), status)


def test_the_calendar_in_full(engine):
    """Rows by deadline, with what is at stake; a missed deadline is a finding with its contract as evidence."""
    miro = {"id": "c2", "tool_id": "t2", "end_date": day("2026-11-20"), "auto_renew": False}
    answer = asked(FIGMA, miro, engine=engine, as_of=moment("2026-11-10"))
    assert [dict(row) for row in answer.rows] == [
        {"contract_id": "c1", "tool": "Figma", "contract": "FIG-1", "renewal_date": day("2027-01-01"),
         "decision_deadline": day("2026-11-02"), "days_left": -8, "status": "missed", "auto_renew": True,
         "notice_period_days": 60, "annual_cost": Decimal(21600), "currency": "EUR", "seats": 40, "decision": None},
        {"contract_id": "c2", "tool": "Miro", "contract": None, "renewal_date": day("2026-11-20"),
         "decision_deadline": day("2026-11-20"), "days_left": 10, "status": "≤30", "auto_renew": False,
         "notice_period_days": None, "annual_cost": None, "currency": None, "seats": None, "decision": None},
    ]  # fmt: skip
    (found,) = answer.findings
    assert (found.kind, found.subject, found.evidence) == ("missed_deadline", "Figma", ("c1",))
    assert (found.amount, found.currency, found.due) == (Decimal(21600), "EUR", day("2027-01-01"))
    assert "by 2027-11-02" in found.next_step
    assert answer.missing == ("no annual cost, nor what it is computed from: Miro (2)",)
    assert (answer.n, answer.window) == (2, (moment("2026-11-10"), moment("2027-01-02")))


def test_only_what_is_due_within_some_days():
    """`within_days` keeps what has passed and what comes soon; what has no deadline is told as missing."""
    unknown = {
        **FIGMA,
        "id": "c3",
        "tool_id": "t2",
        "contract_number": "M",
        "notice_period_days": None,
    }
    assert [row["contract_id"] for row in asked(FIGMA, unknown, within_days=1).rows] == ["c1"]
    answer = asked(FIGMA, unknown, within_days=0)
    assert not answer.rows
    assert answer.missing == ("renews by itself, but its notice period is not known: Miro (M)",)
    assert answer.window == (AS_OF, moment("2026-11-02"))


def test_what_is_decided_is_left_out():
    """A terminated contract, and one that another follows, need no decision."""
    ended = {
        **FIGMA,
        "id": "c3",
        "tool_id": "t2",
        "contract_number": "M",
        "termination_date": day("2026-12-31"),
    }
    next_ = {**FIGMA, "id": "c4", "contract_number": "FIG-2", "start_date": day("2027-01-01"), "end_date": None,
             "renewal_date": None}  # fmt: skip
    answer = asked(FIGMA, ended, next_, as_of=moment("2026-11-10"))
    assert [row["contract_id"] for row in answer.rows] == ["c4"]
    assert answer.excluded == ("terminated: Miro (M)", "followed by another: Figma (FIG-1)")
    assert not answer.findings


def test_an_expired_contract_is_a_finding_unless_another_follows():
    """One that ended, and does not renew by itself, is expired; with a later contract it is history."""
    old = {**FIGMA, "auto_renew": False}
    (found,) = asked(old).findings
    assert (found.kind, found.evidence) == ("expired_contract", ("c1",))
    later = {**FIGMA, "id": "c2", "contract_number": "B", "start_date": day("2025-06-01"), "end_date": None,
             "renewal_date": day("2027-06-01")}  # fmt: skip
    assert not asked(old, later).findings


def test_a_contract_of_no_known_tool_is_still_due():
    """It is named by its number, so that nothing is due unseen."""
    (row,) = asked({**FIGMA, "tool_id": "nowhere"}).rows
    assert (row["tool"], row["contract"], row["status"]) == (None, "FIG-1", "≤30")


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ({}, {}, True),
        ({}, {"start_date": "2025-12-31"}, False),
        ({}, {"start_date": "2025-12-30", "end_date": "2026-12-30"}, True),
        ({}, {"start_date": "2026-01-01", "end_date": "2026-12-31"}, False),
        ({"sku": "editor"}, {"sku": "viewer"}, False),
        ({"sku": "editor"}, {"sku": " Editor"}, True),
        ({"sku": "editor"}, {}, True),
        ({}, {"tool": "t2"}, False),
        ({"contract_number": "F-1"}, {"contract_number": "f-1"}, False),
        ({"source": "inventory"}, {"source": "files"}, False),
        ({"source": "inventory"}, {"source": "files", "start_date": "2025-02-01", "end_date": "2026-01-31"}, True),
        ({"termination_date": "2025-03-01"}, {"start_date": "2025-03-01"}, False),
        ({"start_date": None}, {}, False),
        ({"end_date": None}, {}, False),
        ({"end_date": None, "term_months": 12}, {}, True),
        ({"auto_renew": True, "term_months": 12}, {"start_date": "2026-01-15", "end_date": "2027-01-14"}, False),
        ({"auto_renew": True, "term_months": 12}, {"start_date": "2026-03-01", "end_date": "2027-02-28"}, True),
        ({"auto_renew": False, "term_months": 12}, {"start_date": "2026-03-01", "end_date": "2027-02-28"}, False),
    ],
)  # fmt: skip
def test_contracts_of_one_product_that_share_a_day(one, other, overlap):
    """The same goods, different contracts, a day in common; a self-renewing one that nothing follows runs on."""
    usual = {"tool": "t1", "start_date": "2025-01-01", "end_date": "2025-12-31"}
    first, second = (
        contract(**{**usual, "id": "a", **one}),
        contract(**{**usual, "id": "b", **other}),
    )
    found = overlapping([second, first], day("2026-11-01"))
    assert [[each["id"] for each in pair] for pair in found] == ([["a", "b"]] if overlap else [])


def test_an_overlap_is_a_finding_with_both_contracts(engine):
    """Both rows are the evidence."""
    twin = {**FIGMA, "id": "c2", "contract_number": "FIG-2", "start_date": day("2024-07-01"),
            "end_date": day("2025-06-30"), "renewal_date": None}  # fmt: skip
    (found,) = asked(FIGMA, twin, engine=engine).of("overlapping_contracts")
    assert found.evidence == ("c1", "c2")
    assert "2024-07-01" in found.says


@pytest.mark.parametrize(
    ("told", "cost", "currency"),
    [
        ({}, "21600", "EUR"),
        ({"billing_frequency": "quarterly"}, "7200", "EUR"),
        ({"billing_frequency": "annual"}, "1800", "EUR"),
        ({"billing_frequency": None}, "1800", "EUR"),
        ({"billing_frequency": "multi_year", "term_months": 36}, "600", "EUR"),
        ({"billing_frequency": "one_time"}, None, "EUR"),
        ({"annual_cost": Decimal("9.50"), "annual_cost_currency": "USD"}, "9.5", "USD"),
        ({"pricing_model": "flat"}, "540", "EUR"),
        ({"pricing_model": "usage"}, None, "EUR"),
        ({"pricing_model": "free", "unit_price": None}, "0", "EUR"),
        ({"seats_purchased": None}, None, "EUR"),
    ],
)
def test_the_cost_of_a_year(told, cost, currency):
    """As given, else seats × price × periods; what cannot be told is None, never 0."""
    it = {**contract(), **FIGMA, "unit_price": Decimal(45), **told}
    assert (annual_cost(it), cost_currency(it)) == (cost and Decimal(cost), currency)


def test_the_term_follows_from_the_dates():
    """Whole months between start and end, with the last day or the day after it meant."""
    for end in ("2025-12-31", "2026-01-01"):
        assert term_months(contract(start_date="2025-01-01", end_date=end)) == 12
    assert term_months(contract(start_date="2025-01-01", end_date="2025-12-15")) is None
    assert written_end(contract(start_date="2025-01-31", term_months=1)) == day("2025-02-28")


def test_a_renewal_that_was_decided_is_missed_no_more_but_the_next_one_is() -> None:
    """A decision is of one renewal; that of the year before says nothing."""
    for of, kinds in (("2027-01-01", []), ("2026-01-01", ["missed_deadline"])):
        frames = company({"tool": [{"id": "t1", "name": "Figma"}], "contract": [FIGMA]})
        answer = renewals(frames, moment("2026-11-10"), decided={"c1": ("renew", of)})
        assert [found.kind for found in answer.findings] == kinds
        assert answer.rows[0]["decision"] == (None if kinds else "renew")


@pytest.mark.parametrize(
    ("told", "renewal"),
    [
        ({"end_date": day("9999-12-31"), "renewal_date": None}, "9999-12-31"),
        ({"end_date": day("9999-12-31"), "renewal_date": None, "auto_renew": False}, "9999-12-31"),
        ({"term_months": 999_999}, "9999-12-31"),
        ({"notice_period_days": 999_999_999}, "9999-01-01"),
    ],
)
def test_what_no_calendar_holds_is_its_last_day(told, renewal):
    """A contract "without end" is one row like any other, and keeps no other from being told."""
    endless = {**FIGMA, **told, "id": "c9", "tool_id": "t2"}
    answer = asked(FIGMA, endless, {**endless, "id": "c10", "contract_number": "X", "sku": "other"})
    assert {row["contract_id"] for row in answer.rows} == {"c1", "c9", "c10"}
    (row,) = (row for row in answer.rows if row["contract_id"] == "c9")
    assert row["renewal_date"] == day(renewal)


def test_a_contract_of_a_tool_that_is_gone_is_told_by_its_number():
    """Its deadline is still one; nothing is called None."""
    frames = company({"tool": [], "match": [], "contract": [FIGMA]})
    (found,) = renewals(frames, moment("2026-11-10")).findings
    assert (found.kind, found.subject) == ("missed_deadline", "FIG-1")
    assert "None" not in found.says
