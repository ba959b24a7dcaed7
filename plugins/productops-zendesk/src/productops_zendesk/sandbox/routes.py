"""Which path is answered by what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from productops.sandbox import library
from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call, Reply, as_json

from . import (
    answers,
    exports,
    guide,
    ids,
    organisations,
    people,
    ratings,
    records,
    search,
    setup,
    streams,
    tickets,
    tools,
)
from .account import Account
from .paging import Listing, page

_LOCALE = re.compile(r"(/help_center)/[a-z]{2}(-[a-z]{2})?(?=/)")
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """What an endpoint needs: the account, where links lead to, and what the account has."""

    account: Account
    origin: str
    community: bool
    user: int
    """Key of the user who signed in."""


Answer = Callable[[Call, Desk, "re.Match[str]"], Reply]


def normal(path: str) -> str:
    """A path without `.json`, without the help centre's locale."""
    return _LOCALE.sub(r"\1", path.rstrip("/").removesuffix(".json")).removeprefix("/api/v2")


def _export(call: Call, desk: Desk, match: re.Match[str]) -> Reply:
    name, kind = match["name"], match["kind"]
    if name not in streams.EXPORTS or (kind == "cursor" and name not in {"tickets", "users"}):
        return answers.no_endpoint()
    export = streams.EXPORTS[name](call, desk.account)
    if kind == "cursor":
        return exports.by_cursor(call, export, desk.account.now, desk.origin)
    if name == "ticket_metric_events" and "page[size]" in call.first:
        listing = Listing(name, export.positions, export.render)
        return page(call, listing, desk.origin)
    most = _SAMPLE if kind == "sample" else exports.MOST
    return exports.by_time(call, export, desk.account.now, desk.origin, most=most)


def _articles_export(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
    export = streams.articles(desk.account)
    return exports.by_time(call, export, desk.account.now, desk.origin)


def _me(_: Call, desk: Desk, __: re.Match[str]) -> Reply:
    return as_json(
        {"user": people.user(desk.account, desk.user) | {"authenticity_token": "sandbox"}}
    )


def _fixed(name: str, render: Callable[[Account, int], dict[str, Any]], count: int) -> Answer:
    """A list of a fixed number of things."""

    def answer(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
        listing = Listing(name, range(count), partial(render, desk.account))
        return page(call, listing, desk.origin)

    return answer


def _shelf(name: str, render: Callable[[Account, int], dict[str, Any]], count: int) -> Answer:
    def answer(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
        listing = Listing(name, range(count), partial(render, desk.account), size=30, guide=True)
        return page(call, listing, desk.origin)

    return answer


def _all(name: str, render: Callable[[Account, int], dict[str, Any]], count: int) -> Answer:
    """A list without paging."""
    return lambda _, desk, __: as_json({name: [render(desk.account, n) for n in range(count)]})


def _memberships(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
    keys = range(desk.account.company.colleagues)
    listing = Listing("group_memberships", keys, partial(setup.membership, desk.account))
    return page(call, listing, desk.origin)


def _holidays(_: Call, desk: Desk, match: re.Match[str]) -> Reply:
    index = ids.index_of(ids.SCHEDULE, int(match["id"]))
    if index is None or index >= len(setup.SCHEDULES):
        return answers.not_found()
    return as_json({"holidays": setup.holidays(desk.account, index)})


def _articles(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
    listing = Listing(
        "articles",
        guide.articles(desk.account),
        partial(guide.article, desk.account),
        30,
        guide=True,
    )
    return page(call, listing, desk.origin)


def _posts(call: Call, desk: Desk, _: re.Match[str]) -> Reply:
    listing = Listing(
        "posts", guide.posts(desk.account), partial(guide.post, desk.account), 30,
        guide=True, newest_first=True,
    )  # fmt: skip
    return page(call, listing, desk.origin)


def _of_post(name: str, rows_of: Callable[[Account, int], list[dict[str, Any]]]) -> Answer:
    def answer(call: Call, desk: Desk, match: re.Match[str]) -> Reply:
        index = ids.index_of(ids.POST, int(match["id"]))
        if index is None or index >= len(guide.posts(desk.account)):
            return answers.not_found()
        rows = rows_of(desk.account, index)
        return page(
            call, Listing(name, range(len(rows)), rows.__getitem__, 30, guide=True), desk.origin
        )

    return answer


def _of_ticket(answer: Callable[[Call, Account, int, str], Reply]) -> Answer:
    return lambda call, desk, match: answer(call, desk.account, int(match["id"]), desk.origin)


def _of_account(answer: Callable[[Call, Account, str], Reply]) -> Answer:
    return lambda call, desk, _: answer(call, desk.account, desk.origin)


_ID = r"(?P<id>\d+)"
ROUTES: tuple[tuple[re.Pattern[str], Answer], ...] = tuple(
    (re.compile(pattern), answer)
    for pattern, answer in (
        (r"/incremental/(?P<name>[a-z_]+)(/(?P<kind>cursor|sample))?", _export),
        (r"/help_center/incremental/articles", _articles_export),
        (r"/users/me", _me),
        (
            r"/account/settings",
            lambda _, desk, __: records.settings(desk.account, community=desk.community),
        ),
        (r"/tickets", _of_account(records.ticket_list)),
        (
            r"/tickets/count",
            lambda _, desk, __: records.counted(desk.account, len(desk.account.alive())),
        ),
        (r"/tickets/show_many", lambda call, desk, _: records.ticket_show_many(call, desk.account)),
        (
            rf"/tickets/{_ID}",
            lambda call, desk, m: records.ticket_show(call, desk.account, int(m["id"])),
        ),
        (rf"/tickets/{_ID}/comments", _of_ticket(records.ticket_comments)),
        (rf"/tickets/{_ID}/audits", _of_ticket(records.ticket_audits)),
        (r"/deleted_tickets", _of_account(records.deleted_tickets)),
        (r"/users", _of_account(records.user_list)),
        (r"/users/count", lambda call, desk, _: records.user_count(call, desk.account)),
        (r"/users/show_many", lambda call, desk, _: records.user_show_many(call, desk.account)),
        (rf"/users/{_ID}", lambda _, desk, m: records.user_show(desk.account, int(m["id"]))),
        (r"/deleted_users", _of_account(records.deleted_users)),
        (r"/organizations", _of_account(organisations.organisation_list)),
        (
            r"/organizations/show_many",
            lambda call, desk, _: organisations.organisation_show_many(call, desk.account),
        ),
        (
            r"/organizations/count",
            lambda _, desk, __: records.counted(
                desk.account, len(people.organisations(desk.account))
            ),
        ),
        (
            rf"/organizations/{_ID}",
            lambda _, desk, m: organisations.organisation_show(desk.account, int(m["id"])),
        ),
        (r"/ticket_fields", _of_account(records.ticket_fields)),
        (r"/user_fields", _fixed("user_fields", setup.user_field, 1)),
        (
            r"/organization_fields",
            _fixed(
                "organization_fields",
                organisations.organisation_field,
                len(organisations.ORGANISATION_FIELDS),
            ),
        ),
        (r"/custom_statuses", _all("custom_statuses", setup.custom_status, len(tickets.STATUSES))),
        (r"/groups", _fixed("groups", setup.group, len(TEAMS))),
        (r"/group_memberships", _memberships),
        (r"/brands", _fixed("brands", setup.brand, len(setup.BRANDS))),
        (r"/slas/policies", _fixed("sla_policies", setup.sla_policy, 2)),
        (r"/business_hours/schedules", _all("schedules", setup.schedule, len(setup.SCHEDULES))),
        (rf"/business_hours/schedules/{_ID}/holidays", _holidays),
        (r"/satisfaction_ratings", _of_account(records.satisfaction_ratings)),
        (r"/guide/[a-z]{2}(-[a-z]{2})?/surveys", _of_account(ratings.surveys)),
        (r"/guide/survey_responses", _of_account(records.survey_responses)),
        (r"/custom_roles", _all("custom_roles", setup.custom_role, len(people.ROLES))),
        (r"/apps/installations", _of_account(tools.installations)),
        (r"/oauth/clients", _of_account(tools.clients)),
        (r"/oauth/global_clients", _of_account(tools.global_clients)),
        (r"/oauth/tokens", _of_account(tools.tokens)),
        (r"/search", _of_account(search.search)),
        (r"/search/count", lambda call, desk, _: search.count(call, desk.account)),
        (r"/search/export", _of_account(search.export)),
        (r"/help_center/articles", _articles),
        (r"/help_center/sections", _shelf("sections", guide.section, library.SECTIONS)),
        (r"/help_center/categories", _shelf("categories", guide.category, len(library.CATEGORIES))),
        (r"(/help_center)?/community/topics", _shelf("topics", guide.topic, len(library.TOPICS))),
        (r"(/help_center)?/community/posts", _posts),
        (
            rf"(/help_center)?/community/posts/{_ID}/comments",
            _of_post("comments", guide.post_comments),
        ),
        (rf"(/help_center)?/community/posts/{_ID}/votes", _of_post("votes", guide.post_votes)),
    )
)


def answer(call: Call, desk: Desk) -> Reply:
    """The answer to a call that has been let in."""
    path = normal(call.path)
    if "/community/" in path and not desk.community:
        return answers.no_endpoint()
    for pattern, endpoint in ROUTES:
        match = pattern.fullmatch(path)
        if match:
            return endpoint(call, desk, match)
    return answers.no_endpoint()
