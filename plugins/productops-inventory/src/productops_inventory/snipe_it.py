"""Snipe-IT: software licences and their seats, as its API answers and as its lists export to CSV.

https://snipe-it.readme.io/reference/licenses
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from productops.kit import Run
from productops.kit.cells import text_of
from productops.kit.rows import row
from productops.model import Contract, CostRecord, Person, Record, SeatAssignment, Tool

from .common import address, beside, vendor_id, vendors
from .entry import Entry
from .kind import Kind

# The last day of a licence is one of its days; a period ends with the day after
_DAY = timedelta(days=1)
_NAME = ("name", "License Name", "Software Name", "License")
_SEATS = ("seats", "Total", "Total Seats", "Qty")
_FREE = ("free_seats_count", "Avail", "Available", "Remaining")


def _is_seat(entry: Entry) -> bool:
    return entry.has("license_id")


def _is_licence(entry: Entry) -> bool:
    api = entry.has("free_seats_count") or entry.has("license_seats_count")
    table = any(map(entry.has, _SEATS)) and any(
        map(entry.has, ("Expiration Date", "Termination Date", "Licensed to Name", "Product Key"))
    )
    return api or table


def _dates(name: str) -> tuple[str, str, str]:
    """The API gives each date as an object, the table as a text."""
    return f"{name}.date", f"{name}.datetime", name


def _id(entry: Entry) -> str:
    """The licence's id; a table may be exported without, then its name and order."""
    parts = [entry.text("id"), None] if entry.text("id") else [entry.text(*_NAME), _order(entry)]
    return _licence(":".join(filter(None, parts)) or entry.sure("id"))


def _licence(known: str) -> str:
    """Its id, apart from those of other files of the source, which may be numbers too."""
    return f"license:{known}"


def _order(entry: Entry) -> str | None:
    return entry.text("order_number")


def _rows(entry: Entry, run: Run) -> Iterator[Record]:
    """A licence as a product and what was agreed, or a seat of one."""
    if _is_seat(entry):
        yield from _seat(entry, run)
        return
    maker = entry.text("manufacturer.name", "manufacturer")
    seller = entry.text("supplier.name", "supplier")
    known = _id(entry)
    yield from vendors(run, [maker, seller])
    yield row(
        Tool,
        run,
        known,
        source_created_at=entry.moment("created_at.datetime", "created_at"),
        source_updated_at=entry.moment("updated_at.datetime", "updated_at"),
        name=entry.text(*_NAME),
        vendor_id=vendor_id(run, maker),
        category=entry.text("category.name", "category"),
        discovered_in="asset_register",
    )
    bought, free = entry.whole(*_SEATS), entry.whole(*_FREE)
    yield row(
        Contract,
        run,
        known,
        tool_id=run.ref(Tool, known),
        vendor_id=vendor_id(run, seller or maker),
        contract_number=_order(entry),
        start_date=entry.day(*_dates("purchase_date")),
        end_date=entry.day(*_dates("expiration_date")),
        termination_date=entry.day(*_dates("termination_date")),
        seats_purchased=bought,
        seats_assigned=bought - free if bought is not None and free is not None else None,
        purchase_order=entry.text("purchase_order"),
    )
    yield from _cost(entry, known, run)


def _cost(entry: Entry, known: str, run: Run) -> Iterator[Record]:
    """What was paid for the licence, once; Snipe-IT does not say in which currency."""
    paid = entry.amount("purchase_cost_numeric", "purchase_cost")
    if paid is None:
        return
    ends = entry.moment(*_dates("expiration_date"))
    yield row(
        CostRecord,
        run,
        known,
        tool_id=run.ref(Tool, known),
        contract_id=run.ref(Contract, known),
        billed_cost=paid,
        billing_currency=entry.manner.currency,
        charge_category="purchase",
        charge_period_start=entry.moment(*_dates("purchase_date")),
        charge_period_end=ends + _DAY if ends else None,
    )


def _seat(entry: Entry, run: Run) -> Iterator[Record]:
    """A seat that somebody holds; one that is free, or a machine's, is nobody's."""
    licence, seat = _licence(entry.sure("license_id")), entry.sure("id")
    name = entry.text("assigned_user.name", "assigned_user")
    mail = address(entry.text("assigned_user.email"))
    user = entry.text("assigned_user.id")
    known = mail or (f"user:{user}" if user else name)
    if known is None:
        return
    yield row(Person, run, known, display_name=name, email=mail, person_type="internal")
    yield row(
        SeatAssignment,
        run,
        f"{licence}:{seat}",
        contract_id=run.ref(Contract, licence),
        tool_id=run.ref(Tool, licence),
        person_id=run.ref(Person, known),
        custom_fields=beside(name=text_of(entry.get("name")) or None),
    )


SNIPE_IT = Kind(
    "snipe_it", "Snipe-IT licences", lambda entry: _is_seat(entry) or _is_licence(entry), _rows,
    key=lambda entry: f"{entry.sure('license_id')}:{entry.sure('id')}" if _is_seat(entry) else _id(entry),
    dated=("purchase_date", "expiration_date", "termination_date", "created_at", "updated_at"),
    counted=("purchase_cost",),
)  # fmt: skip
