"""A mapping proposed from the names and the first values of a plain file's columns, with how sure it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from productops.kit.cells import Proposal, best_of, plain
from productops.kit.dates import is_date

from .columns import Column, filled
from .reading import Reading

_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
_LONG = 60
NAMED: dict[str, tuple[str, ...]] = {
    "feedback.source_id": ("id", "key", "number", "ticketid", "requestid", "feedbackid", "uuid"),
    "feedback.title": ("title", "subject", "summary", "headline", "betreff", "titel", "titre", "titulo", "request"),
    "feedback.body": (
        "body", "description", "text", "message", "feedback", "comment", "comments", "note", "notes", "details", "idea",
        "beschreibung", "nachricht", "kommentar", "commentaire", "descripcion",
    ),
    "feedback.occurred_at": (
        "date", "created", "createdat", "datecreated", "timestamp", "when", "submitted", "submittedat", "time", "datum",
        "erstellt", "fecha",
    ),
    "feedback.kind": ("kind", "type", "category", "requesttype", "art", "typ", "kategorie"),
    "feedback.status": ("status", "state", "stage"),
    "feedback.priority": ("priority", "importance", "urgency", "prioritat", "priorität"),
    "feedback.tags": ("tags", "labels", "topics", "schlagworte"),
    "feedback.vote_count": ("votes", "votecount", "upvotes"),
    "feedback.source_url": ("url", "link"),
    "feedback.language": ("language", "lang", "sprache"),
    "person.display_name": ("name", "contact", "customername", "contactname", "author", "user", "requester", "from"),
    "person.email": ("email", "emailaddress", "mail", "contactemail", "useremail", "customeremail"),
    "account.name": ("company", "account", "organisation", "organization", "customer", "client", "firma", "kunde"),
    "account.plan": ("plan", "tier", "subscription"),
    "account.mrr": ("mrr",),
    "account.arr": ("arr", "revenue", "acv"),
    "rating.rating_value": ("score", "rating", "nps", "csat", "stars"),
}  # fmt: skip


def propose(reading: Reading) -> list[Proposal]:
    """A target for each column that seems to have one; no target twice."""
    found: list[Proposal] = []
    for column in reading.header.columns:
        best = max(
            _candidates(column, reading.rows), key=lambda each: each.confidence, default=None
        )
        if best:
            found.append(best)
    return best_of(found)


def _candidates(column: Column, rows: Sequence[Sequence[object]]) -> list[Proposal]:
    name, values = plain(column.header), filled(rows, column.index)
    found = []
    for target, words in NAMED.items():
        if name in words:
            found.append(Proposal(column.header, target, 0.9, "by its name"))
        elif any(len(word) > 3 and word in name for word in words):  # noqa: PLR2004 - short words are in many
            found.append(Proposal(column.header, target, 0.6, "its name is like it"))
    if values and all(_EMAIL.match(value) for value in values):
        found.append(Proposal(column.header, "person.email", 0.95, "it holds addresses"))
    elif values and all(map(is_date, values)):
        found.append(Proposal(column.header, "feedback.occurred_at", 0.7, "it holds dates"))
    elif values and sum(map(len, values)) / len(values) > _LONG:
        found.append(Proposal(column.header, "feedback.body", 0.65, "it holds long texts"))
    return found


def missing(mapping: Mapping[str, str], reading: Reading) -> list[str]:
    """Columns that a mapping names and the file does not have."""
    there = {column.header for column in reading.header.columns}
    return [name for name in mapping if name not in there]
