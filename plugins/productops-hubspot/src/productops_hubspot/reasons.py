"""What colleagues write into properties for a customer: why a deal was lost, why somebody left.

Each filled property is a `feedback` of its own. Which are read: HubSpot's own two, properties of the account with a
telling name, and what `feedback_properties` adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.text import bodies
from productops.model import Account, FeedbackItem, Person, Record

from .common import envelope, owner
from .kinds import Kind
from .stages import Standing
from .values import label, split, text
from .wire import Crm, Entry

CHURN, OBJECTION = "churn_reason", "sales_objection"
_LOST, _INACTIVE = "closed_lost_reason", "recurring_revenue_inactive_reason"
NAMES: Mapping[str, str] = {
    **dict.fromkeys(
        ("churn_reason", "reason_for_churn", "cancellation_reason", "reason_for_cancellation",
         "reason_for_leaving"), CHURN
    ),
    **dict.fromkeys(("sales_objection", "sales_objections", "main_objection", "lost_reason"), OBJECTION),
}  # fmt: skip
"""Properties that accounts define themselves, by name."""
_RENEWAL = "existingbusiness"


def reasons(
    kind: Kind,
    entry: Entry,
    run: Run,
    *,
    title: str | None,
    author: str | None,
    account: str | None,
    stands: Standing | None = None,
    said: Any = None,
) -> Iterator[Record]:
    """A row for each property that holds a reason.

    Args:
        title: what the record is called.
        author, account: ids of the contact and the company it is about.
        stands: where the record stands, if it has stages.
        said: when it was decided, where the record tells.
    """
    record = entry.record
    for name in sorted(record.properties or ()):
        meaning, words = _meaning(kind, record, name, run), _words(kind, record, name, run)
        if meaning is None or words is None:
            continue
        seen = {**envelope(kind, record, run), "custom_fields": {}}
        yield row(
            FeedbackItem,
            run,
            f"{kind.name}:{record.key}:{name}",
            **seen,
            occurred_at=said or seen["source_updated_at"],
            kind=meaning,
            kind_source="rule",
            title=title,
            **bodies(words),
            channel="sales_call",
            author_id=run.ref(Person, author),
            submitted_by_id=owner(record, run),
            account_id=run.ref(Account, account),
            status=stands.label if stands else None,
            status_category="done",
        )


def _meaning(kind: Kind, record: Crm, name: str, run: Run) -> str | None:
    """What a property's text stands for; a lost renewal is a customer who leaves."""
    chosen: str | None = run.settings.feedback_properties.get(f"{kind.name}.{name}")
    if chosen or name in NAMES:
        return chosen or NAMES[name]
    if kind.name != "deals" or name not in (_LOST, _INACTIVE):
        return None
    renewal = text(record, "dealtype") == _RENEWAL
    return CHURN if name == _INACTIVE or renewal else OBJECTION


def _words(kind: Kind, record: Crm, name: str, run: Run) -> str | None:
    """The text, or the labels of what was chosen."""
    held = text(record, name)
    if held is None:
        return None
    whole = label(kind.name, name, held, run)
    if whole != held:
        return whole
    parts = [label(kind.name, name, one, run) or one for one in split(held)]
    return ", ".join(parts) if parts != split(held) else held
