"""What we read of HubSpot's JSON. Unknown keys are left to the raw payload.

The key names of the v1 and v2 APIs are read too, since archives and older exports still hold them: `vid`,
`companyId`, `ownerId`, `guid`, and properties as `{"name": {"value": …}}`.
https://developers.hubspot.com/docs/api-reference/2026-03/crm/using-object-apis
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct, field

from productops.errors import RecordRejected
from productops.kit.rows import Id


class Crm(Struct, gc=False, rename="camel"):
    """A record of any object: a ticket, a contact, a company. Values of properties are text or null."""

    id: Id | None = None
    vid: Id | None = None
    company_id: Id | None = None
    deal_id: Id | None = None
    properties: dict[str, Any] | None = None
    created_at: str | None = None
    updated_at: str | None = None
    archived: bool | None = None
    archived_at: str | None = None
    url: str | None = None

    @property
    def key(self) -> str:
        """Its id.

        Raises:
            RecordRejected: it has none.
        """
        for found in (self.id, self.vid, self.company_id, self.deal_id):
            if found is not None:
                return str(found)
        raise RecordRejected("a record without id", field="id")


class Near(Struct, gc=False):
    """A record that another one is associated with, and by which labels."""

    id: str
    labels: list[str] = []


class Entry(Struct, gc=False):
    """A record with what it is associated with, by object.

    Attributes:
        withheld: it is an internal comment, of which nothing else is kept.
        wanted: it was read where internal comments are wanted.
    """

    record: Crm
    near: dict[str, list[Near]] = {}
    withheld: bool = False
    wanted: bool = False


class HeadProperties(Struct, gc=False):
    """The properties that paging needs."""

    lastmodifieddate: Any = None
    hs_lastmodifieddate: Any = None
    hs_merged_object_ids: Any = None


class Head(Struct, gc=False, rename="camel"):
    """Enough of a record to page on; the rest is decoded record by record."""

    id: Id
    updated_at: Any = None
    archived_at: Any = None
    properties: HeadProperties | None = None

    @property
    def merged(self) -> list[str]:
        """Ids of the records that were merged into this one."""
        held = self.properties.hs_merged_object_ids if self.properties else None
        return merged_ids(held)


def merged_ids(held: object) -> list[str]:
    """`"12;34"` → two ids."""
    parts = held.split(";") if isinstance(held, str) else ()
    return [found for part in parts if (found := part.strip()).isdecimal()]


class _Next(Struct):
    after: str | None = None


class Paging(Struct):
    """How a list goes on."""

    next: _Next | None = None


class ListPage(Struct):
    """A page of any list, of a search, or of a batch."""

    results: list[Raw]
    paging: Paging | None = None
    total: int | None = None

    @property
    def after(self) -> str | None:
        """The cursor to the next page."""
        return self.paging.next.after if self.paging and self.paging.next else None


NOT_THERE = "OBJECT_NOT_FOUND"


class _Context(Struct):
    ids: list[Id] | None = None


class _Error(Struct):
    category: str | None = None
    message: str | None = None
    context: _Context | None = None


class BatchPage(Struct):
    """Records by id; what is not there is named in *errors* (HTTP 207)."""

    results: list[Raw]
    errors: list[_Error] | None = None

    @property
    def failed(self) -> str:
        """Why some are missing that may well exist; empty where none are."""
        told = (e for e in self.errors or () if e.category != NOT_THERE)
        return next((e.message or e.category or "it does not say why" for e in told), "")

    @property
    def unknown(self) -> set[str]:
        """Ids that HubSpot says do not exist."""
        told = (e.context for e in self.errors or () if e.category == NOT_THERE)
        return {str(one) for context in told for one in (context.ids if context else None) or ()}


class _From(Struct):
    id: Id


class _Type(Struct):
    label: str | None = None


class _To(Struct, rename="camel"):
    to_object_id: Id
    association_types: list[_Type] | None = None


class _Pairs(Struct):
    from_: _From = field(name="from")
    to: list[_To] | None = None
    paging: Paging | None = None

    @property
    def after(self) -> str | None:
        """The cursor to the rest of what this one record is associated with."""
        return self.paging.next.after if self.paging and self.paging.next else None


class AssociationsPage(Struct):
    """For each record that has some, what it is associated with; the others are missing."""

    results: list[_Pairs] | None = None
