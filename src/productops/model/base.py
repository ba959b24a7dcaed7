"""The envelope that every record wears, its canonical JSON and its content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import core_schema

SCHEMA_VERSION = "1.0"

PiiClass = Literal["none", "pseudonymous", "direct", "free_text"]


class Pii:
    """Marks a field's class of personal data; drives masking on display and `pii=` on the way out."""

    __slots__ = ("pii_class",)

    def __init__(self, pii_class: PiiClass) -> None:
        self.pii_class = pii_class


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


# What a column of an amount cannot hold any more (DECIMAL(18,6)), once rounded
_TOO_BIG = Decimal(10) ** 12 - Decimal("0.000001")


def _plain(amount: Decimal) -> Decimal:
    """`5.00` and `5` are one amount, and must have one hash; one that no column holds costs its record, not the page."""
    if abs(amount) >= _TOO_BIG:
        raise ValueError("an amount is below 1,000,000,000,000")
    bare = amount.normalize()
    return bare.quantize(Decimal(1)) if bare.as_tuple().exponent in range(1, 30) else bare


def _by_key(fields: dict[str, Any]) -> dict[str, Any]:
    keys = list(fields)
    return fields if keys == (ordered := sorted(keys)) else {key: fields[key] for key in ordered}


Ref = Annotated[str, Pii("pseudonymous")]
"""The computed id of another record; it may dangle."""
Direct = Annotated[str, Pii("direct")]
"""A direct identifier: a name, an address, a telephone number."""
FreeText = Annotated[str, Pii("free_text")]
"""Text somebody wrote; it may contain anything."""


class _InUtc:
    """Validates a moment: text in UTC wholly in pydantic's core, any other zone by conversion."""

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        utc = core_schema.datetime_schema(tz_constraint=0)
        aware = core_schema.no_info_after_validator_function(
            _utc, core_schema.datetime_schema(tz_constraint="aware")
        )
        return core_schema.union_schema([utc, aware], mode="left_to_right")


Utc = Annotated[datetime, _InUtc]
"""An aware moment, kept in UTC. A moment without zone is refused: guessing one loses or repeats hours."""
Money = Annotated[Decimal, AfterValidator(_plain)]
"""An amount in major units, without idle zeros; its currency stands in a column of its own (ISO 4217)."""


class CustomValue(BaseModel):
    """The value of one of the source's custom fields, with the field's name and type as they are now."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    type: str | None = None
    value: Any = None


class Record(BaseModel):
    """One row of one table. Frozen; unknown fields are refused.

    Each subclass names its *table*. `fetched_at` and `content_hash` are filled by the store; a
    connector leaves them empty. `occurred_at` is when the person said or did it, `source_created_at`
    and `source_updated_at` what the source says of its own record, `fetched_at` when we read it
    (Formbricks and Merge keep the same four apart).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: ClassVar[str] = ""

    id: str
    source: str
    source_instance: str
    source_id: Annotated[str, Pii("pseudonymous")]
    source_key: str | None = None
    source_url: str | None = None
    occurred_at: Utc | None = None
    source_created_at: Utc | None = None
    source_updated_at: Utc | None = None
    fetched_at: Utc | None = None
    schema_version: str = SCHEMA_VERSION
    content_hash: str | None = None
    deleted: bool = False
    deleted_at: Utc | None = None
    custom_fields: Annotated[dict[str, CustomValue], AfterValidator(_by_key), Pii("free_text")] = (
        Field(default_factory=dict)
    )

    def canonical_json(self) -> bytes:
        """The JSON that is hashed: all columns in order but those that name or date the copy."""
        return self.__pydantic_serializer__.to_json(self, exclude=NOT_HASHED)

    def compute_hash(self) -> str:
        """sha256 (hex) of `canonical_json()`: equal rows have equal hashes on every machine."""
        return hashlib.sha256(self.canonical_json()).hexdigest()

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Column names in order, the envelope first."""
        return tuple(cls.model_fields)

    @classmethod
    def pii_classes(cls) -> dict[str, PiiClass]:
        """The class of personal data of each column."""
        return _pii_classes(cls)


NOT_HASHED = {"id", "fetched_at", "schema_version", "content_hash"}
ENVELOPE = tuple(Record.model_fields)


@cache
def _pii_classes(record: type[Record]) -> dict[str, PiiClass]:
    return {
        name: next((mark.pii_class for mark in _marks(field.annotation, field.metadata)), "none")
        for name, field in record.model_fields.items()
    }


def _marks(annotation: Any, metadata: Iterable[Any]) -> list[Pii]:
    """Marks on a field, or inside its union (`Direct | None`)."""
    found = [mark for mark in metadata if isinstance(mark, Pii)]
    for part in get_args(annotation):
        if isinstance(part, Pii):
            found.append(part)
        else:
            found.extend(_marks(part, ()))
    return found
