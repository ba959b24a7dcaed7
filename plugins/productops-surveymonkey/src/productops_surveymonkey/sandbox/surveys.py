"""The company's surveys: what each asks, and how that changes."""

from __future__ import annotations

from productops.sandbox import Company
from productops.sandbox.cases import AREAS
from productops.sandbox.life import DAY
from productops.sandbox.phrases import PHRASES

from .questions import Question, Writer

FIRST = 400_000_000
TITLES = ("Customer survey", "Would you recommend us?", "After your request")
RENAMED, REMOVED = 3 * DAY, 6 * DAY
"""After the start of the clock: the comment of the first survey is asked otherwise, its wishes are not asked any more."""

NPS, STARS, COMMENT, AREA, WISHES, EASE, PARTS, ORDER, LOOK, USE = range(1, 11)
ROLE, TEAM, SEATS, SHARE, CONTACT, SINCE, RENEWS, NOTE, FILE, HOURS = range(11, 21)
PAGES = (
    (NPS, STARS, COMMENT),
    (AREA, WISHES, EASE, PARTS, ORDER, LOOK, USE),
    (NOTE, ROLE, TEAM, SEATS, SHARE, HOURS, CONTACT, SINCE, RENEWS, FILE),
)
AGREE = ("Disagree", "Neither", "Agree")
WANTED = ("Dark mode", "A public roadmap", "Fewer e-mails")
SHORT = {1: (NPS, COMMENT), 2: (STARS, COMMENT, CONTACT)}


def survey_id(index: int) -> int:
    """The vendor's id of the survey with this number."""
    return FIRST + index


def title(index: int) -> str:
    """Its title."""
    return TITLES[index] if index < len(TITLES) else f"Pulse {index - len(TITLES) + 1}"


def edits(company: Company, index: int) -> list[int]:
    """When somebody changed its questions (epoch seconds); the first is when it was made."""
    made = company.quiet(company.founded + (index % 300) * DAY)
    start = int(company.clock.start.timestamp())
    return [made, *((start + RENAMED, start + REMOVED) if index == 0 else ())]


def pages(company: Company, index: int, now: int) -> list[list[Question]]:
    """Its questions by page, as they are at a moment."""
    made = {number: ask(company, index, number, now) for number in _numbers(index)}
    layout = PAGES if index == 0 else (_numbers(index),)
    if index == 0 and now >= edits(company, index)[2]:
        del made[WISHES]
    return [[made[number] for number in page if number in made] for page in layout]


def _numbers(index: int) -> tuple[int, ...]:
    return (
        tuple(n for page in PAGES for n in page)
        if index == 0
        else SHORT.get(index, (AREA, COMMENT))
    )


def ask(company: Company, index: int, number: int, now: int) -> Question:
    """One question of a survey."""
    write = Writer(survey_id(index))
    if number == NPS:
        return write.nps(number, company.product)
    if number == STARS:
        return write.stars(number, "How satisfied are you with our support?")
    if number == COMMENT:
        later = index == 0 and now >= edits(company, index)[1]
        heading = (
            "What is the <strong>one thing</strong> we should do better?"
            if later
            else "What should we do better?"
        )
        return write.question(
            number,
            "open_ended",
            "essay",
            heading,
            required={"text": "Please say", "type": "at_least"},
        )
    return {**_choosing(write, company), **_writing(write)}[number]


def _choosing(write: Writer, company: Company) -> dict[int, Question]:
    areas = [PHRASES["en"].areas[area] for area in AREAS]
    scale = write.choices(EASE, ["Very hard", "Hard", "Easy", "Very easy"], [1, 2, 3, 4])
    absent = {**write.choices(EASE, ["Never used"], [0], first=9)[0], "is_na": True, "weight": 0}
    menus = [
        {"id": str(write.id(USE) * 100 + 71 + n), "position": n + 1, "text": text,
         "choices": write.choices(USE, options, first=1 + 10 * n)}
        for n, (text, options) in enumerate((("How often", ("Daily", "Weekly")), ("From where", ("Office", "On the road"))))
    ]  # fmt: skip
    return {
        AREA: write.question(
            AREA, "single_choice", "menu", f"Which part of {company.product} matters most to you?",
            answers={"choices": write.choices(AREA, areas), "other": write.other(AREA, "Other (please specify)", choice=True)},
        ),
        WISHES: write.question(
            WISHES, "multiple_choice", "vertical", "What would you like to see?",
            answers={"choices": write.choices(WISHES, WANTED), "other": write.other(WISHES, "Something else", choice=True)},
        ),
        EASE: write.question(
            EASE, "matrix", "rating", "How easy is it to …",
            answers={"rows": write.rows(EASE, ("find a board", "invite somebody")), "choices": [*scale, absent],
                     "other": write.other(EASE, "Anything to add?", choice=False)},
        ),
        PARTS: write.question(
            PARTS, "matrix", "single", "Do you agree?",
            answers={"rows": write.rows(PARTS, ("It is fast", "It is worth its price")), "choices": write.choices(PARTS, AGREE)},
        ),
        ORDER: write.question(
            ORDER, "matrix", "ranking", "Put these in your order",
            answers={"rows": write.rows(ORDER, WANTED), "choices": write.choices(ORDER, ("1", "2", "3"))},
        ),
        LOOK: write.question(
            LOOK, "matrix", "multi", "Where do you use it?",
            answers={"rows": write.rows(LOOK, ("Boards", "Calendar")), "choices": write.choices(LOOK, ("Phone", "Tablet", "Computer"))},
        ),
        USE: write.question(
            USE, "matrix", "menu", "And when?",
            answers={"rows": write.rows(USE, ("Boards", "Calendar")), "cols": menus},
        ),
    }  # fmt: skip


def _writing(write: Writer) -> dict[int, Question]:
    whole = {"type": "integer", "min": 0, "max": 100, "text": "A whole number, please"}
    people = (
        ("Name", "name"),
        ("Company", "company"),
        ("Email address", "email"),
        ("Phone number", "phone"),
    )
    slider = {"display_type": "slider", "left_label": "None", "right_label": "All"}
    return {
        ROLE: write.question(ROLE, "open_ended", "single", "What is your role?"),
        TEAM: write.question(
            TEAM, "open_ended", "multi", "Name two tools you use beside it",
            answers={"rows": write.rows(TEAM, ("First", "Second"))},
        ),
        SEATS: write.question(
            SEATS, "open_ended", "numerical", "How many of you are there?",
            answers={"rows": write.rows(SEATS, ("in your team", "in your company"))},
        ),
        SHARE: write.question(
            SHARE, "open_ended", "single", "How much of your work happens in it?", display_options=slider, validation=whole,
        ),
        HOURS: write.question(HOURS, "open_ended", "single", "Hours a week", validation={**whole, "max": 60}),
        CONTACT: write.question(
            CONTACT, "demographic", "international", "May we write to you?",
            answers={"rows": write.rows(CONTACT, [t for t, _ in people], [k for _, k in people])},
        ),
        SINCE: write.question(
            SINCE, "datetime", "both", "When did you last call us?", answers={"rows": write.rows(SINCE, ("On:",))},
        ),
        RENEWS: write.question(
            RENEWS, "datetime", "date_only", "When does your contract end?",
            answers={"rows": write.rows(RENEWS, ("Day:",))}, validation={"type": "date_intl", "text": "A date, please"},
        ),
        NOTE: write.question(NOTE, "presentation", "descriptive_text", "<p>Nearly done.</p>"),
        FILE: write.question(
            FILE, "open_ended", "single", "A picture of your board?", display_options={"display_type": "file_upload"},
        ),
    }  # fmt: skip
