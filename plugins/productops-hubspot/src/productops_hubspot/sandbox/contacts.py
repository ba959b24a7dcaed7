"""Contacts: the people who write, and a few of them twice until somebody merges them.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/contacts/guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from productops.sandbox.life import DAY
from productops.sandbox.people import Person

from . import ids, lives
from .contact_properties import FILLERS
from .model import Kind, Life, Property, View, by_name, merged_ids

if TYPE_CHECKING:
    from .account import Account
    from .book import Book

BASE = 713_000_000_000
_TWIN, _SLOTS = (41, 13), 3
_SILENT = {"moved", "deleted", "erased"}
JOBS = (
    "Operations manager",
    "Head of finance",
    "Office manager",
    "Team lead",
    "IT administrator",
    "Founder",
)
STAGES = ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer", "evangelist", "other")  # fmt: skip


def count(account: Account) -> int:
    """How many people have written."""
    return account.company.people(account.now // ids.SECOND)


def contact_of(book: Book, requester: int) -> int:
    """The person behind a requester of a book."""
    return book.person(requester).index


def of_person(account: Account, index: int) -> list[tuple[int, Life]]:
    """A person's contact; every 41st has another one with a private address for three weeks."""
    person = account.company.person(index)
    main = _SLOTS * index
    own = _life(account, person)
    met = account.company.quiet(person.joined + 22 * DAY)
    deleted = _when(person, "deleted")
    if index % _TWIN[0] != _TWIN[1] or 0 < deleted <= met:
        return [(main, own)]
    twin = lives.life(account.company.quiet(person.joined + 2 * DAY), salt=index + 7)
    at = ids.ms(met, index)
    return lives.united((main, own), (main + 1, twin), main + 2, at, fresh=account.fresh)


def _life(account: Account, person: Person) -> Life:
    first = account.company.founded if person.index == 0 else person.joined
    return lives.life(
        first,
        [change.at for change in person.changes if change.what not in _SILENT],
        salt=person.index,
        archived=_when(person, "deleted"),
        gone=_when(person, "erased"),
    )


def _when(person: Person, what: str) -> int:
    return next((change.at for change in person.changes if change.what == what), 0)


def number_of(person: int) -> int:
    """The number of a person's contact, before merges."""
    return _SLOTS * person


def person_of(view: View) -> Person:
    """The person behind a contact."""
    return view.account.company.person(view.root // _SLOTS)


def happened(view: View, what: str) -> int:
    """When a change of the person happened; 0 if it has not."""
    at = _when(person_of(view), what)
    at = ids.ms(at, view.root // _SLOTS) if at else 0
    return at if at <= view.at else 0


def organisation_of(view: View) -> int | None:
    """Where the person works now, as an organisation's number; a second contact works nowhere."""
    if view.root % _SLOTS or happened(view, "moved"):
        return None
    return person_of(view).organisation


def _names(view: View) -> tuple[str, str]:
    person = person_of(view)
    first, _, last = person.name.partition(" ")
    return (last, first) if person.country.language == "ja" else (first, last)


def _email(view: View) -> str:
    person = person_of(view)
    if view.root % _SLOTS == 0:
        return person.email
    return f"{person.email.partition('@')[0]}@private.example"


def _extra_emails(view: View) -> str | None:
    merged = [n for at, n in view.life.merged if at <= view.at and n % _SLOTS == 1]
    return f"{person_of(view).email.partition('@')[0]}@private.example" if merged else None


def _vids(view: View) -> str | None:
    held = [(at, n) for at, n in view.life.merged if at <= view.at]
    return ";".join(f"{ids.made(view.kind.base, n)}:{at}" for at, n in held) or None


def _company_id(view: View) -> str | None:
    from .companies import COMPANIES

    index = organisation_of(view)
    found = None if index is None else view.account.meant(COMPANIES, index, view.at)
    return None if found is None else str(ids.made(COMPANIES.base, found))


def _phone(view: View) -> str:
    return f"+1 555 01{person_of(view).index % 100:02d}"


def _programmes(view: View) -> str | None:
    index = person_of(view).index
    return {1: "mobile", 2: "mobile;exports", 3: ""}.get(index % 11)


def _score(view: View) -> str:
    """Moves every day, and no date with it."""
    return str((person_of(view).index * 13 + view.at // ids.DAY) % 101)


_KNOWN = (
    Property("email", "Email", read=_email),
    Property("firstname", "First name", read=lambda v: _names(v)[0]),
    Property("lastname", "Last name", read=lambda v: _names(v)[1]),
    Property("phone", "Phone number", field_type="phonenumber", read=lambda v: _phone(v) if person_of(v).index % 3 else None),
    Property("mobilephone", "Mobile phone number", field_type="phonenumber"),
    Property("jobtitle", "Job title", read=lambda v: JOBS[person_of(v).index % len(JOBS)]),
    Property("company", "Company name"),
    Property("country", "Country/region", read=lambda v: person_of(v).country.code),
    Property("hs_language", "Preferred language", "enumeration", "select", lambda v: person_of(v).country.locale.lower(),
             (("en-us", "English (US)"), ("en-gb", "English (UK)"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("ja", "Japanese"))),
    Property("hs_timezone", "Time Zone", "enumeration", "select", lambda v: person_of(v).country.zone.lower().replace("/", "_slash_")),
    Property("lifecyclestage", "Lifecycle Stage", "enumeration", "radio",
             lambda v: "customer" if organisation_of(v) is not None else "lead", tuple((s, s.capitalize()) for s in STAGES)),
    Property("hubspot_owner_id", "Contact owner", "enumeration", "select", lambda v: ids.owner(person_of(v).index % v.account.company.colleagues)),
    Property("associatedcompanyid", "Primary Associated Company ID", "number", "number", _company_id),
    Property("createdate", "Create Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("lastmodifieddate", "Last Modified Date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_lastmodifieddate", "Object last modified date/time", "datetime", "date"),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("hs_merged_object_ids", "Merged record IDs", "enumeration", "checkbox", merged_ids),
    Property("hs_calculated_merged_vids", "Merged vids with timestamps of a contact", "enumeration", "checkbox", _vids, calculated=True),
    Property("hs_additional_emails", "Additional email addresses", "enumeration", "checkbox", _extra_emails),
    Property("hs_email_domain", "Email Domain", read=lambda v: _email(v).partition("@")[2], calculated=True),
    Property("hubspotscore", "HubSpot Score", "number", "calculation_score", _score, calculated=True),
    Property("last_product_login", "Last product sign-in", "datetime", "date", lambda v: ids.iso_or_none(happened(v, "signed_in")), own=True),
    Property("suspended_on", "Suspended on", "date", "date", lambda v: ids.day(happened(v, "suspended")) if happened(v, "suspended") else None, own=True),
    Property("beta_programmes", "Beta programmes", "enumeration", "checkbox", _programmes, (("mobile", "Mobile app"), ("exports", "New exports"), ("rules", "Automation rules")), own=True),
    Property("old_segment", "Segment (old)", own=True, archived=True),
)  # fmt: skip
CONTACTS = Kind(
    "contacts",
    "contact",
    "0-1",
    BASE,
    ("email", "firstname", "lastname"),
    by_name((*FILLERS, *_KNOWN)),
    ("crm.objects.contacts.read",),
    ((count, of_person),),
    modified="lastmodifieddate",
    searched=("email", "firstname", "lastname", "phone", "company"),
)
