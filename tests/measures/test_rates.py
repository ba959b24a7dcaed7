"""Exchange rates: the newest at or before the day, none that is too old."""

from __future__ import annotations

from decimal import Decimal

import pytest
from company import day

from productops.errors import SettingsError
from productops.measures.rates import Rates

TABLE = [
    {"date": "2026-01-01", "base": "USD", "quote": "EUR", "rate": "0.90"},
    {"date": day("2026-01-10"), "currency": "usd", "quote": "EUR", "rate": 0.95},
    {"date": "2026-01-05", "base": "EUR", "quote": "GBP", "rate": "0.80"},
]
HUNDRED = Decimal(100)


@pytest.mark.parametrize(
    ("source", "to", "on", "amount"),
    [
        ("USD", "EUR", "2026-01-09", "90"), ("USD", "EUR", "2026-01-10", "95"), ("USD", "EUR", "2025-12-31", None),
        ("USD", "EUR", "2026-02-10", "95"), ("USD", "EUR", "2026-02-11", None), ("EUR", "EUR", "1999-01-01", "100"),
        ("GBP", "EUR", "2026-01-05", "125"), ("USD", "GBP", "2026-01-09", "72"), ("USD", "CHF", "2026-01-09", None),
    ],
)  # fmt: skip
def test_a_day_has_its_newest_rate(source, to, on, amount):
    """At or before the day, 31 days old at most; backwards and by a third currency too; else none."""
    found = Rates.read(TABLE).convert(HUNDRED, source, to, day(on))
    assert found == (None if amount is None else Decimal(amount))


def test_a_table_that_cannot_be_read_says_all_at_once():
    """Each row with its number and what is wrong."""
    rows = [
        *TABLE,
        {**TABLE[0], "date": "1/4/26"},
        {**TABLE[0], "rate": 0},
        {**TABLE[0], "quote": "Euro"},
    ]
    with pytest.raises(SettingsError) as error:
        Rates.read(rows)
    assert all(told in str(error.value) for told in ("row 4", "row 5", "row 6", "1/4/26"))
