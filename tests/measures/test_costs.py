"""Cost per active user and spend: hand-worked figures, in every engine."""

from __future__ import annotations

from decimal import Decimal

import pytest
from company import company, day, moment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from productops.errors import SettingsError
from productops.measures.inventory.costs import cost_per_active_user
from productops.measures.inventory.spend import spend
from productops.measures.rates import Rates

AS_OF = moment("2026-01-01")
SEEN = moment("2025-06-01")


def cost(tool, amount, start=None, end=None, **more):
    dates = {
        "charge_period_start": start and moment(start),
        "charge_period_end": end and moment(end),
    }
    return {"tool_id": tool, "effective_cost": amount, "billing_currency": "EUR"} | dates | more


TABLES = {
    "vendor": [{"id": "v1", "name": "Figma Inc."}, {"id": "v2", "name": "Zoom Inc."}],
    "team": [{"id": "t1", "name": "Design"}],
    "tool": [
        {"id": "figma", "name": "Figma", "vendor_id": "v1", "owner_team_id": "t1"},
        {"id": "jam", "name": "FigJam", "vendor_id": "v1"},
        {"id": "zoom", "name": "Zoom", "vendor_id": "v2"},
        {"id": "idle", "name": "Idle"},
    ],
    "person": [{"id": name, "email": f"{name}@acme.example"} for name in ("ana", "ben", "cai")],
    "usage": [
        {"tool_id": tool, "person_id": who, "last_active_at": at}
        for tool, who, at in (
            ("figma", "ana", SEEN), ("figma", "ben", SEEN), ("figma", "ana", moment("2025-07-01")),
            ("figma", "cai", moment("2024-12-31")), ("idle", "cai", moment("2024-12-31")), ("jam", "ana", SEEN),
        )
    ],
    "cost": [
        cost("figma", 1200, "2025-03-01", "2026-03-01", cost_center="CC1"),
        cost("figma", 100, "2025-12-01", "2026-01-01", billing_currency="USD"),
        cost("jam", None, "2024-01-01", "2025-01-01", billed_cost=999),
        cost("jam", None, "2025-02-01", "2025-03-01", billed_cost=50, cost_center="CC1"),
        cost("zoom", "30.5", None, None, billing_period_start=moment("2025-05-01")),
        cost("idle", 10, "2025-05-01", "2025-06-01"),
        cost("zoom", 7, None, None),
        cost("zoom", None, "2025-05-01", "2025-06-01"),
        cost("zoom", 8, "2025-05-01", "2025-06-01", billing_currency=None),
        cost("nobody's", 5, "2025-05-01", "2025-06-01"),
    ],
}  # fmt: skip


def told(answer, *names):
    return [tuple(row[name] for name in names) for row in answer.rows]


def test_cost_is_amortised_and_shared_by_who_was_active(engine):
    """A year bought on 1 March is 306 of 365 days in the calendar year; two people were active in it."""
    answer = cost_per_active_user(company(TABLES, engine), AS_OF)
    assert told(answer, "tool", "currency", "cost", "active", "cost_per_active_user", "basis") == [
        ("FigJam", "EUR", Decimal("50.00"), 1, Decimal("50.00"), "charged"),
        ("Figma", "EUR", Decimal("1006.0274"), 2, Decimal("503.0137"), "charged"),
        ("Figma", "USD", Decimal("100.00"), 2, Decimal("50.00"), "charged"),
        ("Idle", "EUR", Decimal("10.00"), 0, None, "charged"),
        ("Zoom", "EUR", Decimal("30.50"), None, None, "charged"),
    ]
    assert answer.window == (moment("2025-01-01"), AS_OF)
    assert answer.n == 6 + 4
    assert answer.missing == (
        "charges without a period, counted whole on their day: 1",
        "charges without an amount: 1",
        "charges without a currency: 1 (`currency` of the source gives it; then productops renormalise)",
        "charges without a date: 1",
        "active users: no source tells when people were active: Zoom",
        "cost per active user: nobody was active in the window: Idle",
    )
    assert answer.excluded == ("charges of no known product: 1",)


def test_without_amortisation_a_charge_counts_whole_where_it_begins(engine):
    """In the window it was charged in, and not in the next."""
    frames = company(TABLES, engine)
    whole = cost_per_active_user(frames, AS_OF, amortize=False)
    assert ("Figma", "EUR", Decimal("1200.00")) in told(whole, "tool", "currency", "cost")
    later = cost_per_active_user(frames, moment("2026-03-01"), 2, amortize=False)
    assert later.rows == ()
    spread = cost_per_active_user(frames, moment("2026-03-01"), 2)
    assert told(spread, "tool", "cost") == [("Figma", Decimal("193.9726"))]


def test_contracts_are_planned_only_where_asked_and_named_so():
    """A contract without charges is no cost; contracts=True plans it, a twelfth a month."""
    contract = {
        "tool_id": "zoom",
        "annual_cost": 1200,
        "annual_cost_currency": "EUR",
        "start_date": day("2025-10-01"),
    }
    also = {**contract, "tool_id": "figma"}
    frames = company({**TABLES, "cost": TABLES["cost"][:1], "contract": [contract, also]})
    silent = cost_per_active_user(frames, AS_OF)
    assert [row["tool"] for row in silent.rows] == ["Figma"]
    assert (
        "cost: no charges in the window; `contracts` plans it from the contract: Zoom"
        in silent.missing
    )
    planned = cost_per_active_user(frames, AS_OF, contracts=True)
    assert told(planned, "tool", "cost", "basis") == [
        ("Figma", Decimal("1006.0274"), "charged"), ("Zoom", Decimal("300.00"), "planned"),
    ]  # fmt: skip


def test_rates_convert_each_charge_on_its_day_or_say_that_they_cannot():
    """A charge of 1 December at the rate of that day; one without a rate keeps its currency."""
    rates = Rates.read([{"date": "2025-11-20", "base": "USD", "quote": "EUR", "rate": "0.9"}])
    answer = cost_per_active_user(company(TABLES), AS_OF, rates=rates, currency="EUR")
    assert ("Figma", "EUR", Decimal("1096.0274")) in told(answer, "tool", "currency", "cost")
    none = cost_per_active_user(company(TABLES), AS_OF, rates=Rates.read([]), currency="EUR")
    assert ("Figma", "USD", Decimal("100.00")) in told(none, "tool", "currency", "cost")
    assert any("USD on 2025-12-01" in each for each in none.missing)
    bare = cost_per_active_user(company(TABLES), AS_OF, currency="EUR")
    assert bare.rows == cost_per_active_user(company(TABLES), AS_OF).rows
    assert any(each.startswith("rates to EUR: none are given for: ") for each in bare.missing)


def test_spend_by_vendor_has_shares_and_concentration(engine):
    """0.5 and 0.5: hhi 0.5; what belongs to no vendor stands in a row without a name."""
    answer = spend(company(TABLES, engine), AS_OF, amortize=False)
    assert told(answer, "vendor", "currency", "amount", "charges") == [
        ("Figma Inc.", "EUR", Decimal("1250.00"), 2), ("Zoom Inc.", "EUR", Decimal("30.50"), 1),
        (None, "EUR", Decimal("15.00"), 2), ("Figma Inc.", "USD", Decimal("100.00"), 1),
    ]  # fmt: skip
    shares = [1250 / 1295.5, 30.5 / 1295.5, 15 / 1295.5]
    assert [row["share"] for row in answer.rows[:3]] == pytest.approx(shares)
    assert answer.rows[0]["hhi"] == pytest.approx(sum(share**2 for share in shares))
    assert answer.rows[3]["hhi"] == 1
    assert "vendor of 15.00 EUR" in answer.missing
    assert answer.n == 6


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("team", {"Design", None}),
        ("tool", {"Figma", "FigJam", "Zoom", "Idle", None}),
        ("cost_center", {"CC1", None}),
    ],
)
def test_spend_by_other_things(by, names, engine):
    """Each adds up to the same total."""
    answer = spend(company(TABLES, engine), AS_OF, by=by, amortize=False)
    assert {row[by] for row in answer.rows} == names
    assert sum(row["amount"] for row in answer.rows if row["currency"] == "EUR") == Decimal(
        "1295.50"
    )


def test_spend_by_something_else_is_refused():
    """With the nearest."""
    with pytest.raises(SettingsError, match="vendr"):
        spend(company(TABLES), AS_OF, by="vendr")


def test_credits_leave_no_concentration():
    """Where a vendor's credits exceed its charges, shares still add up and hhi is not told."""
    rows = [
        cost("figma", 100, "2025-05-01", "2025-06-01"),
        cost("zoom", -20, "2025-05-01", "2025-06-01"),
    ]
    answer = spend(company({**TABLES, "cost": rows}), AS_OF)
    assert sum(row["share"] for row in answer.rows) == pytest.approx(1)
    assert [row["hhi"] for row in answer.rows] == [None, None]
    assert any("hhi" in each for each in answer.missing)


CHARGES = st.lists(
    st.tuples(
        st.sampled_from(["figma", "jam", "zoom", "none"]), st.decimals(0, 5000, places=2),
        st.sampled_from(["EUR", "USD"]), st.integers(1, 28), st.integers(0, 500),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(CHARGES, st.sampled_from(["vendor", "team", "tool"]))
def test_shares_add_up_to_one_in_each_currency(charged, by):
    """Whatever is charged; and DuckDB and Polars tell the same."""
    rows = [
        cost(tool, amount, f"2025-02-{start:02}", None, billing_currency=currency)
        | {"charge_period_end": moment("2025-02-01").fromordinal(moment("2025-02-01").toordinal() + days).replace(tzinfo=AS_OF.tzinfo)}
        for tool, amount, currency, start, days in charged
    ]  # fmt: skip
    answer = spend(company({**TABLES, "cost": rows}), AS_OF, by=by)
    for currency in {row["currency"] for row in answer.rows}:
        shares = [row["share"] for row in answer.rows if row["currency"] == currency]
        assert shares == [None] * len(shares) or sum(shares) == pytest.approx(1)
    for row in answer.rows:
        assert row["hhi"] is None or 0 < row["hhi"] <= 1 + 1e-9
    other = spend(company({**TABLES, "cost": rows}, "duckdb"), AS_OF, by=by)
    assert (answer.rows, answer.missing, answer.n) == (other.rows, other.missing, other.n)
