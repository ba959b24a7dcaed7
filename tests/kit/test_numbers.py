"""Numbers that sources write as they please."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from productops.kit.rows import number_or_none


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4, Decimal(4)),
        (0.1, Decimal("0.1")),
        (" 2.5 ", Decimal("2.5")),
        ("-3", Decimal(-3)),
        ("1,000", None),
        ("many", None),
        ("", None),
        (None, None),
        (True, None),
        ([4], None),
        ("NaN", None),
        (1e300, None),
        (10**12, None),
        (10**12 - 1, Decimal(10**12 - 1)),
    ],
)
def test_a_number_is_one_only_if_it_fits(value: Any, expected: Decimal | None) -> None:
    """What is ambiguous, or breaks a column, is none."""
    assert number_or_none(value) == expected
