"""The vendor's endpoints: sign-in, limit, paging and errors.

https://developers.tally.so/api-reference : 100 requests a minute, pages of 50 up to 500.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import RLock
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Buckets, Call, CallLog, Company, Faults, Hosted, Reply
from productops.sandbox.turnout import Turnout, Visit
from productops.sandbox.wire import as_json

from . import blocks
from .answers import error, paged
from .questions import questions
from .submissions import iso, submission, submission_id, touched

KEY = "tly-sandbox-key"
PER_MINUTE = 100
MOST = 500


class TallySandbox(Hosted):
    """Tally, as documented, for one fictional company.

    Args:
        limited: refuse what is over the limit.
        most: records a page gives at most, whatever is asked for.
        timer: seconds for the limit; simulated time is added to it.

    Attributes:
        deleted: ids of submissions that were deleted.
        gone, forbidden: numbers of forms that were deleted, or may not be read.
    """

    connector: ClassVar[str] = "tally"

    def __init__(
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
        limited: bool = True,
        most: int = MOST,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, size, now=now or DEFAULT_NOW), timer)
        self.faults = faults
        self.calls = CallLog()
        self.deleted: set[str] = set()
        self.gone: set[int] = set()
        self.forbidden: set[int] = set()
        self._most = most
        self._buckets = Buckets(self._seconds, enforced=limited)
        self._lock = RLock()
        self._held: dict[int, tuple[int, list[Visit]]] = {}

    def credentials(self) -> dict[str, Any]:
        """A key that does not expire."""
        return {"api_key": KEY}

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._buckets.lift()

    def expire(self, call: Call) -> Reply:  # noqa: ARG002 - the desk fixes it
        """Keys do not expire; one whose user has left is refused."""
        return error(401)

    def repeat(self, call: Call, reply: Reply) -> Reply:  # noqa: ARG002 - the desk fixes it
        """Pages are counted, so that none leads back."""
        return reply

    def handle(self, call: Call) -> Reply:
        """The vendor's answer."""
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return error(401)
        taken = self._buckets.take("all", PER_MINUTE)
        if taken.refused:
            return error(429).with_headers({"retry-after": str(taken.resets)})
        match call.path.strip("/").split("/"):
            case ["users", "me"]:
                found = self._me()
            case ["forms"]:
                found = self._forms(call)
            case ["forms", key, *rest]:
                found = self._form(call, key, rest)
            case _:
                found = error(404)
        return found

    @property
    def _now(self) -> int:
        return self.company.clock.epoch

    def visits(self, index: int) -> list[Visit]:
        """Submissions to a form, the newest first; who only looked left none."""
        with self._lock:
            held = self._held.get(index)
            if held is None or held[0] != self._now:
                turnout = Turnout(self.company, f"tally {index}", 3)
                found = [v for v in turnout.visits(self._now) if 0 < v.saved <= self._now]
                found.sort(key=lambda v: (touched(v, self._now), v.index), reverse=True)
                held = self._held[index] = (self._now, found)
            return [v for v in held[1] if submission_id(index, v) not in self.deleted]

    def _me(self) -> Reply:
        first = self.company.colleague(0)
        return as_json({
            "id": "U1", "firstName": first.name, "fullName": first.name, "email": first.email, "organizationId": "O1",
            "hasDataWipeEnabled": False, "timezone": "UTC", "subscriptionPlan": "PRO", "createdAt": iso(self.company.founded),
        })  # fmt: skip

    def _entry(self, index: int) -> dict[str, Any]:
        edits = [at for at in blocks.edits(self.company, index) if at <= self._now]
        return {
            "id": blocks.form_id(index), "name": blocks.NAMES[index], "isNameModifiedByUser": True, "workspaceId": "W1",
            "organizationId": "O1", "status": "PUBLISHED", "hasDraftBlocks": False, "isClosed": False, "index": index,
            "numberOfSubmissions": len(self.visits(index)), "payments": [],
            "createdAt": iso(edits[0]), "updatedAt": iso(edits[-1]),
        }  # fmt: skip

    def _forms(self, call: Call) -> Reply:
        listed = [
            self._entry(index) for index in range(len(blocks.NAMES)) if index not in self.gone
        ]
        found = paged(call, listed, self._most)
        if found is None:
            return error(400)
        rows, page = found
        return as_json({"items": rows, **page, "total": len(listed)})

    def _form(self, call: Call, key: str, rest: Sequence[str]) -> Reply:
        index = next(
            (
                i
                for i in range(len(blocks.NAMES))
                if blocks.form_id(i) == key and i not in self.gone
            ),
            None,
        )
        if index is None:
            return error(404)
        if index in self.forbidden:
            return error(403)
        match rest:
            case []:
                asked = blocks.asked(self.company, index, self._now)
                settings = {"language": "en", "isClosed": False, "hasPartialSubmissions": True}
                return as_json(
                    {
                        **self._entry(index),
                        "settings": settings,
                        "blocks": blocks.blocks(index, asked),
                    }
                )
            case ["submissions"]:
                return self._submissions(call, index)
            case ["submissions", one]:
                visit = next(
                    (v for v in self.visits(index) if submission_id(index, v) == one), None
                )
                if visit is not None:
                    held = submission(self.company, index, visit, self._now)
                    return as_json({"questions": self._questions(index), "submission": held})
        return error(404)

    def _questions(self, index: int) -> list[dict[str, Any]]:
        return questions(self.company, index, self._now, len(self.visits(index)))

    def _submissions(self, call: Call, index: int) -> Reply:
        visits, now = self.visits(index), self._now
        done = [v for v in visits if touched(v, now) == v.sent]
        counts = {"all": len(visits), "completed": len(done), "partial": len(visits) - len(done)}
        wanted = call.first.get("filter", "all")
        chosen = {
            "all": visits,
            "completed": done,
            "partial": [v for v in visits if v not in done],
        }.get(wanted)
        if chosen is None:
            return error(400)
        since = call.first.get("startDate", "0")
        until = call.first.get("endDate", "9")
        chosen = [v for v in chosen if since[:19] <= iso(touched(v, now))[:19] <= until[:19]]
        found = paged(call, chosen, self._most)
        if found is None:
            return error(400)
        rows, page = found
        held = [submission(self.company, index, visit, now) for visit in rows]
        totals = {"totalNumberOfSubmissionsPerFilter": counts}
        return as_json({**page, **totals, "questions": self._questions(index), "submissions": held})
