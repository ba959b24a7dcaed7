"""Deals: how each customer was won, and what became of renewals, upgrades and offers.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/deals/guide
"""

from __future__ import annotations

from . import ids
from .companies import count, left_at
from .deal_plan import (
    NEW,
    OFFER,
    RENEWAL,
    SLOTS,
    Deal,
    deal,
    lost_because,
    objection,
    of_organisation,
)
from .model import Kind, Property, View, by_name, merged_ids

BASE = 498_000_000_000
SALES, RENEWALS = "default", "203114"
STAGES = ("appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "contractsent")
_PROBABILITY = {"appointmentscheduled": 0.2, "qualifiedtobuy": 0.4, "presentationscheduled": 0.6, "contractsent": 0.9,
                "closedwon": 1.0, "closedlost": 0.0, "990101": 0.5, "990102": 1.0, "990103": 0.0}  # fmt: skip
COMPETITORS = ("Loomwork", "Tallyboard", "Spreadsheet", "Northgrid")
_NAMES = ("{} - New business", "{} - Renewal", "{} - Upgrade", "{} - Automation add-on")


def deal_of(view: View) -> Deal:
    """The deal behind a record."""

    def make() -> Deal:
        found = deal(view.account, view.root)
        if found is None:
            raise LookupError(view.root)
        return found

    made: Deal = view.once("deal", make)
    return made


def _reached(view: View) -> int:
    """How many stages it has reached."""
    return sum(ids.ms(at, view.root) <= view.at for at in deal_of(view).stages)


def _closed(view: View) -> bool:
    return _reached(view) == len(deal_of(view).stages)


def _won(view: View) -> bool:
    return _closed(view) and deal_of(view).won


def _stage(view: View) -> str:
    made = deal_of(view)
    if made.what == RENEWAL:
        return ("990102" if made.won else "990103") if _closed(view) else "990101"
    if _closed(view):
        return "closedwon" if made.won else "closedlost"
    return STAGES[max(0, _reached(view) - 1)]


def _closing(view: View) -> str:
    return ids.iso(ids.ms(deal_of(view).stages[-1], view.root))


def _lost(view: View) -> str | None:
    return lost_because(view.account, view.root) if _closed(view) and not _won(view) else None


def _competitor(view: View) -> str | None:
    return COMPETITORS[view.root % len(COMPETITORS)] if _lost(view) else None


def _feature(view: View) -> str | None:
    return (
        objection(view.account, view.root)[0]
        if deal_of(view).what == OFFER and _lost(view)
        else None
    )


def _owner(view: View) -> str:
    colleagues = view.account.company.colleagues
    left = deal_of(view).what == NEW and view.root // SLOTS % 9 == 4  # noqa: PLR2004 - a pattern
    return ids.owner(901 if left else view.root // SLOTS % colleagues)


def _monthly(view: View) -> str | None:
    made = deal_of(view)
    return f"{made.amount / 12:.2f}" if made.what != OFFER else None


def _ended(view: View) -> str | None:
    """When what was won stopped to pay."""
    left = left_at(view.account, view.root // SLOTS)
    at = ids.ms(left, view.root) if left else 0
    return ids.iso(at) if 0 < at <= view.at and _won(view) and _monthly(view) else None


def _probability(view: View) -> str:
    """As long as the vendor writes it: the whole binary fraction."""
    return f"{_PROBABILITY[_stage(view)]:.55f}".rstrip("0").rstrip(".") or "0"


def _days(view: View) -> str:
    until = ids.ms(deal_of(view).stages[-1], view.root) if _closed(view) else view.at
    return str((until - view.life.born) // ids.DAY)


def _amount(view: View) -> str:
    return str(deal_of(view).amount)


def _some(values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((value, value.capitalize()) for value in values)


PROPERTIES = by_name((
    Property("dealname", "Deal Name", read=lambda v: _NAMES[deal_of(v).what].format(deal_of(v).customer.name)),
    Property("pipeline", "Pipeline", "enumeration", "select", lambda v: RENEWALS if deal_of(v).what == RENEWAL else SALES, ((SALES, "Sales Pipeline"), (RENEWALS, "Renewals"))),
    Property("dealstage", "Deal Stage", "enumeration", "radio", _stage),
    Property("dealtype", "Deal Type", "enumeration", "radio", lambda v: "existingbusiness" if deal_of(v).what else "newbusiness", (("newbusiness", "New Business"), ("existingbusiness", "Existing Business"))),
    Property("amount", "Amount", "number", "number", _amount),
    Property("amount_in_home_currency", "Amount in company currency", "number", "number", _amount, calculated=True),
    Property("deal_currency_code", "Currency", "enumeration", "select", lambda v: deal_of(v).customer.country.currency, _some(("USD", "EUR", "GBP", "AUD", "JPY"))),
    Property("closedate", "Close Date", "datetime", "date", _closing),
    Property("createdate", "Create Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_createdate", "HubSpot Create Date", "datetime", "date", lambda v: ids.iso(v.life.born)),
    Property("hs_lastmodifieddate", "Last Modified Date", "datetime", "date", lambda v: ids.iso(v.life.modified(v.at))),
    Property("hs_object_id", "Record ID", "number", "number", lambda v: v.id),
    Property("hs_merged_object_ids", "Merged Deal IDs", "enumeration", "checkbox", merged_ids),
    Property("hs_is_closed", "Is Deal Closed?", "bool", "booleancheckbox", lambda v: str(_closed(v)).lower(), calculated=True),
    Property("hs_is_closed_won", "Is Closed Won", "bool", "booleancheckbox", lambda v: str(_won(v)).lower(), calculated=True),
    Property("hs_deal_stage_probability", "Deal probability", "number", "number", _probability, calculated=True),
    Property("hs_mrr", "Monthly recurring revenue", "number", "calculation_equation", _monthly, calculated=True),
    Property("hs_arr", "Annual recurring revenue", "number", "calculation_equation", lambda v: _amount(v) if _monthly(v) else None, calculated=True),
    Property("days_to_close", "Days to close", "number", "calculation_equation", _days, calculated=True),
    Property("recurring_revenue_amount", "Recurring revenue amount", "number", "number", lambda v: _monthly(v) if _won(v) else None),
    Property("recurring_revenue_inactive_date", "Recurring revenue inactive date", "datetime", "date", _ended),
    Property("recurring_revenue_inactive_reason", "Recurring revenue inactive reason", "enumeration", "select", lambda v: "CHURNED" if _ended(v) else None, (("CHURNED", "Churned"), ("DOWNGRADED", "Downgraded"))),
    Property("closed_lost_reason", "Closed Lost Reason", field_type="textarea", read=_lost),
    Property("closed_won_reason", "Closed Won Reason", field_type="textarea"),
    Property("description", "Deal Description", field_type="textarea"),
    Property("hubspot_owner_id", "Deal owner", "enumeration", "select", _owner),
    Property("competitor", "Lost to", "enumeration", "select", _competitor, _some(COMPETITORS), own=True),
    Property("missing_feature", "Missing feature", "enumeration", "select", _feature, own=True),
    Property("old_forecast", "Forecast (old)", "number", "number", own=True, archived=True),
))  # fmt: skip
DEALS = Kind(
    "deals",
    "deal",
    "0-3",
    BASE,
    ("amount", "closedate", "dealname", "dealstage", "pipeline"),
    PROPERTIES,
    ("crm.objects.deals.read",),
    ((count, of_organisation),),
    searched=("dealname", "pipeline", "dealstage", "dealtype"),
)
