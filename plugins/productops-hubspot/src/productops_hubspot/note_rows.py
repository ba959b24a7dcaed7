"""Notes: what a colleague wrote down of a customer, or, on a ticket, an internal comment."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Account, Comment, FeedbackItem, Person, Record

from .common import envelope, main, others, owner, ties
from .kinds import NOTES
from .values import text, when
from .wire import Entry


def note_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """A comment of the ticket it is on; else a piece of evidence of its own."""
    if entry.withheld:
        return iter(())
    ticket = main(entry, "tickets")
    if ticket is not None:
        return _comment(entry, ticket, run)
    return _evidence(entry, run)


def _comment(entry: Entry, ticket: str, run: Run) -> Iterator[Record]:
    record = entry.record
    yield row(
        Comment,
        run,
        f"note:{record.key}",
        **envelope(NOTES, record, run),
        occurred_at=when(record, "hs_timestamp"),
        parent_id=run.ref(FeedbackItem, ticket),
        author_id=owner(record, run),
        author_role="agent",
        visibility="internal",
        **bodies(text(record, "hs_note_body"), "html"),
    )


def _evidence(entry: Entry, run: Run) -> Iterator[Record]:
    """From whom it is: the contact it is on. Who wrote it down: its owner."""
    record = entry.record
    author, account = main(entry, "contacts"), main(entry, "companies")
    seen = envelope(NOTES, record, run)
    yield row(
        FeedbackItem,
        run,
        f"note:{record.key}",
        **seen,
        occurred_at=when(record, "hs_timestamp") or seen["source_created_at"],
        kind="interview_note",
        kind_source="rule",
        **bodies(text(record, "hs_note_body"), "html"),
        author_id=run.ref(Person, author),
        submitted_by_id=owner(record, run),
        account_id=run.ref(Account, account),
        status_category="done",
    )
    place = (FeedbackItem, f"note:{record.key}")
    yield from ties(NOTES, place, "relates_to", Person, others(entry, "contacts", author), run)
    yield from ties(NOTES, place, "relates_to", Account, others(entry, "companies", account), run)
