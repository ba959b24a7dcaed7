"""Notes: what colleagues write down on tickets, and what sales hears.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/activities/notes/guide
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from productops.sandbox import talk
from productops.sandbox.life import DAY

from . import ids, lives
from .companies import count as customers
from .deal_plan import OFFER, RENEWAL, deal, lost_because
from .model import Kind, Life, Property, View, by_name
from .tickets import count as requests

if TYPE_CHECKING:
    from .account import Account

BASE = 478_000_000_000
_ROOM = 32
_OF_DEALS = 20_000_000
"""Notes on deals are numbered from here, those on tickets from 0."""


def of_request(account: Account, index: int) -> list[tuple[int, Life]]:
    """The internal notes on a ticket; every seventh is corrected a day later."""
    found = []
    for position, moment in enumerate(account.tickets.life(index)):
        if moment.note == "internal":
            number = _ROOM * index + position
            edited = account.company.quiet(moment.at + DAY) if number % 7 == 0 else 0
            found.append((number, lives.life(moment.at, (edited,), salt=number)))
    return found


def of_organisation(account: Account, index: int) -> list[tuple[int, Life]]:
    """What was heard when a deal with a customer was lost."""
    found = []
    for number in (4 * index + RENEWAL, 4 * index + OFFER):
        made = deal(account, number)
        if made and not made.won and made.stages[-1] > made.stages[0]:
            at = account.company.quiet(made.stages[-1] - DAY)
            found.append((_OF_DEALS + number, lives.life(at, salt=number)))
    return found


def of_ticket(index: int) -> tuple[int, int] | None:
    """Request and position of a note on a ticket; None for one on a deal."""
    return None if index >= _OF_DEALS else divmod(index, _ROOM)


def deal_number(index: int) -> int:
    """The number of the deal that a note is on."""
    return index - _OF_DEALS


def _text(view: View) -> str:
    account, place = view.account, of_ticket(view.root)
    if place is None:
        return f"Call notes: {lost_because(account, deal_number(view.root))}"
    case = account.tickets.case(place[0])
    said = talk.note(account.tickets, case, case.life[place[1]])
    return f"{said} (corrected)" if view.life.modified(view.at) > view.life.born else said


def _body(view: View) -> str:
    found: str = view.once("body", lambda: f"<div><p>{escape(_text(view), quote=False)}</p></div>")
    return found


def _owner(view: View) -> str:
    place = of_ticket(view.root)
    if place is None:
        return ids.owner(view.root % view.account.company.colleagues)
    return ids.owner(view.account.tickets.case(place[0]).agent)


PROPERTIES = by_name((
    Property("hs_note_body", "Note body", field_type="html", read=_body),
    Property("hs_body_preview", "Body preview", read=lambda v: _text(v)[:512], calculated=True),
    Property("hs_timestamp", "Activity date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_createdate", "Create date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_lastmodifieddate", "Last modified date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("hubspot_owner_id", "Activity assigned to", "enumeration", "select", _owner),
    Property("hs_attachment_ids", "Attached file IDs", "enumeration", "checkbox"),
))  # fmt: skip
NOTES = Kind(
    "notes",
    "note",
    "0-46",
    BASE,
    (),
    PROPERTIES,
    ("crm.objects.contacts.read",),
    ((requests, of_request), (customers, of_organisation)),
    created="hs_createdate",
    searched=("hs_note_body",),
)
