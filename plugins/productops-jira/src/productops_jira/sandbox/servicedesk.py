"""The service desk API: desks, organisations, requests, and what customers thought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import ids, plan, requests, words
from .desk import Desk
from .lives import Issue
from .paging import desk_page
from .state import State


def no_such() -> Reply:
    """A thing of the service desk that is not there, or not for the caller."""
    message = "The request you are trying to view does not exist, or you don't have permission to view it."
    return as_json(
        {"errorMessage": message, "i18nErrorMessage": {"i18nKey": "sd.error", "parameters": []}},
        404,
    )


def info(_: Call, desk: Desk) -> Reply:
    """`/info`."""
    return as_json({
        "version": "5.17.0", "platformVersion": "1001.0.0", "buildDate": requests.moment(desk, 0),
        "isLicensedForUse": True, "_links": {"self": f"{desk.base}/rest/servicedeskapi/info"},
    })  # fmt: skip


def _desk_row(desk: Desk) -> dict[str, Any]:
    made = plan.PROJECTS[plan.HELP]
    link = f"{desk.base}/rest/servicedeskapi/servicedesk/{requests.DESK_ID}"
    return {
        "id": requests.DESK_ID, "projectId": str(made.id), "projectName": made.name, "projectKey": made.key,
        "_links": {"self": link},
    }  # fmt: skip


def desks(call: Call, desk: Desk) -> Reply:
    """`/servicedesk`."""
    return desk_page(call, [0], lambda _: _desk_row(desk), most=100)


def one_desk(desk: Desk, given: str) -> Reply:
    """`/servicedesk/{id}`."""
    return as_json(_desk_row(desk)) if given == requests.DESK_ID else no_such()


def request_types(call: Call, desk: Desk) -> Reply:
    """`/servicedesk/{id}/requesttype`."""
    return desk_page(
        call, range(len(requests.TYPES)), lambda n: requests.request_type(desk, n), most=100
    )


def organisations(call: Call, desk: Desk) -> Reply:
    """`/organization`, and those of a desk."""
    count = desk.account.company.organisations()
    return desk_page(call, range(count), lambda n: requests.organisation(desk, n))


def organisation(desk: Desk, given: str) -> Reply:
    """`/organization/{id}`."""
    index = int(given) - 1
    known = 0 <= index < desk.account.company.organisations()
    return as_json(requests.organisation(desk, index)) if known else no_such()


def members(call: Call, desk: Desk, given: str) -> Reply:
    """`/organization/{id}/user`."""
    index, company = int(given) - 1, desk.account.company
    if not 0 <= index < company.organisations():
        return no_such()
    found = [n for n in range(company.people()) if company.person(n).organisation == index]
    return desk_page(call, found, lambda n: requests.customer(desk, ids.PERSON + n))


def customers(call: Call, desk: Desk) -> Reply:
    """`/servicedesk/{id}/customer`; experimental: only for callers that say they know."""
    if not _opted(call):
        return as_json(
            {"errorMessage": "This API is experimental. Set X-ExperimentalApi to opt in."}, 412
        )
    count = desk.account.company.people()
    return desk_page(call, range(count), lambda n: requests.customer(desk, ids.PERSON + n))


def _opted(call: Call) -> bool:
    return call.headers.get("x-experimentalapi", "").lower() in {"opt-in", "true"}


def mine(call: Call) -> Reply:
    """`/request`: those of the caller, who never asked for anything."""
    return desk_page(call, [], lambda row: row)


def _of_request(desk: Desk, given: str) -> tuple[Issue, State] | None:
    index = desk.account.resolve(given)
    if index is None:
        return None
    issue, state = desk.account.view(index)
    return (issue, state) if state.project == plan.HELP else None


def request(call: Call, desk: Desk, given: str, part: str) -> Reply:
    """`/request/{idOrKey}` and what is below it."""
    held = _of_request(desk, given)
    if held is None:
        return no_such()
    return PARTS[part](call, desk, *held)


def _comments(call: Call, desk: Desk, issue: Issue, state: State) -> Reply:
    hidden = {side for side in ("public", "internal") if call.first.get(side) == "false"}
    beats = [b for b in state.comments
             if ("public" if words.is_public(state.project, b) else "internal") not in hidden]  # fmt: skip
    return desk_page(call, beats, lambda beat: requests.comment(desk, issue, state, beat))


def _feedback(call: Call, desk: Desk, issue: Issue, state: State) -> Reply:
    if not _opted(call):
        return as_json(
            {"errorMessage": "This API is experimental. Set X-ExperimentalApi to opt in."}, 412
        )
    return as_json(requests.feedback(desk, issue)) if state.rated else no_such()


def _slas(call: Call, desk: Desk, issue: Issue, state: State) -> Reply:
    found = (("Time to resolution", 48), ("Time to first response", 8))
    return desk_page(call, found, lambda one: requests.sla(desk, issue, state, *one))


PARTS: dict[str, Callable[[Call, Desk, Issue, State], Reply]] = {
    "": lambda _, desk, issue, state: as_json(requests.request(desk, issue, state)),
    "comment": _comments,
    "feedback": _feedback,
    "sla": _slas,
    "participant": lambda call, _, __, ___: desk_page(call, [], lambda row: row),
    "status": lambda call, desk, _, state: desk_page(
        call, [state], lambda held: requests.current_status(desk, held)
    ),
}
