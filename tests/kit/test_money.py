"""Amounts as people write them; which mark parts the decimals is never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from productops.errors import RecordRejected
from productops.kit.money import COMMA, POINT, amount, currency_of, style_of


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("$50,000.00 ", POINT, "50000.00"),
        ("50000", "", "50000"),
        ("(1,200.50)", POINT, "-1200.50"),
        ("-5", "", "-5"),
        ("$-5.5", POINT, "-5.5"),
        ("5.00-", POINT, "-5.00"),
        ("1.234,56 €", COMMA, "1234.56"),
        ("1'234.50", POINT, "1234.50"),
        ("1 234,50", COMMA, "1234.50"),
        ("12,34,567.00", POINT, "1234567.00"),
        (".50", POINT, "0.50"),
        ("4.2E-7", POINT, "0.00000042"),
        ("EUR 12.30", "", "12.30"),
        ("12,5", "", "12.5"),
        ("0.005", "", "0.005"),
    ],
)
def test_amounts_are_read_as_written(text: str, style: str, expected: str) -> None:
    assert amount(text, style, "it") == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "style"),
    [("many", ""), ("", ""), ("1,234", ""), ("1.234", ""), ("1,50", POINT), ("1.50", COMMA), ("1.2.3", POINT),
     ("12 apples", ""), ("1 and 2", ""), ("2026-01-01", ""), ("9" * 80, "")],
)  # fmt: skip
def test_what_is_none_or_could_be_two_is_refused(text: str, style: str) -> None:
    with pytest.raises(RecordRejected) as refused:
        amount(text, style, "Billed")
    assert refused.value.field == "Billed"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1,234", "5.50"], (POINT, "")),
        (["1.234", "5,50"], (COMMA, "")),
        (["1,234", "5"], ("", "1,234")),
        (["12", "5", ""], ("", "")),
        (["1,234,567"], (POINT, "")),
        (["1.50", "1,50"], ("", "")),
    ],
)
def test_a_column_shows_its_style(texts: list[str], expected: tuple[str, str]) -> None:
    assert style_of(texts) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("EUR 12", "EUR"), ("12 €", "EUR"), ("£5", "GBP"), ("$5", None), ("5", None), ("ABC 5", None), ("-5 zł", "PLN")],
)  # fmt: skip
def test_a_sign_names_a_currency_only_if_it_is_one_alone(text: str, code: str | None) -> None:
    assert currency_of(text) == code
