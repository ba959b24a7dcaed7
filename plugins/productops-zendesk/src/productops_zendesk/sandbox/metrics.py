"""How long things took: metric sets, and the events they are made of."""

from __future__ import annotations

from typing import Any

from productops.sandbox.cases import Case, State

from . import ids
from .account import Account
from .setup import TARGETS, policy_of

_OFFICE = 1 / 3
"""Office hours as a share of all hours: near enough for figures nobody recalculates."""


def _minutes(seconds: int | None) -> dict[str, int | None]:
    if seconds is None:
        return {"calendar": None, "business": None}
    return {"calendar": seconds // 60, "business": int(seconds // 60 * _OFFICE)}


def metric_set(account: Account, index: int) -> dict[str, Any] | None:
    """A ticket's metric set; a deleted ticket has none."""
    case, state = account.view(index)
    if state.deleted:
        return None
    id_ = ids.made(ids.METRIC, index)
    solved = state.solved - case.opened if state.solved else None
    first = state.first_solved - case.opened if state.first_solved else None
    waited = (state.solved or state.status_at) - case.opened - state.held
    return {
        "url": f"{account.host}/api/v2/ticket_metrics/{id_}.json",
        "id": id_,
        "ticket_id": index + 1,
        "created_at": ids.iso(case.opened),
        "updated_at": ids.iso(state.updated),
        "group_stations": 1,
        "assignee_stations": int(bool(state.assigned)),
        "reopens": state.reopens,
        "replies": state.replies,
        "assignee_updated_at": ids.iso_or_none(state.agent_at),
        "requester_updated_at": ids.iso(state.requester_at),
        "status_updated_at": ids.iso(state.status_at),
        "initially_assigned_at": ids.iso_or_none(state.assigned),
        "assigned_at": ids.iso_or_none(state.assigned),
        "solved_at": ids.iso_or_none(state.solved),
        "latest_comment_added_at": ids.iso(max(state.requester_at, state.agent_at)),
        "custom_status_updated_at": ids.iso(state.status_at),
        "reply_time_in_minutes": _minutes(state.replied - case.opened if state.replied else None),
        "first_resolution_time_in_minutes": _minutes(first),
        "full_resolution_time_in_minutes": _minutes(solved),
        "agent_wait_time_in_minutes": _minutes(max(0, waited // 4)),
        "requester_wait_time_in_minutes": _minutes(max(0, waited)),
        "on_hold_time_in_minutes": _minutes(state.held),
        "reply_time_in_seconds": {"calendar": None},
    }


def _measures(account: Account, index: int) -> list[tuple[int, str, str, dict[str, Any]]]:
    """(when, metric, type, rest) of everything measured on a ticket so far, in order."""
    case, state = account.view(index)
    found: list[tuple[int, str, str, dict[str, Any]]] = [
        (case.opened, "reply_time", "activate", {}),
        (case.opened, "requester_wait_time", "activate", {}),
        (case.opened, "reply_time", "apply_sla", {"sla": _sla(case)}),
    ]
    due = case.opened + TARGETS[case.priority] * 60
    if state.replied:
        found.append((state.replied, "reply_time", "fulfill", {}))
    if due < (state.replied or account.now):
        found.append((due, "reply_time", "breach", {"deleted": False}))
    if state.first_solved:
        found.append((state.first_solved, "requester_wait_time", "fulfill", {}))
        found.append(
            (
                state.first_solved,
                "requester_wait_time",
                "update_status",
                {"status": _status(case, state)},
            )
        )
    return sorted(found, key=lambda row: row[0])


def _sla(case: Case) -> dict[str, Any]:
    policy = policy_of(case.priority)
    return {
        "target": TARGETS[case.priority],
        "target_in_seconds": TARGETS[case.priority] * 60,
        "business_hours": False,
        "policy": {"id": ids.made(ids.POLICY, policy), "title": "Standard", "description": None},
    }


def _status(case: Case, state: State) -> dict[str, int]:
    minutes = (state.first_solved - case.opened) // 60
    return {"calendar": minutes, "business": int(minutes * _OFFICE)}


MOST_MEASURES = 16


def measures(account: Account) -> list[int]:
    """Positions (when, ticket, which) of all metric events, in order."""

    def make() -> list[int]:
        found = []
        for index in account.alive():
            for position, (at, *_) in enumerate(_measures(account, index)):
                found.append((at << 24 | index) * MOST_MEASURES + position)
        return sorted(found)

    return account.listed("measures", make)


def measure(account: Account, position: int) -> dict[str, Any]:
    """A metric event in the vendor's shape."""
    index = position // MOST_MEASURES & (1 << 24) - 1
    at, metric, type_, rest = _measures(account, index)[position % MOST_MEASURES]
    return {
        "id": ids.MEASURE + index * MOST_MEASURES + position % MOST_MEASURES,
        "ticket_id": index + 1,
        "metric": metric,
        "instance_id": 1,
        "type": type_,
        "time": ids.iso(at),
        **rest,
    }
