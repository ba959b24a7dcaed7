"""Forms: a partition each, kept in every version that was seen, with the moment it was first seen so."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from msgspec import Raw
from msgspec.structs import replace

from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, survey_row
from productops.model import Record

from .questions import wording
from .refusals import DENIED, MISSING
from .wire import FormRecord, PublishSettings


class Forms:
    """Forms → `survey`, `question`.

    Google tells neither when a form was changed nor what it was before, so a version begins when it is first seen.
    """

    name = "forms"
    needs: tuple[str, ...] = ()
    wire = FormRecord
    can = Can(deletes=True, history=True)
    lookback = timedelta(0)
    optional = False
    reads = ("survey", "question")

    def start(self, run: Run) -> Iterable[Request]:
        """Each form. A refusal is told by the responses, so that it does not keep us from other forms."""
        return [_get(form).with_(partition=form) for form in run.settings.forms]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The form; one that is not found is gone. Or only whether it is there, for the census."""
        if answer.status == DENIED:
            return Page()
        if answer.status == MISSING:
            return Page(gone=[request.state["form"]])
        if request.state.get("census"):
            return Page(present=[request.state["form"]])
        record: dict[str, Any] = {"form": answer.decode(Raw), "seen_at": run.now.isoformat()}
        return Page(records=[record])

    def identify(self, record: FormRecord) -> tuple[str, str | None]:
        """The id; revisions have no order."""
        return record.form.form_id, None

    def content(self, record: FormRecord) -> Any:
        """What makes a new version: not when we looked, nor a revision that changed nothing."""
        return replace(record.form, revision_id=None)

    @guarded
    def normalise(self, record: FormRecord, run: Run) -> Iterable[Record]:
        """The form, its questions, and those that earlier versions held."""
        form, info = record.form, record.form.info
        title = (info.title or info.document_title) if info else None
        yield survey_row(
            run,
            form.form_id,
            title=title,
            version=form.revision_id,
            status=_status(form.publish_settings),
            source_url=form.responder_uri,
        )
        versions = [record, *reversed(run.versions(self.name, form.form_id))]
        asked = (each for version in versions for each in wording(version, run).asked.values())
        yield from question_rows(asked, run)

    def census(self, run: Run) -> Iterable[Request]:
        """Each form by itself."""
        return [_get(form, census=True).ask(fields="formId") for form in run.settings.forms]

    def missing(self, ids: Sequence[str], run: Run) -> Iterable[Request]:
        """Forms that are no longer chosen, or not shared any more, need not be deleted."""
        return [_get(form, census=True).ask(fields="formId,info.title") for form in ids]


def _get(form: str, *, census: bool = False) -> Request:
    state = {"form": form, "census": census}
    path = f"/v1/forms/{form}"
    return Request(path=path, bucket="reads", expect=(DENIED, MISSING), state=state)


def _status(settings: PublishSettings | None) -> str | None:
    """Whether people may answer; old forms do not say."""
    state = settings.publish_state if settings else None
    if state is None:
        return None
    if not state.is_published:
        return "draft"
    return "live" if state.is_accepting_responses else "closed"
