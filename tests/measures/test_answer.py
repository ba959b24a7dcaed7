"""How an answer is shown: amounts in cents, a moment once, and of many findings what is to be done."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from productops.measures.answer import Answer, Finding

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def answer(**given: Any) -> Answer:
    return Answer(**{"name": "spend", "definition": "", "as_of": NOW, "n": 1, "columns": (), "rows": (), **given})  # fmt: skip


def lacking(count: int) -> tuple[Finding, ...]:
    return tuple(
        Finding("check_failed", f"T{n}", f"T{n} has no owner.", "Name an owner.", (f"t{n}",))
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("held", "shown"),
    [("631.9252", "631.93"), ("20", "20.00"), ("0", "0.00"), ("0.0012", "0.0012")],
)
def test_amounts_are_shown_in_cents_and_kept_whole(held: str, shown: str) -> None:
    """What is below a cent is shown as it is: 0.00 would say that it costs nothing."""
    told = answer(columns=("amount",), rows=({"amount": Decimal(held)},))
    assert repr(told).splitlines()[-1].strip() == shown
    assert told.to_dict()["rows"] == [{"amount": Decimal(held)}]


def test_a_window_of_no_length_is_not_told() -> None:
    assert answer(window=(NOW, NOW)).caption() == "spend as of 2026-11-01, n = 1"


def test_a_few_findings_are_told_each() -> None:
    assert answer(findings=lacking(30)).notes()[0] == "! T0 has no owner. Name an owner."
    assert len(answer(findings=lacking(30)).notes()) == 30


def test_many_findings_are_told_by_what_is_to_be_done() -> None:
    assert answer(findings=lacking(31)).notes() == [
        "! Name an owner. 31: T0, T1, T2, T3, T4 and 26 more."
    ]
