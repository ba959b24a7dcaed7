"""Misbehaviour on request, and the entries of the request log; the same for every vendor's stand-in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Fault:
    """One misbehaviour: of requests whose `path?query` matches, `times` in a row after the first `after`.

    `status` alone answers that status; `kind` is one of reset, truncate, malformed, html, stall, expire.
    """

    match: str = "/api/"
    status: int | None = None
    kind: str = ""
    times: int = 1
    after: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content: str = ""
    stall: float = 3.0
    seen: int = 0
    used: int = 0

    def takes(self, target: str) -> bool:
        """Whether this request gets the misbehaviour; counts it."""
        if not re.search(self.match, target):
            return False
        self.seen += 1
        if self.seen <= self.after or self.used >= self.times:
            return False
        self.used += 1
        return True


@dataclass(frozen=True)
class Entry:
    """One request of the log."""

    at: float
    method: str
    path: str
    query: dict[str, str]
    status: int
    authorization: str
    body: str = ""

    @property
    def target(self) -> str:
        """Path without suffix, the query in order and the body: what makes two requests the same."""
        return f"{self.path.removesuffix('.json')}?{sorted(self.query.items())}{self.body}"
