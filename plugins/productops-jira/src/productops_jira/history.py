"""The history of issues: every field that changed, oldest first.

What is embedded in an issue is cut at 40 entries, newest first; `changelog/bulkfetch` has them all.
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Raw, Struct
from msgspec import field as named

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Id, Int, row
from productops.model import Record, StatusTransition

from .common import User, item, stamp, utc, who
from .issue_rows import category
from .paging import TokenPage, anew, by_token

# Jira's words for fields whose names the other sources share
FIELDS = {
    "summary": "title", "reporter": "author", "duedate": "due_at", "labels": "tags",
    "issuetype": "type", "Key": "key", "issuekey": "key",
}  # fmt: skip
# The text of these is a name for people; the id beside it stays
PEOPLE = frozenset({"assignee", "reporter", "creator"})
_MILLISECONDS = 100_000_000_000


class Change(Struct, gc=False, rename="camel"):
    """One field; `from` and `to` are ids, the others what a person reads."""

    field: str | None = None
    field_id: str | None = None
    from_: str | None = named(name="from", default=None)
    from_string: str | None = None
    to: str | None = None
    to_string: str | None = named(name="toString", default=None)


class Entry(Struct, gc=False):
    """What somebody changed at one moment."""

    id: Id
    created: str | Int | None = None
    author: User | None = None
    items: list[Change] | None = None


class EntryRecord(Struct, gc=False):
    """A record of the changelogs stream: an entry, its issue, and the side the issue is on."""

    entry: Entry
    issue: str
    feedback: bool = False


class _OfIssue(Struct, rename="camel"):
    issue_id: Id
    change_histories: list[Raw] = []


class _ChangesPage(TokenPage, kw_only=True, rename="camel"):
    issue_change_logs: list[_OfIssue]


class Changelogs:
    """Changelog entries → `transition`; asked for by the pages of issues."""

    name = "changelogs"
    needs: tuple[str, ...] = ("fields", "statuses")
    below: tuple[str, ...] = ("issues",)
    part_of = "issues"
    wire = EntryRecord
    can = Can(incremental=True, history=True)
    lookback = timedelta(0)
    optional = False
    reads = ("transition",)

    def start(self, run: Run) -> Iterable[Request]:
        """Issues that changed name it."""
        return []

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of entries; one issue may go on over several."""
        if answer.status in request.expect:
            return Page(next=anew(request, answer))
        page = answer.decode(_ChangesPage)
        evidence = set(request.state["feedback"])
        records = [
            {"issue": str(of.issue_id), "feedback": str(of.issue_id) in evidence, "entry": raw}
            for of in page.issue_change_logs
            for raw in of.change_histories
        ]
        return Page(records=records, next=by_token(request, page))

    def identify(self, record: EntryRecord) -> tuple[str, str | None]:
        """Issue and entry; an entry never changes."""
        return f"{record.issue}:{record.entry.id}", None

    def normalise(self, record: EntryRecord, run: Run) -> Iterable[Record]:
        """One row a field, in Jira's order."""
        return _transitions(record, run)


def _transitions(record: EntryRecord, run: Run) -> Iterator[Record]:
    entry = record.entry
    at = happened_at(entry.created)
    for index, change in enumerate(entry.items or ()):
        key = change.field_id or change.field
        known = run.seen("fields", key) if key else None
        before, after = _shown(change)
        yield row(
            StatusTransition,
            run,
            f"{entry.id}:{index}",
            occurred_at=at,
            source_created_at=at,
            item_id=item(run, record.issue, record.feedback),
            field=FIELDS.get(key or "", key),
            field_name=known.name if known else change.field,
            from_value=before,
            to_value=after,
            from_category=_category(key, change.from_, change.from_string, run),
            to_category=_category(key, change.to, change.to_string, run),
            actor_id=who(run, entry.author),
        )


def happened_at(created: str | int | None) -> str | None:
    """Text like everywhere, or the milliseconds that the bulk endpoint may write."""
    if not isinstance(created, int):
        return utc(created, "created")
    try:
        return stamp(
            datetime.fromtimestamp(created / 1000 if abs(created) > _MILLISECONDS else created, UTC)
        )
    except (ValueError, OverflowError, OSError):
        raise RecordRejected("created is out of range", field="created") from None


def _shown(change: Change) -> tuple[str | None, str | None]:
    """Before and after, as a person reads them; people by their account id. Empty text is nothing."""
    if (change.field_id or change.field) in PEOPLE:
        return change.from_ or None, change.to or None
    return change.from_string or change.from_ or None, change.to_string or change.to or None


def _category(key: str | None, status: str | None, name: str | None, run: Run) -> str | None:
    """The category of a status: as the site has it now, or by its name where it was deleted."""
    if key != "status" or not (status or name):
        return None
    known = run.seen("statuses", status or "")
    return category(known, run) if known else run.map("status", name)
