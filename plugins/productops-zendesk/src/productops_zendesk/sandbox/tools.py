"""What is connected to the account: apps, OAuth clients and their tokens. All of it is made up, the keys too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from productops.sandbox.life import DAY
from productops.sandbox.wire import Call, Reply

from . import ids
from .account import Account
from .paging import Listing, page
from .signin import CLIENT_ID


@dataclass(frozen=True, slots=True)
class _App:
    """An app; *plan* where it is paid for in the marketplace, *setting* a key that it was given."""

    app_id: int
    name: str
    title: str
    enabled: bool = True
    plan: str = ""
    setting: str = ""


APPS = (
    _App(151_000, "Jira", "Jira issues", setting="jira_shared_secret"),
    _App(152_000, "Slack", "Slack", setting="slack_bot_token"),
    _App(153_000, "Time Tracking", "Time Tracking"),
    _App(154_000, "Aircall", "Aircall", enabled=False, setting="aircall_api_key"),
    _App(155_000, "Tymeshift", "Tymeshift WFM", plan="Team"),
)
CLIENTS = (("productops", CLIENT_ID), ("Warehouse export", "fernhill_warehouse"))
"""Name and identifier of the account's own clients."""
GLOBAL_CLIENTS = (("Zapier", "zapier"), ("Geckoboard", "geckoboard"))
"""Those of other companies that somebody let in."""
SECRET = "sandbox-kept-secret"  # noqa: S105 - opens nothing; it must be found nowhere else
_OWN, _FOREIGN = 0, 100
"""First index of a client's id."""
TOKENS = (
    (_OWN, 0, 20, 0.2, 0),
    (_OWN + 1, 1, 900, 400, 0),
    (_FOREIGN, 0, 300, 1, 0),
    (_FOREIGN, 2, 200, 30, 0),
    (_FOREIGN + 1, 0, 500, 91, 90),
)
"""Client, user, days since it was made and last used, and days since it expired (0: it does not expire)."""


def installations(call: Call, account: Account, origin: str) -> Reply:
    """`/apps/installations`."""
    listing = Listing("installations", range(len(APPS)), lambda key: _installation(account, key))
    return page(call, listing, origin)


def _installation(account: Account, index: int) -> dict[str, Any]:
    app = APPS[index]
    settings = {"name": app.name, "title": app.title} | (
        {app.setting: SECRET} if app.setting else {}
    )
    installed = account.company.founded + (index + 1) * 30 * DAY
    return {
        "id": ids.made(ids.APP, index),
        "app_id": app.app_id,
        "product": "support",
        "settings": settings,
        "settings_objects": [{"name": name, "value": value} for name, value in settings.items()],
        "enabled": app.enabled,
        "updated": f"{installed:d}",
        "updated_at": ids.iso(installed),
        "created_at": ids.iso(installed),
        "role_restrictions": None,
        "group_restrictions": [],
        "recurring_payment": bool(app.plan),
        "collapsible": True,
        "plan_information": {"name": app.plan or None},
        "paid": bool(app.plan),
        "has_unpaid_subscription": False,
        "has_incomplete_subscription": False,
        "stripe_publishable_key": SECRET,
        "stripe_account": None,
    }


def clients(call: Call, account: Account, origin: str) -> Reply:
    """`/oauth/clients`."""

    def row(index: int) -> dict[str, Any]:
        name, identifier = CLIENTS[index]
        founded = ids.iso(account.company.founded + index * DAY)
        return _client(account, _OWN + index, name, identifier) | {
            "company": "Fernhill",
            "global": False,
            "kind": "confidential",
            "redirect_uri": [],
            "secret": SECRET,
            "url": f"{account.host}/api/v2/oauth/clients/{ids.made(ids.CLIENT, _OWN + index)}.json",
            "user_id": ids.made(ids.STAFF, 0),
            "created_at": founded,
            "updated_at": founded,
        }

    return page(call, Listing("clients", range(len(CLIENTS)), row), origin)


def global_clients(call: Call, account: Account, origin: str) -> Reply:
    """`/oauth/global_clients`: those with a token here."""

    def row(index: int) -> dict[str, Any]:
        name, identifier = GLOBAL_CLIENTS[index]
        return _client(account, _FOREIGN + index, name, identifier) | {"company": name}

    return page(call, Listing("global_clients", range(len(GLOBAL_CLIENTS)), row), origin)


def _client(account: Account, key: int, name: str, identifier: str) -> dict[str, Any]:
    return {
        "id": ids.made(ids.CLIENT, key),
        "name": name,
        "identifier": identifier,
        "description": f"Lets {name} work with {account.subdomain}",
        "logo_url": None,
    }


def tokens(call: Call, account: Account, origin: str) -> Reply:
    """`/oauth/tokens`: one's own, with `all` everybody's; expired ones only on request."""
    whole = call.first.get("all") == "true"
    ended = whole and call.first.get("include_expired") == "true"
    keys = [
        key
        for key, (_, user, _, _, expired) in enumerate(TOKENS)
        if (whole or user == 0) and (ended or not expired)
    ]
    return page(call, Listing("tokens", keys, lambda key: _token(account, key)), origin)


def _token(account: Account, index: int) -> dict[str, Any]:
    client, user, made, used, expired = TOKENS[index]
    start = int(account.company.clock.start.timestamp())
    id_ = ids.made(ids.TOKEN, index)
    return {
        "id": id_,
        "url": f"{account.host}/api/v2/oauth/tokens/{id_}.json",
        "client_id": ids.made(ids.CLIENT, client),
        "user_id": ids.made(ids.STAFF, user),
        "token": SECRET[:10],
        "refresh_token": SECRET,
        "scopes": ["tickets:read", "read"] if client >= _FOREIGN else ["read"],
        "created_at": ids.iso(start - made * DAY),
        "used_at": ids.iso(start - int(used * DAY)),
        "expires_at": ids.iso(start - expired * DAY) if expired else None,
        "refresh_token_expires_at": None,
    }
