"""The sandbox itself: who is let in, what is asked, and what tests may do behind the API's back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from hmac import compare_digest
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Buckets, Call, CallLog, Company, Faults, Hosted, Reply
from productops.sandbox.turnout import Turnout, Visit
from productops.sandbox.wire import as_json

from . import answers, definitions
from .listing import page
from .plan import PLANS, Plan
from .responses import Person, answered, response, response_id

TOKEN = "tfp_sandbox_token"  # noqa: S105 - opens nothing but the sandbox
SCOPES = ("accounts:read", "forms:read", "responses:read")
_PATH = re.compile(r"/forms/(?P<form>[A-Za-z0-9_-]+)(?P<below>/responses)?")
# Seen in answers of 2026: 200 a minute
A_MINUTE = 200


class TypeformSandbox(Hosted):
    """One company's Typeform account, in this process.

    Args:
        company: the company behind it, shared with other vendors' sandboxes; made if not given.
        seed, size, now: of the company that is made.
        late: seconds until a response that was sent in shows.
        scopes: what the token may do.
        totals: `total_items` counts what is `left` from the token on, or `all`.
        a_minute, enforce_limits: calls a minute, and whether what is over is refused.
        faults: trouble to make; may be changed at any time.
        timer: seconds for limits; simulated time is added to it.
    """

    connector: ClassVar[str] = "typeform"

    def __init__(  # noqa: PLR0913 - every argument is a property of the account
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
        late: int = 0,
        scopes: Collection[str] = SCOPES,
        totals: str = "left",
        a_minute: int = A_MINUTE,
        enforce_limits: bool = False,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, size, now=now or DEFAULT_NOW), timer)
        self.calls = CallLog()
        self.faults = faults
        self.late, self.totals = late, totals
        self._scopes = frozenset(scopes)
        self._start = self.company.clock.epoch
        self._founded = self.company.founded
        self._buckets = Buckets(self._seconds, enforced=enforce_limits)
        self._a_minute = a_minute
        self._gone: set[str] = set()

    def credentials(self) -> dict[str, Any]:
        """Settings of a connection, besides `connector` and `base_url`."""
        return {"access_token": TOKEN}

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._buckets.lift()

    def handle(self, call: Call) -> Reply:
        """The vendor's answer to a call."""
        kind, _, value = call.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not compare_digest(value, TOKEN):
            return answers.not_signed_in()
        allowed = self._buckets.take("account", self._a_minute)
        headers = answers.limits(allowed)
        if allowed.refused:
            return answers.too_many().with_headers(headers)
        reply = self._answer(call) if call.method == "GET" else answers.not_found("NOT_FOUND")
        return reply.with_headers(headers)

    def _answer(self, call: Call) -> Reply:
        path = call.path.rstrip("/")
        if path == "/me":
            return self._allowed("accounts:read") or as_json(
                {"alias": "Fernhill", "email": "ops@fernhill.example", "language": "en"}
            )
        if path == "/forms":
            return self._allowed("forms:read") or answers.form_list(call, self._listed(call.origin))
        match = _PATH.fullmatch(path)
        plan = next(
            (p for p in self.plans() if match and definitions.form_id(p) == match["form"]), None
        )
        if match is None or plan is None:
            return answers.not_found("FORM_NOT_FOUND")
        if match["below"]:
            return self._allowed("responses:read") or page(call, self._responses(plan), self.totals)
        return self._allowed("forms:read") or as_json(
            definitions.definition(plan, self._founded, self._start, self._now, call.origin)
        )

    def _allowed(self, scope: str) -> Reply | None:
        return None if scope in self._scopes else answers.forbidden()

    @property
    def _now(self) -> int:
        return self.company.clock.epoch

    def plans(self) -> list[Plan]:
        """The forms there are."""
        return [plan for plan in PLANS if definitions.form_id(plan) not in self._gone]

    def _listed(self, origin: str) -> list[dict[str, Any]]:
        start = self._start
        return [
            definitions.listed(p, self._founded, start, self._now, origin) for p in self.plans()
        ]

    def _responses(self, plan: Plan) -> list[dict[str, Any]]:
        """Every response of a form as it stands, in no order."""
        found = []
        for visit in self._visits(plan):
            state = self._state(visit)
            if response_id(self.company, plan, visit) not in self._gone:
                found.append(response(self._person(plan, visit), state))
        return found

    def _visits(self, plan: Plan) -> Iterable[Visit]:
        if not plan.every:
            return ()
        return Turnout(self.company, plan.name, plan.every).visits(self._now)

    def _state(self, visit: Visit) -> str:
        """Editing is not possible here; what was sent may not show yet."""
        state = visit.at(self._now - self.late)
        return "landed" if state == "to_come" else "sent" if state == "edited" else state

    def _person(self, plan: Plan, visit: Visit) -> Person:
        return Person(
            self.company, plan, visit, definitions.version(plan, self._start, visit.landed)
        )

    def form_ids(self) -> dict[str, str]:
        """Name of each form → its id."""
        return {plan.name: definitions.form_id(plan) for plan in self.plans()}

    def responses(self, name: str, *, partial: bool = False) -> list[dict[str, Any]]:
        """The responses of a form, as the API shows them now."""
        plan = next(plan for plan in self.plans() if plan.name == name)
        return [r for r in self._responses(plan) if partial or r["response_type"] == "completed"]

    def shown(self, name: str) -> dict[str, set[str]]:
        """Response id → fields that the person was led to; the sandbox's own knowledge."""
        plan = next(plan for plan in self.plans() if plan.name == name)
        return {
            response_id(self.company, plan, visit): {
                id_ for id_, _ in answered(self._person(plan, visit))
            }
            for visit in self._visits(plan)
        }

    def delete(self, ids: Iterable[str]) -> None:
        """Delete forms or responses, as if they had never been."""
        self._gone.update(ids)

    def expire(self, call: Call) -> Reply:  # noqa: ARG002 - the protocol's shape
        """A personal token does not expire by itself; the answer is that for one that was revoked."""
        return answers.not_signed_in()

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply* with its last token being the one this call went on from."""
        return answers.back_to(call, reply)
