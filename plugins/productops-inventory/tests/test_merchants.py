"""What card statements add to a merchant's name is taken off, and nothing of the name itself."""

from __future__ import annotations

import pytest

from productops_inventory.expenses import merchant


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("FIGMA", "FIGMA"),
        ("PAYPAL *FIGMA 4029357733", "FIGMA"),
        ("NOTION LABS 415-555-0134 CA", "NOTION LABS"),
        ("SQ *CORNER STORE #0042", "CORNER STORE"),
        ("ADOBE *CREATIVE CLOUD", "ADOBE CREATIVE CLOUD"),
        ("PADDLE.NET* LOOM", "LOOM"),
        ("SLACK T02AB4C9", "SLACK"),
        ("Zoom.us 888-799-9666", "Zoom.us"),
        ("3M", "3M"),
        ("1Password", "1Password"),
        ("Office 365", "Office 365"),
        ("Monday.com", "Monday.com"),
        ("AT&T", "AT&T"),
        ("4029357733", "4029357733"),
        ("Team GB", "Team GB"),
    ],
)
def test_a_merchant_is_known_by_its_name(text: str, name: str) -> None:
    assert merchant(text) == name
