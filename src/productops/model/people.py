"""People and organisations: who said it, for whom they work, which team owns it.

Names after SCIM 2.0 (RFC 7643), schema.org (Person, Organization) and Merge's ticketing model.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from .base import Direct, FreeText, Money, Record, Ref, Utc

PersonType = Literal["customer", "prospect", "internal", "agent", "bot", "participant", "unknown"]
Lifecycle = Literal["prospect", "trial", "active", "at_risk", "churned"]
TeamKind = Literal[
    "product", "engineering", "design", "support", "sales", "marketing", "research", "ops", "other",
]  # fmt: skip


class Person(Record):
    """Somebody a source knows. `email_hash` joins people after their address is gone."""

    table: ClassVar[str] = "person"

    display_name: Direct | None = None
    email: Direct | None = None
    email_hash: Ref | None = None
    phone: Direct | None = None
    person_type: PersonType = "unknown"
    role: str | None = None
    account_id: Ref | None = None
    team_id: Ref | None = None
    locale: str | None = None
    timezone: str | None = None
    active: bool | None = None
    external_id: Ref | None = None
    last_seen_at: Utc | None = None
    tags: list[str] = Field(default_factory=list)
    notes: FreeText | None = None


class Account(Record):
    """A customer organisation; the CRM's company."""

    table: ClassVar[str] = "account"

    name: str | None = None
    domains: list[str] = Field(default_factory=list)
    segment: str | None = None
    industry: str | None = None
    employee_count: int | None = None
    country: str | None = None
    plan: str | None = None
    mrr: Money | None = None
    mrr_currency: str | None = None
    arr: Money | None = None
    arr_currency: str | None = None
    revenue_as_of: date | None = None
    lifecycle: Lifecycle | None = None
    renewal_date: date | None = None
    owner_id: Ref | None = None
    health_score: Money | None = None
    external_id: Ref | None = None
    tags: list[str] = Field(default_factory=list)
    notes: FreeText | None = None


class Team(Record):
    """A group of colleagues that work can be routed to."""

    table: ClassVar[str] = "team"

    name: str | None = None
    kind: TeamKind = "other"
    description: str | None = None
    parent_id: Ref | None = None
    schedule_id: Ref | None = None
    timezone: str | None = None
    capacity_hours_per_week: Money | None = None


class Consent(Record):
    """What somebody agreed to, after the W3C Data Privacy Vocabulary."""

    table: ClassVar[str] = "consent"

    person_id: Ref | None = None
    purpose: Literal["product_research", "support", "marketing", "recording", "quote_publicly"]
    status: Literal["given", "refused", "withdrawn", "expired"]
    legal_basis: (
        Literal["consent", "contract", "legitimate_interest", "legal_obligation"] | None
    ) = None
    given_at: Utc | None = None
    withdrawn_at: Utc | None = None
    evidence_url: str | None = None
    policy_version: str | None = None
