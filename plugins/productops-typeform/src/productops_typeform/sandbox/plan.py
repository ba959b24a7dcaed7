"""The account's forms, and how each of them changes over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from productops.sandbox.life import DAY

Said = Mapping[str, Any]
"""What a person has answered so far, by the name of the field."""
_ALWAYS = 99


@dataclass(frozen=True, slots=True)
class Item:
    """A field. *titles*: version from which on → wording; *when*: who is led to it."""

    name: str
    type: str
    titles: Mapping[int, str]
    properties: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    required: bool = False
    since: int = 1
    until: int = _ALWAYS
    key: str = ""
    when: Callable[[Said], bool] = lambda _: True

    def title(self, version: int) -> str:
        """The wording in a version."""
        return self.titles[max(at for at in self.titles if at <= version)]


@dataclass(frozen=True, slots=True)
class Plan:
    """A form. *changes*: seconds from the start of the clock at which versions 2, 3, … come."""

    name: str
    title: str
    items: tuple[Item, ...]
    language: str = "en"
    every: int = 3
    changes: tuple[int, ...] = ()
    logic: tuple[dict[str, Any], ...] = ()
    public: bool = True
    variables: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ("email", "utm_source")


def _jump(to: str, op: str, *parts: tuple[str, Any]) -> dict[str, Any]:
    kind = "thankyou" if to == "bye" else "field"
    variables = [{"type": kind_, "value": value} for kind_, value in parts]
    return {
        "action": "jump",
        "details": {"to": {"type": kind, "value": to}},
        "condition": {"op": op, "vars": variables},
    }


def _after(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    return {"type": "field", "ref": name, "actions": list(actions)}


_AREAS = ("Exports", "Invoices", "Single sign-on", "Mobile app", "Dashboards")
_SEVERAL = {"allow_multiple_selection": True, "allow_other_choice": True}
_YES_NO = ("Yes", "No", "Partly")

RELATIONSHIP = Plan(
    "relationship",
    "How are we doing?",
    (
        Item("nps", "nps", {1: "How likely are you to recommend Fernhill Boards?"},
             {"labels": {"left": "Not at all", "right": "Certainly"}}, required=True),
        Item("why", "long_text", {1: "Why?", 2: "You gave {{field:nps}}: what is the main reason for your score?"}),
        Item("areas", "multiple_choice", {1: "Which areas matter to you?"}, _SEVERAL, _AREAS),
        Item("plan", "short_text", {1: "Which plan are you on?"}, until=2),
        Item("heard", "dropdown", {1: "How did you hear of us?"}, choices=("A colleague", "Search", "A fair"), since=3),
        Item("you", "contact_info", {1: "Your details"}, items=(
            Item("first", "short_text", {1: "First name"}, key="first_name"),
            Item("last", "short_text", {1: "Last name"}, key="last_name"),
            Item("mail", "email", {1: "Email"}, key="email"),
        )),
    ),
    changes=(-300 * DAY, -60 * DAY, 3 * DAY),
)  # fmt: skip

REQUESTS = Plan(
    "requests",
    "What should we build next?",
    (
        Item("hello", "statement", {1: "Thank you for taking the time."}),
        Item("used", "yes_no", {1: "Have you used dashboards in the last month?"}, required=True),
        Item("stars", "rating", {1: "How do you like them?"}, {"steps": 5, "shape": "star"}, when=lambda s: s["used"]),
        Item("ease", "opinion_scale", {1: "How easy was it to find what you need?"},
             {"steps": 7, "start_at_one": True, "labels": {"left": "Hard", "right": "Easy"}}, when=lambda s: s["used"]),
        Item("details", "group", {1: "About your wish"}, items=(
            Item("area", "dropdown", {1: "Which area is it about?"}, choices=_AREAS),
            Item("wish", "long_text", {1: "What do you miss there?", 2: "What would you change there?"}, required=True),
        )),
        Item("rank", "ranking", {1: "Put these in order"}, choices=("Speed", "Design", "Price"), required=True),
        Item("quality", "matrix", {1: "Does this hold for you?"}, items=(
            Item("fast", "multiple_choice", {1: "It is fast"}, choices=_YES_NO),
            Item("clear", "multiple_choice", {1: "It is clear"}, choices=_YES_NO),
        )),
        Item("look", "picture_choice", {1: "Which look do you prefer?"}, {"allow_other_choice": True}, ("Light", "Dark")),
        Item("since", "date", {1: "Since when are you a customer?"}),
        Item("seats", "number", {1: "How many colleagues use it?"}),
        Item("talk", "legal", {1: "May we write to you?"}, required=True),
        Item("mail", "email", {1: "Where to?"}, required=True, when=lambda s: s["talk"]),
        Item("shot", "file_upload", {1: "A picture of it, if you like"}, when=lambda s: s["talk"]),
    ),
    every=4,
    changes=(-45 * DAY,),
    variables={"score": 0},
    logic=(
        _after("used", _jump("details", "is", ("field", "used"), ("constant", False))),
        _after("talk", _jump("bye", "is", ("field", "talk"), ("constant", False)),
               _jump("mail", "always")),
    ),
)  # fmt: skip

KUNDEN = Plan(
    "kunden",
    "Wie zufrieden sind Sie?",
    (
        Item("note", "rating", {1: "Wie zufrieden sind Sie insgesamt?"}, {"steps": 10, "shape": "heart"}, required=True),
        Item("warum", "long_text", {1: "Was können wir besser machen?"}),
    ),
    language="de",
    every=7,
)  # fmt: skip

DRAFT = Plan(
    "draft", "Beta programme", (Item("who", "short_text", {1: "Your name"}),), public=False, every=0
)

PLANS = (RELATIONSHIP, REQUESTS, KUNDEN, DRAFT)
