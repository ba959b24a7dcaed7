"""Which records belong together, by what the company knows of them; each pair seen from one end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import contacts, feedback, notes
from .contacts import number_of

if TYPE_CHECKING:
    from .account import Account

PRIMARY = "Primary"
Found = Iterator[tuple[int, str]]
"""Numbers of other records, each with a label; an empty one is none."""


def _ticket_contact(account: Account, index: int) -> Found:
    request = index // 2
    person = contacts.contact_of(account.tickets, account.tickets.requester(request))
    yield number_of(person), ""
    if request % 6 == 1 and person:
        yield number_of(person - 1), ""


def _ticket_company(account: Account, index: int) -> Found:
    request = index // 2
    organisation = account.tickets.person(account.tickets.requester(request)).organisation
    if organisation is not None:
        yield organisation, PRIMARY


def _deal_company(_: Account, index: int) -> Found:
    yield index // 4, PRIMARY


def _deal_contact(account: Account, index: int) -> Found:
    """The customer's first person, who decides."""
    person = _first_people(account).get(index // 4)
    if person is not None:
        yield number_of(person), "Decision maker"


def _first_people(account: Account) -> dict[int, int]:
    def make() -> dict[int, int]:
        found: dict[int, int] = {}
        for index in range(contacts.count(account)):
            organisation = account.company.person(index).organisation
            if organisation is not None:
                found.setdefault(organisation, index)
        return found

    made: dict[int, int] = account.once("first people", make)
    return made


def _note_ticket(_: Account, index: int) -> Found:
    place = notes.of_ticket(index)
    if place:
        yield 2 * place[0], ""


def _note_contact(account: Account, index: int) -> Found:
    place = notes.of_ticket(index)
    if place:
        yield from _ticket_contact(account, 2 * place[0])


def _note_company(account: Account, index: int) -> Found:
    place = notes.of_ticket(index)
    if place is None:
        yield notes.deal_number(index) // 4, ""
    else:
        yield from ((found, "") for found, _ in _ticket_company(account, 2 * place[0]))


def _note_deal(_: Account, index: int) -> Found:
    if notes.of_ticket(index) is None:
        yield notes.deal_number(index), ""


def _answer_contact(account: Account, index: int) -> Found:
    yield number_of(feedback.person_of(account, index)), ""


def _answer_ticket(_: Account, index: int) -> Found:
    request = feedback.request_of(index)
    if request is not None:
        yield 2 * request, ""


Pair = tuple[str, str]
MADE: dict[Pair, Callable[[Account, int], Found]] = {
    ("tickets", "contacts"): _ticket_contact,
    ("tickets", "companies"): _ticket_company,
    ("deals", "companies"): _deal_company,
    ("deals", "contacts"): _deal_contact,
    ("notes", "tickets"): _note_ticket,
    ("notes", "contacts"): _note_contact,
    ("notes", "companies"): _note_company,
    ("notes", "deals"): _note_deal,
    ("feedback_submissions", "contacts"): _answer_contact,
    ("feedback_submissions", "tickets"): _answer_ticket,
}
