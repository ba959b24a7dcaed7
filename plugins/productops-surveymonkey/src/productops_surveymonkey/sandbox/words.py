"""What people write into an open question."""

from __future__ import annotations

from productops.sandbox import Company
from productops.sandbox.dice import Dice
from productops.sandbox.phrases import PHRASES
from productops.sandbox.turnout import Visit


def words_of(company: Company, visit: Visit) -> str:
    """In the person's own language, about what they wrote of before."""
    words = PHRASES[visit.case.language]
    dice = Dice(company.seed, "survey words", visit.index, visit.case.index)
    side = "good" if visit.score > 8 else "bad"  # noqa: PLR2004 - promoters are content
    detail = dice.pick(words.details[visit.case.area])
    slots = {
        "n": 4,
        "m": 2,
        "code": "E-1107",
        "product": company.product,
        "area": words.areas[visit.case.area],
    }
    slots |= {"plan": "Business", "team": "operations", "day": "2026-02-03"}
    return f"{dice.pick(words.verdicts[side])} {detail}".format_map(slots)
