"""The vendor's rate limits: ten seconds, the day, and a second of searches.

Which answers carry headers is as recorded in 2026: object lists, a single owner and account details do,
searches and the rest do not. https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from productops.sandbox import Buckets, Reply

from . import answers

ROLLING, BY_APP, DAILY, SEARCH = 190, 110, 650_000, 5
_INTERVAL = 10.0
_A_DAY = 4 * 86_400.0
_TELLS = re.compile(r"/objects/[^/]+|/owners/\d+|/account/.*")
_SEARCHES = re.compile(r"/objects/[^/]+/search")


class Pace:
    """Counts calls and says what is left, where the vendor does.

    Args:
        seconds: a growing clock.
        now: the simulated time in the account's zone; the day ends at its midnight.
        limits: totals that replace the vendor's: `rolling`, `daily`, `search`.
        enforced: refuse what is too much; otherwise only count.
    """

    def __init__(
        self,
        seconds: Callable[[], float],
        now: Callable[[], datetime],
        *,
        limits: Mapping[str, int],
        enforced: bool,
    ) -> None:
        self._buckets = Buckets(seconds, enforced=enforced)
        self._now, self._limits = now, limits
        self.daily, self.used = limits.get("daily", DAILY), 0

    def lift(self) -> None:
        """From now on no limit holds."""
        self._buckets.lift()

    def take(self, path: str, *, by_app: bool) -> tuple[dict[str, str], Reply | None]:
        """Count one call: the headers of its answer, and a refusal if it is too much."""
        day = self._buckets.take(f"day {self._now():%Y-%m-%d}", self.daily, _A_DAY)
        self.used = day.total - day.remaining
        total = self._limits.get("rolling", BY_APP if by_app else ROLLING)
        ten = self._buckets.take("ten seconds", total, _INTERVAL)
        headers = {} if not _TELLS.fullmatch(path) else {
            "x-hubspot-ratelimit-max": str(ten.total),
            "x-hubspot-ratelimit-remaining": str(ten.remaining),
            "x-hubspot-ratelimit-interval-milliseconds": "10000",
            "x-hubspot-ratelimit-secondly": str(ten.total // 10),
            "x-hubspot-ratelimit-secondly-remaining": str(max(0, ten.total // 10 - 1)),
        }  # fmt: skip
        if headers and not by_app:
            headers["x-hubspot-ratelimit-daily"] = str(day.total)
            headers["x-hubspot-ratelimit-daily-remaining"] = str(day.remaining)
        if day.refused and not by_app:
            return headers, answers.too_many("DAILY")
        if ten.refused:
            return headers, answers.too_many("TEN_SECONDLY_ROLLING")
        return headers, self._search(path)

    def _search(self, path: str) -> Reply | None:
        if not _SEARCHES.fullmatch(path):
            return None
        held = self._buckets.take("search", self._limits.get("search", SEARCH), 1.0)
        return answers.too_many("SECONDLY") if held.refused else None
