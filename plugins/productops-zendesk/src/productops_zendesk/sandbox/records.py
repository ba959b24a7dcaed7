"""Endpoints of the Support API that list or show records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, fields, history, ids, people, ratings, setup, tickets
from .account import STAMP, Account
from .paging import Listing, page
from .search import user_ids
from .sideloads import authors, included, of_tickets, ticket_renderer, users

_MASK = (1 << STAMP) - 1
_MOST_IDS = 100


def ticket_list(call: Call, account: Account, origin: str) -> Reply:
    """`/tickets`: neither deleted nor archived ones."""
    render = ticket_renderer(call, account, lambda key: tickets.ticket(account, key & _MASK))
    keys = account.current()
    if call.first.get("sort", "").endswith("updated_at"):
        held = set(keys)
        keys = [place for place in account.by_stamp() if place & _MASK in held]

    def aside(rows: list[dict[str, Any]]) -> dict[str, Any]:
        return of_tickets(call, account, (row["id"] - 1 for row in rows))

    return page(call, Listing("tickets", keys, render, aside=aside), origin)


def _visible(account: Account, index: int) -> Reply | None:
    if index in account.hidden:
        return answers.forbidden()
    if not account.exists(index) or account.view(index)[1].deleted:
        return answers.not_found()
    return None


def ticket_show(call: Call, account: Account, id_: int) -> Reply:
    """`/tickets/{id}`: archived ones too; a deleted one is not there."""
    refused = _visible(account, id_ - 1)
    if refused:
        return refused
    render = ticket_renderer(call, account, partial(tickets.ticket, account))
    return as_json({"ticket": render(id_ - 1), **of_tickets(call, account, [id_ - 1])})


def ticket_show_many(call: Call, account: Account) -> Reply:
    """`/tickets/show_many`: what is there of up to 100 ids."""
    """What is there of up to 100 ids."""
    given = user_ids(call, "ids")
    if len(given) > _MOST_IDS:
        return as_json(
            {"error": "TooManyValues", "description": "Maximum 100 ids may be shown per call"}, 400
        )
    held = [id_ - 1 for id_ in given if _visible(account, id_ - 1) is None]
    render = ticket_renderer(call, account, partial(tickets.ticket, account))
    rows = [render(index) for index in held]
    return as_json({"tickets": rows, **of_tickets(call, account, held), "count": len(rows)})


def ticket_comments(call: Call, account: Account, id_: int, origin: str) -> Reply:
    """`/tickets/{id}/comments`, internal notes too."""
    refused = _visible(account, id_ - 1)
    if refused:
        return refused
    rows = history.comments(account, id_ - 1)
    aside = (lambda shown: authors(account, shown)) if "users" in included(call) else None
    return page(call, Listing("comments", range(len(rows)), rows.__getitem__, aside=aside), origin)


def ticket_audits(call: Call, account: Account, id_: int, origin: str) -> Reply:
    """`/tickets/{id}/audits`."""
    refused = _visible(account, id_ - 1)
    if refused:
        return refused
    rows = history.audits(account, id_ - 1)
    return page(call, Listing("audits", range(len(rows)), rows.__getitem__), origin)


def deleted_tickets(call: Call, account: Account, origin: str) -> Reply:
    """`/deleted_tickets`: in the bin, not yet scrubbed."""

    def row(index: int) -> dict[str, Any]:
        shape = tickets.ticket(account, index)
        case, state = account.view(index)
        return {
            "id": index + 1,
            "subject": shape["subject"],
            "description": shape["description"],
            "actor": {
                "id": ids.made(ids.STAFF, case.agent),
                "name": account.company.colleague(case.agent).name,
            },
            "deleted_at": ids.iso(state.deleted),
            "previous_state": state.before,
        }

    return page(call, Listing("deleted_tickets", account.deleted(), row), origin)


def user_list(call: Call, account: Account, origin: str) -> Reply:
    """`/users`: those that are not deleted, filtered by role."""
    listing = Listing("users", _of_role(call, account), partial(people.user, account))
    return page(call, listing, origin)


def _of_role(call: Call, account: Account) -> list[int]:
    roles = {role for key in ("role", "role[]") for role in call.every(key)}
    keys = people.active_users(account)
    return [key for key in keys if people.user(account, key)["role"] in roles] if roles else keys


def user_count(call: Call, account: Account) -> Reply:
    """`/users/count`."""
    return counted(account, len(_of_role(call, account)))


def user_show(account: Account, id_: int) -> Reply:
    """`/users/{id}`: deleted ones too."""
    key = people.key_of(id_)
    held = people.user_keys(account)
    if key is None or key not in held:
        return answers.not_found()
    return as_json({"user": people.user(account, key)})


def user_show_many(call: Call, account: Account) -> Reply:
    """`/users/show_many`."""
    held = set(people.active_users(account))

    def render(given: Sequence[int]) -> list[dict[str, Any]]:
        return users(account, [id_ for id_ in given if people.key_of(id_) in held])

    return show_many(call, "users", render)


def show_many(
    call: Call, name: str, render: Callable[[Sequence[int]], list[dict[str, Any]]]
) -> Reply:
    """What is there of up to 100 ids."""
    given = user_ids(call, "ids")
    if len(given) > _MOST_IDS:
        return as_json(
            {"error": "TooManyValues", "description": "Maximum 100 ids may be shown per call"}, 400
        )
    rows = render(given)
    return as_json({name: rows, "next_page": None, "previous_page": None, "count": len(rows)})


def deleted_users(call: Call, account: Account, origin: str) -> Reply:
    """`/deleted_users`."""
    keys = people.deleted_users(account)
    return page(call, Listing("deleted_users", keys, partial(people.user, account)), origin)


def ticket_fields(call: Call, account: Account, origin: str) -> Reply:
    """`/ticket_fields`: all at once, or by cursor; never by offset."""
    keys = range(len(fields.FIELD_IDS))
    if "page[size]" in call.first:
        listing = Listing("ticket_fields", keys, partial(fields.ticket_field, account))
        return page(call, listing, origin)
    rows = [fields.ticket_field(account, key) for key in keys]
    return as_json(
        {"ticket_fields": rows, "next_page": None, "previous_page": None, "count": len(rows)}
    )


def satisfaction_ratings(call: Call, account: Account, origin: str) -> Reply:
    """`/satisfaction_ratings`: filtered by score and time."""
    low = int(call.first.get("start_time") or 0)
    high = int(call.first.get("end_time") or account.now + 1)
    score = call.first.get("score", "")
    keys = [place for place in ratings.offers(account) if low <= place >> STAMP < high]
    if score:
        keys = [place for place in keys if ratings.wanted(ratings.rating(account, place), score)]
    return page(
        call,
        Listing("satisfaction_ratings", keys, partial(ratings.rating, account)),
        origin,
    )


def survey_responses(call: Call, account: Account, origin: str) -> Reply:
    """`/guide/survey_responses`: times in milliseconds, at most 50 a page."""
    low = int(call.first.get("filter[created_at_start]") or 0) // 1_000
    high = int(call.first.get("filter[created_at_end]") or 1 << 48) // 1_000
    of = {
        int(zrn.rsplit(":", 1)[-1]) - 1
        for zrn in call.first.get("filter[subject_zrns]", "").split(",")
        if zrn
    }
    keys = [
        place
        for place in ratings.responses(account)
        if low <= place >> STAMP <= high and (not of or place & _MASK in of)
    ]
    listing = Listing(
        "survey_responses",
        keys,
        partial(ratings.response, account),
        size=50,
        most=50,
        strict=True,
    )
    sized = call if "page[size]" in call.first else _with_size(call)
    return page(sized, listing, origin)


def _with_size(call: Call) -> Call:
    return Call(
        call.method,
        call.path,
        (*call.query, ("page[size]", "50")),
        call.headers,
        call.body,
        call.origin,
    )


def counted(account: Account, value: int) -> Reply:
    """An approximate count, as of now."""
    return as_json({"count": {"value": value, "refreshed_at": account.as_of()}})


def settings(account: Account, *, community: bool) -> Reply:
    """`/account/settings`."""
    return as_json({"settings": setup.settings(account, community=community)})
