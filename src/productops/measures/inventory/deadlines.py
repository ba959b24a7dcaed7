"""The next renewal of a contract, and the last day to decide on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .periods import add_days, add_months
from .terms import Row, rolled, term_months, written_end

_STEPS = (30, 60, 90)
_PASSED = {True: "missed", False: "expired", None: "overdue"}


@dataclass(frozen=True, slots=True)
class Renewal:
    """The next renewal of a contract, and the last day to decide on it."""

    contract: Row
    renewal: date | None
    deadline: date | None

    def status(self, today: date) -> str:
        """One of missed, overdue, expired, ≤30, ≤60, ≤90, later, unknown."""
        if self.deadline is None:
            return "unknown"
        if self.deadline < today:
            return _PASSED[self.contract["auto_renew"]]
        left = (self.deadline - today).days
        return next((f"≤{step}" for step in _STEPS if left <= step), "later")


def next_renewal(contract: Row, today: date) -> Renewal:
    """The renewal of a contract that a decision is due on next."""
    renewal = rolled(contract, today) if contract["auto_renew"] else written_end(contract)
    notice = contract["notice_period_days"]
    if contract["auto_renew"] is False or (contract["auto_renew"] is None and notice is None):
        return Renewal(contract, renewal, renewal)
    if renewal is None or notice is None:
        return Renewal(contract, renewal, None)
    if contract["auto_renew"] and _longer_than_a_term(contract, renewal, notice):
        renewal = rolled(contract, add_days(today, notice - 1)) or renewal
    return Renewal(contract, renewal, add_days(renewal, -notice))


def _longer_than_a_term(contract: Row, renewal: date, notice: int) -> bool:
    term = term_months(contract)
    return term is not None and add_days(renewal, -notice) < add_months(renewal, -term)
