"""Masking: what is shown names nobody that has a recognisable form."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime

import pytest

from productops.render import Way, display, mask, salted_as

ADDRESS = "ann.lee@acme.example"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ann.lee@acme.example", "a…@a….example"),
        ("Ann Lee", "A… L…"),
        ("+49 30 1234556", "…56"),
        ("李小龙", "李…"),
        ("", ""),
    ],
)
def test_direct_identifiers_keep_only_their_first_letters(value: str, shown: str) -> None:
    """Names, addresses and numbers are recognisable to who knows them, and to nobody else."""
    assert mask(value, "direct") == shown


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("ann.lee+news@acme.co.example", "[e-mail]"),
        ("+49 30 1234567", "[phone]"),
        ("(030) 123 45 67", "[phone]"),
        ("555-123-4567", "[phone]"),
        ("4111 1111 1111 1111", "[card]"),
        ("4111111111111111", "[card]"),
        ("378282246310005", "[card]"),
        ("30569309025904", "[card]"),
        ("DE89 3704 0044 0532 0130 00", "[iban]"),
        ("192.168.1.10", "[ip]"),
        ("2001:db8::1", "[ip]"),
        ("sk-abcdefghijklmnop1234", "[key]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.c2ln", "[key]"),
        ("0123456789abcdef0123456789abcdef", "[key]"),
    ],
)
def test_free_text_loses_what_has_a_form(secret: str, shown: str) -> None:
    """Addresses, telephone numbers, cards, accounts, network addresses and keys are replaced by their kind."""
    assert mask(f"Please use {secret}, thanks", "free_text") == f"Please use {shown}, thanks"


@pytest.mark.parametrize(
    "text",
    [
        "since 2024-01-02 10:20:30 it fails",
        "on 12.05.2024 14:00 and 5/6/2024",
        "version 1.22.3, order 12345, 4111 1111 1111 1112",
        "see https://acme.example/agent/tickets/1234567",
        "at 10:20:30 sharp",
        "see ticket 14820000000013 of 2025",
    ],
)
def test_free_text_keeps_what_only_looks_alike(text: str) -> None:
    """Dates, versions, order numbers, times and a number that fails the card check stay readable."""
    assert mask(text, "free_text") == text


@pytest.mark.parametrize("number", ["14820000000013", "36012345678919", "1000000000009"])
def test_a_cell_that_is_an_id_stays_readable(number: str) -> None:
    """A number alone that happens to pass the card check is no card, unless it is as long as one."""
    assert mask(number, "free_text") == number
    assert mask("4111111111111111", "free_text") == "[card]"


def test_long_text_is_cut_for_display() -> None:
    """A long text is shown on one line with an ellipsis, and nothing hides in the cut."""
    shown = mask("word\n" * 500, "free_text")

    assert len(shown) == 120
    assert shown.endswith("…")
    assert "\n" not in shown


def test_masking_goes_into_lists_and_mappings() -> None:
    """Custom fields hold text too."""
    value = {"x": {"name": "Contact", "value": ["a@b.example", 3, None]}}

    assert mask(value, "free_text") == {"x": {"name": "Contact", "value": ["[e-mail]", 3, None]}}


def test_what_is_not_personal_stays() -> None:
    """Ids, dates and numbers are shown as they are."""
    moment = datetime(2025, 1, 2, tzinfo=UTC)

    assert mask("person_abc", "pseudonymous") == "person_abc"
    assert mask("ann@acme.example", "none") == "ann@acme.example"
    assert mask(moment, "free_text") == moment
    assert mask(None, "direct") is None


def test_display_follows_the_privacy_setting() -> None:
    """Keep shows all, drop shows nothing, hash shows equal values as equal without their text."""
    assert display("Ann Lee", "direct", "keep") == "Ann Lee"
    assert display("Ann Lee", "direct", "drop") is None
    assert display("Ann Lee", "direct", "hash") == display("Ann Lee", "direct", "hash")
    assert display("Ann Lee", "direct", "hash") != display("Ann Li", "direct", "hash")
    assert display("Ann Lee", "direct") == "A… L…"
    assert display("open", "none", "drop") == "open"


def test_a_salted_hash_cannot_be_guessed() -> None:
    """It is HMAC-SHA256 with the salt: another salt, another hash; no salt, the plain digest."""
    one, other = (Way("hash", lambda salt=salt: salt) for salt in ("pepper", "thyme"))
    plain = display(ADDRESS, "direct", "hash")

    assert plain == hashlib.sha256(ADDRESS.encode()).hexdigest()[:12]
    assert (
        display(ADDRESS, "direct", one)
        == hmac.new(b"pepper", ADDRESS.encode(), hashlib.sha256).hexdigest()[:12]
    )
    assert len({plain, display(ADDRESS, "direct", one), display(ADDRESS, "direct", other)}) == 3
    assert display(ADDRESS, "direct", salted_as("hash", one)) == display(ADDRESS, "direct", one)
    assert salted_as("hash", "keep") == "hash"


def test_the_salt_is_read_once_and_only_for_a_hash() -> None:
    """Masking needs no secret, and a secret is in no text."""
    read: list[str] = []
    way = Way("hash", lambda: read.append("pepper") or "pepper")

    display(ADDRESS, "direct", salted_as("mask", way))
    assert read == []
    for _ in range(3):
        display(ADDRESS, "direct", way)
    assert read == ["pepper"]
    assert "pepper" not in f"{way!r}{way}{vars(Way)}"


def test_texts_in_lists_are_hashed_one_by_one() -> None:
    """So that a list of texts stays one."""
    assert display([ADDRESS, 3], "direct", "hash") == [display(ADDRESS, "direct", "hash"), 3]
