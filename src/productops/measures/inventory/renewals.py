"""When a decision on a contract is due, which were missed, and which contracts overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from ..answer import Answer, Finding
from ..frames import Frames
from .deadlines import Renewal, next_renewal
from .overlapping import follower, overlapping
from .periods import add_days
from .products import day_of, gaps, midnight, small_of_tools
from .terms import Row, annual_cost, cost_currency, written_end

__all__ = ["overlapping", "renewals"]

_COLUMNS = (
    "source", "source_instance", "contract_number", "source_id", "sku", "pricing_model", "start_date", "end_date", "term_months",
    "auto_renew", "notice_period_days", "renewal_date", "termination_date", "seats_purchased", "unit_price",
    "unit_price_currency", "billing_frequency", "annual_cost", "annual_cost_currency",
)  # fmt: skip
_SHOWN = (
    "contract_id", "tool", "contract", "renewal_date", "decision_deadline", "status", "days_left", "annual_cost",
    "currency", "auto_renew", "notice_period_days", "seats", "decision",
)  # fmt: skip
Decisions = Mapping[str, tuple[str, str]]
"""Id of a contract → what was decided (`renew`, `cancel`, …), and of which renewal (ISO date)."""
DEFINITION = (
    "renewal date: as given, else the end date, else start + term; a contract that renews by itself rolls by its term to"
    " the first renewal after as_of, counted from the start, never from a day that a short month clipped. decision"
    " deadline = renewal date − notice in calendar days; a contract that does not renew by itself is decided on its"
    " renewal date. missed: the deadline passed and it renews by itself; overdue: it passed and nothing says whether it"
    " renews by itself; expired: it ended and no other contract of the product follows. A notice longer than a term"
    " counts against the first renewal that it still reaches."
)


def renewals(
    frames: Frames,
    as_of: datetime,
    within_days: int | None = None,
    *,
    decided: Decisions | None = None,
) -> Answer:
    """The renewal calendar, soonest decision first, and the contracts of one product that overlap.

    Args:
        frames: `contract` and `match`.
        as_of: the moment it is told for; its day in UTC counts.
        within_days: only contracts whose deadline is at most so many days ahead, or has passed.
        decided: what was decided already; a decided renewal is missed no more.
    """
    today = day_of(as_of)
    contracts = small_of_tools(frames, "contract", *_COLUMNS)
    told, excluded = _undecided(contracts, today)
    limit = None if within_days is None else add_days(today, within_days)
    shown = [each for each in told if limit is None or (each.deadline and each.deadline <= limit)]
    done = decided or {}
    rows = sorted((_row(each, today, _decision(each, done)) for each in shown), key=_soonest)
    open_ones = [each for each in shown if _decision(each, done) is None]
    findings = [found for each in open_ones for found in _finding(each, today)]
    overlaps = [_overlap(*pair) for pair in overlapping(contracts, today)]
    return Answer(
        name="renewals",
        definition=DEFINITION,
        as_of=as_of,
        n=len(contracts),
        columns=_SHOWN,
        rows=tuple(rows),
        window=(as_of, midnight(add_days(limit or max([today, *_days(shown)]), 1))),
        findings=(*sorted(findings, key=_due), *overlaps),
        missing=tuple(_missing(told)),
        excluded=tuple(excluded),
    )


def _undecided(contracts: Sequence[Row], today: date) -> tuple[list[Renewal], list[str]]:
    """The contracts that a decision is due on, and what was left out."""
    told: list[Renewal] = []
    terminated, followed = [], []
    for group in _of_one_product(contracts):
        for contract in group:
            coming = next_renewal(contract, today)
            ends = [day for day in (written_end(contract), coming.renewal) if day]
            if contract["termination_date"]:
                terminated.append(_label(contract))
            elif any(follower(contract, day, group) for day in ends):
                followed.append(_label(contract))
            else:
                told.append(coming)
    return told, [*gaps("terminated", terminated), *gaps("followed by another", followed)]


def _of_one_product(contracts: Sequence[Row]) -> list[list[Row]]:
    def product(contract: Row) -> tuple[str, str]:
        return contract["tool"] or "", contract["tool"] or contract["id"]

    return [list(group) for _, group in groupby(sorted(contracts, key=product), key=product)]


def _decision(each: Renewal, decided: Decisions) -> str | None:
    """What was decided of this renewal, not of one before it."""
    what, of = decided.get(each.contract["id"], ("", ""))
    return what if each.renewal and of == each.renewal.isoformat() else None


def _row(each: Renewal, today: date, decision: str | None) -> dict[str, Any]:
    contract = each.contract
    return {
        "contract_id": contract["id"],
        "tool": contract["tool_name"],
        "contract": _called(contract),
        "renewal_date": each.renewal,
        "decision_deadline": each.deadline,
        "days_left": (each.deadline - today).days if each.deadline else None,
        "status": each.status(today),
        "auto_renew": contract["auto_renew"],
        "notice_period_days": contract["notice_period_days"],
        "annual_cost": annual_cost(contract),
        "currency": cost_currency(contract),
        "seats": contract["seats_purchased"],
        "decision": decision,
    }


def _soonest(row: Row) -> tuple[date, str, str]:
    return row["decision_deadline"] or date.max, str(row["tool"]), row["contract_id"]


def _due(found: Finding) -> tuple[date, str, tuple[str, ...]]:
    return found.due or date.max, found.subject, found.evidence


def _days(shown: Iterable[Renewal]) -> list[date]:
    return [day for each in shown for day in (each.renewal, each.deadline) if day]


def _called(contract: Row) -> str | None:
    """What a person calls it: its number, else its SKU."""
    name: str | None = contract["contract_number"] or contract["sku"]
    return name


def _label(contract: Row) -> str:
    name, number = contract["tool_name"], _called(contract) or contract["source_id"]
    return f"{name} ({number})" if name else str(number)


def _finding(each: Renewal, today: date) -> list[Finding]:
    status = each.status(today)
    if status == "missed":
        return [_missed(each, today)]
    return [_expired(each)] if status == "expired" else []


def _missed(each: Renewal, today: date) -> Finding:
    contract, renewal = each.contract, each.renewal or today
    after = next_renewal(contract, renewal).deadline
    return Finding(
        kind="missed_deadline",
        subject=contract["tool_name"] or _label(contract),
        says=f"{_label(contract)} had to be decided by {each.deadline}; it renews by itself on {renewal}.",
        next_step="Ask the vendor whether it still takes notice"
        + (f"; decide on the renewal after this one by {after}." if after else "."),
        evidence=(contract["id"],),
        amount=annual_cost(contract),
        currency=cost_currency(contract),
        due=renewal,
    )


def _expired(each: Renewal) -> Finding:
    contract = each.contract
    return Finding(
        kind="expired_contract",
        subject=contract["tool_name"] or _label(contract),
        says=f"{_label(contract)} ended on {each.renewal}, and no other contract follows it.",
        next_step="Write down the contract that took its place, or its termination date.",
        evidence=(contract["id"],),
        amount=annual_cost(contract),
        currency=cost_currency(contract),
        due=each.renewal,
    )


def _overlap(one: Row, other: Row) -> Finding:
    return Finding(
        kind="overlapping_contracts",
        subject=str(one["tool_name"]),
        says=f"{_label(one)} and {_label(other)} run at the same time, from {other['start_date']}.",
        next_step="End one of them; if they are one contract, give both the same number.",
        evidence=(one["id"], other["id"]),
    )


def _missing(told: Iterable[Renewal]) -> list[str]:
    undated, unnoticed, unsaid, unrolled, unpriced = [], [], [], [], []
    for each in told:
        name, contract = _label(each.contract), each.contract
        if written_end(contract) is None:
            undated.append(name)
        elif each.renewal is None:
            unrolled.append(name)
        if contract["auto_renew"] and contract["notice_period_days"] is None:
            unnoticed.append(name)
        if contract["auto_renew"] is None:
            unsaid.append(name)
        if annual_cost(contract) is None:
            unpriced.append(name)
    return [
        *gaps("no renewal date, end date, or start and term", undated),
        *gaps("renews by itself, but its term is not known", unrolled),
        *gaps("renews by itself, but its notice period is not known", unnoticed),
        *gaps("nothing says whether it renews by itself", unsaid),
        *gaps("no annual cost, nor what it is computed from", unpriced),
    ]
