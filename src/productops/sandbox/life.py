"""How a request goes: the scripts, and the moments of one request's life.

A life is laid out whole, the part after `now` included; what lies in the future has not happened yet.
So moving the clock is all it takes to change the company, and always in the same way.
"""

from __future__ import annotations

from typing import NamedTuple

HOUR = 3_600
DAY = 86_400


class Moment(NamedTuple):
    """One update of a request; several things may happen in it.

    Attributes:
        at: epoch seconds.
        actor: `requester`, `agent` or `system`.
        note: what is written: `first`, `ask`, `planned`, `solved`, `answer`, `internal`, `merge_in`,
            `merge_out`, or nothing.
        status: the new status, or nothing.
        what: `assigned`, `raised` (priority), `escalated` (an issue is linked), `rated`, `touched` (the
            system changes something no one sees), `merged`, `deleted`, `scrubbed`, or nothing.
    """

    at: int
    actor: str
    note: str
    status: str
    what: str


Step = tuple[int, str, str, str, str]

_TAKEN: Step = (20 * 60, "agent", "", "open", "assigned")
_FIRST: Step = (2 * HOUR, "agent", "first", "open", "")
_ASK: Step = (5 * HOUR, "agent", "ask", "pending", "")
_ANSWER: Step = (14 * HOUR, "requester", "answer", "open", "")
_SOLVED: Step = (9 * HOUR, "agent", "solved", "solved", "")
_RATED: Step = (20 * HOUR, "requester", "", "", "rated")
_CLOSED: Step = (4 * DAY, "system", "", "closed", "")
_TOUCHED: Step = (3 * DAY, "system", "", "", "touched")
_NOTED: Step = (HOUR, "agent", "internal", "", "")
_LINKED: Step = (3 * HOUR, "agent", "internal", "", "escalated")
_PLANNED: Step = (2 * HOUR, "agent", "planned", "hold", "")
_RAISED: Step = (4 * HOUR, "agent", "internal", "", "raised")
_SHIPPED: Step = (60 * DAY, "agent", "solved", "solved", "")
_REOPENED: Step = (30 * HOUR, "requester", "answer", "open", "")
_LATE_ASK: Step = (18 * DAY, "agent", "ask", "pending", "")
_LATE_ANSWER: Step = (9 * DAY, "requester", "answer", "open", "")
_LATE_SOLVED: Step = (24 * DAY, "agent", "solved", "solved", "")
_LATE_TAKEN: Step = (6 * DAY, "agent", "first", "open", "assigned")

SCRIPTS: tuple[tuple[Step, ...], ...] = (
    (_TAKEN, _SOLVED, _RATED, _CLOSED),
    (_TAKEN, _FIRST, _SOLVED, _CLOSED, _TOUCHED),
    (_TAKEN, _FIRST, _ASK, _ANSWER, _SOLVED, _RATED, _CLOSED),
    (_TAKEN, _ASK, _ANSWER, _NOTED, _SOLVED, _CLOSED),
    (_TAKEN, _FIRST, _LINKED, _PLANNED, _SHIPPED, _RATED, _CLOSED),
    (_TAKEN, _FIRST, _RAISED, _ASK, _ANSWER, _SOLVED, _REOPENED, _SOLVED, _RATED, _CLOSED),
    (_TAKEN, _FIRST, _LINKED, _PLANNED, _ANSWER, _PLANNED, _SHIPPED, _CLOSED, _TOUCHED),
    (_TAKEN, _SOLVED, _CLOSED),
    (_LATE_TAKEN, _LATE_ASK, _LATE_ANSWER, _NOTED, _LATE_SOLVED, _RATED, _CLOSED),
    (_TAKEN, _FIRST, _LATE_ANSWER, _RAISED, _LATE_SOLVED, _CLOSED, _TOUCHED),
)
_FACTORS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1.0, 1.1, 1.3, 1.5, 1.8, 2.2, 2.8, 4.0)


Beat = tuple[int, Step]


def script_of(draw: int) -> tuple[Step, ...]:
    """The script a draw (0 to 65535) chooses."""
    return SCRIPTS[draw * len(SCRIPTS) >> 16]


def beats(opened: int, steps: tuple[Step, ...], draws: tuple[int, ...]) -> list[Beat]:
    """When each step of a request opened at *opened* comes; *draws* spread the gaps."""
    at = opened
    found = []
    for step, draw in zip(steps, draws, strict=False):
        at += int(step[0] * _FACTORS[draw & 15]) + (draw >> 4 & 1023) + 1
        found.append((at, step))
    return found


def ended(life: list[Beat], beat: Beat) -> list[Beat]:
    """*life* up to *beat*, which ends it."""
    return [*(held for held in life if held[0] < beat[0]), beat]
