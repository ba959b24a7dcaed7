"""FOCUS: charges in the columns of the FinOps Open Cost and Usage Specification, 1.0 to 1.2, however they are capitalised.

https://focus.finops.org/focus-specification/v1-2/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.dates import is_ambiguous
from productops.kit.money import CURRENCIES
from productops.kit.rows import row
from productops.model import Contract, CostRecord, Record, Tool

from .common import beside, vendor_id, vendors
from .entry import Entry
from .kind import Kind

_COSTS = {
    "billed_cost": "BilledCost", "effective_cost": "EffectiveCost", "list_cost": "ListCost",
    "contracted_cost": "ContractedCost",
}  # fmt: skip
_PERIODS = {
    "charge_period_start": "ChargePeriodStart", "charge_period_end": "ChargePeriodEnd",
    "billing_period_start": "BillingPeriodStart", "billing_period_end": "BillingPeriodEnd",
}  # fmt: skip
_TOLD = 5
_CATEGORIES = ("usage", "purchase", "tax", "credit", "adjustment")
_AGREED = ("CommitmentDiscountId", "ContractId")
_BESIDE = (
    "ProviderName", "PublisherName", "InvoiceIssuerName", "ServiceCategory", "ChargeClass", "PricingCategory",
    "CommitmentDiscountStatus", "SkuPriceId", "ResourceId", "SubAccountId", "SubAccountName", "PricingCurrency",
    "PricingCurrencyEffectiveCost", "PricingCurrencyListUnitPrice", "PricingCurrencyContractedUnitPrice",
)  # fmt: skip


def _provider(entry: Entry) -> str | None:
    """1.3 renames the column."""
    return entry.text("ProviderName", "ServiceProviderName")


def _is_focus(entry: Entry) -> bool:
    periods = entry.has("ChargePeriodStart") or entry.has("BillingPeriodStart")
    return periods and (entry.has("BilledCost") or entry.has("EffectiveCost"))


def _rows(entry: Entry, run: Run) -> Iterator[Record]:
    """The charge, what it is for, who provides, publishes and bills it, and the agreement it falls under."""
    provider, service = _provider(entry), entry.text("ServiceName")
    names = [provider, entry.text("PublisherName"), entry.text("InvoiceIssuerName")]
    yield from vendors(run, names)
    tool = ":".join(filter(None, (provider, service))).casefold() or None
    if tool:
        yield row(
            Tool,
            run,
            tool,
            name=service or provider,
            vendor_id=vendor_id(run, provider),
            category=entry.text("ServiceCategory") if service else None,
            discovered_in="finance",
        )
    agreed = entry.text(*_AGREED)
    if agreed:
        yield _contract(entry, agreed, provider, run)
    yield _cost(entry, tool, agreed, run)


def _contract(entry: Entry, agreed: str, provider: str | None, run: Run) -> Contract:
    """What every charge under it says alike; a commitment may be for several services."""
    return row(
        Contract,
        run,
        agreed,
        vendor_id=vendor_id(run, provider),
        contract_number=agreed,
        start_date=entry.day("ContractPeriodStart"),
        end_date=entry.day("ContractPeriodEnd"),
    )


def _cost(entry: Entry, tool: str | None, agreed: str | None, run: Run) -> CostRecord:
    money, aside = _money(entry)
    kept: dict[str, Any] = {name: entry.text(name) for name in (*_BESIDE, *_undated(entry))}
    return row(
        CostRecord,
        run,
        f"{entry.file}:{entry.row}",
        **money,
        **{column: _moment(entry, name) for column, name in _PERIODS.items()},
        tool_id=run.ref(Tool, tool),
        contract_id=run.ref(Contract, agreed),
        charge_category=_category(entry),
        charge_frequency=entry.text("ChargeFrequency"),
        charge_description=entry.text("ChargeDescription"),
        pricing_quantity=entry.amount("PricingQuantity"),
        pricing_unit=entry.text("PricingUnit"),
        sku_id=entry.text("SkuId"),
        invoice_id=entry.text("InvoiceId"),
        tags=_tags(entry),
        custom_fields=beside(**{**kept, **aside}),
    )


def _moment(entry: Entry, name: str) -> datetime | None:
    """A period's end; a text that is no date costs the period and not the money, and is kept beside.

    Raises:
        RecordRejected: it could mean two days.
    """
    try:
        return entry.moment(name)
    except RecordRejected:
        if is_ambiguous(entry.text(name) or ""):
            raise
        return None


def _undated(entry: Entry) -> list[str]:
    """Periods whose text is no date."""
    return [n for n in _PERIODS.values() if entry.text(n) and _moment(entry, n) is None]


def _notes(first: Sequence[Entry]) -> list[str]:
    return [
        f'row {entry.row}, "{name}": "{entry.text(name)}" is no date; the charge is kept without it'
        for entry in first
        for name in _undated(entry)
    ][:_TOLD]


def _money(entry: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Costs and their currency; and beside them what is billed in a unit that is no currency (credits, tokens).

    https://focus.finops.org/focus-column/billing-currency/
    """
    amounts: dict[str, Decimal | None] = {
        column: entry.amount(name) for column, name in _COSTS.items()
    }
    named = entry.text("BillingCurrency")
    currency = named.upper() if named else entry.manner.currency
    if currency is None or currency in CURRENCIES:
        return {**amounts, "billing_currency": currency}, {}
    units = {_COSTS[column]: str(held) for column, held in amounts.items() if held is not None}
    return {}, {**units, "BillingCurrency": named}


def _category(entry: Entry) -> str | None:
    found = entry.text("ChargeCategory")
    if found is None:
        return None
    if found.casefold() not in _CATEGORIES:
        raise RecordRejected(
            f'"{found[:40]}" is none of: {", ".join(_CATEGORIES)}', field="ChargeCategory"
        )
    return found.casefold()


def _tags(entry: Entry) -> dict[str, Any]:
    """Tags are an object of JSON, also as the text of a cell."""
    found = entry.get("Tags")
    if isinstance(found, str):
        try:
            found = msgspec.json.decode(found)
        except msgspec.DecodeError:
            raise RecordRejected("it is no JSON", field="Tags") from None
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


FOCUS = Kind(
    "focus", "FOCUS charges", _is_focus, _rows, dated=tuple(_PERIODS.values()),
    counted=(*_COSTS.values(), "PricingQuantity"), notes=_notes,
)  # fmt: skip
