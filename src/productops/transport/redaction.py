"""Takes secrets out of any text that leaves: errors, reprs, vendors' messages.

Known values go first, in every spelling they travel in; then whatever looks like a credential, for
what a vendor echoes and nobody told us about.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 4
"""Shorter values are no secrets; replacing them would garble every text."""

_KEYS = (
    r"access[_-]?token|refresh[_-]?token|id[_-]?token|client[_-]?secret|api[_-]?key|api[_-]?token"
    r"|password|passwd|secret|assertion|authorization|hapikey"
)
_PATTERNS = (
    # `Authorization: Basic …`, up to the end of the line or the closing quote.
    (re.compile(r"(?i)\b(authorization[\"']?\s*[:=]\s*[\"']?)[^\r\n\"',}]+"), rf"\1{MASK}"),
    # `access_token=…`, `"access_token": "…"`, `'client_secret': '…'`
    (
        re.compile(rf"(?i)((?:{_KEYS})[\"']?\s*[:=]\s*[\"']?)(?!\*\*\*)[^\s\"'&,;}}]+"),
        rf"\1{MASK}",
    ),
    (re.compile(r"(?i)\b(bearer|basic)\s+(?!\*\*\*)[a-z0-9._~+/=-]{8,}"), rf"\1 {MASK}"),
    # `https://user:password@host`
    (re.compile(r"(?i)(\w://)[^\s/@:]+:[^\s/@]+@"), rf"\1{MASK}@"),
)


class Redactor:
    """Replaces every secret it knows, and obvious credentials, by `***`. Threads may share it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._spellings: set[str] = set()
        self._known: re.Pattern[str] | None = None
        self.add(*secrets)

    def __repr__(self) -> str:
        return f"Redactor({len(self._spellings)} spellings)"

    def add(self, *secrets: str) -> None:
        """Learn further secrets, such as a token fetched at run time."""
        new = {spelling for secret in secrets for spelling in _spellings(secret)}
        with self._lock:
            if new <= self._spellings:
                return
            self._spellings |= new
            longest_first = sorted(self._spellings, key=lambda text: (-len(text), text))
            self._known = re.compile("|".join(map(re.escape, longest_first)))

    def clean(self, text: str) -> str:
        """*text* without secrets."""
        cleaned = self._known.sub(MASK, text) if self._known else text
        for pattern, replacement in _PATTERNS:
            cleaned = pattern.sub(replacement, cleaned)
        return cleaned


def _spellings(secret: str) -> Iterator[str]:
    """How a secret may be written: as is, in a URL, in JSON, in base64."""
    if len(secret) < SHORTEST:
        return
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield base64.b64encode(secret.encode()).decode()
    yield base64.urlsafe_b64encode(secret.encode()).decode()
