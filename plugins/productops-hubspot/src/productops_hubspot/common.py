"""What the rows of several objects share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import row
from productops.model import Link, Person, Record

from .kinds import Kind
from .values import as_moment, custom, text, when
from .wire import Crm, Entry, Near, merged_ids

Place = tuple[type[Record], str]
"""A row by its table and source id."""
_PRIMARY = "primary"
_CREATED = ("createdate", "hs_createdate")


def envelope(kind: Kind, record: Crm, run: Run) -> dict[str, Any]:
    """The columns that the row of every object has."""
    made = as_moment(record.created_at, "createdAt")
    made = made or next((at for name in _CREATED if (at := when(record, name))), None)
    touched = as_moment(record.updated_at, "updatedAt") or when(record, kind.modified)
    gone = record.archived is True
    return {
        "source_url": record.url or link_to(kind, record.key, run),
        "source_created_at": made,
        "source_updated_at": touched,
        "deleted": gone,
        "deleted_at": as_moment(record.archived_at, "archivedAt") or touched if gone else None,
        "custom_fields": custom(kind, record, run),
    }


def link_to(kind: Kind, key: str, run: Run) -> str:
    """Where a person opens a record."""
    domain = run.instance.detail.get("domain") or "app.hubspot.com"
    return f"https://{domain}/contacts/{run.instance.name}/record/{kind.type_id}/{key}"


def owner(record: Crm, run: Run) -> str | None:
    """The reference to the colleague whose record it is."""
    held = text(record, "hubspot_owner_id")
    return run.ref(Person, f"owner:{held}") if held else None


def main(entry: Entry, to: str) -> str | None:
    """The associated record that counts: labelled as the primary one, else the first."""
    known = entry.near.get(to) or []
    first = (one.id for one in known if any(_PRIMARY in word.lower() for word in one.labels))
    return next(first, None) or (known[0].id if known else None)


def others(entry: Entry, to: str, besides: str | None) -> list[Near]:
    """The rest of those that are associated."""
    return [one for one in entry.near.get(to) or () if one.id != besides]


def merged(entry: Entry) -> list[str]:
    """Ids of what was merged into a record; they are shown no more."""
    found = merged_ids(text(entry.record, "hs_merged_object_ids"))
    return [one for one in dict.fromkeys(found) if one != entry.record.key]


def merged_into(kind: Kind, entry: Entry, table: type[Record], run: Run) -> Iterator[Record]:
    """Links from what was merged into a record."""
    for one in merged(entry):
        yield tie(kind, (table, one), "merged_into", (table, entry.record.key), run)


def ties(
    kind: Kind, start: Place, link_type: str, table: type[Record], found: list[Near], run: Run
) -> Iterator[Record]:
    """A link to each of *found*, with its labels."""
    for one in found:
        word = "; ".join(one.labels) or None
        yield tie(kind, start, link_type, (table, one.id), run, word=word)


def tie(
    kind: Kind, start: Place, link_type: str, end: Place, run: Run, *, word: str | None = None
) -> Record:
    """A link between two rows. Objects count their ids apart, so its own id names them."""
    return row(
        Link,
        run,
        f"{kind.name}:{start[1]}:{link_type}:{end[0].table}:{end[1]}",
        from_id=run.ref(*start),
        to_id=run.ref(*end),
        link_type=link_type,
        source_type=word or link_type,
    )


def key_of(held: object, field: str = "id") -> str:
    """An id as text.

    Raises:
        RecordRejected: there is none.
    """
    if held is None or held == "":
        raise RecordRejected(f"a record without {field}", field=field)
    return str(held)
