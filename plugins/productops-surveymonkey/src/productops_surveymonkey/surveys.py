"""Surveys: one list tells which have moved; only those are asked for their questions, and for responses.

`GET /v3/surveys/{id}/details` costs a request a survey, and a day may allow no more than 500. So the surveys to
ask are one chain of pages, kept in the request itself: where a day's quota ends it, the next run goes on with
the very next survey.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_page, misplaced
from productops.kit.rows import guarded, moment_or_none
from productops.kit.surveys import question_rows, survey_row
from productops.model import Question, Record, Survey

from .asked import parts_of, utc
from .refusals import about_one
from .requests import CENSUS, SURVEYS, details, listing, responses
from .wire import Details, Listed, Listing

_OK = 200

Marks = dict[str, list[Any]]
"""Survey → how many responses it had, when it was modified, and since when responses to it are new to us."""


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
    last, marks, want = _marks(run), dict(before.get("marks", {})), list(before.get("want", []))
    named = run.settings.forms
    children: list[Request] = []
    now = _shown(page, run)
    for one in [one for one in page if named is None or str(one.id) in named]:
        _note(one, last, marks, want, children, run, now)
    if following is not None:
        state = {**following.state, "marks": marks, "want": want}
        return Page(children=children, next=following.with_(state=state))
    for survey in [survey for survey in named or () if survey not in marks]:
        _note(Listed(survey), last, marks, want, children, run, now)
    return Page(
        children=children,
        cursor=msgspec.json.encode(marks).decode(),
        next=details(want[0], want[1:]) if want else None,
    )


def _note(
    one: Listed,
    last: Marks,
    marks: Marks,
    want: list[str],
    children: list[Request],
    run: Run,
    now: str,
) -> None:
    """Note how a survey stands, and ask for what moved; a survey of which the list tells nothing may have."""
    survey = str(one.id)
    if survey in marks:
        return
    count, modified = one.response_count, one.date_modified
    old = last.get(survey) or [None, None, None]
    if modified is None or modified != old[1]:
        want.append(survey)
    moved = None in (count, modified) or [count, modified] != old[:2]
    if moved and count != 0:
        children.append(responses(survey, old[2], run))
    marks[survey] = [count, modified, now if moved else old[2]]


def _shown(page: list[Listed], run: Run) -> str:
    """The newest moment on a page of the list: with our own clock ahead of theirs, what is sent until then would be left out."""
    shown = [found for one in page if (found := moment_or_none(utc(one.date_modified)))]
    return min(run.now, max(shown, default=run.now)).isoformat()


def _marks(run: Run) -> Marks:
    held = run.cursor()
    marks: Marks = msgspec.json.decode(held) if isinstance(held, str) else {}
    return marks


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
