"""The ids this site gives, and how it writes times.

An issue's id follows from its number, counted from 0; nothing here is random.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from hashlib import sha256

FIRST_ISSUE = 10_000
PARTS = 20_000
"""Room for what hangs below an issue (histories, comments, worklogs): 500 beats of its own, 100 links from
tickets, the rest by tests."""
STAFF, FORMER, APP, PERSON = 0, 500, 600, 1_000
"""First user key of a kind: colleagues, those who left, apps, the customers of the service desk."""


def issue_id(index: int) -> str:
    """The id of the issue with this number."""
    return str(FIRST_ISSUE + index)


@lru_cache(8_192)
def uuid_of(*key: str | int) -> str:
    """Something that looks like a UUID, the same for the same key."""
    text = sha256("/".join(map(str, key)).encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"


@lru_cache(65_536)
def account_id(key: int) -> str:
    """The account id of a user key; portal-only customers have ids of another form."""
    made = uuid_of("user", key)
    if key >= PERSON:
        return f"qm:{uuid_of('portal', 0)}:{made}"
    return f"{'557058' if key >= APP else '712020'}:{made}"


def stamp(ms: int, zone: tzinfo) -> str:
    """Epoch milliseconds as the vendor writes them: in the caller's zone, no colon in the offset."""
    at = datetime.fromtimestamp(ms // 1_000, zone)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{ms % 1_000:03d}{at:%z}"


def day(ms: int) -> str:
    """The date of epoch milliseconds, UTC."""
    return datetime.fromtimestamp(ms // 1_000, UTC).strftime("%Y-%m-%d")
