"""Users and groups in the vendor's shape.

Privacy settings hide addresses; a closed account is "Former user"; portal-only customers have accounts
of their own type. https://developer.atlassian.com/cloud/jira/platform/user-privacy-developer-guide/
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from productops.sandbox.people import TEAMS
from productops.sandbox.wire import Call, Reply, as_json

from . import answers, ids
from .account import APPS, Account
from .desk import Desk
from .paging import page

FORMERS = 3
GROUPS = (
    *(f"{team.lower().replace(' ', '-')}-team" for team in TEAMS),
    "jira-users",
    "jira-administrators",
)
_BIGGEST = 1_000
_NOT_ALLOWED = "You do not have the permission to browse users and groups."


def user(desk: Desk, key: int, *, whole: bool = False) -> dict[str, Any]:
    """A user as everything shows one; *whole*: with what only user endpoints say."""
    account_id = ids.account_id(key)
    made: dict[str, Any] = {
        "self": desk.link(f"user?accountId={quote(account_id, safe='')}"),
        "accountId": account_id,
        "avatarUrls": _avatars(key),
        "displayName": desk.account.user_name(key),
        "active": not _closed(key),
        "accountType": _type(key),
    }
    zone, mail = _told(desk.account, key)
    if zone:
        made["timeZone"] = str(desk.account.zone) if key == desk.user else zone
    if mail:
        made["emailAddress"] = mail
    if whole:
        made |= {"locale": "en_US"}
    return made


def _avatars(key: int) -> dict[str, str]:
    sizes = {"48x48": 48, "24x24": 24, "16x16": 16, "32x32": 32}
    return {name: f"https://avatars.example/{key}.png?size={size}" for name, size in sizes.items()}


def _type(key: int) -> str:
    if key >= ids.PERSON:
        return "customer"
    return "app" if key >= ids.APP else "atlassian"


def _closed(key: int) -> bool:
    return ids.FORMER <= key < ids.APP or key in {ids.APP + 7, ids.APP + 8}


def _told(account: Account, key: int) -> tuple[str, str]:
    """Time zone and address, as far as the user lets others see them."""
    if key >= ids.PERSON:
        person = account.company.person(key - ids.PERSON)
        return person.country.zone, person.email
    if key >= ids.FORMER:
        return "", ""
    person_here = account.company.colleague(key)
    return person_here.country.zone, "" if key % 3 == 2 else person_here.email  # noqa: PLR2004 - every third


def keys(account: Account) -> list[int]:
    """All users: staff, those who left, apps, and the customers of the service desk."""
    company = account.company
    return [
        *range(company.colleagues),
        *range(ids.FORMER, ids.FORMER + FORMERS),
        *range(ids.APP, ids.APP + len(APPS)),
        *range(ids.PERSON, ids.PERSON + company.people()),
    ]


def by_id(account: Account) -> dict[str, int]:
    """User keys by account id."""
    found: dict[str, int] = account.once(
        "users", lambda: {ids.account_id(key): key for key in keys(account)}
    )
    return found


def search(call: Call, desk: Desk) -> Reply:
    """`/users/search`: a bare list, at most 1,000."""
    if not desk.browse_users:
        return answers.forbidden(_NOT_ALLOWED)
    start = int(call.first.get("startAt") or 0)
    size = min(int(call.first.get("maxResults") or 50), _BIGGEST)
    held = keys(desk.account)[start : start + size]
    return as_json([user(desk, key, whole=True) for key in held])


def bulk(call: Call, desk: Desk) -> Reply:
    """`/user/bulk`: up to 200 account ids; unknown ones are left out."""
    given = call.every("accountId")
    if not given:
        return answers.bad_request("You must specify at least one accountId.")
    known = by_id(desk.account)
    found = [known[account_id] for account_id in dict.fromkeys(given) if account_id in known]
    return page(call, desk, found, lambda key: user(desk, key, whole=True), size=10, most=200)


def show(call: Call, desk: Desk) -> Reply:
    """`/user?accountId=`."""
    key = by_id(desk.account).get(call.first.get("accountId", ""))
    if key is None:
        return answers.not_found(
            "Specified user does not exist or you do not have required permissions"
        )
    return as_json(user(desk, key, whole=True))


def group_id(index: int) -> str:
    """The id of a group."""
    return ids.uuid_of("group", index)


def groups(call: Call, desk: Desk) -> Reply:
    """`/group/bulk`."""
    if not desk.browse_users:
        return answers.forbidden(_NOT_ALLOWED)

    def row(index: int) -> dict[str, str]:
        return {"name": GROUPS[index], "groupId": group_id(index)}

    wanted = set(call.every("groupId"))
    found = [n for n in range(len(GROUPS)) if not wanted or group_id(n) in wanted]
    return page(call, desk, found, row)


def _members(account: Account, index: int) -> list[int]:
    staff = range(account.company.colleagues)
    if index < len(TEAMS):
        return [key for key in staff if account.company.colleague(key).team == index]
    if GROUPS[index] == "jira-administrators":
        return [key for key in staff if account.company.colleague(key).admin]
    return [*staff, *range(ids.FORMER, ids.FORMER + FORMERS)]


def members(call: Call, desk: Desk) -> Reply:
    """`/group/member`: by id or name; inactive ones only on request."""
    if not desk.browse_users:
        return answers.forbidden(_NOT_ALLOWED)
    name, given = call.first.get("groupname", ""), call.first.get("groupId", "")
    if not name and not given:
        return answers.bad_request("You must specify either groupname or groupId.")
    index = next((n for n in range(len(GROUPS)) if given == group_id(n) or name == GROUPS[n]), None)
    if index is None:
        return answers.not_found(f"Group '{given or name}' does not exist")
    every = call.first.get("includeInactiveUsers") == "true"
    found = [key for key in _members(desk.account, index) if every or not _closed(key)]
    return page(call, desk, found, lambda key: user(desk, key), most=50)
