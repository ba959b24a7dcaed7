"""What `tools.yaml` may hold: every key, once. The reader, the JSON Schema and the draft follow from it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .values import (
    Address,
    Amount,
    Code,
    Count,
    Currency,
    Day,
    Identifier,
    Switch,
    Text,
    Url,
    Version,
)

FileStatus = Literal["candidate", "pilot", "active", "under_review", "deprecated", "retired"]
Criticality = Literal["low", "medium", "high", "mission_critical"]
Hosting = Literal["saas", "self_hosted", "desktop", "hybrid"]
Pricing = Literal["per_seat", "per_active_user", "usage", "flat", "tiered", "freemium", "free"]
Billing = Literal["monthly", "quarterly", "annual", "multi_year", "one_time"]
Flow = Literal["native", "api", "webhook", "zapier_like", "csv", "manual_copy"]
FlowStatus = Literal["working", "broken", "planned", "retired"]
RiskCategory = Literal["security", "privacy", "continuity", "cost", "lock_in", "compliance"]
Treatment = Literal["accept", "mitigate", "transfer", "avoid"]
Days = Annotated[int, Field(ge=1, lt=10**6, strict=True)]
# Far beyond what anybody agrees: a number that was mistyped, and that no calendar could count with
Notice = Annotated[int, Field(ge=0, le=3650, strict=True)]
Months = Annotated[int, Field(ge=0, le=1200, strict=True)]
Grade = Annotated[int, Field(ge=1, le=5, strict=True)]


def _said(text: str, **more: Any) -> Any:
    """A key that may be left out, and what it is."""
    return Field(default=None, description=text, **more)


def _listed(text: str) -> Any:
    return Field(default=(), description=text)


class Entry(BaseModel):
    """A mapping of the file: unknown keys are mistakes, a key without a value is as good as left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty_keys(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {key: value for key, value in given.items() if value is not None}


class VendorEntry(Entry):
    """A company that tools are bought from."""

    name: Text = Field(description="As tools name it in `vendor`.")
    website: Url | None = _said("Its web address.")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = _said(
        "Where it is based: two letters of ISO 3166, like US."
    )
    support_url: Url | None = _said("Where to ask for help.")
    status_page_url: Url | None = _said("Where it tells of outages.")
    dpa_signed: Switch | None = _said("Whether a data processing agreement is signed.")
    certifications: tuple[Text, ...] = _listed("Such as soc2 and iso27001.")
    subprocessor: Switch | None = _said("Whether it processes personal data for us.")
    risk_tier: Text | None = _said("Your own word for how risky it is.")


class ContractEntry(Entry):
    """What was agreed for a tool."""

    number: Code | None = _said('Its number; "1", "2", … in the order of the file by default.')
    sku: Code | None = _said("What exactly was bought, in the vendor's words.")
    pricing_model: Pricing | None = _said("What the price depends on.")
    start: Day | None = _said("First day.")
    end: Day | None = _said("Last day.")
    renewal: Day | None = _said("The day on which it goes on.")
    term_months: Months | None = _said("How long it runs, in months.")
    auto_renew: Switch | None = _said("Whether it goes on unless somebody says no.")
    notice_days: Notice | None = _said("How many days before the renewal one has to say so.")
    seats: Count | None = _said("How many are bought.")
    minimum_seats: Count | None = _said("How few may be bought at renewal.")
    unit_price: Amount | None = _said("Price of one seat for one billing period.")
    currency: Currency | None = _said("Of its prices: three letters of ISO 4217, like EUR.")
    billing: Billing | None = _said("How often it is paid.")
    annual_cost: Amount | None = _said(
        "A year's cost; worked out from seats and price if left out."
    )
    uplift_cap_pct: Amount | None = _said("By how many per cent the price may rise at most.")
    purchase_order: Code | None = _said("Number of the purchase order.")
    document: Url | None = _said("Where the signed contract lies.")
    owner: Address | None = _said("Who negotiates it: the address of a person.")


class SeatEntry(Entry):
    """Somebody who has a seat, for tools that no export covers."""

    person: Address = Field(description="The address of the person.")
    role: Text | None = _said("What they may do there.")
    assigned: Day | None = _said("Since when.")
    last_active: Day | None = _said("When they last used it; leave it out if you do not know.")


class CompletionEntry(Entry):
    """Somebody who completed a training."""

    person: Address = Field(description="The address of the person.")
    on: Day = Field(description="When.")


class TrainingEntry(Entry):
    """A course for a tool."""

    title: Text = Field(description="What it is called.")
    url: Url | None = _said("Where it is.")
    required: Switch | None = _said("Whether users of the tool have to take it.")
    valid_for_days: Days | None = _said("After how many days it has to be taken again.")
    audience: Text | None = _said("Team or role it is meant for.")
    completed: tuple[CompletionEntry, ...] = _listed("Who completed it, and when.")


class IntegrationEntry(Entry):
    """Data that flows from this tool to another, by machine or by hand."""

    to: Text = Field(description="The other tool, by its name or an alias.")
    name: Text | None = _said("What people call it.")
    kind: Flow | None = _said("How the data gets there.")
    direction: Literal["one_way", "two_way"] | None = _said("Whether data comes back.")
    data: tuple[Text, ...] = _listed("What flows.")
    status: FlowStatus | None = _said("Whether it works.")
    owner: Address | None = _said("Who looks after it: the address of a person.")
    frequency: Text | None = _said("How often, like daily.")


class RiskEntry(Entry):
    """What could go wrong with a tool."""

    title: Text = Field(description="In a few words.")
    category: RiskCategory | None = _said("Of what kind.")
    likelihood: Grade | None = _said("1 (hardly) to 5 (almost surely).")
    impact: Grade | None = _said("1 (a nuisance) to 5 (the business stops).")
    treatment: Treatment | None = _said("What is done about it.")
    owner: Address | None = _said("Who carries it: the address of a person.")
    review_by: Day | None = _said("When to look at it again.")


class ProcessDocEntry(Entry):
    """A document that says how something is done with a tool."""

    title: Text = Field(description="What it is called.")
    doc_type: Text | None = _said("Of what kind, like runbook.")
    sections: tuple[Text, ...] = _listed("Its headings.")
    owner: Address | None = _said("Who keeps it: the address of a person.")
    last_reviewed: Day | None = _said("When somebody last went through it.")
    review_every_days: Days | None = _said("How often somebody should.")


class ToolEntry(Entry):
    """A product the company works with."""

    name: Text = Field(description="What people call it.")
    aliases: tuple[Text, ...] = _listed("Other names it goes by.")
    identifiers: tuple[Identifier, ...] = _listed("Exact keys, like domain:figma.com or oauth:ID.")
    vendor: Text | None = _said("Who makes it.")
    category: Text | None = _said("What sort of tool it is, in your words.")
    capabilities: tuple[Text, ...] = _listed("What it is used for; tools are compared by these.")
    status: FileStatus | None = _said("Where it stands.")
    owner: Address | None = _said("Who decides about it: the address of a person.")
    backup_owner: Address | None = _said("Who decides when the owner is away.")
    team: Text | None = _said("The team that owns it.")
    criticality: Criticality | None = _said("How bad it is when it fails.")
    url: Url | None = _said("Where people open it.")
    docs: Url | None = _said("Where your own notes on it are.")
    onboarding: Url | None = _said("How somebody new gets going.")
    best_practices: tuple[Url, ...] = _listed("How to use it well.")
    data_classes: tuple[Text, ...] = _listed("What kinds of data it holds, in your words.")
    holds_pii: Switch | None = _said("Whether it holds personal data.")
    sso: Switch | None = _said("Whether people sign in with the company's account.")
    scim: Switch | None = _said("Whether accounts come and go with the directory.")
    hosting: Hosting | None = _said("Where it runs.")
    sanctioned: Switch | None = _said("Whether it is allowed.")
    review_by: Day | None = _said("When to look at it again.")
    contracts: tuple[ContractEntry, ...] = _listed("What was agreed with the vendor.")
    seats: tuple[SeatEntry, ...] = _listed("Who has a seat, for tools that no export covers.")
    training: tuple[TrainingEntry, ...] = _listed("Courses for it.")
    integrations: tuple[IntegrationEntry, ...] = _listed("Where its data flows.")
    risks: tuple[RiskEntry, ...] = _listed("What could go wrong.")
    process_docs: tuple[ProcessDocEntry, ...] = _listed("Documents that say how it is used.")


class ToolsFile(Entry):
    """The tools a company works with, kept by hand."""

    version: Version = Field(default=1, description="Of this format.")
    vendors: tuple[VendorEntry, ...] = _listed("What is known of publishers.")
    tools: tuple[ToolEntry, ...] = Field(description="The tools.")
