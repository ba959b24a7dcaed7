"""Who comes to a form, when, and what becomes of it: the same for every form tool's sandbox.

The people are those who write to the desk, some days after they did; what they say fits what they wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cases import Case
from .company import Company
from .dice import Dice
from .life import DAY

_SENT, _PARTIAL = 72, 90
_BY_RATING = {1: 1, 2: 4, 3: 6, 4: 8, 5: 10}


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's pass through a form; times are epoch seconds, 0 where it never comes.

    Attributes:
        index: number among the form's visits, also of those still to come.
        case: the request they made before.
        landed: when they opened the form.
        saved: when they last answered without sending it in.
        sent: when they sent it in.
        edited: when they changed what they had sent.
        score: 0 to 10, as they like the product.
    """

    index: int
    case: Case
    landed: int
    saved: int
    sent: int
    edited: int
    score: int

    def at(self, now: int) -> str:
        """How it stands: `to_come`, `landed`, `partial`, `sent` or `edited`."""
        for moment, state in (
            (self.edited, "edited"),
            (self.sent, "sent"),
            (self.saved, "partial"),
        ):
            if moment and moment <= now:
                return state
        return "landed" if self.landed <= now else "to_come"


class Turnout:
    """The visits of one form.

    Args:
        company: whose customers come.
        form: its name; another form, other people.
        every: every so many requests lead to a visit.
    """

    def __init__(self, company: Company, form: str, every: int = 3) -> None:
        self._company = company
        self._form = form
        self._every = every

    def visits(self, now: int) -> Iterator[Visit]:
        """Those who have come by *now* (epoch seconds), in the order of their requests."""
        for index in range(-(-self._company.cases(now) // self._every)):
            visit = self.visit(index)
            if visit.landed <= now:
                yield visit

    def visit(self, index: int) -> Visit:
        """The visit with this number (from 0)."""
        dice = Dice(self._company.seed, "visit", self._form, index)
        case = self._company.case(index * self._every + dice.below(self._every))
        landed = case.opened + dice.between(600, 4 * DAY)
        fate = dice.below(100)
        saved = landed + dice.between(20, 400) if fate < _PARTIAL else 0
        sent = self._sent(dice, saved, fate)
        edited = sent + dice.between(3_600, 25 * DAY) if sent and dice.chance(0.25) else 0
        score = min(10, max(0, _BY_RATING[case.rating] - dice.below(2)))
        return Visit(
            index=index,
            case=case,
            landed=self._quiet(landed),
            saved=self._quiet(saved),
            sent=self._quiet(sent),
            edited=self._quiet(edited),
            score=score,
        )

    @staticmethod
    def _sent(dice: Dice, saved: int, fate: int) -> int:
        """Most send at once; some come back days later for it."""
        if fate >= _SENT:
            return 0
        return saved + (dice.between(1, 9) * DAY if dice.chance(0.08) else dice.between(5, 90))

    def _quiet(self, at: int) -> int:
        return self._company.quiet(at) if at else 0
