"""The tool inventory: what is paid for, who owns it, who uses it, when it renews.

Names after Zylo and Snipe-IT (contract, seat), FOCUS 1.2 (cost), Backstage (integration), SCIM.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from .base import FreeText, Money, Record, Ref, Utc

DiscoveredIn = Literal[
    "hand_kept", "vendor_api", "sso", "oauth_grant", "finance", "expenses", "asset_register", "service_catalog",
]  # fmt: skip
ToolField = Literal[
    "category", "status", "owner_id", "owner_team_id", "criticality", "holds_pii", "sso", "scim", "hosting", "url",
    "docs_url", "onboarding_url", "sanctioned", "review_by", "capabilities", "best_practices", "data_classes",
]  # fmt: skip
"""Fields of a tool of which the word of one source counts, where several tell of one product."""


class Vendor(Record):
    """A company that tools are bought from (FOCUS keeps provider, publisher and invoice issuer apart)."""

    table: ClassVar[str] = "vendor"

    name: str | None = None
    publisher_name: str | None = None
    invoice_issuer_name: str | None = None
    website: str | None = None
    country: str | None = None
    support_url: str | None = None
    status_page_url: str | None = None
    dpa_signed: bool | None = None
    certifications: list[str] = Field(default_factory=list)
    subprocessor: bool | None = None
    risk_tier: str | None = None


class Tool(Record):
    """A product the company works with, as one source knows it.

    `aliases` are other names that the source has for it, `identifiers` exact keys (`oauth:CLIENT_ID`,
    `domain:slack.com`); `catalogue.tools` tells which rows are one product.
    """

    table: ClassVar[str] = "tool"

    name: str | None = None
    vendor_id: Ref | None = None
    category: str | None = None
    capabilities: list[str] = Field(default_factory=list)
    aliases: list[str] = Field(default_factory=list)
    identifiers: list[str] = Field(default_factory=list)
    discovered_in: DiscoveredIn | None = None
    status: (
        Literal["candidate", "pilot", "active", "under_review", "deprecated", "retired"] | None
    ) = None
    owner_id: Ref | None = None
    owner_team_id: Ref | None = None
    criticality: Literal["low", "medium", "high", "mission_critical"] | None = None
    data_classes: list[str] = Field(default_factory=list)
    holds_pii: bool | None = None
    sso: bool | None = None
    scim: bool | None = None
    hosting: Literal["saas", "self_hosted", "desktop", "hybrid"] | None = None
    url: str | None = None
    docs_url: str | None = None
    onboarding_url: str | None = None
    best_practices: list[str] = Field(default_factory=list)
    sanctioned: bool | None = None
    review_by: date | None = None


class Contract(Record):
    """What was agreed with a vendor for a tool."""

    table: ClassVar[str] = "contract"

    tool_id: Ref | None = None
    vendor_id: Ref | None = None
    contract_number: str | None = None
    sku: str | None = None
    pricing_model: (
        Literal["per_seat", "per_active_user", "usage", "flat", "tiered", "freemium", "free"] | None
    ) = None
    start_date: date | None = None
    end_date: date | None = None
    term_months: int | None = None
    auto_renew: bool | None = None
    notice_period_days: int | None = None
    renewal_date: date | None = None
    termination_date: date | None = None
    seats_purchased: int | None = None
    seats_assigned: int | None = None
    minimum_seats: int | None = None
    unit_price: Money | None = None
    unit_price_currency: str | None = None
    billing_frequency: (
        Literal["monthly", "quarterly", "annual", "multi_year", "one_time"] | None
    ) = None
    annual_cost: Money | None = None
    annual_cost_currency: str | None = None
    uplift_cap_pct: Money | None = None
    purchase_order: str | None = None
    owner_id: Ref | None = None
    document_url: str | None = None


class CostRecord(Record):
    """A charge, in FOCUS column names; periods end exclusively."""

    table: ClassVar[str] = "cost"

    tool_id: Ref | None = None
    contract_id: Ref | None = None
    billed_cost: Money | None = None
    effective_cost: Money | None = None
    list_cost: Money | None = None
    contracted_cost: Money | None = None
    billing_currency: str | None = None
    charge_category: Literal["usage", "purchase", "tax", "credit", "adjustment"] | None = None
    charge_frequency: str | None = None
    charge_description: FreeText | None = None
    charge_period_start: Utc | None = None
    charge_period_end: Utc | None = None
    billing_period_start: Utc | None = None
    billing_period_end: Utc | None = None
    pricing_quantity: Money | None = None
    pricing_unit: str | None = None
    sku_id: str | None = None
    invoice_id: str | None = None
    cost_center: str | None = None
    tags: dict[str, JsonValue] = Field(default_factory=dict)


class SeatAssignment(Record):
    """A licence held by a person. `paid` is False where the vendor says that it costs nothing (a light agent)."""

    table: ClassVar[str] = "seat"

    contract_id: Ref | None = None
    tool_id: Ref | None = None
    person_id: Ref | None = None
    role: str | None = None
    paid: bool | None = None
    assigned_at: Utc | None = None
    revoked_at: Utc | None = None
    last_active_at: Utc | None = None


class UsageRecord(Record):
    """How much a tool was used in a period."""

    table: ClassVar[str] = "usage"

    tool_id: Ref | None = None
    person_id: Ref | None = None
    period_start: Utc | None = None
    period_end: Utc | None = None
    active_days: int | None = None
    events: int | None = None
    last_active_at: Utc | None = None
    measured_by: Literal["vendor_api", "sso", "manual", "survey"] | None = None


class Integration(Record):
    """Data that flows from one tool to another, by machine or by hand."""

    table: ClassVar[str] = "integration"

    from_tool_id: Ref | None = None
    to_tool_id: Ref | None = None
    name: str | None = None
    kind: Literal["native", "api", "webhook", "zapier_like", "csv", "manual_copy"] | None = None
    direction: Literal["one_way", "two_way"] | None = None
    data_objects: list[str] = Field(default_factory=list)
    owner_id: Ref | None = None
    status: Literal["working", "broken", "planned", "retired"] | None = None
    last_success_at: Utc | None = None
    frequency: str | None = None


class Training(Record):
    """A course for a tool or a process."""

    table: ClassVar[str] = "training"

    tool_id: Ref | None = None
    process: str | None = None
    title: str | None = None
    audience: str | None = None
    required: bool | None = None
    url: str | None = None
    valid_for_days: int | None = None


class TrainingRecord(Record):
    """Somebody's standing in a course."""

    table: ClassVar[str] = "training_record"

    training_id: Ref | None = None
    person_id: Ref | None = None
    status: Literal["assigned", "in_progress", "completed", "expired"] | None = None
    completed_at: Utc | None = None
    score: Money | None = None


class Risk(Record):
    """What could go wrong with a tool, vendor or process."""

    table: ClassVar[str] = "risk"

    subject_id: Ref | None = None
    title: str | None = None
    category: (
        Literal["security", "privacy", "continuity", "cost", "lock_in", "compliance"] | None
    ) = None
    likelihood: int | None = None
    impact: int | None = None
    score: int | None = None
    treatment: Literal["accept", "mitigate", "transfer", "avoid"] | None = None
    owner_id: Ref | None = None
    review_by: date | None = None


class ProcessDoc(Record):
    """A document that says how something is done."""

    table: ClassVar[str] = "process_doc"

    title: str | None = None
    doc_type: str | None = None
    template_id: str | None = None
    sections: list[str] = Field(default_factory=list)
    owner_id: Ref | None = None
    tool_id: Ref | None = None
    last_reviewed_at: Utc | None = None
    review_every_days: int | None = None
