"""The product and its use, and the dictionary of the sources' custom fields (Backstage, Productboard)."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from .base import Record, Ref, Utc


class ProductNode(Record):
    """A product, component or feature; the tree that feedback is rolled up to."""

    table: ClassVar[str] = "product"

    node_type: Literal["portfolio", "product", "component", "feature", "subfeature"] = "product"
    name: str | None = None
    description: str | None = None
    parent_id: Ref | None = None
    lifecycle: Literal["experimental", "production", "deprecated", "retired"] | None = None
    owner_team_id: Ref | None = None
    owner_id: Ref | None = None
    released_at: Utc | None = None
    retire_by: Utc | None = None
    aliases: list[str] = Field(default_factory=list)


class FeatureUsage(Record):
    """How much a feature was used in a period; the evidence for retiring one."""

    table: ClassVar[str] = "feature_usage"

    node_id: Ref | None = None
    period_start: Utc | None = None
    period_end: Utc | None = None
    unique_users: int | None = None
    unique_accounts: int | None = None
    events: int | None = None
    eligible_users: int | None = None


class FieldDefinition(Record):
    """A custom field of a source: the id its values are stored under, its name now, its type."""

    table: ClassVar[str] = "field"

    applies_to: str | None = None
    field_key: str | None = None
    name: str | None = None
    type: str | None = None
    source_type: str | None = None
    description: str | None = None
    active: bool | None = None
    required: bool | None = None
    position: int | None = None
    options: list[str] = Field(default_factory=list)
    share_filled: float | None = None
