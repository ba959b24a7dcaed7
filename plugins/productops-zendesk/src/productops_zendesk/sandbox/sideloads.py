"""What comes along with a page of tickets: `include=users,metric_sets`.

https://developer.zendesk.com/documentation/ticketing/using-the-zendesk-api/side_loading/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call

from . import history, ids, metrics, people, setup
from .account import Account

Row = dict[str, Any]


def included(call: Call) -> set[str]:
    """The names in `include`."""
    return {name for text in call.every("include") for name in text.split(",") if name}


def ticket_renderer(
    call: Call, account: Account, render: Callable[[int], Row]
) -> Callable[[int], Row]:
    """*render*, with what a ticket itself carries when side-loaded (`comment_count`, `slas`)."""
    wanted = included(call)
    if not wanted & {"comment_count", "slas"}:
        return render

    def more(index: int) -> Row:
        row = render(index)
        if "comment_count" in wanted:
            row["comment_count"] = len(history.comments(account, index))
        if "slas" in wanted:
            row["slas"] = {"policy_metrics": []}
        return row

    return more


def of_tickets(call: Call, account: Account, indices: Iterable[int]) -> Row:
    """The side-loads of these tickets, each record once."""
    wanted = included(call)
    held = list(indices)
    found: Row = {}
    if "metric_sets" in wanted:
        sets = (metrics.metric_set(account, index) for index in held)
        found["metric_sets"] = [one for one in sets if one]
    if wanted & {"users", "organizations"}:
        cases = [account.view(index)[0] for index in held]
        people_ids = {ids.made(ids.PERSON, case.requester) for case in cases}
        people_ids |= {ids.made(ids.STAFF, case.agent) for case in cases}
        if "users" in wanted:
            found["users"] = users(account, people_ids)
        if "organizations" in wanted:
            named = sorted({case.organisation for case in cases if case.organisation is not None})
            found["organizations"] = [people.organisation(account, index) for index in named]
    if "groups" in wanted:
        found["groups"] = [setup.group(account, index) for index in range(len(TEAMS))]
    if "brands" in wanted:
        found["brands"] = [setup.brand(account, index) for index in range(len(setup.BRANDS))]
    return found


def users(account: Account, given: Iterable[int]) -> list[Row]:
    """These users, in the order of their ids."""
    keys = (people.key_of(id_) for id_ in sorted(set(given)))
    return [people.user(account, key) for key in keys if key is not None]


def authors(account: Account, rows: list[Row]) -> Row:
    """The users who wrote these comments."""
    return {"users": users(account, (row["author_id"] for row in rows))}
