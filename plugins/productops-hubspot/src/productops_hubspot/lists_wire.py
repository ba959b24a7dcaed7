"""What we read of the small lists: definitions of properties, pipelines, owners.

https://developers.hubspot.com/docs/api-reference/2026-03/crm/properties
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from productops.kit.rows import Id


class Option(Struct, gc=False, rename="camel"):
    """A choice of a property or of a form's field."""

    label: str | None = None
    value: str | None = None
    display_order: Any = None


class Definition(Struct, gc=False, rename="camel"):
    """A property's definition."""

    name: str
    label: str | None = None
    type: str | None = None
    field_type: str | None = None
    description: str | None = None
    options: list[Option] | None = None
    display_order: Any = None
    hubspot_defined: bool | None = None
    archived: bool | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Property(Struct, gc=False):
    """A definition with the object it belongs to."""

    object: str
    property: Definition


class Stage(Struct, gc=False):
    """A stage of a pipeline."""

    id: Id
    label: str | None = None
    metadata: dict[str, Any] | None = None


class _Pipeline(Struct, gc=False):
    id: Id
    label: str | None = None
    stages: list[Stage] | None = None


class Pipeline(Struct, gc=False):
    """A pipeline with the object it belongs to."""

    object: str
    pipeline: _Pipeline


class _OwnerTeam(Struct, gc=False):
    name: str | None = None


class Owner(Struct, gc=False, rename="camel"):
    """A user of HubSpot whom records can be assigned to. One who left is archived."""

    id: Id | None = None
    owner_id: Id | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    user_id: Id | None = None
    user_id_including_inactive: Id | None = None
    archived: bool | None = None
    created_at: Any = None
    updated_at: Any = None
    teams: list[_OwnerTeam] | None = None

    @property
    def user(self) -> str | None:
        """The id of the user; one who left is a user no more, and HubSpot still tells which one it was."""
        known = self.user_id if self.user_id is not None else self.user_id_including_inactive
        return None if known is None else str(known)
