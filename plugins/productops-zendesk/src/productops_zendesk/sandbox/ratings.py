"""Satisfaction: survey responses where the account has them, legacy ratings otherwise, never both.

https://developer.zendesk.com/api-reference/ticketing/ticket-management/csat_survey_responses/
"""

from __future__ import annotations

from base64 import b32encode
from functools import partial
from hashlib import sha256
from typing import Any

from productops.sandbox import talk
from productops.sandbox.life import DAY
from productops.sandbox.wire import Call, Reply

from . import ids
from .account import STAMP, Account
from .paging import Listing, page
from .tickets import score

_SURVEY = "01J8ZK3V6Q5W4T2R1P0N9M8L7K"
_RATING_QUESTION = "01J8ZK3V6Q5W4T2R1P0N9M8L71"
_OPEN_QUESTION = "01J8ZK3V6Q5W4T2R1P0N9M8L72"
_SCALE = ("Very unhappy", "Unhappy", "Neutral", "Happy", "Very happy")


def rated(account: Account) -> list[int]:
    """Positions (when, ticket) of all ratings given, in order."""

    def make() -> list[int]:
        found = []
        for index in account.alive():
            for moment in account.company.life(index):
                if moment.what == "rated" and moment.at <= account.now:
                    found.append(moment.at << STAMP | index)
                    break
        return sorted(found)

    return account.listed("rated", make)


def responses(account: Account) -> list[int]:
    """Survey responses; an account with legacy ratings has none."""
    return rated(account) if account.csat == "survey" else []


def response(account: Account, position: int) -> dict[str, Any]:
    """A survey response: a score of 1 to 5, then what else the customer wanted to say."""
    index, at = position & (1 << STAMP) - 1, position >> STAMP
    case, _ = account.view(index)
    id_ = b32encode(sha256(f"{account.company.seed}/response/{index}".encode()).digest())[
        :26
    ].decode()
    dated = {"created_at": ids.iso(at), "updated_at": ids.iso(at)}
    opinion = talk.verdict(account.company, case)
    said = {"type": "open_ended", "value": opinion} if opinion else {"type": "skipped"}
    return {
        "id": id_,
        "survey": {"id": _SURVEY, "version": 2, "state": "enabled"},
        "survey_id": _SURVEY,
        "survey_version": 2,
        "responder_id": ids.made(ids.PERSON, case.requester),
        "subjects": [{"id": str(index + 1), "type": "ticket", "zrn": f"zen:ticket:{index + 1}"}],
        "answers": [
            {
                "type": "rating_scale",
                "rating": case.rating,
                "rating_category": score(case),
                "question": {
                    "id": _RATING_QUESTION,
                    "type": "rating_scale_numeric",
                    "sub_type": "customer_satisfaction",
                },
                **dated,
            },
            {**said, "question": {"id": _OPEN_QUESTION, "type": "open_ended"}, **dated},
        ],
        "expires_at": ids.iso(at + 28 * DAY),
        "created_at": ids.iso(at),
        "updated_at": ids.iso(at),
    }


def offers(account: Account) -> list[int]:
    """Positions (when offered, ticket) of legacy ratings: every solved ticket has one, most without opinion."""

    def make() -> list[int]:
        if account.csat != "legacy":
            return []
        found = []
        for index in account.alive():
            solved = [
                m.at
                for m in account.company.life(index)
                if m.at <= account.now and m.status == "solved"
            ]
            found += [solved[0] << STAMP | index] if solved else []
        return sorted(found)

    return account.listed("offers", make)


def rating(account: Account, position: int) -> dict[str, Any]:
    """A legacy rating; `offered` until the customer answers."""
    index, at = position & (1 << STAMP) - 1, position >> STAMP
    case, state = account.view(index)
    id_ = ids.made(ids.RATING, index)
    return {
        "url": f"{account.host}/api/v2/satisfaction_ratings/{id_}.json",
        "id": id_,
        "assignee_id": ids.made(ids.STAFF, case.agent),
        "group_id": ids.made(ids.TEAM, case.team),
        "requester_id": ids.made(ids.PERSON, case.requester),
        "ticket_id": index + 1,
        "score": score(case) if state.rated else "offered",
        "comment": (talk.verdict(account.company, case) or None) if state.rated else None,
        "reason": "No reason provided" if state.rated else None,
        "reason_id": 0,
        "reason_code": 0,
        "created_at": ids.iso(at),
        "updated_at": ids.iso(state.rated or at),
    }


def wanted(row: dict[str, Any], filter_: str) -> bool:
    """Whether a legacy rating passes a `score` filter; `received` and unqualified scores take both kinds."""
    name, _, comment = filter_.partition("_with")
    fits = row["score"] in ({"good", "bad"} if name == "received" else {name})
    if comment == "_comment":
        return fits and bool(row["comment"])
    return fits and not row["comment"] if comment else fits


def surveys(call: Call, account: Account, origin: str) -> Reply:
    """`/guide/{locale}/surveys`; an account with legacy ratings has none."""
    keys = range(int(account.csat == "survey"))
    return page(call, Listing("surveys", keys, partial(_survey, account)), origin)


def _survey(account: Account, _: int) -> dict[str, Any]:
    """The survey that is sent when a ticket is solved."""
    founded = ids.iso(account.company.founded)
    return {
        "id": _SURVEY,
        "version": 2,
        "state": "enabled",
        "created_at": founded,
        "updated_at": founded,
        "questions": [
            {
                "id": _RATING_QUESTION,
                "type": "rating_scale_numeric",
                "sub_type": "customer_satisfaction",
                "alias": "customer satisfaction",
                "headline": _text("How was the help you received?"),
                "options": [
                    {"id": f"{_RATING_QUESTION}{step}", "rating": step, "label": _text(label)}
                    for step, label in enumerate(_SCALE, 1)
                ],
            },
            {
                "id": _OPEN_QUESTION,
                "type": "open_ended",
                "alias": "comment",
                "headline": _text("What could we do better?"),
            },
        ],
    }


def _text(value: str) -> dict[str, str]:
    return {"type": "static", "value": value}
