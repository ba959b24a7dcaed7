"""Tickets: what customers ask customer success for; the help desk is elsewhere.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/tickets/guide
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from productops.sandbox import talk
from productops.sandbox.cases import AREAS, Case, State, state_of
from productops.sandbox.life import Moment

from . import ids, lives
from .contacts import contact_of
from .model import Kind, Life, Property, View, by_name, merged_ids

if TYPE_CHECKING:
    from .account import Account

BASE = 395_000_000_000
SUPPORT, REQUESTS = "0", "148221"
STAGES = {"new": "1", "pending": "2", "open": "3", "hold": "3", "solved": "4", "closed": "4"}
REQUEST_STAGES = {
    "new": "208001", "open": "208002", "pending": "208002", "hold": "208003", "solved": "208004", "closed": "208004",
}  # fmt: skip
_SILENT = {"touched", "scrubbed", "deleted", "merged"}
_CATEGORIES = {
    "bug": "PRODUCT_ISSUE", "request": "FEATURE_REQUEST", "question": "GENERAL_INQUIRY", "complaint": "PRODUCT_ISSUE",
}  # fmt: skip
_SOURCES = {
    "email": "EMAIL",
    "form": "FORM",
    "chat": "CHAT",
    "api": "INTEGRATION",
    "phone": "PHONE",
}
_PRIORITIES = {"low": "LOW", "normal": "MEDIUM", "high": "HIGH", "urgent": "URGENT"}
_STAFF = 9


def count(account: Account) -> int:
    """How many requests have come in."""
    return account.tickets.cases(account.now // ids.SECOND)


def of_request(account: Account, index: int) -> list[tuple[int, Life]]:
    """The ticket of a request, and the one it is merged into or that its duplicate makes of both."""
    life = account.tickets.life
    after, before = _merged_at(life(index + 1)), _merged_at(life(index))
    if not after and not before:
        return [(2 * index, _alone(account, index))]
    first = index if after else index - 1
    keeps = (2 * first, _alone(account, first))
    loses = (2 * first + 2, _alone(account, first + 1))
    at = ids.ms(after or before, first)
    all_ = lives.united(keeps, loses, 2 * first + 1, at, fresh=account.fresh)
    return [held for held in all_ if (held[0] == loses[0]) == (not after)]


def _alone(account: Account, index: int) -> Life:
    """A ticket's life as if nothing were ever merged with it."""
    life = account.tickets.life(index)
    moved = [moment.at for moment in life if moment.what not in _SILENT]
    archived = next((moment.at for moment in life if moment.what == "deleted"), 0)
    return lives.life(account.tickets.opened(index), moved, salt=index, archived=archived)


def _merged_at(life: tuple[Moment, ...]) -> int:
    return next((moment.at for moment in life if moment.what == "merged"), 0)


def case_of(view: View) -> Case:
    """The request behind a ticket."""
    found: Case = view.once("case", lambda: view.account.tickets.case(view.root // 2))
    return found


def _past(view: View) -> list[Moment]:
    case = case_of(view)
    return [m for m in case.life if ids.ms(m.at, case.index) <= view.at and m.what != "deleted"]


def state(view: View) -> State:
    """How the request stands."""
    found: State = view.once("state", lambda: state_of(case_of(view).opened, _past(view)))
    return found


def _at(read: Callable[[State], int]) -> Callable[[View], str | None]:
    return lambda view: ids.iso_or_none(_ms(view, read(state(view))))


def _ms(view: View, at: int) -> int:
    return ids.ms(at, case_of(view).index) if at else 0


def pipeline(view: View) -> str:
    """Requests have a pipeline of their own."""
    return REQUESTS if case_of(view).kind == "request" else SUPPORT


def stage_of(kind: str, status: str) -> str:
    """The stage of a request of this kind and status."""
    return (REQUEST_STAGES if kind == "request" else STAGES)[status]


def _owner(view: View) -> str | None:
    case = case_of(view)
    if not state(view).assigned:
        return None
    # Every thirteenth is still with somebody who has left
    return ids.owner(900 + case.index % 3) if case.index % 13 == _STAFF else ids.owner(case.agent)


def _took(read: Callable[[State], int]) -> Callable[[View], str | None]:
    def value(view: View) -> str | None:
        done = read(state(view))
        return str((done - case_of(view).opened) * ids.SECOND) if done else None

    return value


def _linked(view: View) -> str | None:
    case = case_of(view)
    return view.account.company.issue_key(case.issue) if state(view).linked else None


def _support_ticket(view: View) -> str | None:
    """The number of the requester's first request at the help desk, where the two belong together."""
    case = case_of(view)
    person = contact_of(view.account.tickets, case.requester)
    return str(3 * person + 1) if case.index % 7 == 3 else None  # noqa: PLR2004 - a pattern


def _options(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.replace("_", " ").capitalize()) for value in dict.fromkeys(values))


def _resolution(view: View) -> str | None:
    return "ISSUE_FIXED" if state(view).solved else None


def _open_days(view: View) -> str:
    until = _ms(view, state(view).closed) or view.at
    return str(max(0, until - view.life.born) // ids.DAY)


PROPERTIES = by_name((
    Property("subject", "Ticket name", read=lambda v: talk.subject(v.account.tickets, case_of(v))),
    Property("content", "Ticket description", field_type="textarea", read=lambda v: talk.body(v.account.tickets, case_of(v))),
    Property("hs_pipeline", "Pipeline", "enumeration", "select", pipeline),
    Property("hs_pipeline_stage", "Ticket status", "enumeration", "radio", lambda v: stage_of(case_of(v).kind, state(v).status)),
    Property("hs_ticket_priority", "Priority", "enumeration", "select",
             lambda v: "URGENT" if state(v).raised else _PRIORITIES[case_of(v).priority], _options(_PRIORITIES.values())),
    Property("hs_ticket_category", "Category", "enumeration", "select",
             lambda v: _CATEGORIES.get(case_of(v).kind), _options((*_CATEGORIES.values(), "BILLING_ISSUE"))),
    Property("source_type", "Source", "enumeration", "select", lambda v: _SOURCES[case_of(v).channel], _options(_SOURCES.values())),
    Property("hubspot_owner_id", "Ticket owner", "enumeration", "select", _owner),
    Property("createdate", "Create date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_lastmodifieddate", "Last modified date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("hs_ticket_id", "Ticket ID", "number", "number", lambda v: v.id),
    Property("closed_date", "Close date", "datetime", "date", _at(lambda s: s.closed)),
    Property("first_agent_reply_date", "First agent email response date", "datetime", "date", _at(lambda s: s.replied)),
    Property("hs_resolution", "Resolution", "enumeration", "checkbox", _resolution, (("ISSUE_FIXED", "Issue fixed"), ("PENDING_CUSTOMER_REQUEST", "Pending customer request"))),
    Property("hs_merged_object_ids", "Merged Ticket IDs", "enumeration", "checkbox", merged_ids),
    Property("hs_is_closed", "Is Closed", "bool", "booleancheckbox", lambda v: str(bool(state(v).closed)).lower(), calculated=True),
    Property("time_to_close", "Time to close", "number", "number", _took(lambda s: s.closed), calculated=True),
    Property("time_to_first_agent_reply", "Time to first agent email reply", "number", "number", _took(lambda s: s.replied), calculated=True),
    Property("hs_object_source_label", "Record source", "enumeration", "select", lambda _: "INTEGRATION"),
    Property("hs_custom_inbox", "Custom inbox ID", "number", "number"),
    Property("hs_thread_ids_to_restore", "Thread IDs to restore", "enumeration", "checkbox"),
    Property("product_area", "Product area", "enumeration", "select", lambda v: case_of(v).area, _options(AREAS), own=True),
    Property("jira_issue", "Jira issue", read=_linked, own=True),
    Property("support_ticket", "Help desk ticket", read=_support_ticket, own=True),
    Property("seats_affected", "Seats affected", "number", "number", lambda v: str(case_of(v).index % 40 + 1), own=True),
    Property("workaround_known", "Workaround known", "bool", "booleancheckbox", lambda v: str(case_of(v).index % 3 == 0).lower(), own=True),
    Property("days_open", "Days open", "number", "calculation_equation", _open_days, own=True, calculated=True),
    Property("old_severity", "Severity (old)", own=True, archived=True),
))  # fmt: skip
TICKETS = Kind(
    "tickets",
    "ticket",
    "0-5",
    BASE,
    ("content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_category", "hs_ticket_priority", "subject"),
    PROPERTIES,
    ("tickets",),
    ((count, of_request),),
    searched=("subject", "content"),
)  # fmt: skip
