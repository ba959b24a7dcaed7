"""The site behind the endpoints: the company as this vendor keeps it, and what tests did to it."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any
from zoneinfo import ZoneInfo

from productops.sandbox import Company

from . import adf, ids, index, links, plan, words
from .history import told
from .lives import Beat, Issue, Lives
from .state import Site, State

_KEY = re.compile(r"([A-Z][A-Z0-9]*)-(\d+)", re.IGNORECASE)
_KEPT_VIEWS, _KEPT_LISTS = 8_192, 32
MOVED = 500_001
"""Numbers that moved issues get start here."""
BY_TESTS = 600
"""Positions of beats that tests add start here."""


class Account:
    """One company's Jira site.

    Attributes:
        gone, hidden: issues that vanished, or that the caller may not see.
        archived: projects (numbers in `plan.PROJECTS`) that are archived.
        zone: of the caller's profile.
        lag: milliseconds that the search index is behind, at least and at most.
    """

    def __init__(
        self,
        company: Company,
        *,
        issues: int,
        zone: str,
        lag: float | tuple[float, float],
        site: str,
    ) -> None:
        self.company = company
        self.lives = Lives(company, issues)
        self.subdomain = site
        self.host = f"https://{site}.atlassian.net"
        self.cloud_id = ids.uuid_of("cloud", company.seed, site)
        self.org_id = ids.uuid_of("organisation", company.seed)
        self.zone = ZoneInfo(zone)
        least, most = lag if isinstance(lag, tuple) else (lag, lag)
        self.lag = int(least * 1_000), int(most * 1_000)
        self.gone: set[int] = set()
        self.hidden: set[int] = set()
        self.archived = {n for n, project in enumerate(plan.PROJECTS) if project.archived}
        self.extras: dict[int, list[Beat]] = {}
        self.moved: dict[tuple[int, int], int] = {}
        self.revision = 0
        self.site = Site(self.user_name, self.key, self.issue_key, self._summary, self._description)
        self._remote: dict[int, list[Beat]] = {}
        self._scanned = 0
        self._lock = RLock()
        self._held: OrderedDict[str, tuple[Hashable, Any]] = OrderedDict()
        self._views: OrderedDict[Hashable, tuple[Issue, State]] = OrderedDict()

    @property
    def now(self) -> int:
        """The simulated time, epoch milliseconds."""
        return int(self.company.clock.now.timestamp() * 1_000)

    @property
    def version(self) -> tuple[int, int]:
        """Changes whenever an answer could."""
        return self.now, self.revision

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Something that is made once for each state of the site."""
        with self._lock:
            made_for, found = self._held.pop(name, (None, None))
            if made_for != self.version:
                made_for, found = self.version, make()
            self._held[name] = (made_for, found)
            if len(self._held) > _KEPT_LISTS:
                self._held.popitem(last=False)
            return found

    def user_name(self, key: int) -> str:
        """How a user is called."""
        if key >= ids.PERSON:
            return self.company.person(key - ids.PERSON).name
        if key >= ids.APP:
            return APPS[key - ids.APP]
        return "Former user" if key >= ids.FORMER else self.company.colleague(key).name

    def _summary(self, issue: Issue, wording: int) -> str:
        return words.summary(self, issue, wording)

    def _description(self, issue: Issue, revision: int) -> str:
        found = words.description(self, issue, revision)
        return adf.plain(found) if found else ""

    def key(self, project: int, number: int) -> str:
        """An issue key."""
        return f"{plan.PROJECTS[project].key}-{number}"

    def issue_key(self, index: int) -> str:
        """The key an issue has now, or will have when it is created."""
        issue = self.lives.issue(index)
        moves = [beat.arg for beat in self.extras.get(index, ()) if beat.what == "move"]
        if not moves:
            return self.key(issue.project, issue.number)
        return self.key(moves[-1] >> 24, moves[-1] & (1 << 24) - 1)

    def project_of(self, index: int) -> int:
        """Which project an issue is in now."""
        moves = [beat.arg for beat in self.extras.get(index, ()) if beat.what == "move"]
        return moves[-1] >> 24 if moves else self.lives.issue(index).project

    def add(self, index: int, at: int, who: int, what: str, arg: int = 0) -> Beat:
        """Something that a test makes happen; the beat."""
        with self._lock:
            held = self.extras.setdefault(index, [])
            beat = Beat(at, BY_TESTS + len(held), who, what, arg)
            held.append(beat)
            self.revision += 1
            return beat

    def life(self, index: int) -> list[Beat]:
        """Everything that happens to an issue, in order; also what is still to come."""
        self._scan()
        beats = [
            *self.lives.beats(index),
            *self.extras.get(index, ()),
            *self._remote.get(index, ()),
            *links.beats(self.lives, index),
        ]
        beats.sort()
        return beats

    def _scan(self) -> None:
        """Note which tickets were linked to which issues, for tickets opened since the last look."""
        company = self.company
        with self._lock:
            count: int = self.once("tickets", company.cases)
            for index in range(self._scanned, count):
                self._note_ticket(index)
            self._scanned = max(self._scanned, count)

    def _note_ticket(self, ticket: int) -> None:
        linked = next((m for m in self.company.life(ticket) if m.what == "escalated"), None)
        if linked is None:
            return
        case = self.company.case(ticket)
        held = self._remote.setdefault(self.fern(case.issue), [])
        at = linked.at * 1_000 + ticket % 1_000
        held.append(Beat(at, 500 + len(held) % 100, case.agent, "remote", ticket))

    @staticmethod
    def fern(number: int) -> int:
        """The index of the company's engineering issue with this number (from 0)."""
        slots = len(plan.PROJECTS[plan.FERN].slots)
        return number // slots * plan.GROUP + number % slots

    def view(self, index: int, until: int | None = None) -> tuple[Issue, State]:
        """An issue as it stands."""
        until = self.now if until is None else until
        place = (index, until, self.revision)
        with self._lock:
            held = self._views.get(place)
            if held:
                return held
        issue = self.lives.issue(index)
        made = (issue, told(issue, self.life(index), until, self.site))
        with self._lock:
            self._views[place] = made
            if len(self._views) > _KEPT_VIEWS:
                self._views.popitem(last=False)
        return made

    def indexed(self) -> list[tuple[Issue, State]]:
        """What the search index knows: every issue as it stood when it was last looked at, without its changelog."""
        found: list[tuple[Issue, State]] = self.once("index", lambda: index.told_late(self))
        return found

    def exists(self, index: int) -> bool:
        """Whether an issue is there, for somebody who may see everything."""
        if index < 0 or index in self.gone or self.lives.created(index) * 1_000 > self.now:
            return False
        issue = self.lives.issue(index)
        if issue.created > self.now:
            return False
        return not any(b.what == "deleted" and b.at <= self.now for b in self.lives.beats(index))

    def visible(self, index: int) -> bool:
        """Whether the caller sees it."""
        if index in self.hidden or not self.exists(index):
            return False
        project = self.project_of(index)
        return project not in self.archived and not plan.PROJECTS[project].hidden

    def indices(self) -> list[int]:
        """Every issue the caller sees, oldest first."""
        found: list[int] = self.once("visible", self._indices)
        return found

    def _indices(self) -> list[int]:
        count = self.lives.count(self.now // 1_000)
        return [index for index in range(count) if self.visible(index)]

    def resolve(self, given: str) -> int | None:
        """The issue an id or a key means, old keys too; None where there is none to see."""
        index = self._meant(given.strip())
        return index if index is not None and self.visible(index) else None

    def _meant(self, given: str) -> int | None:
        if given.isascii() and given.isdigit():
            return int(given) - ids.FIRST_ISSUE
        match = _KEY.fullmatch(given)
        project = PROJECT_KEYS.get(match[1].upper()) if match else None
        if match is None or project is None:
            return None
        number = int(match[2])
        if (project, number) in self.moved:
            return self.moved[project, number]
        return self._numbered(project, number - plan.PROJECTS[project].first)

    def _numbered(self, project: int, number: int) -> int | None:
        slots = plan.PROJECTS[project].slots
        index = number // len(slots) * plan.GROUP + slots[number % len(slots)]
        if number < 0 or self.lives.issue(index).project != project:
            return None
        return index


APPS = (
    "Automation for Jira", "Zendesk Support for Jira", "Slack", "GitHub for Atlassian", "Figma for Jira",
    "Jira Spreadsheets", "Statuspage for Jira", "Proforma Migrator", "Trello", "Jira Outlook", "System", "Atlas",
)  # fmt: skip
PROJECT_KEYS = {project.key: number for number, project in enumerate(plan.PROJECTS)}
