"""A ticket as rows: `feedback`, and `link` for everybody else it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Account, FeedbackItem, Person, Record

from .common import envelope, main, merged_into, others, owner, ties
from .kinds import TICKETS
from .reasons import reasons
from .stages import Standing, standing
from .values import label, split, text, when
from .wire import Crm, Entry

CHANNELS = {
    "CHAT": "chat", "EMAIL": "email", "FORM": "web_form", "PHONE": "phone", "WHATSAPP": "chat",
    "FACEBOOK_MESSENGER": "social", "SMS": "sms", "CUSTOMER_PORTAL": "web_form",
}  # fmt: skip


def ticket_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """The ticket, who it is about, what was merged into it, and reasons given in its properties."""
    record = entry.record
    author, account = main(entry, "contacts"), main(entry, "companies")
    yield _feedback(record, author, account, run)
    place = (FeedbackItem, record.key)
    yield from ties(TICKETS, place, "relates_to", Person, others(entry, "contacts", author), run)
    yield from ties(TICKETS, place, "relates_to", Account, others(entry, "companies", account), run)
    yield from merged_into(TICKETS, entry, FeedbackItem, run)
    yield from reasons(
        TICKETS, entry, run, title=text(record, "subject"), author=author, account=account
    )


def _feedback(record: Crm, author: str | None, account: str | None, run: Run) -> Record:
    seen = envelope(TICKETS, record, run)
    stands = standing(TICKETS, record, run)
    categories = _categories(record, run)
    urgency = text(record, "hs_ticket_priority")
    return row(
        FeedbackItem,
        run,
        record.key,
        **seen,
        occurred_at=seen["source_created_at"],
        kind=run.map("kind", *categories),
        title=text(record, "subject"),
        **bodies(text(record, "content")),
        channel=CHANNELS.get((text(record, "source_type") or "").upper(), "unknown"),
        author_id=run.ref(Person, author),
        account_id=run.ref(Account, account),
        status=stands.label,
        status_category=stands.category,
        priority=run.map("priority", urgency),
        source_priority=label("tickets", "hs_ticket_priority", urgency, run),
        tags=categories,
        assignee_id=owner(record, run),
        **_times(record, stands),
    )


def _categories(record: Crm, run: Run) -> list[str]:
    """Several may be ticked; by their labels."""
    held = split(text(record, "hs_ticket_category"))
    return [label("tickets", "hs_ticket_category", one, run) or one for one in held]


def _times(record: Crm, stands: Standing) -> dict[str, Any]:
    """A ticket that was opened again is not closed, whatever its last date."""
    closed = when(record, "closed_date") if stands.closed is not False else None
    answered = when(record, "first_agent_reply_date")
    return {"first_responded_at": answered, "resolved_at": closed, "closed_at": closed}
