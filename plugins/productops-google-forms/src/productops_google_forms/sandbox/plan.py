"""The account's forms, and how each of them changes over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from productops.sandbox.life import DAY

_ALWAYS = 99
OTHER = "…"
"""Among options: one for anything else."""


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a form. *titles*: version from which on → wording; *rows* of a grid by name."""

    name: str
    kind: str
    titles: Mapping[int, str]
    options: tuple[str, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    points: int = 0
    right: str = ""
    since: int = 1
    until: int = _ALWAYS
    often: float = 0.75

    def title(self, version: int) -> str:
        """The wording in a version."""
        return self.titles[max(at for at in self.titles if at <= version)]


@dataclass(frozen=True, slots=True)
class Plan:
    """A form. *changes*: seconds from the start of the clock at which versions 2, 3, … come."""

    name: str
    title: str
    items: tuple[Item, ...]
    every: int = 3
    changes: tuple[int, ...] = ()
    collects: bool = True
    quiz: bool = False


FEEDBACK = Plan(
    "feedback",
    "Feedback on Fernhill Boards",
    (
        Item("easy", "scale", {1: "How easy is it to use?"},
             more={"low": 1, "high": 7, "lowLabel": "Very hard", "highLabel": "Very easy"}, required=True),
        Item("stars", "rating", {1: "And over all?"}, more={"ratingScaleLevel": 5, "iconType": "STAR"}),
        Item("area", "RADIO", {1: "Which area is it about?"}, ("Exports", "Invoices", "Mobile app", OTHER)),
        Item("gone", "text", {1: "Your team?"}, until=1),
        Item("wish", "paragraph", {1: "What do you miss?", 3: "What should we build next?"}),
        Item("page", "break", {1: "A few details"}),
        Item("uses", "CHECKBOX", {1: "What do you use, and how?"}, ("Boards, shared", "Dashboards", OTHER)),
        Item("holds", "grid", {1: "Does this hold?"}, ("Yes", "No"), {"fast": "It is fast", "clear": "It is clear"}),
        Item("plan", "DROP_DOWN", {1: "Your plan"}, ("Starter", "Team", "Business"), since=2),
        Item("since", "date", {1: "Customer since"}, more={"includeYear": True}),
        Item("shot", "file", {1: "A picture of it"}, often=0.2),
    ),
    changes=(-200 * DAY, 4 * DAY),
)  # fmt: skip

QUIZ = Plan(
    "quiz",
    "Do you know dashboards?",
    (
        Item("first", "RADIO", {1: "Which view starts on Monday?"}, ("Week", "Month"), points=2, right="Week", required=True),
        Item("second", "CHECKBOX", {1: "What can be shared?"}, ("Filters", "Boards"), points=3, right="Boards"),
        Item("third", "time", {1: "When do you plan your week?"}),
    ),
    every=5,
    collects=False,
    quiz=True,
)  # fmt: skip

PLANS = (FEEDBACK, QUIZ)
