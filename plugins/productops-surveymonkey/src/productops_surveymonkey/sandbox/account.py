"""The account behind the endpoints: the company's surveys and who answered them, and what tests did to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from productops.sandbox import Company
from productops.sandbox.turnout import Turnout, Visit

from . import surveys
from .moments import bare, stamp
from .responses import response, response_id, touched

_MANY, _SOME = 3, 10


@dataclass
class Account:
    """One company's surveys.

    Attributes:
        count: how many surveys there are.
        deleted: ids of responses that were deleted.
        edited: when a response was edited on the vendor's page, by id (epoch seconds).
        forbidden: numbers of surveys that are listed, and may not be read.
        cut: numbers of surveys whose details lack their last page.
    """

    company: Company
    count: int
    deleted: set[str] = field(default_factory=set)
    edited: dict[str, int] = field(default_factory=dict)
    forbidden: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._lock = RLock()
        self._held: dict[int, tuple[int, list[tuple[int, Visit]]]] = {}

    @property
    def now(self) -> int:
        """The simulated time, epoch seconds."""
        return self.company.clock.epoch

    def index(self, survey: str) -> int | None:
        """The number of the survey with this id; None where there is none."""
        number = int(survey) - surveys.FIRST if survey.isdecimal() else -1
        return number if 0 <= number < self.count else None

    def visits(self, index: int) -> list[tuple[int, Visit]]:
        """Responses to a survey with when they were last changed; who only looked is none."""
        with self._lock:
            held = self._held.get(index)
            if held is None or held[0] != self.now:
                held = self._held[index] = (self.now, self._visits(index))
            found = [(str(response_id(index, one[1].index)), *one) for one in held[1]]
        return [
            (self.edited.get(key, at), visit) for key, at, visit in found if key not in self.deleted
        ]

    def _visits(self, index: int) -> list[tuple[int, Visit]]:
        if index >= _MANY and index % _SOME != _MANY:
            return []
        every = 4 if index < _MANY else max(2, self.company.size // 2)
        turnout = Turnout(self.company, f"surveymonkey {index}", every)
        found = [visit for visit in turnout.visits(self.now) if visit.at(self.now) != "landed"]
        return [(touched(visit, self.now), visit) for visit in found]

    def shown(self, index: int, visit: Visit, *, bulk: bool) -> dict[str, Any]:
        """A response in full, or where it is."""
        key, survey = response_id(index, visit.index), surveys.survey_id(index)
        if bulk:
            held = response(self.company, index, visit, self.now)
            edited = self.edited.get(str(key))
            return held if edited is None else {**held, "date_modified": stamp(edited)}
        href = f"https://api.surveymonkey.com/v3/surveys/{survey}/responses/{key}"
        return {"id": str(key), "href": href}

    def modified(self, index: int) -> int:
        """When a survey was last changed, or answered; to the next minute."""
        moved = [at for at in surveys.edits(self.company, index) if at <= self.now]
        return -(-max([*moved, *(at for at, _ in self.visits(index))]) // 60) * 60

    def listed(self, *, full: bool) -> list[tuple[int, dict[str, Any]]]:
        """Every survey with when it was changed; *full*: with what `include` asks for."""
        return [
            (self.modified(index), self._entry(index, full=full)) for index in range(self.count)
        ]

    def _entry(self, index: int, *, full: bool) -> dict[str, Any]:
        key = surveys.survey_id(index)
        brief = {
            "id": str(key),
            "title": surveys.title(index),
            "nickname": "",
            "href": f"https://api.surveymonkey.com/v3/surveys/{key}",
        }
        return {**brief, **self._more(index)} if full else brief

    def _more(self, index: int) -> dict[str, Any]:
        asked = surveys.pages(self.company, index, self.now)
        return {
            "response_count": len(self.visits(index)),
            "date_created": bare(surveys.edits(self.company, index)[0]),
            "date_modified": bare(self.modified(index)),
            "language": "en",
            "question_count": sum(map(len, asked)),
        }

    def details(self, index: int) -> dict[str, Any]:
        """A survey with its questions."""
        asked = surveys.pages(self.company, index, self.now)
        key = surveys.survey_id(index)
        pages = [
            {
                "id": str(key * 10 + number),
                "title": "",
                "description": "",
                "position": number + 1,
                "question_count": len(questions),
                "questions": [{**q, "position": n} for n, q in enumerate(questions, 1)],
            }
            for number, questions in enumerate(asked)
        ]
        return {
            **self._entry(index, full=True),
            "page_count": len(pages),
            "folder_id": "0",
            "category": "",
            "is_owner": True,
            "footer": True,
            "custom_variables": {"plan": "Plan"} if index == 0 else {},
            "analyze_url": f"https://www.surveymonkey.example/analyze/{key}",
            "pages": pages[:-1] if index in self.cut else pages,
        }
