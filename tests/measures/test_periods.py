"""Months and charges over days, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from company import day, moment
from hypothesis import given, settings
from hypothesis import strategies as st

from productops.measures.inventory.periods import add_days, add_months, spread, tidy


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-12-15", 1, "2027-01-15"), ("2026-01-15", -1, "2025-12-15"),
    ],
)  # fmt: skip
def test_a_month_more_is_the_same_day_or_the_last(start, months, end):
    """No month is skipped at the end of a month, in leap years, or over the turn of a year."""
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("bought", "until", "since", "to", "part"),
    [
        # 306 of 365 days; 306 of the 366 that hold 29 February 2024; the month; half of a leap February; none
        ("2025-03-01", "2026-03-01", "2025-01-01", "2026-01-01", "1006.027397"),
        ("2023-03-01", "2024-03-01", "2023-01-01", "2024-01-01", "1003.278689"),
        ("2026-02-01", "2026-03-01", "2026-01-01", "2027-01-01", "1200"),
        ("2024-02-01", "2024-03-01", "2024-02-01", "2024-02-15", "579.310345"),
        ("2024-02-01", "2024-03-01", "2025-01-01", "2026-01-01", "0"),
    ],
)
def test_a_charge_is_spread_by_days(bought, until, since, to, part):
    """1,200 over its period, seen in a window."""
    dates = [moment(each) for each in (bought, until, since, to)]
    assert spread(Decimal(1200), *dates) == Decimal(part)


def test_a_period_without_length_is_refused():
    """There is nothing to spread over."""
    at = moment("2026-01-01")
    with pytest.raises(ValueError, match="ends after"):
        spread(Decimal(1), at, at, at, at)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.decimals(-10_000, 10_000, places=2), st.integers(1, 800), st.lists(st.integers(0, 1000), min_size=1, max_size=5),
)  # fmt: skip
def test_windows_that_follow_one_another_add_up_to_the_charge(amount, days, cuts):
    """To the last digit, wherever the windows are cut."""
    start = moment("2023-11-30")
    at = [add_months(start, -1), *(start.fromordinal(start.toordinal() + cut).replace(tzinfo=start.tzinfo) for cut in sorted(cuts)), add_months(start, 40)]  # fmt: skip
    end = start.fromordinal(start.toordinal() + days).replace(tzinfo=start.tzinfo)
    parts = [spread(amount, start, end, one, two) for one, two in pairwise(at)]
    assert sum(parts) == amount


def test_amounts_are_told_to_two_or_four_places():
    """Cents, unless there is more."""
    assert [str(tidy(Decimal(each))) for each in ("5", "5.1", "5.12345", "5.100000")] == [
        "5.00", "5.10", "5.1234", "5.10",
    ]  # fmt: skip


def test_what_lies_beyond_the_calendar_is_its_first_or_last_day():
    """9999-12-31 is how many write "without end"; a day after it is no reason to tell nothing."""
    last, first = day("9999-12-31"), day("0001-01-01")
    assert (add_days(last, 1), add_months(last, 1)) == (last, last)
    assert (add_days(first, -1), add_months(first, -1)) == (first, first)
    assert add_days(moment("2026-03-01"), 10**9) == moment("9999-12-31")
    assert add_days(day("2024-02-28"), 1) == day("2024-02-29")
