"""Trouble on request, always the same for a seed: what networks and vendors do on a bad day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from .dice import Dice
from .wire import Call, Reply

KINDS = (
    "429", "429_bare", "429_text", "429_edge", "500", "502", "503", "504", "reset", "truncated", "malformed",
    "html", "stall", "expired_token", "repeated_cursor",
)  # fmt: skip
"""`429` says Retry-After, `429_bare` does not; `429_text` and `429_edge` have other bodies than the
vendor's own. `expired_token` and `repeated_cursor` are carried out by the sandbox, as its vendor would."""

_PAGE_KEYS = ("per_page", "page[size]", "limit", "maxResults", "page_size", "pageSize")
_HTML = b"<!DOCTYPE html>\n<html><head><title>Just a moment</title></head><body>Please wait.</body></html>"
_TEXT = {"content-type": "text/plain; charset=utf-8"}
_HTML_TYPE = {"content-type": "text/html; charset=utf-8"}
_JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(slots=True)
class Faults:
    """Which faults, and how often.

    Attributes:
        kinds: of `KINDS`; one is drawn for a call that fails.
        rate: share of the calls that fail.
        seed: another seed, other calls.
        at: numbers of calls (from 1) that fail, besides the share.
        paths: only calls whose path starts with one of these.
        in_a_row: the same call fails at most so often in a row, so that trying again gets through.
        retry_after: seconds in the Retry-After of a `429` and a `503`.
        stall: seconds a `stall` waits before it answers.
        max_page: answer 504 to a page larger than this, always.
        latency: seconds every answer takes.
    """

    kinds: tuple[str, ...] = ()
    rate: float = 0.0
    seed: int = 7
    at: frozenset[int] = frozenset()
    paths: tuple[str, ...] = ()
    in_a_row: int = 2
    retry_after: int = 1
    stall: float = 1.0
    max_page: int | None = None
    latency: float = 0.0
    default_page: int = 1000
    _row: dict[object, int] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        unknown = [kind for kind in self.kinds if kind not in KINDS]
        if unknown:
            raise ValueError(f"unknown fault {unknown[0]!r}; known are {', '.join(KINDS)}")

    def pick(self, number: int, call: Call) -> str:
        """The fault of this call, or an empty text."""
        if self.paths and not call.path.startswith(self.paths):
            return ""
        if self.max_page is not None and self._page_size(call) > self.max_page:
            return "504"
        if not self.kinds:
            return ""
        dice = Dice(self.seed, "fault", number)
        fails = dice.chance(self.rate) or number in self.at
        key = (call.method, call.path, call.query)
        with self._lock:
            row = self._row.pop(key, 0)
            if not fails or (row >= self.in_a_row and number not in self.at):
                return ""
            self._row[key] = row + 1
        return dice.pick(self.kinds)

    def _page_size(self, call: Call) -> int:
        asked = call.first if call.method == "GET" else call.first | call.form()
        for key in _PAGE_KEYS:
            if key in asked:
                return int(asked[key]) if str(asked[key]).isdigit() else 0
        return self.default_page if "/incremental/" in call.path else 0


_SLOW = b'{"error":"TooManyRequests","description":"Slow down"}'
_EDGE = b'{"detail":"Rate limited by edge protection","status":"429"}'
_TOO_MANY = b"Number of allowed API requests per minute exceeded"
_REFUSALS: dict[str, tuple[int, bytes, dict[str, str], bool]] = {
    "429": (429, _SLOW, _JSON, True),
    "429_bare": (429, _SLOW, _JSON, False),
    "429_text": (429, _TOO_MANY, _TEXT, True),
    "429_edge": (429, _EDGE, _JSON, True),
    "500": (500, b'{"error":"InternalError"}', _JSON, False),
    "502": (502, _HTML, _HTML_TYPE, False),
    "503": (503, b'{"error":"DatabaseError"}', _JSON, True),
    "504": (504, b"upstream request timeout", _TEXT, False),
    "html": (200, _HTML, _HTML_TYPE, False),
}
"""Status, body, headers, and whether it says when to come back."""


def refusal(fault: str, retry_after: int) -> Reply | None:
    """The answer of a fault that replaces the vendor's; None for the others."""
    if fault not in _REFUSALS:
        return None
    status, body, headers, waits = _REFUSALS[fault]
    wait = {"retry-after": str(retry_after)} if waits else {}
    return Reply(status, body, {**headers, **wait})


def some(kinds: Iterable[str] = KINDS, rate: float = 0.1, seed: int = 7) -> Faults:
    """A mixture of *kinds* at *rate*, with short waits: the usual bad day for a test."""
    return Faults(kinds=tuple(kinds), rate=rate, seed=seed, retry_after=0, stall=0.0)
