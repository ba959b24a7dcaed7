"""Hides personal data in what is shown, by its class.

Masking is for the eye: it keeps a shared screen or a pasted table from naming people. Direct identifiers are
cut to their first letters; free text is searched for what has a recognisable form (addresses, numbers,
keys). A name inside a sentence has none, so free text stays free text: treat it with care.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Self

ELLIPSIS = "…"
TEXT_LIMIT = 120
"""Characters of free text that are shown before it is cut."""

_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_KEY = re.compile(
    r"\b(?:eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"  # JSON Web Token
    r"|(?:sk|pk|rk|ghp|gho|ghs|github_pat|glpat|xox[abeoprs]|AKIA|ASIA|AIza|shpat|pat|ATATT)[-_]?[A-Za-z0-9_-]{12,}"
    r"|(?=[A-Za-z0-9+/_-]*\d)(?=[A-Za-z0-9+/_-]*[A-Za-z])[A-Za-z0-9+/_-]{32,}={0,2})"
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.~+/=-]{8,}"
    r"|(?i:(?<=password: )|(?<=password=)|(?<=token: )|(?<=token=)|(?<=api_key=)|(?<=secret=))\S{4,}"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d.])")
_IP = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4})(?![\w:]|\.\d)"
)
_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+|00)?\(?\d{1,4}\)?(?:[ ./-]?\(?\d{2,5}\)?){2,5}(?![\w-]|\.\d)"
)
_DATE = re.compile(r"(?:\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})(?!\d)")


# Lengths by issuer, ISO/IEC 7812: Visa, Mastercard, American Express, Diners Club, Discover, JCB, UnionPay, Maestro
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"
    r"|(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}"
    r"|(?:6011|64[4-9]\d|65\d{2}|35(?:2[89]|[3-8]\d)|62\d{2})\d{12,15}"
    r"|(?:50|5[6-9]|6\d)\d{11,17}"
)
_USUAL_CARD = (15, 16)
"""Digits of nearly every card in use; ids of records have 14 as often as not."""


class Way(str):
    """How personal data is shown (`mask`, `keep`, `hash`, `drop`), and the salt of its hashes.

    A plain text does where there is no salt.

    Args:
        how: the way.
        salt: reads the salt; called once, with the first hash.
    """

    __slots__ = ("salt",)
    salt: Callable[[], str]

    def __new__(cls, how: str, salt: Callable[[], str]) -> Self:
        """It is the text *how*, so that it passes wherever one does."""
        made = super().__new__(cls, how)
        made.salt = cache(salt)
        return made


def salted_as(how: str, other: str) -> str:
    """The way *how*, with the salt of *other* if it has one."""
    return Way(how, other.salt) if isinstance(other, Way) else how


def mask(value: Any, pii_class: str) -> Any:
    """*value* as it may be shown, by its class (`none`, `pseudonymous`, `direct`, `free_text`).

    The texts in lists and mappings are masked; numbers, dates and None have nothing to hide unless they
    are direct identifiers.
    """
    if pii_class in ("none", "pseudonymous") or value is None or isinstance(value, bool):
        return value
    if pii_class != "direct":
        return _within(value, _readable)
    return _within(value if _has_parts(value) else str(value), _initials)


def display(value: Any, pii_class: str, how: str = "mask") -> Any:
    """*value* as the setting `privacy.display` wants it: `mask`, `keep`, `hash` or `drop`."""
    if how == "mask":
        return mask(value, pii_class)
    if how == "keep" or pii_class in ("none", "pseudonymous") or value is None:
        return value
    if how == "drop":
        return None
    key = how.salt().encode() if isinstance(how, Way) else b""
    return _within(value if _has_parts(value) else str(value), lambda text: _digest(text, key))


def _digest(text: str, key: bytes) -> str:
    """Who knows an address can make its plain digest; with a key, only who knows the key."""
    told = text.encode()
    whole = hmac.new(key, told, hashlib.sha256) if key else hashlib.sha256(told)
    return whole.hexdigest()[:12]


def _has_parts(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _within(value: Any, change: Callable[[str], str]) -> Any:
    """*value* with every text in it changed."""
    if isinstance(value, Mapping):
        return {key: _within(part, change) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_within(part, change) for part in value]
    return change(value) if isinstance(value, str) else value


def _readable(text: str) -> str:
    return _shorten(_searched(text))


def _shorten(text: str) -> str:
    flat = " ".join(text[: TEXT_LIMIT * 8].split())
    return flat if len(flat) <= TEXT_LIMIT else flat[: TEXT_LIMIT - 1].rstrip() + ELLIPSIS


def _searched(text: str) -> str:
    """*text* without what looks like an address, a number that identifies, or a key."""
    # what is cut away needs no search, and a form that begins before the cut must be seen whole
    start = text[: TEXT_LIMIT * 8]
    for pattern, replace in _FORMS:
        start = pattern.sub(replace, start)
    return start


def _initials(text: str) -> str:
    """`ann.lee@acme.example` → `a…@a….example`; `Ann Lee` → `A… L…`; `+49 30 123456` → `…56`."""
    if "@" in text:
        name, _, host = text.partition("@")
        domain, dot, suffix = host.rpartition(".")
        return f"{name[:1]}{ELLIPSIS}@{domain[:1]}{ELLIPSIS}{dot}{suffix}"
    digits = re.sub(r"\D", "", text)
    if len(digits) > 4 and len(digits) * 2 > len(text):  # noqa: PLR2004 - a number, rather than a name with digits
        return ELLIPSIS + digits[-2:]
    return " ".join(f"{word[:1]}{ELLIPSIS}" for word in text.split()[:4])


def _card(found: re.Match[str]) -> str:
    """A number that passes the check digit and is written, or issued, as a card is.

    One id in ten passes the check digit, so a cell that is a number and nothing else must have a card's
    usual length too.
    """
    text = found[0]
    if text.isdigit():
        usual = found.string.strip() != text or len(text) in _USUAL_CARD
        is_card = usual and _ISSUERS.fullmatch(text) is not None
    else:
        is_card = True
    return "[card]" if is_card and _passes_luhn(text) else text


def _passes_luhn(text: str) -> bool:
    digits = [int(digit) for digit in text if digit.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _ip(found: re.Match[str]) -> str:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return "[ip]"


def _phone(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    spelt = found[0].startswith(("+", "00", "(")) or any(mark in found[0] for mark in " ()/-")
    is_phone = 7 <= digits <= 15 and spelt and not _DATE.match(found[0].strip())  # noqa: PLR2004 - E.164
    return "[phone]" if is_phone else found[0]


_FORMS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_EMAIL, "[e-mail]"),
    (_KEY, "[key]"),
    (_IBAN, "[iban]"),
    (_CARD, _card),
    (_IP, _ip),
    (_PHONE, _phone),
)
