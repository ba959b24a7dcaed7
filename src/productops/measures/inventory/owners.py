"""Who answers for a product, and whether they are still there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import narwhals as nw

from ..frames import Frames, live, rows_of
from .products import Row

Gone = Mapping[str, str]


def gone(frames: Frames, known: Iterable[Row]) -> Gone:
    """Owners and backup owners of products that some source says are not active → the row of `person` that says so.

    An owner is the id of a row of `person`, a backup owner may be an address; rows with one address are one person.
    """
    named = sorted(
        {name for row in known for name in (row["owner_id"], row["backup_owner"]) if name}
    )
    if not named or "person" not in frames:
        return {}
    people = live(frames, "person", "id", "email", "active")
    people = people.with_columns(email=nw.col("email").str.to_lowercase())
    addresses = {
        row["id"]: row["email"] for row in rows_of(people.filter(nw.col("id").is_in(named)))
    }
    wanted = sorted({*filter(None, addresses.values()), *(name.strip().lower() for name in named)})
    mine = nw.col("id").is_in(named) | nw.col("email").is_in(wanted)
    left = sorted(rows_of(people.filter(~nw.col("active") & mine)), key=lambda row: str(row["id"]))
    by_key = {key: row["id"] for row in reversed(left) for key in (row["email"], row["id"]) if key}
    keys = {name: (name, addresses.get(name), name.strip().lower()) for name in named}
    return {
        name: next(by_key[key] for key in tried if key in by_key)
        for name, tried in keys.items()
        if any(key in by_key for key in tried)
    }


def answering(product: Row, left: Gone) -> list[str]:
    """Owner and backup owner of a product, as far as they are named, two people, and not gone."""
    named = dict.fromkeys(name for name in (product["owner_id"], product["backup_owner"]) if name)
    return [name for name in named if name not in left]
