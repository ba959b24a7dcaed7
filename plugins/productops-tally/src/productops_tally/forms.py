"""Forms: their blocks, and the questions that answers name; kept in every version of their wording."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from productops.kit import Answer, Can, Page, RawRecord, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_page, misplaced
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, survey_row
from productops.model import Question, Record, Survey

from .asked import parts_of
from .requests import CENSUS, FORMS, form, form_list, questions
from .wire import Form, Forms, Listed, Submissions

_OK = 200


class FormStream:
    """Forms and their questions."""

    name = "forms"
    wire = Form
    can = Can(incremental=True, deletes=True, history=True)
    reads = (Survey.table, Question.table)

    def start(self, run: Run) -> Iterable[Request]:
        """The list of all forms."""
        return [form_list(run)]

    def census(self, run: Run) -> Iterable[Request]:
        """The same list, for its ids."""
        return [form_list(run, census=True)]

    def count(self, run: Run) -> Request:
        """How many forms there are."""
        return form_list(run).ask(limit=1)

    def counted(self, answer: Answer) -> int:
        """The number in that answer."""
        return answer.decode(Forms).total or 0

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of the list, or one form with its questions."""
        if request.path != FORMS:
            return _detailed(request, answer)
        if right := misplaced(request, size="limit"):
            return Page(next=right)
        found = answer.decode(Forms)
        following = by_page(request, more=bool(found.has_more), given=found.limit, size="limit")
        items = [(each, _listed(each)) for each in found.items]
        if request.state and request.state.get(CENSUS):
            present = [one.id for _, one in items if one and _is_wanted(one.id, run)]
            return Page(present=present, next=following)
        return _asked(request, following, [one for _, one in items if one], run)

    def identify(self, record: Form) -> tuple[str, str | None]:
        """The form's id, and when it was changed."""
        return record.form.id, record.form.updated_at

    def content(self, record: Form) -> Form:
        """All but the date: a version is another wording."""
        return replace(record, form=replace(record.form, updated_at=None))

    @guarded
    def normalise(self, record: Form, run: Run) -> Iterable[Record]:
        """The form, its questions, and those it had in earlier versions."""
        held = record.form
        yield survey_row(
            run,
            held.id,
            source_url=f"https://tally.so/r/{held.id}",
            source_created_at=held.created_at,
            source_updated_at=held.updated_at,
            title=held.name,
            version=held.updated_at,
            status=_status(record),
            languages=[held.settings.language] if held.settings and held.settings.language else [],
        )
        versions = [record, *reversed(run.versions(self.name, held.id))]
        yield from question_rows(
            (part.asked for one in versions for part in parts_of(one, run)), run
        )


def _status(record: Form) -> str | None:
    held = record.form
    if held.is_closed or (held.settings and held.settings.is_closed):
        return "closed"
    return {"PUBLISHED": "live", "DRAFT": "draft", "BLANK": "draft"}.get(held.status or "")


def _listed(item: msgspec.Raw) -> Listed | None:
    """An entry of the list; one that cannot be read costs no other."""
    try:
        return decode(item, Listed)
    except msgspec.DecodeError:
        return None


def _is_wanted(key: str, run: Run) -> bool:
    """Whether a form is among those the settings name, or held already."""
    return (
        run.settings.forms is None or key in run.settings.forms or bool(run.versions("forms", key))
    )


def _asked(request: Request, following: Request | None, page: list[Listed], run: Run) -> Page:
    """Ask for each form that changed since it was last read; the cursor says when each did."""
    held = run.cursor()
    last: dict[str, Any] = msgspec.json.decode(held) if isinstance(held, str) else {}
    marks: dict[str, Any] = dict((request.state or {}).get("marks", {}))
    named = run.settings.forms
    listed = {one.id: one.updated_at for one in page if named is None or one.id in named}
    if following is None:
        listed |= {key: None for key in named or () if key not in listed and key not in marks}
    children = [form(key) for key, at in listed.items() if at is None or at != last.get(key)]
    marks |= listed
    if following is not None:
        state = {**following.state, "marks": marks}
        return Page(children=children, next=following.with_(state=state))
    return Page(children=children, cursor=msgspec.json.encode(marks).decode())


def _detailed(request: Request, answer: Answer) -> Page:
    """One form, with the questions that come beside its submissions."""
    key = request.path.split("/")[2]
    if answer.status != _OK:
        return Page(notes=[f"Tally does not give form {key} (HTTP {answer.status}); check `forms`"])
    if not answer.also:
        return Page(also=[questions(key)])
    beside = answer.also[0]
    found = beside.decode(Submissions).questions if beside.status == _OK else msgspec.Raw(b"null")
    record: RawRecord = {"form": msgspec.Raw(answer.body), "questions": found}
    return Page(records=[record])
