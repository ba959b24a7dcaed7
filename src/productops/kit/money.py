"""Amounts as people and spreadsheets write them; which mark parts the decimals is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from ..errors import RecordRejected

POINT, COMMA = "1,234.56", "1.234,56"
"""The two ways to write an amount, named by how one looks."""
# ISO 4217, active codes of 2026: https://www.six-group.com/en/products-services/financial-information/market-reference-data/data-standards.html
CURRENCIES = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD", "BIF",
    "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW",
    "CLF", "CLP", "CNY", "COP", "COU", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN",
    "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG",
    "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK",
    "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR",
    "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR",
    "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW",
    "UZS", "VED", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
})  # fmt: skip
# Signs that stand for one currency alone; `$`, `kr` and `¥` are several countries'
_SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₪": "ILS", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK",
    "R$": "BRL", "US$": "USD",
}  # fmt: skip
_NUMBER = re.compile(r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?(?:[eE][+-]?\d{1,3})?")
_BLANKS = re.compile(r"['’ \u00a0\u202f]")
_SHAPES = {
    POINT: re.compile(r"^(?:\d+|[1-9]\d{0,2}(?:,\d{2,3})*,\d{3})(?:\.\d+)?(?:[eE][+-]?\d+)?$"),
    COMMA: re.compile(r"^(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?(?:[eE][+-]?\d+)?$"),
}
_LONGEST = 60


def amount(text: str, style: str, field: str) -> Decimal:
    """A text such as `"$50,000.00 "`, `(12.50)` or `1.234,56 €`, to the last digit.

    Args:
        style: `POINT` or `COMMA`; "" where no text of the file needs one.

    Raises:
        RecordRejected: it is no amount, or not in this style, or could mean two.
    """
    bare, number = _number(text)
    if number is None:
        raise RecordRejected(f'"{text[:40]}" is no amount', field=field)
    fitting = [way for way in ([style] if style else (POINT, COMMA)) if _SHAPES[way].match(number)]
    found = {_value(number, way) for way in fitting}
    if not found:
        how = f" written like {style}" if style else ""
        raise RecordRejected(f'"{text[:40]}" is no amount{how}', field=field)
    if len(found) > 1:
        raise RecordRejected(
            f'"{text[:40]}" could be two amounts; say which by numbers = "{POINT}" or "{COMMA}"',
            field=field,
        )
    value = found.pop()
    return -value if _is_negative(bare) else value


def style_of(texts: Iterable[str]) -> tuple[str, str]:
    """The one style in which all of *texts* are amounts, and a text that could mean two if several are possible.

    `("", "")` where no text has a mark at all: then either style reads the same.
    """
    possible = {POINT, COMMA}
    doubtful = ""
    for text in texts:
        _, number = _number(text)
        ways = {way for way in (POINT, COMMA) if number and _SHAPES[way].match(number)}
        if len(ways) == 1:
            possible &= ways
        elif len({_value(number or "", way) for way in ways}) > 1:
            doubtful = doubtful or text
    if len(possible) == 1:
        return possible.pop(), ""
    return "", doubtful


def currency_of(text: str) -> str | None:
    """The currency that an amount itself names (`EUR 12`, `12 €`), if it is one alone."""
    bare = text.strip()
    code = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", bare)
    if code and code[1] in CURRENCIES:
        return code[1]
    outside = _NUMBER.sub(" ", bare).strip(" ()+-−")
    return _SIGNS.get(outside)


def _number(text: str) -> tuple[str, str | None]:
    """The text without what stands around it, and its digits with their marks."""
    bare = text.strip()
    found = _NUMBER.findall(bare) if len(bare) <= _LONGEST else []
    if len(found) != 1 or re.search(r"\d", _NUMBER.sub("", bare)):
        return bare, None
    around = _NUMBER.sub("", bare)
    if len(re.sub(r"[\s()+−-]", "", around)) > 4:  # noqa: PLR2004 - a sign or a code, no words
        return bare, None
    start = bare.find(found[0])
    # ".50" is fifty cents, "-.5" too
    digits = f"0{bare[start - 1]}{found[0]}" if start and bare[start - 1] in ".," else found[0]
    return bare, _BLANKS.sub("", digits)


def _value(number: str, style: str) -> Decimal:
    plain = number.replace(",", "") if style == POINT else number.replace(".", "").replace(",", ".")
    return Decimal(plain)


def _is_negative(bare: str) -> bool:
    """`-5`, `5-`, `$-5` and the bookkeeper's `(5)`; the minus of an exponent is none."""
    around = _NUMBER.sub("", bare)
    return any(sign in around for sign in "-−") or ("(" in around and ")" in around)
