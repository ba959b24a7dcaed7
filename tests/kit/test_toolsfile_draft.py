"""The first draft of a `tools.yaml`: what was seen, what to fill in, and no mistake whatever was seen."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from toolsfiles import rows

from productops.kit import toolsfile


def read(text: str, folder: Path) -> toolsfile.ToolsFile:
    return toolsfile.read(rows(text, folder), "tools.yaml")


def test_it_says_what_was_seen_and_asks_for_the_rest() -> None:
    text = toolsfile.draft(
        [
            {"name": "Slack", "seen_in": ["google", "okta"], "aliases": ["Slack Technologies"], "url": "https://slack.com"},
            {"name": "Figma", "seen_in": ["expenses"], "vendor": "Figma", "capabilities": ["design", "no"],
             "contracts": [{"seats": 40, "unit_price": Decimal("45.10"), "currency": "EUR", "renewal": date(2027, 1, 1)}]},
        ],
        [{"name": "Figma", "website": "https://www.figma.com"}],
    )  # fmt: skip
    assert text == (
        """\
# yaml-language-server: $schema=tools.schema.json
# The tools we work with. Only the name of each is needed; fill in what you know, and take the # away.
# What is wrong is told with its line: productops check tools
version: 1

vendors:
  - name: Figma
    website: https://www.figma.com

tools:
  # seen in: expenses
  - name: Figma
    vendor: Figma
    # category:
    capabilities: [design, "no"]
    # owner:
    # criticality:
    # docs:
    # sanctioned:
    # review_by:
    contracts:
      - renewal: 2027-01-01
        # notice_days:
        seats: 40
        unit_price: 45.1
        currency: EUR
        # owner:

  # seen in: google, okta
  - name: Slack
    aliases: [Slack Technologies]
    # category:
    # capabilities:
    # owner:
    # criticality:
    url: https://slack.com
    # docs:
    # sanctioned:
    # review_by:
"""
    )


def test_it_is_the_same_in_whatever_order_things_were_seen() -> None:
    tools = [{"name": name, "seen_in": {"b", "a"}} for name in ("Zoom", "asana", "Jira")]
    assert toolsfile.draft(tools) == toolsfile.draft(reversed(tools))


def test_nothing_seen_is_a_file_to_begin_with(tmp_path: Path) -> None:
    assert read(toolsfile.draft([]), tmp_path).tools == ()


def test_what_the_file_would_refuse_is_left_out(tmp_path: Path) -> None:
    """A source may say what it likes; of two with one name, the first stays, and where either was seen is told."""
    text = toolsfile.draft(
        [
            {"name": "Figma", "url": "figma.com", "owner": "somebody", "status": "weird", "unknown": 1, "seen_in": ["a"],
             "aliases": ["Jira", "figma", ""], "contracts": [{}, {"unit_price": 5}, {"seats": 1, "minimum_seats": 3}],
             "integrations": [{"kind": "api"}, {"to": "Jira", "kind": "teleport"}]},
            {"name": "FIGMA ", "seen_in": ["b"]}, {"name": ""}, {"name": None}, {"name": "Jira"},
        ]
    )  # fmt: skip
    figma, jira = read(text, tmp_path).tools
    assert (figma.name, figma.url, figma.owner, figma.status) == ("Figma", None, None, None)
    assert "# seen in: a, b" in text
    assert (figma.contracts[-1].seats, figma.contracts[-1].minimum_seats) == (1, None)
    assert [(one.to, one.kind) for one in figma.integrations] == [("Jira", None)]
    assert (figma.aliases, jira.name) == ((), "Jira")


NAMES = st.text(min_size=1, max_size=12)
TOOL = st.fixed_dictionaries(
    {"name": NAMES},
    optional={
        "aliases": st.lists(NAMES, max_size=3),
        "vendor": NAMES,
        "category": NAMES | st.none() | st.integers(),
        "capabilities": st.lists(NAMES, max_size=3) | NAMES,
        "owner": st.sampled_from(["ana@acme.example", "x"]),
        "url": st.sampled_from(["https://a.example/?q=1#x y", "https://a.example"]) | NAMES,
        "sso": st.booleans() | NAMES,
        "review_by": st.dates() | NAMES,
        "contracts": st.lists(
            st.fixed_dictionaries({}, optional={"unit_price": st.floats() | st.decimals(), "seats": st.integers(),
                                                "number": NAMES | st.integers(), "currency": st.sampled_from(["EUR", "x"]),
                                                "start": st.dates(), "end": st.dates()}), max_size=3),
        "seen_in": st.lists(st.sampled_from(["okta", "google"]), max_size=2),
    },
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(TOOL, max_size=4))
def test_a_draft_never_has_a_mistake(tools: list[dict[str, Any]]) -> None:
    """Whatever was seen, down to control characters and words like `null`."""
    with tempfile.TemporaryDirectory() as folder:
        found = read(toolsfile.draft(tools), Path(folder))
    named = [_whole(tool["name"]) for tool in tools]
    assert {toolsfile.folded(tool.name) for tool in found.tools} == {
        bare for name in named if (bare := toolsfile.folded(name))
    }


def _whole(text: str) -> str:
    """Without halves of surrogate pairs, which no file can hold."""
    return "".join("�" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_a_name_is_the_same_when_it_is_read_again(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read(toolsfile.draft([{"name": name}]), Path(folder))
    assert [tool.name for tool in found.tools] == [bare for bare in [name.strip()] if bare]
