"""What was sent in with a form, as `response`, `answer` and `feedback`.

The list is newest first and knows no time, so each form is read down to the newest that its last reading saw:
what arrives meanwhile is read by the next run.
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from productops.errors import RecordRejected, UnexpectedAnswer
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.decoding import decode
from productops.kit.paging import by_cursor
from productops.kit.rows import Id, guarded
from productops.kit.sweeps import began, swept
from productops.model import Record

from . import paths
from .forms_wire import Form, Sent, SubmissionsPage
from .submission_rows import key_of, submission_rows
from .values import as_moment, millis

MOST = 50
_BLOG = "blog_comment"
_REFUSED = (400, 404)
_NOT_ALLOWED = b"FORM_TYPE_NOT_ALLOWED"


class _At(Struct, rename="camel"):
    submitted_at: Id | None = None


class FormSubmissions:
    """Submissions, one partition a form."""

    name = "form_submissions"
    needs: tuple[str, ...] = ("forms",)
    wire = Sent
    can = Can(incremental=True)
    lookback = timedelta(hours=1)
    optional = True
    reads = ("response", "person", "answer", "feedback")

    def start(self, run: Run) -> Iterable[Request]:
        """Each form from its newest submission on; those of a blog's comments cannot be read."""
        return [self._of(form, run) for form in sorted(run.ids("forms")) if not _is_blog(form, run)]

    def _of(self, form: str, run: Run) -> Request:
        held = run.cursor(form)
        since = held if isinstance(held, datetime) else run.since
        return Request(
            path=paths.submissions(form),
            partition=form,
            query={"limit": min(run.page_size or MOST, MOST)},
            page_size="limit",
            expect=_REFUSED,
            state={"since": millis(since) if since else None, **began(run)},
        )

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of them, up to those that an earlier run has read."""
        if answer.status in request.expect:
            return _refused(answer)
        page = answer.decode(SubmissionsPage)
        since = request.state["since"]
        fresh = [raw for raw in page.results if since is None or _at(raw) >= since]
        after = page.paging.next.after if page.paging and page.paging.next else None
        ended = len(fresh) < len(page.results) or not page.results
        follow = None if ended else by_cursor(request, after, param="after")
        records = [{"form": request.partition, "submission": raw} for raw in fresh]
        follow, cursor = swept(request, follow, map(_moment, page.results))
        return Page(records=records, next=follow, cursor=cursor)

    def identify(self, sent: Sent) -> tuple[str, str | None]:
        """The conversion's id, the only one there is."""
        return key_of(sent), None

    @guarded
    def normalise(self, sent: Sent, run: Run) -> Iterable[Record]:
        """The response with its answers."""
        return submission_rows(sent, run)


def _is_blog(form: str, run: Run) -> bool:
    found = run.seen("forms", form)
    return isinstance(found, Form) and found.form_type == _BLOG


def _refused(answer: Answer) -> Page:
    """A kind of form whose submissions are not shown, or one that is no more."""
    if answer.status == 404 or _NOT_ALLOWED in answer.body:  # noqa: PLR2004 - the HTTP status
        return Page()
    raise UnexpectedAnswer(
        f"the submissions of a form were answered with {answer.status}",
        where=answer.url,
        hint="A newer version of the plugin may read them.",
        status=answer.status,
    )


def _at(raw: Raw) -> int:
    """When something was sent in; what does not tell is taken as new, and set aside when it is read in full."""
    found = _moment(raw)
    return millis(found) if found else 2**62


def _moment(raw: Raw) -> datetime | None:
    try:
        return as_moment(decode(raw, _At).submitted_at, "submittedAt")
    except (msgspec.DecodeError, RecordRejected):
        return None
