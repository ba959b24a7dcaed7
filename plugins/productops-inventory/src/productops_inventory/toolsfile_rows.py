"""A tool of `tools.yaml` as rows: what it is, what was agreed, who has a seat, who learnt it, what could go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from productops.kit import Run
from productops.kit.rows import row
from productops.kit.toolsfile import ContractEntry, ToolEntry, folded, number_of
from productops.model import (
    Contract,
    Integration,
    Person,
    ProcessDoc,
    Record,
    Risk,
    SeatAssignment,
    Team,
    Tool,
    Training,
    TrainingRecord,
    Vendor,
)

from .common import beside

_PERIODS = {"monthly": 12, "quarterly": 4, "annual": 1}
_A_SEAT = {None, "per_seat", "per_active_user"}


def tool_rows(tool: ToolEntry, to: Mapping[str, str], run: Run) -> Iterator[Record]:
    """Everything the file says of one tool. *to*: the tools that its integrations name, by folded name."""
    key = folded(tool.name)
    yield row(
        Tool, run, key, name=tool.name, aliases=list(tool.aliases), identifiers=list(tool.identifiers),
        vendor_id=_of(run, Vendor, tool.vendor), category=tool.category, capabilities=list(tool.capabilities),
        discovered_in="hand_kept", status=tool.status, owner_id=run.ref(Person, tool.owner),
        owner_team_id=_of(run, Team, tool.team), criticality=tool.criticality, data_classes=list(tool.data_classes),
        holds_pii=tool.holds_pii, sso=tool.sso, scim=tool.scim, hosting=tool.hosting, url=tool.url, docs_url=tool.docs,
        onboarding_url=tool.onboarding, best_practices=list(tool.best_practices), sanctioned=tool.sanctioned,
        review_by=tool.review_by, custom_fields=beside(backup_owner=tool.backup_owner),
    )  # fmt: skip
    yield from _contracts(tool, key, run)
    yield from _seats(tool, key, run)
    yield from _training(tool, key, run)
    yield from _integrations(tool, key, to, run)
    yield from _risks(tool, key, run)
    yield from _docs(tool, key, run)


def _of(run: Run, table: type[Record], name: str | None) -> str | None:
    return run.ref(table, folded(name)) if name else None


def _at(day: date | None) -> datetime | None:
    """A day as the moment it begins."""
    return datetime.combine(day, time(), UTC) if day else None


def _contracts(tool: ToolEntry, key: str, run: Run) -> Iterator[Record]:
    for place, one in enumerate(tool.contracts):
        number, cost = number_of(place, one.number), annual_cost(one)
        yield row(
            Contract, run, f"{key}:{number}", tool_id=run.ref(Tool, key), vendor_id=_of(run, Vendor, tool.vendor),
            contract_number=one.number, sku=one.sku, pricing_model=one.pricing_model, start_date=one.start,
            end_date=one.end, term_months=one.term_months, auto_renew=one.auto_renew,
            notice_period_days=one.notice_days, renewal_date=one.renewal, seats_purchased=one.seats,
            minimum_seats=one.minimum_seats, unit_price=_exact(one.unit_price),
            unit_price_currency=one.currency if one.unit_price is not None else None,
            billing_frequency=one.billing, annual_cost=cost,
            annual_cost_currency=one.currency if cost is not None else None,
            uplift_cap_pct=_exact(one.uplift_cap_pct), purchase_order=one.purchase_order,
            owner_id=run.ref(Person, one.owner), document_url=one.document,
        )  # fmt: skip


def annual_cost(contract: ContractEntry) -> Decimal | None:
    """A year's cost as it is written, else seats × price of one × periods a year; None where that cannot be told."""
    if contract.annual_cost is not None:
        return _exact(contract.annual_cost)
    price, seats = _exact(contract.unit_price), contract.seats
    if price is None or seats is None or contract.pricing_model not in _A_SEAT:
        return None
    if contract.billing == "multi_year" and contract.term_months:
        return (price * seats * 12 / contract.term_months).quantize(Decimal("0.01"))
    periods = _PERIODS.get(contract.billing or "")
    return price * seats * periods if periods else None


def _exact(amount: float | None) -> Decimal | None:
    """The digits that were written, not those of the binary number nearest to them."""
    return Decimal(repr(amount)) if amount is not None else None


def _seats(tool: ToolEntry, key: str, run: Run) -> Iterator[Record]:
    only = number_of(0, tool.contracts[0].number) if len(tool.contracts) == 1 else None
    for one in tool.seats:
        yield row(
            SeatAssignment, run, f"{key}:{one.person}", tool_id=run.ref(Tool, key),
            contract_id=run.ref(Contract, f"{key}:{only}" if only else None), person_id=run.ref(Person, one.person),
            role=one.role, assigned_at=_at(one.assigned), last_active_at=_at(one.last_active),
        )  # fmt: skip


def _training(tool: ToolEntry, key: str, run: Run) -> Iterator[Record]:
    for one in tool.training:
        course = f"{key}:training:{one.title}"
        yield row(
            Training, run, course, tool_id=run.ref(Tool, key), title=one.title, audience=one.audience,
            required=one.required, url=one.url, valid_for_days=one.valid_for_days,
        )  # fmt: skip
        for done in one.completed:
            yield row(
                TrainingRecord, run, f"{course}:{done.person}", training_id=run.ref(Training, course),
                person_id=run.ref(Person, done.person), status="completed", completed_at=_at(done.on),
            )  # fmt: skip


def _integrations(tool: ToolEntry, key: str, to: Mapping[str, str], run: Run) -> Iterator[Record]:
    for one in tool.integrations:
        other = to.get(folded(one.to), folded(one.to))
        source_id = ":".join(part for part in (key, "to", other, one.name) if part)
        yield row(
            Integration, run, source_id, from_tool_id=run.ref(Tool, key), to_tool_id=run.ref(Tool, other),
            name=one.name, kind=one.kind, direction=one.direction, data_objects=list(one.data),
            owner_id=run.ref(Person, one.owner), status=one.status, frequency=one.frequency,
        )  # fmt: skip


def _risks(tool: ToolEntry, key: str, run: Run) -> Iterator[Record]:
    for one in tool.risks:
        score = one.likelihood * one.impact if one.likelihood and one.impact else None
        yield row(
            Risk, run, f"{key}:risk:{one.title}", subject_id=run.ref(Tool, key), title=one.title,
            category=one.category, likelihood=one.likelihood, impact=one.impact, score=score,
            treatment=one.treatment, owner_id=run.ref(Person, one.owner), review_by=one.review_by,
        )  # fmt: skip


def _docs(tool: ToolEntry, key: str, run: Run) -> Iterator[Record]:
    for one in tool.process_docs:
        yield row(
            ProcessDoc, run, f"{key}:doc:{one.title}", title=one.title, doc_type=one.doc_type,
            sections=list(one.sections), owner_id=run.ref(Person, one.owner), tool_id=run.ref(Tool, key),
            last_reviewed_at=_at(one.last_reviewed), review_every_days=one.review_every_days,
        )  # fmt: skip


def named_rows(table: str, entry: Mapping[str, Any], run: Run) -> Iterator[Record]:
    """A vendor, team or person that the file names."""
    if table == Vendor.table:
        yield row(Vendor, run, folded(entry["name"]), **entry)
    elif table == Team.table:
        yield row(Team, run, folded(entry["name"]), name=entry["name"])
    else:
        yield row(Person, run, entry["email"], email=entry["email"], person_type="internal")
