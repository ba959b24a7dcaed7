"""Organisations: the list, one, several by id, and the fields that administrators gave them.

https://developer.zendesk.com/api-reference/ticketing/organizations/organizations/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids, people, setup
from .account import Account
from .paging import Listing, page
from .records import show_many

ORGANISATION_FIELDS = (
    ("plan", "text", "Plan"),
    ("segment", "text", "Segment"),
    ("mrr", "integer", "Monthly revenue"),
    ("currency", "text", "Currency"),
    ("seats", "integer", "Seats"),
)


def organisation_list(call: Call, account: Account, origin: str) -> Reply:
    """`/organizations`."""
    keys = people.organisations(account)
    return page(call, Listing("organizations", keys, partial(people.organisation, account)), origin)


def organisation_show(account: Account, id_: int) -> Reply:
    """`/organizations/{id}`."""
    index = ids.index_of(ids.ORGANISATION, id_)
    if index is None or index not in people.organisations(account):
        return answers.not_found()
    return as_json({"organization": people.organisation(account, index)})


def organisation_show_many(call: Call, account: Account) -> Reply:
    """`/organizations/show_many`."""
    held = set(people.organisations(account))

    def render(given: Sequence[int]) -> list[dict[str, Any]]:
        found = (ids.index_of(ids.ORGANISATION, id_) for id_ in given)
        return [people.organisation(account, index) for index in found if index in held]

    return show_many(call, "organizations", render)


def organisation_field(account: Account, index: int) -> dict[str, Any]:
    """A field of organisations."""
    return setup.custom_field(account, index, ORGANISATION_FIELDS[index], "organization_fields")
