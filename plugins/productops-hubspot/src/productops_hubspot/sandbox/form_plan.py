"""The forms of the account: what they ask, and how they were changed."""

from __future__ import annotations

from dataclasses import dataclass

from productops.sandbox.cases import AREAS

from . import ids

HUBSPOT, CAPTURED, FLOW, BLOG = "hubspot", "captured", "flow", "blog_comment"
TYPES = (HUBSPOT, CAPTURED, FLOW, BLOG)
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A question.

    Attributes:
        share: of ten people, how many answer it.
        since, until: days after the start of the clock when it comes and goes; before it if negative.
        renamed: days after the start of the clock, and the label from then on.
        shown_if: it hangs on another question, shown if that one has this value.
    """

    name: str
    label: str
    type: str
    options: Options = ()
    share: int = 10
    since: int | None = None
    until: int | None = None
    renamed: tuple[int, str] | None = None
    shown_if: tuple[str, str] | None = None
    required: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form. Every *every*-th request of the forms' book, from the *first*, is a submission of it."""

    key: int
    name: str
    type: str
    fields: tuple[Field, ...]
    every: int
    first: int
    archived: bool = False

    @property
    def guid(self) -> str:
        """Its id."""
        return ids.uuid_of("form", self.key)


_EMAIL = Field("email", "Email", "email", required=True)
_NAME = Field("firstname", "First name", "single_line_text", share=8)
_AREAS = tuple((area, area.replace("_", " ").capitalize()) for area in AREAS)
_MARKS = tuple((str(n), str(n)) for n in range(1, 6))
_USES: Options = (
    ("planning", "Shift planning"),
    ("reports", "Reports"),
    ("handover", "Handover; with photos"),
)
_REASONS: Options = (("price", "Price"), ("missing", "Something is missing"), ("other", "Other"))

FORMS: tuple[Form, ...] = (
    Form(1, "Product feedback (sales)", HUBSPOT, (
        _EMAIL, _NAME,
        Field("product_area", "Which part of the product is it about?", "dropdown", _AREAS, required=True),
        Field("what_do_you_need", "What does the customer need?", "multi_line_text", renamed=(5, "What does the customer need, and why?")),
        Field("importance", "How important is it?", "radio", _MARKS, share=9),
        Field("use_cases", "What do they use it for?", "multiple_checkboxes", _USES, share=7),
        Field("deal_at_risk", "Is a deal at risk?", "single_checkbox", share=4),
        Field("seats", "How many seats?", "number", share=6),
        Field("team_size", "Team size", "single_line_text", until=-200),
        Field("competitor_named", "Which competitor was named?", "single_line_text", share=3, since=10),
        Field("campaign", "Campaign", "single_line_text", share=5, hidden=True),
    ), 4, 0),
    Form(2, "Contact us", HUBSPOT, (
        _EMAIL, _NAME, Field("message", "Your message", "multi_line_text", required=True),
        Field("phone", "Phone number", "phone", share=3),
    ), 9, 1),
    Form(3, "#demo-request", CAPTURED, (_EMAIL, Field("message", "message", "multi_line_text", share=6)), 17, 2),
    Form(4, "Before you leave", FLOW, (
        Field("email", "Email", "email", share=6),
        Field("would_you_come_back", "Would you come back?", "radio", (("yes", "Yes"), ("no", "No")), required=True),
        Field("reason", "What keeps you?", "dropdown", _REASONS, shown_if=("would_you_come_back", "no")),
        Field("message", "Anything else?", "multi_line_text", share=3, until=20),
    ), 11, 3),
    Form(5, "Blog comments", BLOG, (_EMAIL, Field("comment", "Comment", "multi_line_text")), 0, 0),
    Form(6, "Beta sign-up", HUBSPOT, (_EMAIL, _NAME, Field("beta_programmes", "Programme", "multiple_checkboxes", (("mobile", "Mobile app"), ("exports", "New exports")))), 37, 5, archived=True),
)  # fmt: skip
BY_GUID = {form.guid: form for form in FORMS}
