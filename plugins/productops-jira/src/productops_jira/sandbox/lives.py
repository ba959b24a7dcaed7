"""What every issue is, and everything that will ever happen to it.

As in the company, a life is laid out whole and what lies after `now` has not happened yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from productops.sandbox import Company
from productops.sandbox.cases import AREAS
from productops.sandbox.company import HISTORY
from productops.sandbox.dice import Dice
from productops.sandbox.life import DAY, HOUR

from . import ids, plan


class Beat(NamedTuple):
    """Something that happens to an issue.

    Attributes:
        at: epoch milliseconds.
        position: names the beat among those of its issue, for ever.
        who: user key.
        what: see `history`.
        arg: a number whose meaning depends on *what*.
    """

    at: int
    position: int
    who: int
    what: str
    arg: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as it was created. *project*, *number*: where; *parent*: index of another issue."""

    index: int
    project: int
    number: int
    type: str
    priority: int
    reporter: int
    language: str
    area: str
    created: int
    parent: int | None


Step = tuple[int, str, int]
_WORK: tuple[tuple[Step, ...], ...] = (
    ((DAY, "assign", 0), (HOUR, "priority", 0), (2 * DAY, "status", 1), (DAY, "comment", 0), (HOUR, "work", 3),
     (3 * DAY, "status", 2), (DAY, "version", 0), (DAY, "status", 3)),
    ((3 * DAY, "label", 0), (DAY, "assign", 0), (DAY, "points", 0), (9 * DAY, "status", 1), (HOUR, "work", 5),
     (DAY, "unwork", 0), (DAY, "status", 3), (2 * DAY, "status", 1), (5 * DAY, "status", 3)),
    ((DAY, "comment", 0), (20 * DAY, "sprint", 0), (DAY, "assign", 0), (HOUR, "status", 1), (DAY, "flag", 0),
     (4 * DAY, "flag", 0), (DAY, "comment", 0), (6 * DAY, "status", 2), (HOUR, "work", 2), (DAY, "status", 3)),
    ((30 * DAY, "summary", 0), (DAY, "describe", 0), (50 * DAY, "label", 0), (3 * DAY, "wontdo", 3)),
    ((HOUR, "assign", 0), (DAY, "status", 1), (2 * DAY, "vote", 3), (DAY, "comment", 0), (HOUR, "watch", 2)),
    ((60 * DAY, "comment", 0), (60 * DAY, "points", 0)),
)  # fmt: skip
_DESK: tuple[tuple[Step, ...], ...] = (
    ((HOUR, "assign", 0), (HOUR, "status", 1), (2 * HOUR, "reply", 0), (HOUR, "status", 2), (9 * HOUR, "answer", 0),
     (60, "status", 1), (5 * HOUR, "reply", 0), (60, "status", 3), (8 * HOUR, "rate", 0)),
    ((2 * HOUR, "assign", 0), (3 * HOUR, "reply", 0), (HOUR, "comment", 0), (DAY, "status", 3)),
    ((DAY, "priority", 0), (HOUR, "status", 1), (DAY, "comment", 0), (4 * DAY, "reply", 0), (60, "status", 3),
     (DAY, "answer", 0), (60, "status", 1), (DAY, "status", 3), (3 * HOUR, "rate", 0)),
    ((5 * DAY, "label", 0),),
)  # fmt: skip
_IDEA: tuple[tuple[Step, ...], ...] = (
    ((2 * DAY, "vote", 4), (5 * DAY, "status", 1), (9 * DAY, "comment", 0), (DAY, "vote", 9), (30 * DAY, "status", 2),
     (60 * DAY, "status", 3)),
    ((DAY, "vote", 1), (9 * DAY, "label", 0), (20 * DAY, "describe", 0), (DAY, "vote", 6)),
    ((40 * DAY, "summary", 0), (HOUR, "status", 1), (90 * DAY, "wontdo", 3)),
)  # fmt: skip
_BUSY: tuple[tuple[str, int], ...] = (
    ("status", 1), ("label", 0), ("points", 0), ("status", 0), ("assign", 0), ("priority", 0), ("flag", 0),
)  # fmt: skip
BUSY_EVERY, BUSY_BEATS = (97, 5), 400
_DELETED = (53, 31)


class Lives:
    """The issues of a company.

    Args:
        company: behind it; its tickets link to the first issues of `FERN`.
        size: issues there are at the start of the clock.
    """

    def __init__(self, company: Company, size: int) -> None:
        self.company = company
        self.size = size
        self.backlog = -(-company.wishes // len(plan.PROJECTS[plan.FERN].slots)) * plan.GROUP
        self._issues: dict[int, Issue] = {}
        self._beats: dict[int, tuple[Beat, ...]] = {}

    def created(self, index: int) -> int:
        """When an issue is created (epoch seconds); what tickets link to is older than every ticket."""
        company = self.company
        if index < self.backlog:
            return company.quiet(
                company.founded - 90 * DAY * (self.backlog - index) // self.backlog
            )
        later = max(1, self.size - self.backlog)
        share = (index - self.backlog + 0.5) / later
        return company.quiet(company.founded + HISTORY * sqrt(share))

    def count(self, now: int) -> int:
        """How many issues have ever been created by *now* (epoch seconds)."""
        passed = max(0, now - self.company.founded) / HISTORY
        count = self.backlog + int(max(1, self.size - self.backlog) * passed * passed)
        while count and self.created(count - 1) > now:
            count -= 1
        while self.created(count) <= now:
            count += 1
        return count

    def issue(self, index: int) -> Issue:
        """The issue with this number."""
        if index not in self._issues:
            self._issues[index] = self._make(index)
        return self._issues[index]

    def _make(self, index: int) -> Issue:
        group, slot = divmod(index, plan.GROUP)
        project = plan.SEC if slot == plan.GROUP - 1 and group % 2 else plan.BY_SLOT[slot]
        slots = plan.PROJECTS[project].slots
        number = group * len(slots) + slots.index(slot)
        dice = Dice(self.company.seed, "jira", index)
        language = dice.pick(("en", "en", "en", "de", "fr", "es", "ja"))
        boards = project == plan.FERN
        return Issue(
            index=index,
            project=project,
            number=number + plan.PROJECTS[project].first,
            type=self._type(project, slot, dice),
            priority=dice.pick((0, 1, 1, 2, 2, 2, 2, 3, 3, 4)),
            reporter=self._reporter(project, index, dice),
            language=language if project in {plan.HELP, plan.IDEA} else "en",
            area=self.company.issue_area(number) if boards else dice.pick(AREAS),
            created=self.created(index) * 1_000 + dice.below(1_000),
            parent=self._parent(index, slot, dice) if boards else None,
        )

    @staticmethod
    def _type(project: int, slot: int, dice: Dice) -> str:
        if project != plan.FERN:
            return dice.pick([name for name in plan.TYPES_OF[project] if name != "epic"])
        return {0: "epic", 9: "subtask"}.get(slot) or dice.pick(("bug", "bug", "story", "task"))

    @staticmethod
    def _parent(index: int, slot: int, dice: Dice) -> int | None:
        if slot == 9:  # noqa: PLR2004 - the sub-task's slot
            return index - 1
        return index - slot if slot and dice.chance(0.7) else None

    def _reporter(self, project: int, index: int, dice: Dice) -> int:
        if project == plan.HELP:
            people = max(1, self.company.people(self.created(index)))
            return ids.PERSON + dice.below(people)
        if dice.chance(0.05):
            return ids.FORMER + dice.below(3)
        return dice.below(self.company.colleagues)

    def beats(self, index: int) -> tuple[Beat, ...]:
        """An issue's own life, in order; positions count from 1."""
        if index not in self._beats:
            self._beats[index] = tuple(self._lay(index))
        return self._beats[index]

    def _lay(self, index: int) -> list[Beat]:
        issue = self.issue(index)
        dice = Dice(self.company.seed, "jira life", index)
        scripts = {plan.HELP: _DESK, plan.IDEA: _IDEA}.get(issue.project, _WORK)
        steps = [(int(gap * (0.2 + 2 * dice.share())) + dice.below(900), what, arg)
                 for gap, what, arg in dice.pick(scripts)]  # fmt: skip
        busy = index % BUSY_EVERY[0] == BUSY_EVERY[1]
        if busy:
            steps += [
                (HOUR + dice.below(DAY // 2), *_BUSY[n % len(_BUSY)]) for n in range(BUSY_BEATS)
            ]
        if index >= self.backlog and index % _DELETED[0] == _DELETED[1]:
            steps.append((40 * DAY, "deleted", 0))
        if not busy:
            gap, what, arg = steps[0]
            steps[0] = (gap + self._idle(issue), what, arg)
        return self._timed(issue, dice, steps)

    def _idle(self, issue: Issue) -> int:
        """Seconds that what customers ask for lies in the backlog."""
        number = issue.number - plan.PROJECTS[plan.FERN].first
        if issue.project != plan.FERN or number >= self.company.wishes:
            return 0
        return max(0, self.company.issue_due(number) - issue.created // 1_000)

    def _timed(self, issue: Issue, dice: Dice, steps: list[Step]) -> list[Beat]:
        at, last, found = issue.created // 1_000, issue.created, []
        for position, (gap, what, arg) in enumerate(steps, 1):
            at += gap
            last = max(last + 1, self.company.quiet(at) * 1_000 + dice.below(1_000))
            who = issue.reporter if what in {"answer", "rate"} else self._worker(dice)
            found.append(Beat(last, position, who, what, arg))
        return found

    def _worker(self, dice: Dice) -> int:
        return dice.below(self.company.colleagues)
