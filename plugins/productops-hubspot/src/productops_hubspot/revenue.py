"""What a company brings in: the recurring revenue of the deals that were won with it.

A deal counts while it is won and has no date at which its revenue ended. HubSpot works out `hs_mrr` and `hs_arr` from
line items; `recurring_revenue_amount` is what a person enters a month. An `amount` alone says nothing of how often it
is paid, so it counts only as `deal_amount` in the settings says.
https://knowledge.hubspot.com/deals/set-up-recurring-revenue-tracking
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from weakref import WeakKeyDictionary

from productops.errors import RecordRejected
from productops.kit import Run

from .common import main, merged
from .kinds import DEALS
from .stages import standing
from .values import amount, text, when
from .wire import Crm, Entry

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Revenue:
    """Money a month and a year, in one currency; *ended*: there was some, and all of it has ended."""

    monthly: Decimal | None = None
    yearly: Decimal | None = None
    currency: str | None = None
    as_of: date | None = None
    ended: bool = False


NONE = Revenue()
_worked_out: WeakKeyDictionary[Run, dict[str, Revenue]] = WeakKeyDictionary()


def of_company(company: str, run: Run) -> Revenue:
    """What its deals bring. They are added up once a run, for all companies."""
    found = _worked_out.get(run)
    if found is None:
        found = _worked_out[run] = _by_company(run)
    return found.get(company, NONE)


def _by_company(run: Run) -> dict[str, Revenue]:
    deals: dict[str, list[Revenue]] = {}
    held = {key: run.seen("deals", key) for key in sorted(run.ids("deals"))}
    found = {key: entry for key, entry in held.items() if isinstance(entry, Entry)}
    # what was merged into another deal is held still
    gone = {one for entry in found.values() for one in merged(entry) if one != entry.record.key}
    for key, entry in found.items():
        company = None if key in gone else main(entry, "companies")
        earned = of_deal(entry.record, run) if company else None
        if company and earned:
            deals.setdefault(company, []).append(earned)
    return {company: added_up(found) for company, found in deals.items()}


def of_deal(deal: Crm, run: Run) -> Revenue | None:
    """What a won deal brings a month and a year; None where it is not won, or says nothing of it."""
    if deal.archived or not _is_won(deal, run):
        return None
    try:
        monthly, yearly = _amounts(deal, run)
        closed = when(deal, "closedate")
    except RecordRejected:
        return None
    if monthly is None and yearly is None:
        return None
    if text(deal, "recurring_revenue_inactive_date"):
        return Revenue(ended=True)
    currency = text(deal, "deal_currency_code") or run.instance.detail.get("currency")
    return Revenue(monthly, yearly, currency, closed.date() if closed else None)


def _is_won(deal: Crm, run: Run) -> bool:
    """HubSpot's own word, else what its stage says."""
    told = text(deal, "hs_is_closed_won")
    return told == "true" if told else standing(DEALS, deal, run).won


def _amounts(deal: Crm, run: Run) -> tuple[Decimal | None, Decimal | None]:
    monthly = amount(deal, "hs_mrr") or amount(deal, "recurring_revenue_amount")
    yearly = amount(deal, "hs_arr")
    if monthly or yearly:
        return monthly, yearly or (monthly and monthly * _MONTHS)
    whole, often = amount(deal, "amount"), run.settings.deal_amount
    if whole is None or often == "once":
        return None, None
    return (whole, whole * _MONTHS) if often == "monthly" else (None, whole)


def added_up(deals: Iterable[Revenue]) -> Revenue:
    """All deals of a company together; amounts in several currencies are not added."""
    found = list(deals)
    live = [one for one in found if not one.ended]
    if not live:
        return Revenue(ended=bool(found))
    days = [one.as_of for one in live if one.as_of]
    newest = max(days, default=None)
    if len({one.currency for one in live}) > 1:
        return Revenue(as_of=newest)
    return Revenue(
        _sum(one.monthly for one in live),
        _sum(one.yearly for one in live),
        live[0].currency,
        newest,
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if known else None
