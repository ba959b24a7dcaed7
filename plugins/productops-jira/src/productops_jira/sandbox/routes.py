"""Which path is answered by what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, bulk, fields, people, plan, products, search, servicedesk, setup, worklogs
from .desk import Desk, listed
from .paging import page

Match = re.Match[str]
Answer = Callable[[Call, Desk, Match], Reply]
PERMISSIONS = (
    "ADMINISTER", "BROWSE_PROJECTS", "USER_PICKER", "WORK_ON_ISSUES", "CREATE_ISSUES", "ADD_COMMENTS",
    "VIEW_VOTERS_AND_WATCHERS", "ADMINISTER_PROJECTS", "SERVICEDESK_AGENT",
)  # fmt: skip
_HELD = {"BROWSE_PROJECTS", "VIEW_VOTERS_AND_WATCHERS", "SERVICEDESK_AGENT"}
_BUILD = 100_290


def _server_info(_: Call, desk: Desk, __: Match) -> Reply:
    host = desk.account.host
    return as_json({
        "baseUrl": host, "displayUrl": host, "displayUrlServicedeskHelpCenter": host, "displayUrlConfluence": host,
        "version": "1001.0.0-SNAPSHOT", "versionNumbers": [1001, 0, 0], "deploymentType": "Cloud",
        "buildNumber": _BUILD, "buildDate": desk.stamp(desk.account.company.founded * 1_000),
        "serverTime": desk.stamp(desk.account.now), "scmInfo": "sandbox", "serverTitle": "Jira",
        "defaultLocale": {"locale": "en_US"}, "serverTimeZone": "Etc/UTC",
    })  # fmt: skip


def _myself(_: Call, desk: Desk, __: Match) -> Reply:
    row = people.user(desk, desk.user, whole=True)
    groups = {"size": len(people.GROUPS), "items": []}
    return as_json(
        row
        | {
            "groups": groups,
            "applicationRoles": {"size": 2, "items": []},
            "expand": "groups,applicationRoles",
        }
    )


def _permissions(call: Call, desk: Desk, _: Match) -> Reply:
    wanted = listed(call.first.get("permissions"))
    if not wanted:
        return answers.bad_request("The 'permissions' query parameter is required.")
    held = _HELD | ({"USER_PICKER"} if desk.browse_users else set())
    held |= {"ADMINISTER"} if desk.administrator else set()
    unknown = [name for name in wanted if name not in PERMISSIONS]
    if unknown:
        return answers.bad_request(f"Unrecognized permission keys: {', '.join(unknown)}")
    for key in ("issueKey", "issueId"):
        if key in call.first and desk.account.resolve(call.first[key]) is None:
            return answers.not_found()
    rows = {
        name: {"id": str(n), "key": name, "name": name.replace("_", " ").capitalize(), "type": "PROJECT",
               "description": "", "havePermission": name in held}
        for n, name in enumerate(PERMISSIONS) if name in wanted
    }  # fmt: skip
    return as_json({"permissions": rows})


def _projects(call: Call, desk: Desk, _: Match) -> Reply:
    states, types = set(call.every("status")) or {"live"}, set(listed(call.first.get("typeKey")))
    states = {part for state in states for part in state.split(",")}
    keys, ids_ = set(call.every("keys")), set(call.every("id"))
    account = desk.account
    found = [
        n for n in setup.visible_projects()
        if ("archived" if n in account.archived else "live") in states
        and (not types or plan.PROJECTS[n].type in types)
        and (not keys or plan.PROJECTS[n].key in keys)
        and (not ids_ or str(plan.PROJECTS[n].id) in ids_)
    ]  # fmt: skip
    found.sort(key=lambda n: plan.PROJECTS[n].key)
    return page(call, desk, found, lambda n: setup.project(desk, n))


def _project_part(make: Callable[[Call, Desk, int], Reply]) -> Answer:
    def answer(call: Call, desk: Desk, match: Match) -> Reply:
        number = setup.project_of(match["id"])
        if number is None:
            return answers.not_found(f"No project could be found with key '{match['id']}'.")
        return make(call, desk, number)

    return answer


def _all_projects(_: Call, desk: Desk, __: Match) -> Reply:
    live = [n for n in setup.visible_projects() if n not in desk.account.archived]
    return as_json([setup.project(desk, n) for n in live])


def _types_of(call: Call, desk: Desk, _: Match) -> Reply:
    number = setup.project_of(call.first.get("projectId", ""))
    if number is None:
        return answers.not_found("The project was not found.")
    return as_json([setup.work_type(desk, plan.TYPES[name]) for name in plan.TYPES_OF[number]])


def _project_statuses(_: Call, desk: Desk, number: int) -> Reply:
    flow = [setup.status(desk, made) for made in plan.WORKFLOWS[number]]
    rows = []
    for name in plan.TYPES_OF[number]:
        row = setup.work_type(desk, plan.TYPES[name])
        rows.append(
            {key: row[key] for key in ("self", "id", "name", "subtask")} | {"statuses": flow}
        )
    return as_json(rows)


def _status_search(call: Call, desk: Desk, _: Match) -> Reply:
    wanted = call.first.get("statusCategory", "")
    found = [made for made in plan.STATUSES if wanted in {"", plan.CATEGORIES[made.category][3]}]
    return page(call, desk, found, setup.status_row, size=200, most=200)


def _bare(make: Callable[[Desk], list[Any]]) -> Answer:
    return lambda _, desk, __: as_json(make(desk))


def _numbers(count: int, render: Callable[[Desk, int], dict[str, Any]], most: int = 50) -> Answer:
    return lambda call, desk, _: page(
        call, desk, range(count), lambda n: render(desk, n), most=most
    )


def _gone(_: Call, __: Desk, ___: Match) -> Reply:
    return answers.removed("/rest/api/3/search/jql")


def _accessible(_: Call, desk: Desk, __: Match) -> Reply:
    account = desk.account
    return as_json([{"id": account.cloud_id, "url": account.host, "name": account.subdomain,
                     "scopes": ["read:jira-work", "read:jira-user"], "avatarUrl": ""}])  # fmt: skip


_ID = r"(?P<id>[\w.-]+)"
_TABLE: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/serverInfo", _server_info),
    ("GET", "/myself", _myself),
    ("GET", "/mypermissions", _permissions),
    ("GET", "/field", _bare(lambda _: fields.every())),
    ("GET", "/field/search", lambda call, desk, _: fields.search(call, desk)),
    ("GET", "/status", _bare(lambda desk: [setup.status(desk, made) for made in plan.STATUSES])),
    ("GET", "/statuses/search", _status_search),
    ("GET", "/priority", _bare(lambda d: [setup.priority_row(d, n) for n in range(len(plan.PRIORITIES))])),
    ("GET", "/priority/search", _numbers(len(plan.PRIORITIES), setup.priority_row)),
    ("GET", "/resolution", _bare(lambda d: [setup.resolution(d, n) for n in range(len(plan.RESOLUTIONS))])),
    ("GET", "/resolution/search", _numbers(len(plan.RESOLUTIONS), setup.resolution)),
    ("GET", "/issuetype", _bare(lambda desk: [setup.work_type(desk, made) for made in plan.TYPES.values()])),
    ("GET", "/issuetype/project", _types_of),
    ("GET", "/issueLinkType", lambda _, desk, __: as_json(
        {"issueLinkTypes": [setup.link_type(desk, n) for n in range(len(plan.LINK_TYPES))]})),
    ("GET", "/project", _all_projects),
    ("GET", "/project/search", _projects),
    ("GET", f"/project/{_ID}", _project_part(lambda _, desk, n: as_json(setup.project(desk, n, whole=True)))),
    ("GET", f"/project/{_ID}/versions", _project_part(lambda _, desk, n: as_json(setup.versions(desk, n)))),
    ("GET", f"/project/{_ID}/version", _project_part(
        lambda call, desk, n: page(call, desk, setup.versions(desk, n), lambda row: row))),
    ("GET", f"/project/{_ID}/components", _project_part(lambda _, desk, n: as_json(setup.components(desk, n)))),
    ("GET", f"/project/{_ID}/component", _project_part(
        lambda call, desk, n: page(call, desk, setup.components(desk, n), lambda row: row))),
    ("GET", f"/project/{_ID}/statuses", _project_part(_project_statuses)),
    ("GET", "/applicationrole", lambda _, desk, __: products.roles(desk)),
    ("GET", "/instance/license", lambda _, desk, __: products.plans(desk)),
    ("GET", f"/license/approximateLicenseCount/product/{_ID}",
     lambda _, desk, match: products.count(desk, match["id"])),
    ("GET", "/users/search", lambda call, desk, _: people.search(call, desk)),
    ("GET", "/users", lambda call, desk, _: people.search(call, desk)),
    ("GET", "/user", lambda call, desk, _: people.show(call, desk)),
    ("GET", "/user/bulk", lambda call, desk, _: people.bulk(call, desk)),
    ("GET", "/group/bulk", lambda call, desk, _: people.groups(call, desk)),
    ("GET", "/group/member", lambda call, desk, _: people.members(call, desk)),
    ("GET POST", "/search", _gone),
    ("GET POST", "/search/jql", lambda call, desk, _: search.search(call, desk)),
    ("POST", "/search/approximate-count", lambda call, desk, _: search.count(call, desk)),
    ("POST", "/jql/match", lambda call, desk, _: search.match(call, desk)),
    ("POST", "/jql/parse", lambda call, desk, _: search.parse(call, desk)),
    ("POST", "/issue/bulkfetch", lambda call, desk, _: bulk.fetch(call, desk)),
    ("POST", "/comment/list", lambda call, desk, _: bulk.comments_by_id(call, desk)),
    ("POST", "/changelog/bulkfetch", lambda call, desk, _: bulk.changelogs(call, desk)),
    ("GET", f"/issue/{_ID}", lambda call, desk, match: bulk.show(call, desk, match["id"])),
    ("GET", f"/issue/{_ID}/comment", lambda call, desk, match: bulk.comments(call, desk, match["id"])),
    ("GET", f"/issue/{_ID}/changelog", lambda call, desk, match: bulk.changelog(call, desk, match["id"])),
    ("GET", f"/issue/{_ID}/remotelink", lambda _, desk, match: bulk.remote_links(desk, match["id"])),
    ("GET", f"/issue/{_ID}/worklog", lambda call, desk, match: bulk.worklogs(call, desk, match["id"])),
    ("GET", f"/issue/{_ID}/votes", lambda _, desk, match: bulk.votes(desk, match["id"])),
    ("GET", "/worklog/updated", lambda call, desk, _: worklogs.feed(call, desk, deleted=False)),
    ("GET", "/worklog/deleted", lambda call, desk, _: worklogs.feed(call, desk, deleted=True)),
    ("POST", "/worklog/list", lambda call, desk, _: worklogs.by_ids(call, desk)),
)  # fmt: skip
_DESK_TABLE: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/info", lambda call, desk, _: servicedesk.info(call, desk)),
    ("GET", "/servicedesk", lambda call, desk, _: servicedesk.desks(call, desk)),
    ("GET", r"/servicedesk/(?P<id>\d+)", lambda _, desk, m: servicedesk.one_desk(desk, m["id"])),
    ("GET", "/servicedesk/1/requesttype", lambda call, desk, _: servicedesk.request_types(call, desk)),
    ("GET", "/servicedesk/1/organization", lambda call, desk, _: servicedesk.organisations(call, desk)),
    ("GET", "/servicedesk/1/customer", lambda call, desk, _: servicedesk.customers(call, desk)),
    ("GET", "/organization", lambda call, desk, _: servicedesk.organisations(call, desk)),
    ("GET", r"/organization/(?P<id>\d+)", lambda _, desk, m: servicedesk.organisation(desk, m["id"])),
    ("GET", r"/organization/(?P<id>\d+)/user", lambda call, desk, m: servicedesk.members(call, desk, m["id"])),
    ("GET", "/request", lambda call, _, __: servicedesk.mine(call)),
    ("GET", f"/request/{_ID}(/(?P<part>comment|feedback|sla|participant|status))?",
     lambda call, desk, m: servicedesk.request(call, desk, m["id"], m["part"] or "")),
)  # fmt: skip
_OTHER: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/oauth/token/accessible-resources", _accessible),
    ("GET POST", "/rest/api/2/search", _gone),
)
ROUTES = tuple(
    (frozenset(methods.split()), re.compile(prefix + pattern), answer)
    for prefix, table in (
        ("/rest/api/3", _TABLE),
        ("/rest/servicedeskapi", _DESK_TABLE),
        ("", _OTHER),
    )
    for methods, pattern, answer in table
)


def answer(call: Call, path: str, desk: Desk) -> Reply:
    """The vendor's answer to a call to *path* (without the gateway's prefix)."""
    known = False
    for methods, pattern, make in ROUTES:
        match = pattern.fullmatch(path.rstrip("/"))
        if match is None:
            continue
        if call.method in methods:
            return make(call, desk, match)
        known = True
    if not path.startswith("/rest/"):
        return answers.dead_link()
    return answers.wrong_method(call.method) if known else answers.no_endpoint(path)
