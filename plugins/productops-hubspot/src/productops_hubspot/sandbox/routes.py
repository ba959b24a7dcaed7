"""Which path is answered by what, in the dated and in the older versions of the API.

https://developers.hubspot.com/docs/api-reference/2026-03/overview
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from productops.sandbox.wire import Call, Reply, as_json

from . import answers, associations, definitions, forms, objects, search, setup, staff, submissions
from .desk import Desk
from .kinds import kind_of
from .model import Kind

_DATES = r"(?:2025-09|2026-03|2026-09)"
_LEGACY = re.compile(r"/crm/v(?P<version>[34])/(?P<family>objects|owners|properties|pipelines|associations)(?P<rest>/.*)?")  # fmt: skip
_DATED = re.compile(rf"/crm/(?P<family>objects|owners|properties|pipelines|associations)/{_DATES}(?P<rest>/.*)?")  # fmt: skip
_ACCOUNT = re.compile(rf"/account-info/(?P<version>v3|{_DATES})(?P<rest>/.*)")
_FORMS = re.compile(r"/marketing/(?:(?P<version>v3)/forms|forms/2026-09-beta)(?P<rest>/.*)?")
# The older versions are those that know no seats
_USERS = re.compile(
    r"/settings/(?:(?P<version>v3)/users|users/(?P<dated>2026-03|2026-09-beta))(?P<rest>/.*)?"
)
_SUBMISSIONS = re.compile(r"/form-integrations/v1(?P<rest>/submissions/forms/.*)")

Match = re.Match[str]
Answer = Callable[[Call, Desk, Match], Reply]


def normal(path: str) -> tuple[str, bool] | None:
    """A path without its version, and whether that was an older one; None where it is no endpoint."""
    path = path.rstrip("/")
    for pattern, prefix in ((_ACCOUNT, "/account"), (_FORMS, "/forms"), (_SUBMISSIONS, "")):
        match = pattern.fullmatch(path)
        if match:
            older = (match.groupdict().get("version") or "v").startswith("v")
            return prefix + (match["rest"] or ""), older
    match = _USERS.fullmatch(path)
    if match:
        return f"/users{match['rest'] or ''}", match["dated"] != "2026-09-beta"
    match = _DATED.fullmatch(path)
    if match:
        return f"/{match['family']}{match['rest'] or ''}", False
    match = _LEGACY.fullmatch(path)
    if not match:
        return None
    family, rest = match["family"], match["rest"] or ""
    expected = "4" if family == "associations" or "/associations/" in rest else "3"
    return (f"/{family}{rest}", True) if match["version"] == expected else None


def _of(answer: Callable[[Call, Desk, Kind], Reply]) -> Answer:
    def found(call: Call, desk: Desk, match: Match) -> Reply:
        kind = kind_of(match["kind"])
        return answer(call, desk, kind) if kind else unknown(match["kind"])

    return found


def unknown(name: str) -> Reply:
    """An object that the account does not have."""
    return answers.invalid(f"Unable to infer object type from: {name}")


def _one(call: Call, desk: Desk, match: Match) -> Reply:
    kind = kind_of(match["kind"])
    return objects.single(call, desk, kind, match["id"]) if kind else unknown(match["kind"])


def _between(call: Call, desk: Desk, match: Match) -> Reply:
    start, end = kind_of(match["kind"]), kind_of(match["to"])
    if start is None or end is None:
        return unknown(match["kind"] if start is None else match["to"])
    if "id" in match.groupdict():
        return associations.of_record(call, desk, start, end, match["id"])
    return associations.batch(call, desk, start, end)


def _staff(answer: Callable[[Call, Desk], Reply]) -> Answer:
    return lambda call, desk, _: answer(call, desk)


def _definition(_: Call, desk: Desk, match: Match) -> Reply:
    kind = kind_of(match["kind"])
    return definitions.one_definition(desk, kind, match["name"]) if kind else unknown(match["kind"])


def _pipeline(_: Call, __: Desk, match: Match) -> Reply:
    kind = kind_of(match["kind"])
    rows = setup.pipelines(kind) if kind else []
    found = next((row for row in rows if row["id"] == match["id"]), None)
    return as_json(found) if found else answers.missing()


_KIND = r"(?P<kind>[A-Za-z0-9_-]+)"
_ID = r"(?P<id>[^/]+)"
_ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("GET", r"/account/details", lambda _, desk, __: setup.details(desk)),
    ("GET", r"/account/api-usage/daily/private-apps", lambda _, desk, __: setup.usage(desk)),
    *(("GET", path, _staff(answer)) for path, answer in staff.ENDPOINTS),
    ("GET", r"/owners", lambda call, desk, _: setup.owners(call, desk)),
    ("GET", rf"/owners/{_ID}", lambda call, desk, m: setup.one_owner(call, desk, m["id"])),
    ("GET", rf"/properties/{_KIND}", _of(definitions.definitions)),
    ("GET", rf"/properties/{_KIND}/(?P<name>[^/]+)", _definition),
    ("GET", rf"/pipelines/{_KIND}", _of(lambda _, __, kind: as_json({"results": setup.pipelines(kind)}))),
    ("GET", rf"/pipelines/{_KIND}/{_ID}", _pipeline),
    ("POST", rf"/objects/{_KIND}/search", _of(search.search)),
    ("POST", rf"/objects/{_KIND}/batch/read", _of(objects.batch)),
    ("GET", rf"/objects/{_KIND}", _of(objects.page)),
    ("GET", rf"/objects/{_KIND}/{_ID}", _one),
    ("GET", rf"/objects/{_KIND}/{_ID}/associations/(?P<to>[A-Za-z0-9_-]+)", _between),
    ("POST", rf"/associations/{_KIND}/(?P<to>[A-Za-z0-9_-]+)/batch/read", _between),
    ("GET", r"/forms", lambda call, desk, _: forms.page(call, desk)),
    ("GET", rf"/forms/{_ID}", lambda call, desk, m: forms.single(call, desk, m["id"])),
    ("GET", rf"/submissions/forms/{_ID}", lambda call, desk, m: submissions.page(call, desk, m["id"])),
)  # fmt: skip
ROUTES = tuple((method, re.compile(pattern), answer) for method, pattern, answer in _ROUTES)


def scopes(path: str) -> Iterator[tuple[str, ...]]:
    """What a token needs for a path, as sets of which one is enough each."""
    parts = path.strip("/").split("/")
    family, named = parts[0], [kind for part in parts[1:] if (kind := kind_of(part))]
    if family == "users":
        yield ("settings.users.read",)
    if path.startswith("/account/activity"):
        yield ("account-info.security.read",)
    if family == "owners":
        yield ("crm.objects.owners.read",)
    if family in {"forms", "submissions"}:
        yield ("forms",)
    for kind in named:
        schemas = (f"crm.schemas.{kind.name}.read",) if family == "properties" else ()
        yield (*kind.scopes, *schemas)


def answer(call: Call, path: str, desk: Desk) -> Reply:
    """The answer to a call that has been let in."""
    other = False
    for method, pattern, endpoint in ROUTES:
        match = pattern.fullmatch(path)
        if match and method == call.method:
            return endpoint(call, desk, match)
        other = other or match is not None
    return answers.wrong_method(call.method) if other else answers.missing()
