"""The vendor's rate limits: the account's, and those of single endpoints, in its headers.

https://developer.zendesk.com/api-reference/introduction/rate-limits/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from productops.sandbox import Buckets, Reply

from . import answers

PLANS = {
    "team": 200,
    "growth": 400,
    "professional": 400,
    "enterprise": 700,
    "enterprise_plus": 2_500,
}
_MINUTE, _SAMPLE_WINDOW = 60.0, 1_200.0
BUCKETS: tuple[tuple[re.Pattern[str], str, int, float, str], ...] = (
    (
        re.compile(r"/incremental/\w+/cursor"),
        "incremental-exports-cursor",
        20,
        _MINUTE,
        "incremental export API",
    ),
    (
        re.compile(r"/incremental/\w+/sample"),
        "incremental-exports-sample",
        10,
        _SAMPLE_WINDOW,
        "incremental export API",
    ),
    (re.compile(r"/incremental/\w+"), "incremental-exports", 10, _MINUTE, "incremental export API"),
    (re.compile(r"/deleted_tickets"), "deleted-tickets-index", 10, _MINUTE, "deleted tickets API"),
    (re.compile(r"/search/export"), "search-export", 100, _MINUTE, "search export API"),
    (re.compile(r"/search"), "search-index", 2_500, _MINUTE, "search API"),
    (re.compile(r"/tickets"), "tickets-index", 100, _MINUTE, "list tickets API"),
    (re.compile(r"/ticket_fields"), "ticket-fields-index", 20, _MINUTE, "ticket fields API"),
)
"""Path, name, calls, window and how a refusal calls it; as recorded in 2026 where it was."""


class Pace:
    """Counts calls and says what is left.

    Args:
        seconds: a growing clock.
        plan: of `PLANS`; the account's calls a minute.
        limits: totals that replace the vendor's, by bucket (`account`, `incremental-exports-cursor`).
        enforced: refuse what is too much; otherwise only the headers tell.
    """

    def __init__(
        self, seconds: Callable[[], float], *, plan: str, limits: Mapping[str, int], enforced: bool
    ) -> None:
        self._buckets = Buckets(seconds, enforced=enforced)
        self._account = limits.get("account", PLANS[plan])
        self._limits = limits

    def lift(self) -> None:
        """From now on no limit holds."""
        self._buckets.lift()

    def take(self, path: str) -> tuple[dict[str, str], Reply | None]:
        """Count one call: the headers of its answer, and a refusal if it is too much."""
        guide = path.startswith(("/help_center", "/community", "/guide"))
        held = self._buckets.take("guide" if guide else "account", self._account)
        headers = {"x-rate-limit": str(held.total), "x-rate-limit-remaining": str(held.remaining)}
        if not guide:
            headers |= {
                "ratelimit-limit": str(held.total),
                "ratelimit-remaining": str(held.remaining),
                "ratelimit-reset": str(held.resets),
            }
        if held.refused:
            return headers, answers.slow_down("API", held.resets)
        for pattern, name, total, window, what in BUCKETS:
            if pattern.fullmatch(path):
                own = self._buckets.take(name, self._limits.get(name, total), window)
                headers[f"zendesk-ratelimit-{name}"] = (
                    f"total={own.total}; remaining={own.remaining}; resets={own.resets}"
                )
                return headers, answers.slow_down(what, own.resets) if own.refused else None
        return headers, None
