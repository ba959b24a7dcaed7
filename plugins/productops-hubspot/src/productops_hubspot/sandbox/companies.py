"""Companies: the customers, from the day sales first talks to them.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/companies/guide
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from productops.sandbox.life import DAY
from productops.sandbox.people import PLANS, SEGMENTS, Organisation
from productops.sandbox.phrases import PHRASES

from . import ids, lives
from .model import Kind, Life, Property, View, by_name, merged_ids

if TYPE_CHECKING:
    from .account import Account

BASE = 407_000_000_000
COURTSHIP = 50 * DAY
_ARCHIVED_AFTER, _REVIEWED, _CANCELS = 60 * DAY, 200 * DAY, 240 * DAY
INDUSTRIES = ("LOGISTICS_AND_SUPPLY_CHAIN", "FOOD_BEVERAGES", "HOSPITAL_HEALTH_CARE", "CONSTRUCTION", "RETAIL", "COMPUTER_SOFTWARE")  # fmt: skip


def count(account: Account) -> int:
    """How many customers there are, and how many will be before long."""
    return account.company.organisations(account.now // ids.SECOND + COURTSHIP)


def of_organisation(account: Account, index: int) -> list[tuple[int, Life]]:
    """A customer's company; some of those that leave are archived after a while."""
    company = account.company
    made = company.organisation(index)
    left = left_at(account, index)
    gone = company.quiet(left + _ARCHIVED_AFTER) if left and index % 4 == 3 else 0  # noqa: PLR2004 - a pattern
    moved = [made.since, company.quiet(made.since + _REVIEWED), when(made, "upgraded"), left]
    first = company.quiet(made.since - COURTSHIP)
    return [(index, lives.life(first, moved, salt=index, archived=gone))]


def when(made: Organisation, what: str) -> int:
    """When something happens to a customer, 0 if never."""
    return next((change.at for change in made.changes if change.what == what), 0)


def left_at(account: Account, index: int) -> int:
    """When a customer leaves, 0 if never; sales hears of it more often than support does."""
    made = account.company.organisation(index)
    known = when(made, "deleted")
    return known or (account.company.quiet(made.since + _CANCELS) if index % 7 == 1 else 0)


def customer(view: View) -> Organisation:
    """The customer behind a company."""
    return view.account.company.organisation(view.root)


def _happened(view: View, at: int) -> int:
    found = ids.ms(at, view.root) if at else 0
    return found if found <= view.at else 0


def _signed(view: View) -> bool:
    return bool(_happened(view, customer(view).since))


def _churned(view: View) -> int:
    return _happened(view, left_at(view.account, view.root))


def _plan(view: View) -> int:
    made = customer(view)
    return made.plan + bool(_happened(view, when(made, "upgraded")))


def _stage(view: View) -> str:
    return "other" if _churned(view) else "customer" if _signed(view) else "opportunity"


def mrr(made: Organisation, plan: int) -> int:
    """What a customer pays a month, in its own currency."""
    return PLANS[plan][1] + made.seats * 3


def churn_reason(account: Account, index: int) -> str:
    """Why a customer left, in its own words."""
    made = account.company.organisation(index)
    words = PHRASES[made.country.language]
    area = sorted(words.details)[index % len(words.details)]
    found = words.details[area][index % len(words.details[area])]
    return found.format(area=words.areas[area], n=index % 30 + 3, m=2, code="E-1107", product=account.company.product)  # fmt: skip


def _reason(view: View) -> str | None:
    return churn_reason(view.account, view.root) if _churned(view) else None


def _contacts(view: View) -> str:
    """Follows associations, and moves no date."""
    from .contacts import CONTACTS
    from .ties import tied

    return str(len(tied(view.account, view.kind, CONTACTS, view.index, view.at)))


def _health(view: View) -> str:
    """Calculated every night, and moves no date."""
    return str((view.root * 29 + view.at // ids.DAY * 3) % 101)


def _owner(view: View) -> str:
    reviewed = _happened(view, view.account.company.quiet(customer(view).since + _REVIEWED))
    return ids.owner((view.root + bool(reviewed)) % view.account.company.colleagues)


_PLANS = tuple((name.lower(), name) for name, _ in PLANS)
PROPERTIES = by_name((
    Property("name", "Company name", read=lambda v: customer(v).name),
    Property("domain", "Company Domain Name", read=lambda v: customer(v).domain),
    Property("hs_additional_domains", "Additional Domains", "enumeration", "checkbox", lambda v: f"go.{customer(v).domain};{customer(v).domain.split('-')[0]}-{v.root}.app.example" if v.root % 9 == 0 else None),
    Property("industry", "Industry", "enumeration", "select", lambda v: INDUSTRIES[v.root % len(INDUSTRIES)], tuple((i, i.replace("_", " ").capitalize()) for i in INDUSTRIES)),
    Property("numberofemployees", "Number of Employees", "number", "number", lambda v: str(customer(v).seats * 4)),
    Property("country", "Country/Region", read=lambda v: customer(v).country.code),
    Property("city", "City"),
    Property("phone", "Phone Number", field_type="phonenumber", read=lambda v: f"+1 555 01{v.root % 100:02d}"),
    Property("annualrevenue", "Annual Revenue", "number", "number"),
    Property("description", "Description", field_type="textarea", read=lambda v: None if v.root % 4 else f"{customer(v).name} plans its shifts with us."),
    Property("lifecyclestage", "Lifecycle Stage", "enumeration", "radio", _stage, (("opportunity", "Opportunity"), ("customer", "Customer"), ("other", "Other"))),
    Property("hubspot_owner_id", "Company owner", "enumeration", "select", _owner),
    Property("createdate", "Create Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_lastmodifieddate", "Last Modified Date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("hs_merged_object_ids", "Merged Company IDs", "enumeration", "checkbox", merged_ids),
    Property("num_associated_contacts", "Number of Associated Contacts", "number", "number", _contacts, calculated=True),
    Property("is_public", "Is Public", "bool", "booleancheckbox", lambda _: "false"),
    Property("crm_number", "Customer number", read=lambda v: f"CRM-{10_000 + v.root}", own=True),
    Property("plan", "Plan", "enumeration", "select", lambda v: PLANS[_plan(v)][0].lower() if _signed(v) else None, _PLANS, own=True),
    Property("segment", "Segment", "enumeration", "radio", lambda v: SEGMENTS[_plan(v)], tuple((s, s.capitalize()) for s in dict.fromkeys(SEGMENTS)), own=True),
    Property("seats", "Seats", "number", "number", lambda v: str(customer(v).seats) if _signed(v) else None, own=True),
    Property("health_score", "Health score", "number", "calculation_equation", _health, own=True, calculated=True),
    Property("churned_on", "Churned on", "date", "date", lambda v: ids.day(_churned(v)) if _churned(v) else None, own=True),
    Property("churn_reason", "Churn reason", field_type="textarea", read=_reason, own=True),
    Property("old_region", "Region (old)", own=True, archived=True),
))  # fmt: skip
COMPANIES = Kind(
    "companies",
    "company",
    "0-2",
    BASE,
    ("domain", "name"),
    PROPERTIES,
    ("crm.objects.companies.read",),
    ((count, of_organisation),),
    searched=("name", "domain", "phone"),
)
