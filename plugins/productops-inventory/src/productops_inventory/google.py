"""Google Workspace: which apps people let into their accounts, and who holds a licence.

https://developers.google.com/workspace/admin/reports/v1/appendix/activity/token (events of the application `token`)
https://developers.google.com/workspace/admin/directory/reference/rest/v1/tokens (grants that stand now)
https://developers.google.com/workspace/admin/licensing/reference/rest/v1/licenseAssignments
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import row
from productops.model import Contract, Person, Record, SeatAssignment, Tool

from .common import address, known_by_address
from .entry import Entry
from .kind import Kind, Named

USED = frozenset({"activity", "request"})
GIVEN, TAKEN = "authorize", "revoke"
_GRANT = "admin#directory#token"
_LICENCE = "licensing#licenseAssignment"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a grant. *kind*: `authorize`, `revoke`, `activity`; "" of a grant that just stands."""

    person: str
    client: str
    app: str | None
    kind: str
    moment: datetime | None


def _is_token(entry: Entry) -> bool:
    if entry.text("kind") == _GRANT or entry.has("clientId", "userKey"):
        return True
    return entry.text("id.applicationName") == "token" or bool(_parameters(entry))


def _parameters(entry: Entry) -> list[tuple[str, dict[str, Any]]]:
    """Name and parameters of each event that is about an app."""
    found = []
    for event in entry.objects("events"):
        listed = event.get("parameters")
        parts = (
            [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
        )
        said = {str(part.get("name")): part.get("value") for part in parts}
        if said.get("client_id"):
            found.append((str(event.get("name")), said))
    return found


def events_of(entry: Entry) -> list[Event]:
    """What a record says of grants.

    Raises:
        RecordRejected: it does not say whose they are, or of which app.
    """
    who = entry.text("actor.email", "userKey", "actor.profileId")
    person = address(who) or who
    if person is None:
        raise RecordRejected("it does not say whose grant it is", field="actor.email")
    if entry.text("id.applicationName") is None and not entry.has("events"):
        return [Event(person, entry.sure("clientId"), entry.text("displayText"), "", None)]
    moment = entry.moment("id.time")
    return [
        Event(person, str(said["client_id"]), _text(said.get("app_name")), name, moment)
        for name, said in _parameters(entry)
    ]


def _products(entry: Entry) -> Iterator[Named]:
    for event in events_of(entry):
        client = event.client
        yield Named(client, event.app, identifiers=(f"google:{client}", f"oauth:{client}"))


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _tokens(entry: Entry, run: Run) -> Iterator[Record]:
    """Who let an app in; since when, and which app, is told by all events together."""
    for event in events_of(entry):
        if address(event.person):
            yield known_by_address(run, event.person)


def _token_key(entry: Entry) -> str:
    """Two events of one moment differ in their qualifier; the same event in two exports does not."""
    names = ("id.time", "id.uniqueQualifier", "actor.email", "userKey", "clientId")
    return ":".join(filter(None, map(entry.text, names)))


def _is_licence(entry: Entry) -> bool:
    return entry.text("kind") == _LICENCE or entry.has("productId", "skuId", "userId")


def _licences(entry: Entry, run: Run) -> Iterator[Record]:
    """A licence of a person: the product, what was bought of it, and the seat."""
    product, sku = entry.sure("productId"), entry.sure("skuId")
    who = entry.sure("userId")
    person, name = address(who) or who, entry.text("skuName") or sku
    if address(who):
        yield known_by_address(run, person)
    yield row(
        Tool, run, product, name=entry.text("productName") or product, discovered_in="vendor_api"
    )
    contract = f"{product}:{sku}"
    yield row(Contract, run, contract, tool_id=run.ref(Tool, product), sku=name)
    yield row(
        SeatAssignment,
        run,
        f"{contract}:{person}",
        contract_id=run.ref(Contract, contract),
        tool_id=run.ref(Tool, product),
        person_id=run.ref(Person, person),
        role=name,
    )


TOKENS = Kind(
    "google_tokens",
    "Google token events",
    _is_token,
    _tokens,
    key=_token_key,
    products=_products,
    found_in="oauth_grant",
)
LICENCES = Kind(
    "google_licences", "Google licences", _is_licence, _licences,
    key=lambda entry: ":".join(entry.sure(name) for name in ("productId", "skuId", "userId")),
)  # fmt: skip
