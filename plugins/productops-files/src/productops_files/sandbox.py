"""What the invented company keeps in files: an export of a survey, the spreadsheet of sales, notes of the weekly call.

The same people, accounts and topics as in every other stand-in. Nothing is served: the files are written into a folder,
and written again when time has passed. All of it is fictional.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Company, save
from productops.sandbox.cases import Case
from productops.sandbox.dice import Dice
from productops.sandbox.phrases import PHRASES
from productops.sandbox.talk import remark, subject
from productops.sandbox.turnout import Turnout, Visit

FOLDER = "files"
SURVEY, REQUESTS = "onboarding survey.csv", "requests from sales.csv"
MAPPING = {
    "Ref": "feedback.source_id",
    "Date": "feedback.occurred_at",
    "Type": "feedback.kind",
    "Request": "feedback.title",
    "In their words": "feedback.body",
    "Urgency": "feedback.priority",
    "Status": "feedback.status",
    "Customer": "account.name",
    "Contact": "person.display_name",
    "E-mail": "person.email",
}
"""What the columns of the spreadsheet mean; `Deal (EUR)` is kept beside."""
WEEK, CALLS = timedelta(days=7), 3
"""Calls of which notes were taken before the company's time began; one a week since."""
_EVERY, _SALES = 5, 11
_SCREENS = ("Boards", "Reports", "Automations", "Mobile app")
_OTHER = 0.1
_HEADER = (
    ("Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name",
     "Last Name", "How satisfied are you with the first month?",
     "How likely is it that you would recommend {product} to a colleague?", "Which parts do you use?",
     *[""] * len(_SCREENS), "What should we improve first?"),
    ("", "", "", "", "", "", "", "", "Response", "Response", *_SCREENS, "Other (please specify)",
     "Open-Ended Response"),
)  # fmt: skip
_SATISFIED = {
    1: "Very dissatisfied",
    2: "Dissatisfied",
    3: "Neither satisfied nor dissatisfied",
    4: "Satisfied",
    5: "Very satisfied",
}
_TYPES = {
    "bug": "Bug",
    "request": "Feature request",
    "question": "Question",
    "complaint": "Complaint",
    "praise": "Praise",
}
_URGENCY = {"low": "Low", "normal": "Normal", "high": "High", "urgent": "Urgent"}


class FilesSandbox:
    """The company's folder of files."""

    connector: ClassVar[str] = "files"

    def __init__(
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
    ) -> None:
        self.company = company or Company(seed, size, now=now or DEFAULT_NOW)

    def write(self, folder: Path) -> dict[str, Any]:
        """The files of this moment; one that did not change is left alone. Gives the settings that read them."""
        save({folder / FOLDER / name: text for name, text in self.texts().items()})
        return {"path": FOLDER, "mapping": MAPPING}

    def texts(self) -> dict[str, str]:
        """Every file by its name."""
        found = {SURVEY: self._survey(), REQUESTS: self._requests()}
        return found | {f"call {day:%Y-%m-%d}.md": self._call(day) for day in self._calls()}

    def visits(self) -> list[Visit]:
        """Who has sent the survey in."""
        now = self.company.clock.epoch
        found = Turnout(self.company, "files survey", _EVERY).visits(now)
        return [visit for visit in found if 0 < visit.sent <= now]

    def wishes(self) -> list[Case]:
        """What sales wrote into its spreadsheet: the wishes of some accounts."""
        company = self.company
        cases = (company.case(index) for index in range(0, company.cases(), _SALES))
        return [case for case in cases if case.organisation is not None]

    def _survey(self) -> str:
        head, options = _HEADER
        rows = [[cell.format(product=self.company.product) for cell in head], list(options)]
        return _table([*rows, *map(self._response, self.visits())], ",")

    def _response(self, visit: Visit) -> list[str]:
        company = self.company
        dice = Dice(company.seed, "files survey", visit.index)
        person = company.person(visit.case.requester)
        first, _, last = person.name.partition(" ")
        used = [screen if dice.chance(0.5) else "" for screen in _SCREENS]
        areas = PHRASES[visit.case.language].areas
        other = areas[visit.case.area] if dice.chance(_OTHER) else ""
        return [
            str(118_000_000_000 + visit.index), "400000042", _us(visit.landed), _us(visit.sent), "", person.email,
            first, last, _SATISFIED[visit.case.rating], str(visit.score), *used, other,
            remark(company, visit.case) if dice.chance(0.6) else "",
        ]  # fmt: skip

    def _requests(self) -> str:
        header = [*MAPPING, "Deal (EUR)"]
        return "\ufeff" + _table([header, *map(self._wish, self.wishes())], ";")

    def _wish(self, case: Case) -> list[str]:
        company = self.company
        dice = Dice(company.seed, "sales", case.index)
        person = company.person(case.requester)
        organisation = company.organisation(case.organisation or 0)
        done = any(
            moment.status in ("solved", "closed") for moment in case.until(company.clock.epoch)
        )
        return [
            f"SR-{case.index + 1:05}", f"{datetime.fromtimestamp(case.opened, UTC):%Y-%m-%d}", _TYPES[case.kind],
            subject(company, case), remark(company, case), _URGENCY[case.priority], "Done" if done else "Open",
            organisation.name, person.name, person.email, f"{dice.between(2, 90) * 500:,}",
        ]  # fmt: skip

    def _calls(self) -> Iterator[datetime]:
        """When support and product talked, the first three before the company's time began."""
        clock = self.company.clock
        call = clock.start.astimezone(UTC) - CALLS * WEEK
        call = call.replace(hour=14, minute=0, second=0) + timedelta(days=(1 - call.weekday()) % 7)
        while call <= clock.now:
            yield call
            call += WEEK

    def _call(self, at: datetime) -> str:
        company, (start, end) = self.company, (int((at - WEEK).timestamp()), int(at.timestamp()))
        asked = [company.case(n) for n in range(company.cases(start), company.cases(end))]
        names = PHRASES["en"].areas
        areas = Counter(names[case.area] for case in asked).most_common(3)
        host = company.colleague(0)
        points = [
            f"- {n} of the week's {len(asked)} requests were about {area}." for area, n in areas
        ]
        quoted = [f'- "{remark(company, case)}" ({self._who(case)})' for case in asked[:2]]
        return "\n".join([
            "---", f"title: Weekly call with customer service, {at:%Y-%m-%d}", f"date: {at:%Y-%m-%dT%H:%M:%SZ}",
            f"participant: {host.name}", f"email: {host.email}", f"tags: [{', '.join(['weekly call', *dict(areas)])}]",
            "language: en", "---", "", "What customer service hears:", "",
            *(points or ["- A quiet week."]), *quoted, "",
        ])  # fmt: skip

    def _who(self, case: Case) -> str:
        if case.organisation is None:
            return "a private customer"
        return self.company.organisation(case.organisation).name


def _us(at: int) -> str:
    """A moment as the export writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%m/%d/%Y %I:%M:%S %p")


def _table(rows: list[list[str]], delimiter: str) -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter).writerows(rows)
    return held.getvalue()
