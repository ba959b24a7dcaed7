"""The sandbox itself: who is let in, what is kept, and what tests may do behind the API's back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Call, CallLog, Company, Faults, Hosted, PageCache, Reply
from productops.sandbox.wire import as_json

from . import answers, ids, kept, organisation, parts, plan, signin
from .account import MOVED, PROJECT_KEYS, Account
from .desk import Desk
from .pace import Pace
from .routes import answer
from .signin import SignIn

_GATEWAY = re.compile(r"/ex/jira/([^/]+)(/.*)")
_CALLER = 0
_SMALLEST = 40


class JiraSandbox(Hosted):
    """One company's Jira Cloud site, in this process.

    Args:
        company: the company behind it, shared with other vendors' sandboxes; made if not given.
        seed, size, now: of the company that is made.
        issues: issues at the start of the clock, 40 or more; by default as many as the company has requests.
        site: the name in `https://NAME.atlassian.net`.
        zone: time zone of the caller's profile; by default that of the first colleague, which is not UTC.
        index_lag: seconds that the search index is behind; two numbers where it is behind by so much at least
            and at most, one issue less and another more.
        epoch_bounds: JQL understands epoch milliseconds, which the vendor does not promise.
        epoch_histories: `changelog/bulkfetch` gives times as epoch milliseconds.
        browse_users: the caller has the permission to browse users and groups.
        matching: the site has `jql/match`, which a proxy before it may not let through.
        administrator: the caller has the permission to administer Jira.
        limits, enforce_limits: see `pace.Pace`; by default no call is refused.
        token_lifetime: seconds an access token lasts.
        faults: trouble to make; may be changed at any time.
        timer: seconds for limits and tokens; simulated time is added to it.
    """

    connector: ClassVar[str] = "jira"

    def __init__(  # noqa: PLR0913 - every argument is a property of the site
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        issues: int | None = None,
        now: datetime | None = None,
        site: str = "fernhill",
        zone: str | None = None,
        index_lag: float | tuple[float, float] = 0.0,
        epoch_bounds: bool = True,
        epoch_histories: bool = False,
        browse_users: bool = True,
        matching: bool = True,
        administrator: bool = True,
        limits: Mapping[str, int] | None = None,
        enforce_limits: bool = False,
        token_lifetime: int = 3_600,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, size, now=now or DEFAULT_NOW), timer)
        zone = zone or self.company.colleague(_CALLER).country.zone
        count = max(_SMALLEST, self.company.size if issues is None else issues)
        self.account = Account(self.company, issues=count, zone=zone, lag=index_lag, site=site)
        self.calls = CallLog()
        self.faults = faults
        self._site = (epoch_bounds, epoch_histories, browse_users, matching, administrator)
        self._signin = SignIn(self._seconds, token_lifetime)
        self._pace = Pace(
            self._seconds,
            lambda: self.company.clock.now,
            limits=limits or {},
            enforced=enforce_limits,
        )
        self._pages = PageCache()
        self._version = self.account.version

    def credentials(self, kind: str = "token") -> dict[str, Any]:
        """Settings of a connection, besides `connector` and `base_url`; *kind*: `token`, `scoped`, `bearer`, `oauth`."""
        org = {"org_id": self.account.org_id, "org_api_key": signin.ORG_API_KEY}
        return {"site": self.account.host} | signin.credentials(kind) | org

    def handle(self, call: Call) -> Reply:
        """The vendor's answer to a call."""
        if call.path == "/_edge/tenant_info":
            return as_json({"cloudId": self.account.cloud_id})
        if call.path == "/oauth/token":
            return (
                self._signin.give(call)
                if call.method == "POST"
                else answers.wrong_method(call.method)
            )
        if call.path.startswith("/admin/"):
            desk = self._desk(call, gateway=True)
            known = signin.by_organisation(call)
            return (
                organisation.answer(call, desk, self.account.org_id)
                if known
                else organisation.refused()
            )
        match = _GATEWAY.fullmatch(call.path)
        gateway = match is not None or call.path.startswith("/oauth/")
        refused = self._signin.refusal(call, gateway=gateway)
        if refused:
            return refused
        if match and match[1] != self.account.cloud_id:
            return answers.no_site(call.path)
        return self._limited(call, match[2] if match else call.path, gateway=gateway)

    def _limited(self, call: Call, path: str, *, gateway: bool) -> Reply:
        short = path.removeprefix("/rest/api/3")
        headers, refused = self._pace.take(call.method, short)
        by_app = self._signin.by_app(call)
        if by_app and not refused:
            more, refused = self._pace.quota(0)
            headers |= more
        if refused:
            return refused.with_headers({**headers, **refused.headers})
        desk = self._desk(call, gateway=gateway)
        reply = kept.page(
            self._fresh(), call, short, self._version, lambda: answer(call, path, desk)
        )
        if by_app:
            headers |= self._pace.quota(kept.points(reply))[0]
        return reply.with_headers(headers)

    def _fresh(self) -> PageCache:
        """The pages that were made; none, when the site has changed since."""
        if self._version != self.account.version:
            self._pages.clear()
            self._version = self.account.version
        return self._pages

    def _desk(self, call: Call, *, gateway: bool) -> Desk:
        account = self.account
        base = f"https://api.atlassian.com/ex/jira/{account.cloud_id}" if gateway else account.host
        return Desk(account, base, call.origin, _CALLER, *self._site)

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._pace.lift()

    def expire(self, call: Call) -> Reply:
        """End the token of this call; the answer is the vendor's for an expired one, or the usual where it has no token."""
        if call.path.startswith(("/oauth/token", "/admin/")):
            return self.handle(call)
        self._signin.tokens.expire(call)
        return answers.bad_token()

    def expire_tokens(self) -> None:
        """End every token given so far."""
        self._signin.tokens.expire_all()

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply* with its token and links leading back to this call."""
        return kept.back_to(call, reply)

    def issue_ids(self) -> list[int]:
        """The ids of all issues the caller may see, oldest first."""
        return [ids.FIRST_ISSUE + index for index in self.account.indices()]

    def histories(self) -> Iterator[tuple[int, int, list[dict[str, Any]]]]:
        """The sandbox's own log: (issue id, history id, changes) of all issues the caller may see, in order."""
        for index in self.account.indices():
            for entry in self.account.view(index)[1].entries:
                yield (
                    ids.FIRST_ISSUE + index,
                    int(parts.history_id(index, entry.beat.position)),
                    entry.items,
                )

    def edit(self, issue_id: int, at: datetime | None = None) -> int:
        """Somebody changes a label of an issue at *at* (now; may be to come); the id of its changelog entry."""
        index = self._index(issue_id)
        moment = self.account.now if at is None else int(at.timestamp() * 1_000)
        beat = self.account.add(index, moment, self._worker(index), "label")
        return int(parts.history_id(index, beat.position))

    def comment(self, issue_id: int, count: int = 1) -> None:
        """Colleagues write *count* comments now."""
        index = self._index(issue_id)
        for n in range(count):
            self.account.add(index, self.account.now, self._worker(index + n), "comment")

    def log_work(self, issue_id: int, hours: int = 1) -> None:
        """Somebody logs work now."""
        index = self._index(issue_id)
        self.account.add(index, self.account.now, self._worker(index), "work", hours)

    def delete_work(self, issue_id: int) -> None:
        """Somebody deletes the newest worklog of an issue now, if it has one."""
        index = self._index(issue_id)
        self.account.add(index, self.account.now, self._worker(index), "unwork")

    def delete_silently(self, issue_ids: Iterable[int]) -> None:
        """Remove issues as if they had never been; nothing tells."""
        self.account.gone.update(map(self._index, issue_ids))
        self.account.revision += 1

    def secure(self, issue_ids: Iterable[int]) -> None:
        """Give issues a security level, now; the caller is in it, until they are hidden."""
        for index in map(self._index, issue_ids):
            self.account.add(index, self.account.now, self._worker(index), "secure")

    def hide(self, issue_ids: Iterable[int]) -> None:
        """Put issues where the caller may not see them: in no search, and 404 by id."""
        self.account.hidden.update(map(self._index, issue_ids))
        self.account.revision += 1

    def show(self, issue_ids: Iterable[int]) -> None:
        """Undo `hide`."""
        self.account.hidden.difference_update(map(self._index, issue_ids))
        self.account.revision += 1

    def move(self, issue_ids: Iterable[int], project: str) -> list[str]:
        """Move issues to another project, now; their new keys. The ids stay, old keys still lead there."""
        target, found = self._project(project), []
        for index in map(self._index, issue_ids):
            number = MOVED + len(self.account.moved)
            self.account.moved[target, number] = index
            self.account.add(index, self.account.now, _CALLER, "move", target << 24 | number)
            found.append(self.account.key(target, number))
        return found

    def archive_project(self, project: str, *, archived: bool = True) -> None:
        """Archive a project, or bring it back: its issues are in no search, and 404 by id."""
        change = self.account.archived.add if archived else self.account.archived.discard
        change(self._project(project))
        self.account.revision += 1

    @staticmethod
    def _project(key: str) -> int:
        if key not in PROJECT_KEYS:
            raise ValueError(
                f"no project {key!r}; known are {', '.join(p.key for p in plan.PROJECTS)}"
            )
        return PROJECT_KEYS[key]

    def _index(self, issue_id: int) -> int:
        index = int(issue_id) - ids.FIRST_ISSUE
        if not self.account.exists(index):
            raise ValueError(f"no issue {issue_id}")
        return index

    def _worker(self, number: int) -> int:
        return number % self.company.colleagues
