"""Masking: what is shown names nobody that has a recognisable form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from productops.render import display, mask


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
    ],
)
def test_free_text_keeps_what_only_looks_alike(text: str) -> None:
    """Dates, versions, order numbers, times and a number that fails the card check stay readable."""
    assert mask(text, "free_text") == text


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
