"""Surveys: one list tells which have moved; only those are asked for their questions, and for responses.

`GET /v3/surveys/{id}/details` costs a request a survey, and a day may allow no more than 500. So the surveys to
ask are one chain of pages, kept in the request itself: where a day's quota ends it, the next run goes on with
the very next survey.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_page, misplaced
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, survey_row
from productops.model import Question, Record, Survey

from . import marks
from .asked import parts_of, utc
from .refusals import about_one
from .requests import CENSUS, SURVEYS, details, listing
from .wire import Details, Listed, Listing

_OK = 200


class Surveys:
    """Surveys and their questions, kept in every version of their wording."""

    name = "surveys"
    wire = Details
    can = Can(incremental=True, deletes=True, history=True)
    reads = (Survey.table, Question.table)

    def start(self, run: Run) -> Iterable[Request]:
        """The list of all surveys."""
        return [listing(run)]

    def census(self, run: Run) -> Iterable[Request]:
        """The same list, for its ids."""
        return [listing(run, census=True)]

    def count(self, run: Run) -> Request:
        """How many surveys there are."""
        return listing(run).ask(per_page=1)

    def counted(self, answer: Answer) -> int:
        """The number in that answer."""
        return answer.decode(Listing).total or 0

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of the list, or one survey."""
        if request.path != SURVEYS:
            return _detailed(request, answer)
        if right := misplaced(request):
            return Page(next=right)
        found = answer.decode(Listing)
        more = bool(found.links and found.links.next)
        following = by_page(request, more=more, given=found.per_page)
        if request.state and request.state.get(CENSUS):
            shown = [str(one.id) for one in found.data]
            return Page(present=[i for i in shown if is_wanted(i, run)], next=following)
        return _listed(request, following, found.data, run)

    def identify(self, record: Details) -> tuple[str, str | None]:
        """The survey's id, and when it was modified."""
        return str(record.id), record.date_modified

    def content(self, record: Details) -> Details:
        """All but the date, which a response alone moves: a version is another wording, not another answer."""
        return replace(record, date_modified=None)

    @guarded
    def normalise(self, record: Details, run: Run) -> Iterable[Record]:
        """The survey, its questions, and those it had in earlier versions."""
        source_id = str(record.id)
        parts = parts_of(record, run)
        nps = any(part.asked.rating == "nps" for part in parts)
        yield survey_row(
            run,
            source_id,
            source_url=record.analyze_url,
            source_created_at=utc(record.date_created),
            source_updated_at=utc(record.date_modified),
            title=record.title or record.nickname,
            survey_type="nps" if nps else "custom",
            version=record.date_modified,
            languages=[record.language] if record.language else [],
        )
        earlier = [
            p for held in reversed(run.versions(self.name, source_id)) for p in parts_of(held, run)
        ]
        yield from question_rows((part.asked for part in [*parts, *earlier]), run)


def is_wanted(survey: str, run: Run) -> bool:
    """Whether a survey is among those the settings name, or held already."""
    forms = run.settings.forms
    return forms is None or survey in forms or bool(run.versions("surveys", survey))


def _listed(request: Request, following: Request | None, page: list[Listed], run: Run) -> Page:
    """What the list tells of each survey; after its last page, the surveys that changed are asked for."""
    before = request.state or {}
    last, known = marks.held(run), dict(before.get("marks", {}))
    want, children = list(before.get("want", [])), list[Request]()
    named, now = run.settings.forms, marks.shown(page, run)
    told = [one for one in page if named is None or str(one.id) in named]
    if following is None:
        there = {*known, *(str(one.id) for one in told)}
        told += [Listed(survey) for survey in named or () if survey not in there]
    for one in told:
        if str(one.id) not in known:
            moved, asked = marks.note(one, last, known, run, now)
            want += [str(one.id)] if moved else []
            children += asked
    if following is not None:
        state = {**following.state, "marks": known, "want": want}
        return Page(children=children, next=following.with_(state=state))
    turns = marks.in_turn(last, known, run, idle=not (want or children))
    return Page(
        children=[*children, *turns],
        cursor=marks.stored(known),
        next=details(want[0], want[1:]) if want else None,
    )


def _detailed(request: Request, answer: Answer) -> Page:
    """One survey."""
    survey = request.path.split("/")[3]
    left = request.state["left"]
    following = details(left[0], left[1:]) if left else None
    if answer.status != _OK:
        refused = about_one(answer, f"survey {survey}", "surveys_read")
        return Page(next=following, notes=[refused])
    try:
        found = decode(answer.body, Details)
    except msgspec.DecodeError:
        return Page(
            records=[answer.body], next=following
        )  # set aside, and told where it does not fit
    return Page(records=[answer.body], next=following, notes=_cut(survey, found))


def _cut(survey: str, found: Details) -> list[str]:
    """What to say of details that lack some of what they count.

    Surveys of more than 100 pages were seen cut: https://github.com/bcemmett/SurveyMonkeyApi-v3/issues/37
    """
    pages = found.pages or []
    counts = (
        ("pages", len(pages), found.page_count),
        ("questions", sum(len(page.questions or ()) for page in pages), found.question_count),
    )
    short = [
        f"{have} of {say} {what}" for what, have, say in counts if say is not None and have < say
    ]
    if not short:
        return []
    return [
        f"SurveyMonkey gave {' and '.join(short)} of survey {survey}; answers to the others have no wording"
    ]
