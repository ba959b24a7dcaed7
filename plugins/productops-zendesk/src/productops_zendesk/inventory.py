"""The tool inventory: what is connected to Zendesk, and who holds a seat of it. Each list is read whole in every run."""

# ruff: noqa: ARG001, ARG002 - the kit and `Gathered` fix the signatures

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from productops.errors import RecordRejected
from productops.kit import Answer, Pace, Page, Request, Run
from productops.kit.rows import guarded, moment_or_none
from productops.model import Record

from .inventory_read import REFUSED, Gathered, Kept, following, instead
from .inventory_rows import EVERYWHERE, HERE, app_rows, client_rows, grant_rows
from .inventory_wire import (
    Agent,
    App,
    CustomRole,
    Grant,
    Installation,
    OAuthClient,
    Seat,
    Token,
    fitting,
    kept,
)
from .lists import WHOLE
from .paging import list_records, list_start
from .seat_rows import seat_rows

APPS = "apps"
# "You can make 100 requests per minute": https://developer.zendesk.com/api-reference/ticketing/apps/introduction/
PACES: Mapping[str, Pace] = {APPS: Pace(100, 60.0)}
ADMIN = (
    "Only an administrator may read it: let the OAuth client or token belong to one, and tick the scope read "
    "(Admin Center: Apps and integrations → APIs → OAuth clients)."
)
ROLES = "It needs the Enterprise plan, and the scope read (Admin Center: Apps and integrations → APIs → OAuth clients)."
AGENTS = (
    "It needs an agent's or administrator's sign-in, and the scope read or users:read (Admin Center: Apps and "
    "integrations → APIs → OAuth clients)."
)


def with_installation(
    held: dict[str, Any] | None, part: Installation, now: datetime
) -> dict[str, Any]:
    """An app, with one more installation."""
    before = held["installations"] if held else []
    return {"app_id": part.app_id, "installations": [*before, msgspec.to_builtins(part)]}


def with_token(held: dict[str, Any] | None, part: Token, now: datetime) -> dict[str, Any]:
    """What the tokens of a client say, with one more."""
    known = held or {"tokens": 0, "live": 0, "scopes": []}
    created = [text for text in (known.get("created_at"), part.created_at) if text]
    used = [text for text in (known.get("used_at"), part.used_at) if text]
    return {
        "client_id": part.client_id,
        "tokens": known["tokens"] + 1,
        "live": known["live"] + is_live(part, now),
        "scopes": sorted({*known["scopes"], *(part.scopes or ())}),
        "created_at": min(created, default=None),
        "used_at": max(used, default=None),
    }


def is_live(token: Token, now: datetime) -> bool:
    """Whether a token, or the one that renews it, is still good at *now*; one that names no end is."""
    ends = [moment_or_none(token.expires_at), moment_or_none(token.refresh_token_expires_at)]
    return token.expires_at is None or any(end > now for end in ends if end)


class Agents:
    """Agents and administrators → `seat`, with Zendesk itself as `tool` and `vendor`.

    They are listed anew in every run: that somebody signed in brings no user back in the export of changes.
    """

    name = "agents"
    path = "/api/v2/users"
    key = "users"
    needs: tuple[str, ...] = ("custom_roles",)
    wire = Seat
    can = WHOLE
    lookback = timedelta(0)
    optional = True
    reads = ("vendor", "tool", "seat")

    def start(self, run: Run) -> Iterable[Request]:
        """Everybody who is no end user, and not deleted."""
        query: dict[str, Any] = {"role[]": ["agent", "admin"]}
        first = list_start(run, self.path).ask(**query)
        return [first.with_(expect=REFUSED, state={"first": True})]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A page of them; the first one begins with Zendesk itself."""
        if other := instead(request, answer, AGENTS):
            return other
        head: list[dict[str, Any]] = [{"product": "zendesk"}] if request.state else []
        found = [kept(raw, Agent) for raw in list_records(answer, self.key)]
        held = [{"agent": agent} for agent in found if not _is_customer(agent)]
        if len(held) < len(found):
            # A server that ignores the filter would have every customer read in every run
            return Page(
                records=[*head, *held],
                notes=["the list of agents holds customers too: only its first page is read"],
            )
        return Page(records=[*head, *held], next=following(request, answer))

    def identify(self, seat: Seat) -> tuple[str, str | None]:
        """The agent's id; the list tells what is there now."""
        if seat.agent is None and seat.product is None:
            raise RecordRejected("neither an agent nor the product")
        return str(seat.agent.id) if seat.agent else "product", None

    @guarded
    def normalise(self, seat: Seat, run: Run) -> Iterable[Record]:
        """The seat."""
        return seat_rows(seat, run)


def _is_customer(agent: dict[str, Any]) -> bool:
    """Whether a user came with the list although end users were not asked for."""
    found = fitting(agent, Agent)
    return found is not None and found.role == "end-user"


INVENTORY: tuple[Any, ...] = (
    Kept("custom_roles", "/api/v2/custom_roles", CustomRole, ROLES, "custom_roles", size=0),
    Agents(),
    Gathered("app_installations", "/api/v2/apps/installations.json", App, Installation, "installations", "app_id",
             with_installation, lambda one: {"app_id": one.get("app_id"), "installations": [one]}, ADMIN,
             ("tool", "integration", "contract"), app_rows, bucket=APPS,
             inside={"settings": ("name", "title"), "plan_information": ("name",)}),
    Kept(EVERYWHERE, "/api/v2/oauth/global_clients", OAuthClient, ADMIN, "global_clients", ("tool", "vendor"),
         partial(client_rows, of=EVERYWHERE)),
    Kept(HERE, "/api/v2/oauth/clients", OAuthClient, ADMIN, "clients", ("tool", "vendor"),
         partial(client_rows, of=HERE), needs=(EVERYWHERE,)),
    # A client that works at night holds an expired token by day, and another one to renew it
    Gathered("oauth_tokens", "/api/v2/oauth/tokens", Grant, Token, "tokens", "client_id", with_token,
             lambda one: one, ADMIN, ("integration",), grant_rows, query={"all": "true", "include_expired": "true"},
             needs=(HERE, EVERYWHERE)),
)  # fmt: skip
