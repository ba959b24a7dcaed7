"""HTML as text, and messages without what they quote."""

from __future__ import annotations

import pytest

from productops_zendesk.text import clean, plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (None, None),
        ("", ""),
        ("a &amp; b", "a & b"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two", "one\ntwo"),
        ("<style>p {}</style><script>x()</script>seen", "seen"),
        ("<p>3 < 4</p>", "3 < 4"),
        ("<b>unclosed <i>tags", "unclosed tags"),
        ("日本語<div>です</div>", "日本語\nです"),
    ],
)
def test_html_is_read_as_a_person_sees_it(html: str | None, text: str | None) -> None:
    """Blocks are lines, what is not shown is not read, broken HTML is no error."""
    assert plain(html) == text


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (None, None),
        ("Nothing to cut - really", None),
        ("Yes.\n> no?\n>> why?\nBye", "Yes.\nBye"),
        ("Hello\n-- \nRobin\nAcme", "Hello"),
        ("Thanks\n\nOn Mon, 5 Jan 2026 Kim <kim@acme.example> wrote:\n\nold", "Thanks"),
        ("Danke\nAm 05.01.2026 um 09:00 schrieb Kim:\nalt", "Danke"),
        ("Merci\nLe 5 janv. 2026 à 09:00, Kim a écrit :\nvieux", "Merci"),
        ("Hi\n-----Original Message-----\nFrom: Kim", "Hi"),
        ("##- Please type your reply above this line -##\nold", None),
        ("> all of it is quoted", None),
    ],
)
def test_quotes_and_signatures_are_cut(text: str | None, own: str | None) -> None:
    """None where nothing is cut, or nothing would be left."""
    assert clean(text) == own
