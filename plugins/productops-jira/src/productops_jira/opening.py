"""The opening chain: which host answers us, who we are there, what we may see, how JQL reads a moment.

1. `myself` on the site's own host. A token with scopes gets 401 there, and nothing in it tells so, thus
2. `_edge/tenant_info` names the cloud id, and `myself` is asked again at the gateway;
3. `serverInfo`, `mypermissions`; 4. a query that proves epoch milliseconds; 5. `feedback_jql` itself, and
   whether the site can match issues against it.

https://support.atlassian.com/atlassian-cloud/kb/401-unauthorized-error-when-service-account-accesses-jira-or-confluence-api
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Struct

from productops.errors import CredentialsRejected, SettingsError, SourceNotFound
from productops.kit import Answer, Instance, Request
from productops.kit.decoding import decode

from .common import User
from .jql import FAR, PROBE, both
from .settings import JiraSettings

GATEWAY = "https://api.atlassian.com"
MYSELF = "/rest/api/3/myself"
SERVER = "/rest/api/3/serverInfo"
PERMISSIONS = "/rest/api/3/mypermissions"
SEARCH = "/rest/api/3/search/jql"
MATCH = "/rest/api/3/jql/match"
TENANT = "/_edge/tenant_info"
_ASKED = {
    "BROWSE_PROJECTS": ("Browse projects", "issues of no project"),
    "USER_PICKER": ("Browse users and groups", "no list of users and groups"),
    "ADMINISTER": ("Administer Jira", "no products, seats and licences"),
}
"""Permission → its name in Jira, and what is not shown without it."""
_REFUSED = (301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410)
_RENEW = {
    "api_token": "API tokens end after a year at most: make a new one for api_token, and check email.",
    "access_token": "Access tokens end after an hour: get a new one for access_token, or use client_id and client_secret.",
    "client_id": "Check that the service account of client_id may use Jira on this site.",
}
"""What to mend, by the key of the settings that signs in."""
UNSCOPED = b"scope does not match"
"""What the gateway says with 401 to a token that is known, but not for this."""
OK, BAD, DENIED, FORBIDDEN = 200, 400, 401, 403


class _Tenant(Struct, rename="camel"):
    cloud_id: str


class _Server(Struct, rename="camel"):
    base_url: str | None = None
    server_title: str | None = None
    deployment_type: str | None = None


class _Permission(Struct, rename="camel"):
    have_permission: bool | None = None


class _Permissions(Struct):
    permissions: dict[str, _Permission]


class _Found(Struct):
    issues: list[msgspec.Raw]


class _Refusal(Struct, rename="camel"):
    error_messages: list[str] = []


def first(settings: JiraSettings) -> Request:
    """Who am I? A service account's credential is asked about at the gateway at once."""
    state: dict[str, Any] = {
        "site": settings.site,
        "host": settings.host,
        "cloud": settings.cloud_id or "",
        "feedback": settings.feedback_jql or "",
        "prefix": "",
        "login": next((key for key in _RENEW if getattr(settings, key) is not None), "api_token"),
    }
    if settings.client_id is None:
        return _ask(state, MYSELF)
    return (
        _at_gateway(state)
        if settings.cloud_id
        else Request(path=TENANT, state=state, expect=_REFUSED)
    )


def then(request: Request, answer: Answer) -> Request | Instance:
    """The next step of the chain."""
    step = request.path.removeprefix(request.state["prefix"])
    return _STEPS[step](request, answer)


def _ask(state: dict[str, Any], path: str, **query: str) -> Request:
    host = "gateway" if state["prefix"] else "api"
    asked: dict[str, Any] = {**query}
    return Request(
        path=state["prefix"] + path, host=host, query=asked, expect=_REFUSED, state=state
    )


def _search(state: dict[str, Any], jql: str) -> Request:
    body = {"jql": jql, "maxResults": 1, "fields": ["id"]}
    return _ask(state, SEARCH).with_(method="POST", body=body)


def _at_gateway(state: dict[str, Any]) -> Request:
    return _ask({**state, "prefix": f"/ex/jira/{state['cloud']}"}, MYSELF)


def _who(request: Request, answer: Answer) -> Request:
    state = request.state
    if answer.status == DENIED and not state["prefix"]:
        tenant = Request(path=TENANT, state=state, expect=_REFUSED)
        return _at_gateway(state) if state["cloud"] else tenant
    _refuse(answer, state)
    me = _read(answer, User, state)
    if not me.account_id:
        raise CredentialsRejected(
            "the request was answered as for an anonymous visitor",
            where=state["host"],
            hint="Check email and api_token, and that the account may use Jira on this site.",
        )
    return _ask({**state, "user": me.display_name or "", "zone": me.time_zone or ""}, SERVER)


def _refuse(answer: Answer, state: dict[str, Any]) -> None:
    """Say what a refusal of `myself` means, on either host."""
    if answer.status == DENIED and UNSCOPED in answer.body:
        raise CredentialsRejected(
            "the token is good, but lacks the scope to tell who it belongs to (401)",
            where=state["host"],
            hint="Make a token with the scopes read:jira-user and read:jira-work.",
        )
    if answer.status == DENIED:
        raise CredentialsRejected(
            "neither the site nor the gateway for scoped tokens accepts the credentials (401)",
            where=state["host"],
            hint=_RENEW[state["login"]],
        )
    if answer.status == FORBIDDEN:
        raise CredentialsRejected(
            "the credentials may not tell who they belong to (403)",
            where=state["host"],
            hint="Give the token the scopes read:jira-user and read:jira-work. "
            "Signing in once in a browser helps where Jira asks for a CAPTCHA.",
        )


def _tenant(request: Request, answer: Answer) -> Request:
    return _at_gateway({**request.state, "cloud": _read(answer, _Tenant, request.state).cloud_id})


def _read(answer: Answer, kind: type[Any], state: dict[str, Any]) -> Any:
    """The answer as *kind*, or: this is no Jira Cloud site."""
    try:
        if answer.status == OK:
            return decode(answer.body, kind)
    except msgspec.DecodeError:
        pass
    raise SourceNotFound(
        f"there is no Jira Cloud site to talk to (HTTP {answer.status}: {answer.explain()})",
        where=state["host"],
        hint="Check site (and base_url); a site that was renamed, deleted or suspended answers so too.",
    )


def _server(request: Request, answer: Answer) -> Request:
    info = _read(answer, _Server, request.state)
    if (info.deployment_type or "Cloud") != "Cloud":
        raise SourceNotFound(
            f'this is Jira {info.deployment_type}; the connector "jira" reads Jira Cloud',
            where=request.state["host"],
            hint="Give the address of a Cloud site, like https://acme.atlassian.net.",
        )
    state = {**request.state, "title": info.server_title or ""}
    return _ask(state, PERMISSIONS, permissions=",".join(_ASKED))


def _permitted(request: Request, answer: Answer) -> Request:
    """What may be missing is said now: without Browse permission Jira answers with no rows, not with 403."""
    lacking: list[str] = []
    if answer.status == OK:
        held = _read(answer, _Permissions, request.state).permissions
        lacking = [key for key in _ASKED if key in held and held[key].have_permission is False]
    return _search({**request.state, "lacking": lacking}, PROBE)


def _searched(request: Request, answer: Answer) -> Request | Instance:
    state = request.state
    if "epoch" in state:
        _check_feedback(answer)
        body = {"issueIds": [1], "jqls": [state["feedback"]]}
        return _ask(state, MATCH).with_(method="POST", body=body)
    found = answer.status == OK and not _read(answer, _Found, state).issues
    known = {**state, "epoch": found}
    wanted = state["feedback"]
    return _search(known, both(wanted, FAR)) if wanted else _instance(known)


def _matched(request: Request, answer: Answer) -> Instance:
    """A site, or a proxy before it, may lack the newer endpoint; then its search is asked instead."""
    return _instance({**request.state, "match": answer.status == OK})


def _check_feedback(answer: Answer) -> None:
    if answer.status != BAD:
        return
    try:
        said = "; ".join(decode(answer.body, _Refusal).error_messages)
    except msgspec.DecodeError:
        said = answer.explain()
    raise SettingsError(
        f"Jira does not take the query: {said}",
        where="feedback_jql",
        hint="Try it in Jira's own search (Filters → Advanced), as the user who signs in here.",
    )


def _instance(state: dict[str, Any]) -> Instance:
    return Instance(
        name=state["host"],
        account=state["title"] or state["host"],
        timezone=state["zone"],
        user=state["user"],
        hosts={"api": GATEWAY + state["prefix"]} if state["prefix"] else {},
        warnings=tuple(_warnings(state["lacking"])),
        detail={
            "epoch": state["epoch"],
            **({"match": state["match"]} if "match" in state else {}),
            **({"administrator": False} if "ADMINISTER" in state["lacking"] else {}),
        },
    )


def _warnings(lacking: list[str]) -> Iterator[str]:
    for name, lost in (_ASKED[key] for key in lacking):
        yield f'The account lacks the permission "{name}", so it is shown {lost}.'


_STEPS: dict[str, Callable[[Request, Answer], Request | Instance]] = {
    MYSELF: _who,
    TENANT: _tenant,
    SERVER: _server,
    PERMISSIONS: _permitted,
    SEARCH: _searched,
    MATCH: _matched,
}
