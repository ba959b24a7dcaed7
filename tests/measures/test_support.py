"""Which products a text names, and how much help their users need."""

from __future__ import annotations

import pytest
from company import company, moment
from hypothesis import given
from hypothesis import strategies as st

from productops.measures.frames import live, streamed
from productops.measures.inventory.mentions import Mentions
from productops.measures.inventory.support import support

AS_OF = moment("2026-11-01")
NAMES = (
    "Figma",
    "Jira",
    "Jira Service Management",
    "Linear",
    "Notion",
    "Box",
    "Monday.com",
    "C++ Tools",
    "Zürich Desk",
)
FINDER = Mentions.of((name, name, True) for name in NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cannot open figma today", {"Figma"}),
        ("FIGMA!", {"Figma"}),
        ("Figmas are nice", set()),
        ("my_figma_file", set()),
        ("Prefigma", set()),
        ("(Figma)", {"Figma"}),
        ("Figma's export", {"Figma"}),
        ("Figmaé", set()),
        ("使用Figma很慢", {"Figma"}),
        ("jira service  management is slow", {"Jira Service Management"}),
        ("Jira and Jira Service Management", {"Jira", "Jira Service Management"}),
        ("the growth is linear", set()),
        ("Linear growth is fine", set()),
        ("Nice. Linear growth is fine", set()),
        ("We moved it to Linear yesterday", {"Linear"}),
        ("we moved it to LINEAR yesterday", set()),
        ("I have no notion of it", set()),
        ("I cannot log in to notion", {"Notion"}),
        ("our notion workspace is gone", {"Notion"}),
        ("Box account locked", {"Box"}),
        ("put it in a box", set()),
        ("Title\\nBox of paper", set()),
        ("monday.com is down", {"Monday.com"}),
        ("on monday", set()),
        ("c++ tools crash", {"C++ Tools"}),
        ("ZÜRICH DESK", {"Zürich Desk"}),
        ("", set()),
    ],
)
def test_what_a_text_names(text, expected):
    """Whole words in any case, the longest name; a common word only as a name within a sentence or with context."""
    assert FINDER.within(text.replace("\\n", "\n")) == expected


def test_names_that_cannot_be_told_apart_are_not_looked_for():
    """A name of two products is ambiguous; an alias of two letters is not looked for, a first name is."""
    finder = Mentions.of(
        [("a", "Teams", True), ("b", "teams", True), ("c", "Xy", False), ("d", "Qz", True)]
    )
    assert finder.ambiguous == ("teams",)
    assert finder.within("Xy in Teams, and Qz") == {"d"}


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text):
    """No text breaks it, and what it finds is among its products."""
    assert FINDER.within(text) <= set(NAMES)


TOOLS = [
    {"id": "f", "name": "Figma", "aliases": ["Fig Jam"]},
    {"id": "l", "name": "Linear"},
    {"id": "m", "name": "Miro"},
    {"id": "z", "name": "Zulip"},
]
AT = moment("2026-10-20")
FEEDBACK = [
    {
        "title": "Figma and fig  jam crash",
        "body_plain": "figma again",
        "kind": "support_request",
        "occurred_at": AT,
    },
    {
        "title": "Hello",
        "body_plain": "please add figma",
        "kind": "feature_request",
        "source_created_at": AT,
    },
    {"title": "linear growth", "kind": "support_request", "occurred_at": AT},
    {"title": "Zulip", "body_plain": None, "kind": "bug_report", "occurred_at": AT},
    {"title": "Figma", "kind": "support_request", "occurred_at": moment("2026-09-01")},
    {"title": "Figma", "kind": "support_request"},
    {"title": "Figma", "kind": "support_request", "occurred_at": AT, "deleted": True},
]
SEATS = [
    {"tool_id": tool, "person_id": person, "last_active_at": last}
    for tool, person, last in (
        ("f", "a", AT), ("f", "b", AT), ("f", "c", moment("2026-01-01")), ("m", "a", AT), ("l", "a", moment("2026-01-01")),
    )
]  # fmt: skip


def asked(engine="polars", **options):
    frames = company({"tool": TOOLS, "feedback": FEEDBACK, "seat": SEATS}, engine)
    return support(frames, AS_OF, **options)


def test_the_load_of_each_product(engine):
    """Feedback ÷ active users × 100 for 30 days; no known user, no load; users without feedback, a load of 0."""
    answer = asked(engine)
    assert [dict(row) for row in answer.rows] == [
        {"tool": "Figma", "feedback": 2, "support_requests": 1, "active_users": 2, "per_100_users_a_month": 100.0, "tool_id": "f"},
        {"tool": "Miro", "feedback": 0, "support_requests": 0, "active_users": 1, "per_100_users_a_month": 0.0, "tool_id": "m"},
        {"tool": "Zulip", "feedback": 1, "support_requests": 0, "active_users": None, "per_100_users_a_month": None, "tool_id": "z"},
    ]  # fmt: skip
    assert answer.n == 4
    assert answer.missing == ("active users not known: Zulip",)
    assert answer.window == (moment("2026-10-02"), AS_OF)
    assert answer.excluded == ("1 product that no feedback names and nobody is known to use",)


def test_the_window_and_the_kinds():
    """A longer window is brought to 30 days; only the kinds asked for are counted."""
    assert {row["tool"]: row["per_100_users_a_month"] for row in asked(days=90).rows}[
        "Figma"
    ] == 50.0
    (figma, *_) = asked(kinds=["feature_request"]).rows
    assert (figma["tool"], figma["feedback"], figma["support_requests"]) == ("Figma", 1, 0)


def test_without_tools_nothing_is_named():
    """No names to look for is no error."""
    answer = support(company({"feedback": FEEDBACK}), AS_OF)
    assert (answer.rows, answer.n) == ((), 4)


def test_texts_are_read_a_few_at_a_time(engine):
    """However few: every row once, with plain values."""
    frames = company(
        {"feedback": [{"id": str(n), "title": f"t{n}", "occurred_at": AS_OF} for n in range(7)]},
        engine,
    )
    rows = sorted(
        streamed(live(frames, "feedback", "id", "occurred_at"), 3), key=lambda row: row["id"]
    )
    assert rows == [{"id": str(n), "occurred_at": AS_OF} for n in range(7)]
