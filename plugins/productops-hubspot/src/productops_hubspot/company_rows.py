"""A company as `account`, with the revenue that its deals bring."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from productops.errors import RecordRejected
from productops.kit import Run
from productops.kit.rows import row
from productops.model import Account, Record

from .common import envelope, merged_into, owner
from .kinds import COMPANIES
from .people_rows import CUSTOMER, PROSPECT
from .reasons import reasons
from .revenue import Revenue, of_company
from .values import amount, label, text, texts
from .wire import Crm, Entry


def company_rows(entry: Entry, run: Run) -> Iterator[Record]:
    """The company."""
    record = entry.record
    earned = of_company(record.key, run)
    yield row(
        Account,
        run,
        record.key,
        **envelope(COMPANIES, record, run),
        name=text(record, "name"),
        domains=_domains(record),
        industry=label("companies", "industry", text(record, "industry"), run),
        employee_count=_employees(record),
        country=text(record, "country"),
        lifecycle=_lifecycle(text(record, "lifecyclestage"), earned),
        owner_id=owner(record, run),
        notes=text(record, "description"),
        **_columns(earned),
    )
    yield from merged_into(COMPANIES, entry, Account, run)
    name = text(record, "name")
    yield from reasons(COMPANIES, entry, run, title=name, author=None, account=record.key)


def _columns(earned: Revenue) -> dict[str, Any]:
    """What is earned; nothing where deals in several currencies would have to be added up."""
    return {
        "mrr": earned.monthly,
        "mrr_currency": earned.currency if earned.monthly is not None else None,
        "arr": earned.yearly,
        "arr_currency": earned.currency if earned.yearly is not None else None,
        "revenue_as_of": earned.as_of,
    }


def _domains(record: Crm) -> list[str]:
    first = text(record, "domain")
    return list(
        dict.fromkeys([*([first] if first else []), *texts(record, "hs_additional_domains")])
    )


def _employees(record: Crm) -> int | None:
    found = amount(record, "numberofemployees")
    if found is None:
        return None
    if found != int(found) or not 0 <= found < 2**63:
        raise RecordRejected("numberofemployees is no whole number", field="numberofemployees")
    return int(found)


def _lifecycle(stage: str | None, earned: Revenue) -> str | None:
    """A customer whose recurring deals have all ended is none any more."""
    if stage in CUSTOMER:
        return "churned" if earned.ended else "active"
    return "prospect" if stage in PROSPECT else None
