"""Products and features that hang on, unused: known to be, or not known."""

from __future__ import annotations

from collections import ChainMap
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest
from company import company, day, moment
from hypothesis import given
from hypothesis import strategies as st

from productops.measures.inventory.features import LEAST, bounds_of, unused_features
from productops.measures.inventory.unused import unused

AS_OF = moment("2026-11-01")
OLD, NEW = moment("2026-01-05"), moment("2026-10-05")
CONTRACT = {
    "id": "k", "tool_id": "t", "start_date": day("2026-01-01"), "end_date": day("2026-12-31"), "annual_cost": "1200",
    "annual_cost_currency": "EUR",
}  # fmt: skip
PEOPLE = [{"id": name, "email": f"{name}@acme.example"} for name in ("ana", "ben")]


def asked(engine="polars", **tables):
    tables = {
        "tool": [{"id": "t", "name": "Miro"}, {"id": "o", "name": "Other"}],
        "person": PEOPLE,
        **tables,
    }
    return unused(company(tables, engine), AS_OF)


def seat(person="ana", last=OLD, **told):
    return {"tool_id": "t", "person_id": person, "last_active_at": last, **told}


def test_a_product_that_nobody_used(engine):
    """What it costs, when it was last used, and its contract and rows as evidence; what has no cost or seat is no row."""
    answer = asked(engine, contract=[CONTRACT], seat=[seat(), seat("ben", moment("2026-02-01"))])
    assert [dict(row) for row in answer.rows] == [
        {"tool": "Miro", "status": "unused", "active_people": 0, "seats": 2, "last_used": day("2026-02-01"),
         "annual_cost": Decimal(1200), "charged": None, "currency": "EUR", "tool_id": "t"},
    ]  # fmt: skip
    (found,) = answer.findings
    assert (found.kind, found.evidence, found.amount, found.currency) == (
        "unused_tool",
        ("k", "t"),
        1200,
        "EUR",
    )
    assert found.says == "Nobody has used Miro in 90 days; its 1 contract cost 1,200.00 EUR a year."
    assert answer.window == (moment("2026-08-03"), AS_OF)


USAGE = {
    "tool_id": "t",
    "source": "s",
    "period_start": moment("2026-09-01"),
    "period_end": moment("2026-10-01"),
}


@pytest.mark.parametrize(
    ("tables", "status"),
    [
        ({"seat": [seat()]}, "unused"),
        ({"seat": [seat(last=NEW)]}, "used"),
        ({"seat": [seat(), seat("ben", None)]}, "unknown"),
        ({"seat": [seat(), seat("ben", None, revoked_at=moment("2026-02-01"))]}, "unused"),
        ({"seat": [seat(last=None)]}, "unknown"),
        ({"contract": [CONTRACT]}, "unknown"),
        ({"seat": [seat(last=None)], "usage": [{**USAGE, "person_id": "ana", "events": 0}]}, "unused"),
        ({"seat": [seat(last=None)], "usage": [{**USAGE, "person_id": "ana", "events": 3}]}, "used"),
        ({"seat": [seat(last=None)], "usage": [{**USAGE, "events": 3}]}, "used"),
        ({"seat": [seat(last=None)], "usage": [{**USAGE, "person_id": "ana", "events": 3, "period_end": OLD}]}, "unknown"),
        ({"seat": [seat(last=None)], "usage": [
            {**USAGE, "person_id": "ana", "events": 3, "period_end": OLD},
            {**USAGE, "tool_id": "o", "person_id": "ana", "events": 3},
        ]}, "unused"),
        ({"seat": [seat(last=None)], "usage": [
            {**USAGE, "person_id": "ana", "events": 3, "period_end": OLD},
            {**USAGE, "tool_id": "o", "person_id": "ana", "events": 3, "source": "another"},
        ]}, "unknown"),
    ],
)  # fmt: skip
def test_nobody_used_it_only_where_that_is_known(tables, status):
    """Every seat tells, or its source still counted in the window; otherwise nothing is said, and never 0."""
    answer = asked(**tables)
    (row,) = [row for row in answer.rows if row["tool"] == "Miro"]
    assert row["status"] == status
    assert (row["active_people"] is None) == (status == "unknown")
    assert bool(answer.findings) == (status == "unused")
    assert answer.missing == (("use not known: Miro",) if status == "unknown" else ())


def test_what_is_charged_counts_as_paid_per_currency():
    """A charge in the window makes a row; two currencies are two rows."""
    cost = [
        {"tool_id": "t", "billed_cost": amount, "billing_currency": code, "occurred_at": NEW}
        for amount, code in (("3", "USD"), ("5", "EUR"))
    ]
    answer = asked(cost=cost, contract=[CONTRACT])
    told = [(row["annual_cost"], row["charged"], row["currency"]) for row in answer.rows]
    assert told == [(1200, 5, "EUR"), (None, 3, "USD")]


def usage(node="f", start="2026-07-01", end="2026-10-01", users=4, eligible=100, **told):
    period = {"period_start": moment(start), "period_end": moment(end)}
    return {"node_id": node, **period, "unique_users": users, "eligible_users": eligible, **told}


def before(**told):
    return usage(start="2026-04-01", end="2026-07-01", **told)


def features(*rows, engine="polars", **more):
    frames = company({"feature_usage": rows}, engine)
    return unused_features(ChainMap(more, frames), AS_OF)


def test_a_feature_below_five_per_cent_twice(engine):
    """Both quarters before this one, each below 5 %: unused, with its rows as evidence."""
    answer = features(usage(id="u2"), before(id="u1", users=3), engine=engine)
    assert [dict(row) for row in answer.rows] == [
        {"feature": "f", "status": "unused", "adoption": 0.04, "adoption_before": 0.03, "users": 4, "eligible": 100,
         "node_id": "f"},
    ]  # fmt: skip
    (found,) = answer.findings
    assert (found.kind, found.evidence) == ("unused_feature", ("u1", "u2"))
    assert answer.window == (moment("2026-04-01"), moment("2026-10-01"))


def test_a_feature_has_the_name_of_its_node():
    """From the product tree, where that is given."""
    node = pl.DataFrame({"id": ["f"], "name": ["Dark mode"], "deleted": [False]})
    (found,) = features(usage(), before(), node=node).findings
    assert found.subject == "Dark mode"


MONTHS = ("2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01")


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([usage(), before()], "unused"),
        ([usage(users=5), before()], "used"),
        ([usage(), before(users=5)], "used"),
        ([usage()], "unknown"),
        ([usage(), before(eligible=None)], "unknown"),
        ([usage(), before(eligible=0)], "unknown"),
        ([usage(), before(users=None)], "unknown"),
        ([usage(users=0), before(users=0)], "unused"),
        ([before(), *(usage(start=a, end=b, users=1) for a, b in pairwise(MONTHS))], "unused"),
        ([before(), *(usage(start=a, end=b, users=2) for a, b in pairwise(MONTHS))], "unknown"),
        ([before(), usage(start="2026-07-01", end="2026-08-01", users=1)], "unknown"),
        ([before(), usage(start="2026-10-01", end="2026-11-01", users=0)], "unknown"),
        ([before(), usage(end="2026-08-01", users=1), usage(start="2026-08-01", users=None)], "unknown"),
    ],
)  # fmt: skip
def test_adoption_is_claimed_only_where_it_is_certain(rows, status):
    """Unique users of months are not added up, but their sum is a bound; a gap, or an unknown figure, leaves it open."""
    answer = features(*rows)
    assert [row["status"] for row in answer.rows] == [status]
    assert bool(answer.findings) == (status == "unused")


def test_no_feature_usage_is_told():
    """An empty answer that says why."""
    assert features().missing == ("no source tells how features are used",)


@given(st.lists(st.sets(st.integers(1, 60)), min_size=3, max_size=3))
def test_the_bounds_hold_the_truth(months):
    """Whoever they were: the users of a quarter lie between the largest month and the sum of its months."""
    periods = [
        usage(start=a, end=b, users=len(people))
        for (a, b), people in zip(pairwise(MONTHS), months, strict=True)
    ]
    least, most = bounds_of(periods, moment(MONTHS[0]), moment(MONTHS[-1]))
    assert least <= len(set().union(*months)) / 100 <= most
    assert LEAST == 0.05


@pytest.mark.parametrize(
    "told",
    [
        {"seat": [seat(last=moment("2026-11-20"))]},
        {"usage": [{"tool_id": "t", "person_id": "ana", "last_active_at": moment("2026-11-20")}]},
        {"usage": [{"tool_id": "t", "person_id": "ana", "period_end": moment("2026-12-01"), "events": 2}]},
    ],
)  # fmt: skip
def test_what_is_told_of_later_days_says_nothing_of_this_one(told, engine):
    """A source that began to count after as_of has not seen nobody: the use is unknown, and nothing was used later."""
    answer = asked(engine, contract=[CONTRACT], **told)
    assert [(row["status"], row["last_used"]) for row in answer.rows] == [("unknown", None)]


def test_the_quarters_are_those_of_utc():
    """Told in the first hour of a quarter somewhere east, the quarter has not ended in UTC."""
    east = datetime(2026, 7, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    window = (moment("2025-10-01"), moment("2026-04-01"))
    assert unused_features(company({}), east).window == window
