"""What fewer seats save at renewal: hand-worked, and never above the contract's cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from company import company, day, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productops.measures.inventory.recoverable import recoverable
from productops.measures.inventory.terms import annual_cost

AS_OF = moment("2026-04-01")
TERM = {
    "start_date": day("2026-01-01"),
    "end_date": day("2026-12-31"),
    "renewal_date": day("2027-01-01"),
}
PRICED = {
    "seats_purchased": 10,
    "unit_price": 45,
    "unit_price_currency": "EUR",
    "billing_frequency": "monthly",
}


def tables(*terms, active=2):
    return {
        "tool": [{"id": "figma", "name": "Figma"}],
        "person": [{"id": f"p{n}", "email": f"p{n}@acme.example"} for n in range(active or 0)],
        "usage": [
            {"tool_id": "figma", "person_id": f"p{n}", "last_active_at": moment("2026-03-20")}
            for n in range(active or 0)
        ],
        "contract": [{"id": "c", "tool_id": "figma", **TERM, **PRICED, **each} for each in terms],
    }


@pytest.mark.parametrize(
    ("terms", "seats", "months", "amount"),
    [
        # 8 unused, 8 × 45 × 12; at least 6 must be bought: 4 × 45 × 12
        ({}, 8, 12, "4320.00"),
        ({"minimum_seats": 6}, 4, 12, "2160.00"),
        ({"minimum_seats": 12}, 0, 12, "0.00"),
        # a term of six months, of an annual price; one that renews monthly; a price for the whole of three years
        ({"term_months": 6, "billing_frequency": "annual", "unit_price": 540}, 8, 6, "2160.00"),
        ({"start_date": None, "end_date": None, "renewal_date": None}, 8, 1, "360.00"),
        ({"billing_frequency": "multi_year", "term_months": 36, "unit_price": 900}, 8, 36, "7200.00"),
        # the annual cost that was agreed caps it, and stands in for a price
        ({"annual_cost": 3000, "annual_cost_currency": "EUR"}, 8, 12, "3000.00"),
        ({"unit_price": None, "annual_cost": 3000, "annual_cost_currency": "EUR"}, 8, 12, "2400.00"),
        ({"billing_frequency": "multi_year", "term_months": 36, "unit_price": 100, "seats_purchased": 12}, 10, 36, "1000.00"),
        ({"unit_price": 100, "billing_frequency": "annual"}, 8, 12, "800.00"),
    ],
)  # fmt: skip
def test_it_is_the_unused_seats_for_the_next_term(terms, seats, months, amount):
    """min(unused, purchased − minimum) × unit price × length of the next term."""
    (row,) = recoverable(company(tables(terms)), AS_OF).rows
    assert (row["recoverable_seats"], row["term_months"]) == (seats, months)
    assert (row["amount"], row["currency"]) == (Decimal(amount), "EUR")


def test_it_is_the_same_in_every_engine(engine):
    """With the day until which it can be said, and the contract as evidence."""
    answer = recoverable(
        company(tables({"notice_period_days": 60, "auto_renew": True}), engine), AS_OF
    )
    assert [row["amount"] for row in answer.rows] == [Decimal("4320.00")]
    (found,) = answer.findings
    assert (found.kind, found.amount, found.currency) == (
        "recoverable_cost",
        Decimal("4320.00"),
        "EUR",
    )
    assert (found.evidence, found.due) == (("c",), day("2026-11-02"))


@pytest.mark.parametrize(
    ("terms", "active", "reason"),
    [
        ({}, None, "utilisation is unknown"),
        ({"unit_price": None}, 2, "price"),
        ({"unit_price_currency": None}, 2, "currency"),
        ({"billing_frequency": "one_time"}, 2, "paid once"),
        ({"pricing_model": "flat"}, 2, "priced flat"),
        ({"seats_purchased": None}, 2, "purchased"),
        ({"termination_date": day("2026-12-01")}, 2, "terminated"),
        ({"billing_frequency": "multi_year", "start_date": None, "end_date": None, "renewal_date": None}, 2, "term"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_has_a_reason(terms, active, reason):
    """None, never 0, and the reason in the row and in what is missing."""
    answer = recoverable(company(tables(terms, active=active)), AS_OF)
    (row,) = answer.rows
    assert (row["amount"], row["currency"]) == (None, None)
    assert reason in row["reason"]
    assert reason in answer.missing[0]
    assert answer.findings == ()


@pytest.mark.parametrize(("notice", "due", "step"), [
    (60, "2026-11-02", "Renew with fewer seats, and say so by 2026-11-02."),
    (300, "2027-01-01", "Notice was due by 2026-03-07: ask the vendor whether it still takes fewer seats, before 2027-01-01."),
])  # fmt: skip
def test_what_can_be_done_depends_on_whether_notice_can_still_be_given(notice, due, step):
    frames = company(tables({"auto_renew": True, "notice_period_days": notice}), "duckdb")
    (found,) = recoverable(frames, AS_OF).findings
    assert (found.next_step, found.due) == (step, day(due))


def test_of_several_contracts_seats_must_name_theirs():
    """People are known to be active, but not under which contract."""
    terms = tables({"id": "full", "sku": "full"}, {"id": "view", "sku": "view"})
    answer = recoverable(company(terms), AS_OF)
    assert [row["reason"] for row in answer.rows] == ["no seat names the contract"] * 2


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.integers(0, 30), st.integers(0, 40), st.decimals("0.01", 999, places=2), st.none() | st.decimals(0, 9999, places=2),
    st.sampled_from([None, "monthly", "quarterly", "annual", "multi_year"]), st.integers(1, 36), st.integers(0, 5),
)  # fmt: skip
def test_it_is_never_above_the_cost_of_the_term(
    seats, minimum, price, yearly, billing, months, active
):
    """Whatever was agreed; and DuckDB and Polars tell the same."""
    terms = {
        "seats_purchased": seats, "minimum_seats": minimum, "unit_price": price, "billing_frequency": billing,
        "annual_cost": yearly, "annual_cost_currency": "EUR" if yearly is not None else None, "term_months": months,
    }  # fmt: skip
    given_ = tables(terms, active=active)
    answer = recoverable(company(given_), AS_OF)
    cost = annual_cost({"pricing_model": None, **PRICED, **TERM, **terms})
    for row in answer.rows:
        assert row["amount"] is None or 0 <= row["amount"] <= cost * months / 12 + Decimal("0.0001")
    assert answer.rows == recoverable(company(given_, "duckdb"), AS_OF).rows


def test_a_price_in_another_currency_than_the_yearly_cost_is_not_mixed_with_it(engine):
    """The amount is in the currency it is told in: a share of the yearly cost, not 8 × 45 × 12 called JPY."""
    term = {"annual_cost": "600000", "annual_cost_currency": "JPY"}
    (row,) = recoverable(company(tables(term), engine), AS_OF).rows
    assert (str(row["amount"]), row["currency"]) == ("480000.00", "JPY")
