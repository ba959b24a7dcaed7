"""The vendor's endpoints: sign-in, limits, paging and errors.

https://github.com/SurveyMonkey/public_api_docs: a draft or private app may send 120 requests a minute and 500 a day.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Buckets, Call, CallLog, Company, Faults, Hosted, Reply
from productops.sandbox.wire import as_json

from .account import Account
from .answers import error, page_not_found, paged
from .moments import epoch

TOKEN = "sandbox-surveymonkey-token"  # noqa: S105 - of the stand-in
SCOPES = ("users_read", "surveys_read", "responses_read", "responses_read_detail")
MOST = 1000
MOST_BULK = 100
DAY = 86_400.0
DETAIL = "responses_read_detail"


class SurveyMonkeySandbox(Hosted):
    """SurveyMonkey, as documented, for one fictional company.

    Args:
        surveys: how many there are; the first three have many responses, of the others every tenth has two.
        per_day, per_minute: requests the app may send.
        limited: refuse what is over the limit.
        scopes: what the app was granted.
        elsewhere: the account is in another data centre than the one that is asked.
        timer: seconds for the limits; simulated time is added to it.

    Attributes:
        account: what tests may change: deleted responses, surveys nobody may read, details that come cut.
    """

    connector: ClassVar[str] = "surveymonkey"

    def __init__(  # noqa: PLR0913 - each is one thing the account may be
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
        surveys: int = 6,
        per_day: int = 500,
        per_minute: int = 120,
        limited: bool = True,
        scopes: Sequence[str] = SCOPES,
        elsewhere: bool = False,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, size, now=now or DEFAULT_NOW), timer)
        self.account = Account(self.company, surveys)
        self.faults = faults
        self.calls = CallLog()
        self.scopes = tuple(scopes)
        self.elsewhere = elsewhere
        self._limits = (("Day", per_day, DAY), ("Minute", per_minute, 60.0))
        self._buckets = Buckets(self._seconds, enforced=limited)

    def credentials(self) -> dict[str, Any]:
        """A token that does not expire."""
        return {"access_token": TOKEN}

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._buckets.lift()

    def expire(self, call: Call) -> Reply:  # noqa: ARG002 - the desk fixes it
        """Tokens do not expire; a withdrawn one is refused."""
        return error(1011)

    def repeat(self, call: Call, reply: Reply) -> Reply:  # noqa: ARG002 - the desk fixes it
        """A page that says the next one is there, for ever: numbers are counted here, so none leads back."""
        return reply

    def handle(self, call: Call) -> Reply:
        """The vendor's answer."""
        given = call.headers.get("authorization", "")
        if not given:
            return error(1010)
        if given.partition(" ")[2] != TOKEN or given.partition(" ")[0].lower() != "bearer":
            return error(1011)
        if self.elsewhere:
            return error(1018)
        taken = [
            (name, self._buckets.take(name, total, window)) for name, total, window in self._limits
        ]
        headers = {
            f"x-ratelimit-app-global-{name.lower()}-{key}": str(value)
            for name, held in taken
            for key, value in (
                ("limit", held.total),
                ("remaining", held.remaining),
                ("reset", held.resets),
            )
        }
        headers["x-oauth-scopes-granted"] = ",".join(self.scopes)
        if any(held.refused for _, held in taken):
            return error(1040).with_headers(headers)
        return self._routed(call).with_headers(headers)

    def _routed(self, call: Call) -> Reply:
        account = self.account
        match call.path.strip("/").split("/"):
            case ["v3", "users", "me"]:
                found = self._if("users_read", self._me)
            case ["v3", "surveys"]:
                found = self._if("surveys_read", lambda: paged(call, self._surveys(call), MOST))
            case ["v3", "surveys", survey, "details"]:
                found = self._if("surveys_read", lambda: self._one(survey, account.details))
            case ["v3", "surveys", survey, "responses"]:
                found = self._if(
                    "responses_read", lambda: self._responses(call, survey, bulk=False)
                )
            case ["v3", "surveys", survey, "responses", "bulk"]:
                found = self._if(DETAIL, lambda: self._responses(call, survey, bulk=True))
            case ["v3", "surveys", survey, "responses", response, "details"]:
                found = self._if(DETAIL, lambda: self._response(survey, response))
            case _:
                found = page_not_found()
        return found

    def _if(self, scope: str, answer: Callable[[], Reply]) -> Reply:
        return answer() if scope in self.scopes else error(1014)

    def _me(self) -> Reply:
        first = self.company.colleague(0)
        return as_json({
            "id": "1001", "username": "fernhill", "email": first.email, "first_name": first.name, "language": "en",
            "account_type": "team_premier", "scopes": {"granted": list(self.scopes), "available": list(SCOPES)},
        })  # fmt: skip

    def _one(self, survey: str, made: Callable[[int], dict[str, Any]]) -> Reply:
        index = self.account.index(survey)
        if index is None:
            return error(1020)
        return error(1016) if index in self.account.forbidden else as_json(made(index))

    def _surveys(self, call: Call) -> list[dict[str, Any]]:
        found = self.account.listed(full="response_count" in call.first.get("include", ""))
        if call.first.get("sort_by") == "date_modified":
            found.sort(
                key=lambda one: (one[0], one[1]["id"]),
                reverse=call.first.get("sort_order") == "DESC",
            )
        return [one for _, one in found]

    def _responses(self, call: Call, survey: str, *, bulk: bool) -> Reply:
        index = self.account.index(survey)
        if index is None:
            return error(1020)
        if index in self.account.forbidden:
            return error(1016)
        since = epoch(call.first.get("start_modified_at", "1970-01-01T00:00:00+00:00"))
        until = epoch(call.first.get("end_modified_at", "9000-01-01T00:00:00+00:00"))
        found = [one for one in self.account.visits(index) if since <= one[0] <= until]
        found.sort(
            key=lambda one: (one[0], one[1].index), reverse=call.first.get("sort_order") == "DESC"
        )
        return paged(
            call,
            found,
            MOST_BULK if bulk else MOST,
            lambda one: self.account.shown(index, one[1], bulk=bulk),
        )

    def _response(self, survey: str, response: str) -> Reply:
        index = self.account.index(survey)
        visits = self.account.visits(index) if index is not None else []
        for _, visit in visits:
            held = self.account.shown(index or 0, visit, bulk=True)
            if held["id"] == response:
                return as_json(held)
        return error(1020)
