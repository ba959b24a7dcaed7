"""What an endpoint needs to answer a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from productops.sandbox.wire import Call

from . import ids
from .account import Account


@dataclass(frozen=True, slots=True)
class Desk:
    """The site as one caller sees it.

    Attributes:
        base: what `self` links start with: the site, or the gateway.
        origin: what links to follow start with.
        user: key of the caller.
        epoch_bounds: JQL knows epoch milliseconds.
        epoch_histories: `changelog/bulkfetch` gives times as epoch milliseconds.
        matching: there is `jql/match`.
        administrator: the caller may administer Jira.
    """

    account: Account
    base: str
    origin: str
    user: int
    epoch_bounds: bool = True
    epoch_histories: bool = False
    browse_users: bool = True
    matching: bool = True
    administrator: bool = True

    def stamp(self, ms: int) -> str:
        """A time in the caller's zone."""
        return ids.stamp(ms, self.account.zone)

    def stamp_or_none(self, ms: int) -> str | None:
        """The same, for a time that may not have come (0)."""
        return self.stamp(ms) if ms else None

    def link(self, path: str) -> str:
        """A `self` link."""
        return f"{self.base}/rest/api/3/{path}"


def whole(call: Call, key: str, default: int) -> int:
    """A query key as a number; a wrong one counts as not given."""
    value = call.first.get(key, "")
    return int(value) if value.isascii() and value.isdigit() else default


def listed(value: Any) -> list[str]:
    """A list from JSON, or a comma-separated text, as texts."""
    parts = value.split(",") if isinstance(value, str) else value or []
    return [str(part).strip() for part in parts if str(part).strip()]
