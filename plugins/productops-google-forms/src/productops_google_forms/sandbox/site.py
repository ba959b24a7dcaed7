"""The sandbox itself: who is let in, what is asked, and what tests may do behind the API's back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar

from productops.sandbox import DEFAULT_NOW, Buckets, Call, CallLog, Company, Faults, Hosted, Reply
from productops.sandbox.turnout import Turnout
from productops.sandbox.wire import as_json

from . import answers, definitions
from .listing import page
from .plan import PLANS, Plan
from .responses import Person, response, response_id
from .signin import ACCESS_TOKEN, SignIn

BODY = "https://www.googleapis.com/auth/forms.body.readonly"
RESPONSES = "https://www.googleapis.com/auth/forms.responses.readonly"
_PATH = re.compile(r"/v1/forms/(?P<form>[A-Za-z0-9_-]+)(?P<below>/responses)?")
# https://developers.google.com/workspace/forms/api/limits
_A_MINUTE = {"": 390, "/responses": 180}


class GoogleFormsSandbox(Hosted):
    """One company's Google Forms, in this process.

    Args:
        company: the company behind it, shared with other vendors' sandboxes; made if not given.
        seed, size, now: of the company that is made.
        scopes: what tokens may do.
        enabled: whether the project has the API switched on.
        enforce_limits: refuse what is over the limit.
        faults: trouble to make; may be changed at any time.
        timer: seconds for limits and tokens; simulated time is added to it.
    """

    connector: ClassVar[str] = "google_forms"

    def __init__(  # noqa: PLR0913 - every argument is a property of the account
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
        scopes: Collection[str] = (BODY, RESPONSES),
        enabled: bool = True,
        enforce_limits: bool = False,
        faults: Faults | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(company or Company(seed, size, now=now or DEFAULT_NOW), timer)
        self.calls = CallLog()
        self.faults = faults
        self._scopes, self._enabled = frozenset(scopes), enabled
        self._start = self.company.clock.epoch
        self._buckets = Buckets(self._seconds, enforced=enforce_limits)
        self._signin = SignIn(self._seconds)
        self._gone: set[str] = set()
        self._hidden: set[str] = set()

    def credentials(self, kind: str = "token") -> dict[str, Any]:
        """Settings of a connection, besides `connector` and `base_url`; *kind*: `token` or `service_account`."""
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            "token": lambda: {"access_token": ACCESS_TOKEN},
            "service_account": lambda: {"service_account": self._signin.key_file()},
        }
        if kind not in ways:
            raise ValueError(f"no sign-in {kind!r}; known are {', '.join(ways)}")
        return {"forms": list(self.form_ids().values()), **ways[kind]()}

    def lift_limits(self) -> None:
        """From now on no call is too many."""
        self._buckets.lift()

    def handle(self, call: Call) -> Reply:
        """The vendor's answer to a call."""
        if call.path == "/token":
            return (
                self._signin.give(call, self._scopes)
                if call.method == "POST"
                else answers.not_found()
            )
        if not self._signin.lets_in(call):
            return answers.not_signed_in()
        match = _PATH.fullmatch(call.path.rstrip("/"))
        if match is None or call.method != "GET":
            return answers.not_found()
        return self._answer(call, match["form"], match["below"] or "")

    def _answer(self, call: Call, form: str, below: str) -> Reply:
        plan = next((plan for plan in self.plans() if definitions.form_id(plan) == form), None)
        refused = self._refusal(form, below)
        if refused or plan is None:
            return refused or answers.not_found()
        if below:
            return page(call, self._responses(plan))
        number = definitions.version(plan, self._start, self.company.clock.epoch)
        return as_json(definitions.form(plan, number))

    def _refusal(self, form: str, below: str) -> Reply | None:
        if self._buckets.take(below, _A_MINUTE[below]).refused:
            return answers.too_many()
        if not self._enabled:
            return answers.disabled()
        if (RESPONSES if below else BODY) not in self._scopes:
            return answers.no_scope()
        return answers.not_shared() if form in self._hidden else None

    def plans(self) -> list[Plan]:
        """The forms there are."""
        return [plan for plan in PLANS if definitions.form_id(plan) not in self._gone]

    def form_ids(self) -> dict[str, str]:
        """Name of each form → its id."""
        return {plan.name: definitions.form_id(plan) for plan in self.plans()}

    def responses(self, name: str) -> list[dict[str, Any]]:
        """The responses of a form as they stand now, in no order."""
        return self._responses(next(plan for plan in self.plans() if plan.name == name))

    def _responses(self, plan: Plan) -> list[dict[str, Any]]:
        now, found = self.company.clock.epoch, []
        for visit in Turnout(self.company, plan.name, plan.every).visits(now):
            state = visit.at(now)
            if (
                state in ("sent", "edited")
                and response_id(self.company, plan, visit) not in self._gone
            ):
                at = visit.edited if state == "edited" else visit.sent
                number = definitions.version(plan, self._start, at)
                found.append(response(Person(self.company, plan, visit, number, state == "edited")))
        return found

    def delete(self, ids: Iterable[str]) -> None:
        """Delete forms or responses, as if they had never been."""
        self._gone.update(ids)

    def hide(self, forms: Iterable[str]) -> None:
        """Take forms away from the account that signs in."""
        self._hidden.update(forms)

    def expire(self, call: Call) -> Reply:
        """End the token of this call; the answer is the vendor's for an expired one."""
        self._signin.tokens.expire(call)
        return answers.not_signed_in()

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply* with its token leading back to this call."""
        return answers.back_to(call, reply)
