"""The sandbox itself: who is let in, what is kept, and what tests may do behind the API's back."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Call, CallLog, Company, Faults, Hosted, PageCache, Reply

from . import answers, changes, ids, kept, routes, signin
from .account import Account
from .desk import Desk
from .pace import Pace
from .signin import SCOPES, SignIn

_LONGEST = 8_192
_SHORTEST_CROWD = 30 * ids.DAY


class HubspotSandbox(Hosted):
    """One company's HubSpot, in this process.

    Args:
        company: the company behind it, shared with other vendors' sandboxes; made if not given.
        seed, size, now: of the company that is made; *tickets* is another word for *size*.
        zone: the account's time zone, in which the day of the daily limit ends.
        crowded: so many tickets were changed in one and the same millisecond, 30 days before *now*.
        index_lag: seconds that the search index is behind.
        fresh_merges: a merge makes a new record of both; otherwise the first one stays.
        survivors: reading the id of a record that was merged away gives what it became; otherwise 404.
        per_record: associations of one record on a page.
        scopes: what tokens may read.
        scope_word: what a refusal calls missing scopes: `missingScopes` or `requiredGranularScopes`.
        service_hub: the account may have surveys.
        longest_url: bytes of path and query that the edge takes.
        limits, enforce_limits: see `pace.Pace`; by default no call is refused.
        token_lifetime: seconds an access token lasts.
        faults: trouble to make; may be changed at any time.
        timer: seconds for limits and tokens; simulated time is added to it.
    """

    connector: ClassVar[str] = "hubspot"

    def __init__(  # noqa: PLR0913 - every argument is a property of the account
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        tickets: int | None = None,
        now: datetime | None = None,
        zone: str = "America/Chicago",
        crowded: int = 0,
        index_lag: float = 0.0,
        fresh_merges: bool = True,
        survivors: bool = False,
        per_record: int = 500,
        scopes: Collection[str] = SCOPES,
        scope_word: str = "missingScopes",
        service_hub: bool = True,
        longest_url: int = _LONGEST,
        limits: Mapping[str, int] | None = None,
        enforce_limits: bool = False,
        token_lifetime: int = 1_800,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, tickets or size, now=now or DEFAULT_NOW), timer)
        account = Account(self.company, zone=zone, lag=index_lag, fresh=fresh_merges)
        self.account, self.faults, self.calls = account, faults, CallLog()
        self._signin = SignIn(self._seconds, lambda: account.now, lifetime=token_lifetime, scopes=scopes)  # fmt: skip
        self._pace = Pace(
            self._seconds,
            lambda: self.company.clock.now.astimezone(account.zone),
            limits=limits or {},
            enforced=enforce_limits,
        )
        self._per_record, self._survivors, self._word = per_record, survivors, scope_word
        self._service_hub, self._longest = service_hub, longest_url
        self._pages, self._version = PageCache(), account.version
        if crowded:
            changes.crowd(account, crowded, account.now - _SHORTEST_CROWD)

    def credentials(self, kind: str = "bearer") -> dict[str, Any]:
        """Settings of a connection, besides `connector` and `base_url`; *kind*: `bearer` or `oauth`."""
        if kind == "bearer":
            return {"access_token": signin.ACCESS_TOKEN}
        if kind == "oauth":
            return {
                "client_id": signin.CLIENT_ID,
                "client_secret": signin.CLIENT_SECRET,
                "refresh_token": signin.REFRESH_TOKEN,
            }
        raise ValueError(f"no sign-in {kind!r}; known are bearer, oauth")

    def handle(self, call: Call) -> Reply:
        """The vendor's answer to a call."""
        if len(call.link(origin="/")) > self._longest:
            return answers.too_long()
        if call.path.startswith("/oauth/"):
            return self._token(call)
        refused = self._signin.refusal(call)
        found = None if refused else routes.normal(call.path)
        if refused or found is None:
            return refused or answers.missing()
        path, legacy = found
        headers, limited = self._pace.take(path, by_app=self._signin.by_app(call))
        reply = limited or self._forbidden(path) or self._page(call, path, legacy=legacy)
        return reply.with_headers(headers)

    def _token(self, call: Call) -> Reply:
        """Tokens are given under every version; only the oldest tells what a token is."""
        told = call.path.removeprefix("/oauth/v1/access-tokens/")
        if call.method == "GET" and told != call.path:
            return self._signin.told(told)
        known = call.path in {f"/oauth/{v}/token" for v in ("v1", "v3", "2026-03", "2026-09")}
        return self._signin.give(call) if known and call.method == "POST" else answers.missing()

    def _forbidden(self, path: str) -> Reply | None:
        for wanted in routes.scopes(path):
            if not self._signin.may(wanted):
                return answers.scopes_missing(wanted, self._word)
        if not self._service_hub and "/feedback_submissions" in path:
            return answers.no_product("feedback submissions")
        return None

    def _page(self, call: Call, path: str, *, legacy: bool) -> Reply:
        desk = Desk(self.account, legacy, self._per_record, self._survivors, self._pace.used, self._pace.daily)  # fmt: skip
        if self._version != self.account.version:
            self._pages.clear()
            self._version = self.account.version
        return kept.page(
            self._pages, call, path, self._version, lambda: routes.answer(call, path, desk)
        )

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._pace.lift()

    def expire(self, call: Call) -> Reply:
        """End the token of this call; the answer is the vendor's for an expired one."""
        self._signin.tokens.expire(call)
        return answers.expired(self.account.now)

    def expire_tokens(self) -> None:
        """End every token given so far."""
        self._signin.tokens.expire_all()

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply* with its cursor leading back to this call."""
        return kept.back_to(call, reply)

    def ids(self, kind: str, *, archived: bool = False) -> list[str]:
        """The sandbox's own truth: ids of all live records of an object, or of those in the bin."""
        shelf = self.account.shelf(changes.known(kind), self.account.now)
        return [str(one) for one in (shelf.binned if archived else shelf.live)]

    def bulk_update(self, kind: str, count: int, at: datetime) -> list[str]:
        """Change *count* records in one and the same millisecond, which must be past; their ids."""
        return changes.bulk(self.account, changes.known(kind), count, int(at.timestamp() * 1_000))

    def touch(self, kind: str, given: Iterable[str]) -> None:
        """Somebody changes these records now."""
        changes.touch(self.account, changes.known(kind), given)

    def archive(self, kind: str, given: Iterable[str]) -> None:
        """Put records into the bin, now; their modified dates stay."""
        changes.archive(self.account, changes.known(kind), given)

    def merge(self, kind: str, primary: str, other: str) -> str:
        """Merge *other* into *primary*, now; the id of what comes of it."""
        return changes.merge(self.account, changes.known(kind), primary, other)

    def erase(self, kind: str, given: Iterable[str]) -> None:
        """Delete records for privacy, now: they are in no list, not even among the archived."""
        changes.erase(self.account, changes.known(kind), given)

    def associate(
        self, start: tuple[str, str], end: tuple[str, str], label: str | None = ""
    ) -> None:
        """Associate two records (kind, id), or cut them apart (*label* None); moves no date."""
        changes.tie(self.account, start, end, label)

    def rename_property(self, kind: str, name: str, label: str) -> None:
        """Give a property another label."""
        self.account.labels[changes.known(kind).name, name] = label
        self.account.revision += 1

    def archive_owner(self, given: str) -> None:
        """An owner leaves, now."""
        changes.leave(self.account, given)

    def submit(self, guid: str, values: Mapping[str, str], at: datetime | None = None) -> None:
        """Somebody sends a form, now or at *at*; several values of a question are joined by semicolons."""
        moment = self.account.now if at is None else int(at.timestamp() * 1_000)
        changes.submit(self.account, guid, moment, values)
