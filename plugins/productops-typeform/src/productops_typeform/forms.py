"""Forms: a list that says which have changed, and their definitions, kept in every version."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Raw

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, survey_row
from productops.model import Record

from .questions import wording
from .wire import FormRecord, Listed, Listing

LIST = "/forms"
# https://www.typeform.com/developers/create/reference/retrieve-forms/
MOST = 200


class FormList:
    """The list of forms, which yields nothing by itself: it leads to the definitions of those that changed."""

    name = "form_list"
    needs: tuple[str, ...] = ()
    wire = Listed
    can = Can()
    lookback = timedelta(0)
    optional = False
    reads: tuple[str, ...] = ()

    def start(self, run: Run) -> Iterable[Request]:
        """Oldest first, so that a form made meanwhile comes last."""
        return [_listing(run)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of the list, and the way to each definition."""
        raws, missing, follow = _listed(request, answer, run)
        found = [(raw, each) for raw in raws if (each := _peek(raw))]
        children = [
            _definition(each.id, of=each.id, listed=msgspec.to_builtins(each)) for _, each in found
        ]
        children += [_definition(form) for form in missing]
        return Page(records=[raw for raw, _ in found], next=follow, children=children)

    def identify(self, form: Listed) -> tuple[str, str | None]:
        """Id and last change."""
        return form.id, form.last_updated_at

    def normalise(self, form: Listed, run: Run) -> Iterable[Record]:
        """Nothing: the definition says all of it."""
        return []


class Forms:
    """Definitions of forms → `survey`, `question`."""

    name = "forms"
    needs: tuple[str, ...] = ()
    below = ("form_list",)
    wire = FormRecord
    can = Can(deletes=True, history=True)
    lookback = timedelta(0)
    optional = False
    reads = ("survey", "question")

    def start(self, run: Run) -> Iterable[Request]:
        """Nothing of its own: the list leads here."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A definition; one that is not found is gone. Or a page of the census."""
        if request.path == LIST:
            raws, _, follow = _listed(request, answer, run)
            return Page(present=[each.id for raw in raws if (each := _peek(raw))], next=follow)
        form, looked_up = request.state["form"], request.state.get("missing")
        if answer.status in request.expect:
            return Page(gone=[form])
        if looked_up:
            return Page(present=[form])
        record: dict[str, Any] = {"form": answer.decode(Raw), "listed": request.state["listed"]}
        return Page(records=[record])

    def identify(self, record: FormRecord) -> tuple[str, str | None]:
        """Id and last change."""
        return record.form.id, record.changed

    @guarded
    def normalise(self, record: FormRecord, run: Run) -> Iterable[Record]:
        """The form, its questions, and those that earlier versions held."""
        yield _survey(record, run)
        versions = [record, *reversed(run.versions(self.name, record.form.id))]
        asked = (each for version in versions for each in wording(version, run).asked.values())
        yield from question_rows((one for each in asked for one in each), run)

    def census(self, run: Run) -> Iterable[Request]:
        """The list."""
        return [_listing(run)]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """One by one: a form may be shared with us without being listed."""
        return [_definition(form, missing=True) for form in ids]


def _survey(record: FormRecord, run: Run) -> Record:
    form, listed = record.form, record.listed
    told = form.settings or (listed.settings if listed else None)
    language = form.settings.language if form.settings else None
    public = told.is_public if told else None
    return survey_row(
        run,
        form.id,
        title=form.title,
        version=record.changed,
        status=None if public is None else "live" if public else "draft",
        languages=[language] if language else [],
        source_url=form.links.display if form.links else None,
        source_created_at=record.created,
        source_updated_at=record.changed,
        occurred_at=record.created,
    )


def _listing(run: Run) -> Request:
    query: dict[str, Any] = {
        "page": 1,
        "page_size": MOST,
        "sort_by": "created_at",
        "order_by": "asc",
    }
    return Request(path=LIST, query=query, state={"missing": list(run.settings.forms or ())})


def _listed(
    request: Request, answer: Answer, run: Run
) -> tuple[list[Raw], list[str], Request | None]:
    """The wanted forms of a page; on the last one, also what no page had; and the next page."""
    page = answer.decode(Listing)
    wanted = run.settings.forms
    raws = [r for r in page.items if wanted is None or ((e := _peek(r)) and e.id in wanted)]
    here = {each.id for raw in raws if (each := _peek(raw))}
    left = [form for form in request.state["missing"] if form not in here]
    number = int(str(request.query["page"]))
    if page.items and number < page.page_count:
        return raws, [], request.ask(page=number + 1).with_(state={"missing": left})
    return raws, left, None


def _definition(form: str, *, of: str = "", listed: Any = None, missing: bool = False) -> Request:
    state = {"form": form, "listed": listed, "missing": missing}
    return Request(path=f"{LIST}/{form}", stream="forms", of=of, expect=(404,), state=state)


def _peek(raw: Raw) -> Listed | None:
    """A form of the list; what is none has no id to ask for."""
    try:
        return decode(raw, Listed)
    except msgspec.DecodeError:
        return None
