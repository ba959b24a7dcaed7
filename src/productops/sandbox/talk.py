"""The words of a request: its subject, its first message, and what is written later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from .cases import Case
from .company import Company
from .dice import Dice
from .life import DAY, Moment
from .names import TEAMS_AT_CUSTOMERS
from .people import PLANS
from .phrases import PHRASES

_CODES = ("E-4012", "TIMEOUT", "E-1107", "SYNC-31", "E-5030")


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")


def _slots(company: Company, case: Case) -> dict[str, object]:
    dice = Dice(
        company.seed, "slots", case.index if case.duplicate_of is None else case.duplicate_of
    )
    number = dice.between(3, 40)
    return {
        "area": PHRASES[case.language].areas[case.area],
        "product": company.product,
        "plan": dice.pick(PLANS)[0],
        "n": number,
        "m": max(1, number // 3),
        "code": dice.pick(_CODES),
        "team": dice.pick(TEAMS_AT_CUSTOMERS),
        "day": _day(case.opened - dice.between(1, 9) * DAY),
        "issue": company.issue_key(case.issue),
        "number": case.index + 1,
        "name": company.colleague(case.agent).name,
    }


def subject(company: Company, case: Case) -> str:
    """The subject line."""
    words = PHRASES[case.language]
    dice = Dice(company.seed, "subject", case.index)
    return dice.pick(words.subjects[case.kind]).format_map(_slots(company, case))


def body(company: Company, case: Case) -> str:
    """The first message; an e-mail may carry the conversation it answers, quoted."""
    words = PHRASES[case.language]
    dice = Dice(company.seed, "body", case.index)
    context = list(words.context)
    told = [context.pop(dice.below(len(context))) for _ in range(dice.between(1, len(context) - 1))]
    details = words.details[case.area]
    first = dice.below(len(details))
    lines = [
        dice.pick(words.greetings),
        "",
        f"{dice.pick(words.openings[case.kind])} {details[first]}",
        "",
        " ".join(told),
        *(("", details[(first + 1) % len(details)]) if dice.chance(0.5) else ()),
        "",
        dice.pick(words.asks[case.kind]),
        "",
        dice.pick(words.closings),
        "{writer}",
    ]
    if case.channel == "email" and dice.chance(0.25):
        lines += ["", words.quote, *(f"> {line}" for line in _quoted(words.replies["first"][0]))]
    writer = company.person(case.requester).name
    return "\n".join(lines).format_map({**_slots(company, case), "writer": writer})


def _quoted(text: str) -> list[str]:
    half = text.find(".") + 1 or len(text)
    return [part.strip() for part in (text[:half], text[half:]) if part.strip()]


def note(company: Company, case: Case, moment: Moment) -> str:
    """What is written in an update; empty where nothing is."""
    words = PHRASES[case.language]
    dice = Dice(company.seed, "note", case.index, moment.at)
    short: dict[str, Callable[[], str]] = {
        "": lambda: "",
        "answer": lambda: dice.pick(words.answers),
        "internal": lambda: _internal(company, case, moment),
        "merge_out": lambda: words.merged.format(number=(case.duplicate_of or 0) + 1),
        "merge_in": lambda: f"Request #{case.index + 2} was closed and merged into this request.",
    }
    if moment.note in short:
        return short[moment.note]()
    text = dice.pick(words.replies[moment.note]).format_map(_slots(company, case))
    writer, agent = company.person(case.requester).name, company.colleague(case.agent).name
    return f"{writer},\n\n{text}\n\n{dice.pick(words.closings)}\n{agent}"


def _internal(company: Company, case: Case, moment: Moment) -> str:
    linked = "Reproduced on the test account. Linked to {issue}."
    checked = "Checked the log: seen for {n} accounts since {day}."
    text = linked if moment.what == "escalated" else checked
    return text.format_map(_slots(company, case))


def remark(company: Company, case: Case) -> str:
    """What the requester says about the area in one sentence, as in the box of a form."""
    words = PHRASES[case.language]
    dice = Dice(company.seed, "remark", case.index)
    return dice.pick(words.details[case.area]).format_map(_slots(company, case))


def verdict(company: Company, case: Case) -> str:
    """The remark that comes with a rating; empty where there is none."""
    if not case.remark:
        return ""
    side = "good" if case.rating > 3 else "bad"  # noqa: PLR2004 - 4 and 5 are satisfied
    return Dice(company.seed, "verdict", case.index).pick(PHRASES[case.language].verdicts[side])
