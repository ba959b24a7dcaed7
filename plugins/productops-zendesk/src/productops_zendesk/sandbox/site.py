"""The sandbox itself: who is let in, what is kept, and what tests may do behind the API's back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Call, CallLog, Company, Faults, Hosted, Reply

from . import answers, signin
from .account import Account
from .fields import FIELD_IDS
from .kept import Kept, back_to, walk
from .pace import Pace
from .routes import Desk, answer, normal
from .signin import SignIn

_ADMINS_ONLY = ("/incremental/", "/satisfaction_ratings", "/slas/", "/apps/", "/oauth/")
_SIGN_INS = ("oauth", "token", "bearer")


class ZendeskSandbox(Hosted):
    """One company's Zendesk, in this process.

    Args:
        company: the company behind it, shared with other vendors' sandboxes; made if not given.
        seed, size, now: of the company that is made; *tickets* is another word for *size*.
        csat: `survey` (survey responses) or `legacy` (satisfaction ratings).
        community: the account has a community.
        role: of the user who signs in, `admin` or `agent`.
        plan, limits, enforce_limits: see `pace.Pace`; by default no call is refused.
        vendor_links: next-page links name the vendor's host, not the one the call came to.
        token_lifetime: seconds an access token lasts.
        faults: trouble to make; may be changed at any time.
        timer: seconds for limits and tokens; simulated time is added to it.
    """

    connector: ClassVar[str] = "zendesk"

    def __init__(  # noqa: PLR0913 - every argument is a property of the account
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        tickets: int | None = None,
        now: datetime | None = None,
        subdomain: str = "fernhill",
        csat: str = "survey",
        community: bool = True,
        role: str = "admin",
        plan: str = "enterprise",
        limits: Mapping[str, int] | None = None,
        enforce_limits: bool = False,
        vendor_links: bool = False,
        token_lifetime: int = 1_800,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, tickets or size, now=now or DEFAULT_NOW), timer)
        self.account = Account(self.company, subdomain, csat)
        self.calls = CallLog()
        self.faults = faults
        self._community, self._vendor_links = community, vendor_links
        self._role = role
        self._signin = SignIn(self._seconds, token_lifetime)
        self._pace = Pace(self._seconds, plan=plan, limits=limits or {}, enforced=enforce_limits)
        self._kept = Kept()

    def credentials(self, kind: str = "oauth") -> dict[str, Any]:
        """Settings of a connection, besides `connector` and `base_url`; *kind*: `oauth`, `token` or `bearer`."""
        held = {"subdomain": self.account.subdomain}
        if kind == "oauth":
            return held | {"client_id": signin.CLIENT_ID, "client_secret": signin.CLIENT_SECRET}
        if kind == "token":
            return held | {"email": signin.EMAIL, "api_token": signin.API_TOKEN}
        if kind == "bearer":
            return held | {"access_token": signin.ACCESS_TOKEN}
        raise ValueError(f"no sign-in {kind!r}; known are {', '.join(_SIGN_INS)}")

    def handle(self, call: Call) -> Reply:
        """The vendor's answer to a call."""
        if call.path == "/oauth/tokens":
            return self._signin.give(call) if call.method == "POST" else answers.no_endpoint()
        path = normal(call.path)
        anonymous_me = path == "/users/me" and self._signin.anonymous(call)
        refused = None if anonymous_me else self._signin.refusal(call)
        if refused or not call.path.startswith("/api/v2/"):
            return refused or answers.no_endpoint()
        headers, limited = self._pace.take(path)
        if limited or call.method != "GET":
            return (limited or answers.no_endpoint()).with_headers(headers)
        if self._role != "admin" and path.startswith(_ADMINS_ONLY):
            return answers.forbidden().with_headers(headers)
        reply = answers.anonymous() if anonymous_me else self._page(call, path)
        return reply.with_headers(headers)

    def _page(self, call: Call, path: str) -> Reply:
        def make(origin: str) -> Reply:
            user = 0 if self._role == "admin" else 1
            host = self.account.host if self._vendor_links else origin
            return answer(call, Desk(self.account, host, self._community, user))

        keep = "/incremental/" in path
        return self._kept.page(call, self.account.version, make, keep=keep)

    def warm(self, path: str = "/api/v2/incremental/tickets/cursor", **query: str | int) -> int:
        """Make every page of an export beforehand, so that a benchmark measures its client; how many."""
        pairs = tuple((key, str(value)) for key, value in query.items())
        first = Call("GET", path, pairs)
        return sum(1 for _ in walk(first, lambda call: self._page(call, normal(path))))

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._pace.lift()

    def expire(self, call: Call) -> Reply:
        """End the token of this call; the answer is the vendor's for an expired one."""
        self._signin.tokens.expire(call)
        return answers.bad_token()

    def expire_tokens(self) -> None:
        """End every token given so far."""
        self._signin.tokens.expire_all()

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply* with its links and cursor leading back to this call."""
        return back_to(call, reply)

    def delete_silently(self, ticket_ids: Iterable[int]) -> None:
        """Remove tickets as if they had never been; no list, export or event tells."""
        self.account.gone.update(id_ - 1 for id_ in ticket_ids)
        self.account.revision += 1

    def hide(self, ticket_ids: Iterable[int]) -> None:
        """Put tickets where this user may not see them: in no list, and 403 by id."""
        self.account.hidden.update(id_ - 1 for id_ in ticket_ids)
        self.account.revision += 1

    def bulk_update(self, count: int, second: datetime) -> list[int]:
        """Change *count* tickets in one and the same second, which must be past; their ids."""
        at = int(second.timestamp())
        if at > self.account.now:
            raise ValueError("a bulk update happens in the past of the simulated time")
        chosen = self.account.alive()[:count]
        for index in chosen:
            self.account.bumps.setdefault(index, []).append(at)
        self.account.revision += 1
        return [index + 1 for index in chosen]

    def rename_field(self, field_id: int, title: str) -> None:
        """Give a ticket field another title, now."""
        if field_id not in FIELD_IDS:
            raise ValueError(f"no ticket field {field_id}")
        self.account.titles[field_id] = (title, self.account.now)
        self.account.revision += 1
