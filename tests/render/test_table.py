"""Tables: aligned, within their width, and safe whatever the text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from productops.render import cell, escape, html_table, printable, text_table

ATTACK = '<script>alert(1)</script>"onmouseover="x\' & \x1b[31m\u202e'


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_is_escaped_everywhere() -> None:
    """Text from outside stays text in a header, a cell, an attribute and the caption."""
    page = _Cells()

    page.feed(html_table([ATTACK], [[ATTACK * 3]], caption=ATTACK))

    assert page.tags == {"div", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert all("\x1b" not in text and "\u202e" not in text for text in page.texts)
    assert "<script>" in "".join(page.texts)


def test_control_characters_cannot_steer_a_terminal() -> None:
    """Escapes, line breaks and bidirectional overrides are taken out of one-line text."""
    assert printable("a\x1b]0;title\x07b\r\nc\u202ed") == "a ]0;title b c d"


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="latin-1"), max_size=30), min_size=3, max_size=3),
        max_size=4,
    ),
    st.integers(20, 90),
)
def test_a_text_table_keeps_to_its_width(rows: list[list[str]], width: int) -> None:
    """No line is longer than allowed, whatever the cells hold."""
    table = text_table(["one", "two", "a longer name"], rows, max_width=width)

    assert all(len(line) <= width for line in table.split("\n"))


def test_wide_characters_are_measured_as_a_terminal_draws_them() -> None:
    """East Asian characters take two cells, so the next column still lines up."""
    lines = text_table(["a", "b"], [["日本", "x"], ["abcd", "y"]]).split("\n")

    assert lines[2:] == ["日本  x", "abcd  y"]


def test_columns_that_do_not_fit_are_named() -> None:
    """Nothing is left out unseen."""
    table = text_table([f"column_{i}" for i in range(9)], [["x" * 20] * 9], max_width=60)

    assert "more columns: " in table.split("\n")[-1]
    assert "column_8" in table or table.endswith("…")


def test_numbers_stand_to_the_right() -> None:
    """A column of numbers is aligned by its last digit."""
    lines = text_table(["n", "t"], [[1, "a"], [None, "b"], [100, "c"]]).split("\n")

    assert lines[2:] == ["  1  a", "     b", "100  c"]


def test_amounts_stand_to_the_right() -> None:
    """A decimal is a number, too."""
    lines = text_table(["sum"], [[Decimal("9.50")], [Decimal("1250.00")]]).split("\n")

    assert lines[2:] == ["   9.50", "1250.00"]


def test_cells_read_like_words() -> None:
    """None is empty, dates end at the minute, lists have commas, truth is yes or no."""
    assert cell(None) == ""
    assert cell(datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)) == "2025-01-02 03:04"
    assert cell(["a", None, True]) == "a, , yes"
    assert cell(2.50) == "2.5"
    assert cell({"a": 1}) == "a: 1"


def test_an_empty_table_still_shows_its_columns() -> None:
    """No rows is an answer, too."""
    assert text_table(["id", "title"], []).split("\n")[0] == "id  title"
    assert "<th" in html_table(["id"], [])


def test_escape_is_for_attributes_too() -> None:
    """Quotes are escaped, so that a value cannot leave its attribute."""
    assert escape("\"'<&") == "&quot;&#x27;&lt;&amp;"
