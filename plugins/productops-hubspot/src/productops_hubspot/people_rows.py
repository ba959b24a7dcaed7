"""Contacts and owners as `person`, with `link` for what else a contact belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from productops.kit import Run
from productops.kit.rows import row
from productops.model import Account, Person, Record

from .common import envelope, key_of, main, merged_into, others, ties
from .kinds import CONTACTS
from .lists_wire import Owner
from .reasons import reasons
from .values import as_moment, text
from .wire import Entry

# https://knowledge.hubspot.com/records/use-lifecycle-stages
PROSPECT = ("subscriber", "lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity")
CUSTOMER = ("customer", "evangelist")


def contact_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """The contact; the company HubSpot calls the primary one is its account."""
    record = entry.record
    company = text(record, "associatedcompanyid") or main(entry, "companies")
    name = full_name(text(record, "firstname"), text(record, "lastname"))
    yield row(
        Person,
        run,
        record.key,
        **envelope(CONTACTS, record, run),
        display_name=name,
        email=text(record, "email"),
        phone=text(record, "phone") or text(record, "mobilephone"),
        person_type=_type(text(record, "lifecyclestage")),
        role=text(record, "jobtitle"),
        account_id=run.ref(Account, company),
        locale=text(record, "hs_language"),
    )
    place = (Person, record.key)
    yield from ties(CONTACTS, place, "member_of", Account, others(entry, "companies", company), run)
    yield from merged_into(CONTACTS, entry, Person, run)
    yield from reasons(CONTACTS, entry, run, title=name, author=record.key, account=company)


def owner_rows(owner: Owner, run: Run) -> Iterator[Record]:
    """A colleague. Contacts count their ids apart, so an owner's is `owner:ID`."""
    key = key_of(owner.id if owner.id is not None else owner.owner_id)
    yield row(
        Person,
        run,
        f"owner:{key}",
        source_created_at=as_moment(owner.created_at, "createdAt"),
        source_updated_at=as_moment(owner.updated_at, "updatedAt"),
        display_name=full_name(owner.first_name, owner.last_name),
        email=owner.email or None,
        person_type="internal",
        active=owner.archived is not True,
        external_id=owner.user,
        tags=[team.name for team in owner.teams or () if team.name],
    )


def full_name(*parts: str | None) -> str | None:
    """A name of its parts, where there are any."""
    return " ".join(part for part in parts if part) or None


def _type(stage: str | None) -> str:
    if stage in CUSTOMER:
        return "customer"
    return "prospect" if stage in PROSPECT else "unknown"
